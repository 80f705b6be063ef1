// Going from step to step, without a page.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { golden, played } from "../golden.js";
import { alike, frame, iteration } from "./stepping.js";

/** @typedef {import("../data/schema.js").Part} Part */

/** The golden run, whose steps come in parts of two; only those of `here` came with it. @param {number[]} here */
function inParts(here) {
  const { parts, steps } = golden("product");
  const whole = parts[0];
  const cut = (/** @type {number} */ number) => {
    const of = (/** @type {any[]} */ list) => list.slice(2 * number, 2 * number + 2);
    return /** @type {Part} */ ({ number, steps: of(whole.steps), changes: of(whole.changes), shown: of(whole.shown), facts: {} });
  };
  return { cut, last: steps.length - 1, payload: { size: 2, parts: here.map(cut) } };
}

/** @type {any[]} */
const PLACES = [null, [0, 0], [0, 0], [0, 1], [0, 1], null];

test("iterations are walked from first step to first step", () => {
  const steps = PLACES.map((at) => ({ kind: "op", phase: "forward", at }));
  assert.deepEqual([0, 1, 2, 3, 4, 5].map((i) => iteration(steps, i, 1)), [1, 3, 3, 5, 5, 5]);
  assert.deepEqual([0, 1, 2, 3, 4, 5].map((i) => iteration(steps, i, -1)), [0, 0, 0, 1, 1, 3]);
});

test("what goes on inside of what is folded is passed over, both ways, and can be gone to", () => {
  /** @type {number[]} */
  const told = [];
  const { actions } = played({ onStep: (step) => void told.push(step), payload: { passed_over: [1, 3, 5, 6] } });
  actions.show(0);
  for (const act of [actions.next, actions.next, actions.next, actions.prev, actions.prev, actions.prev]) act();
  actions.go(2);
  actions.next();
  assert.deepEqual(told, [0, 3, 4, 6, 4, 3, 0, 2, 3]);
});

test("steps are gone to by one and to the ends, and never beyond", () => {
  /** @type {number[]} */
  const told = [];
  const { store, actions, payload } = played({ onStep: (step) => void told.push(step) });
  const last = payload.steps.length - 1;
  actions.show(0);
  for (const act of [actions.prev, actions.next, actions.last, actions.next, actions.prev, actions.first]) act();
  actions.go(NaN);
  actions.go(2.9);
  assert.deepEqual(told, [0, 1, last, last - 1, 0, 2]);
  assert.equal(store.state.step, 2);
});

test("backward goes to each backward pass in turn", () => {
  const { store, actions, payload } = played();
  const begins = payload.steps.findIndex((step) => step.kind === "backward");
  actions.show(0);
  actions.backward();
  assert.equal(store.state.step, begins);
  actions.last();
  actions.backward();
  assert.equal(store.state.step, begins);
});

test("nothing is gone to where nothing is nan", () => {
  const { store, actions } = played({ payload: { odd: [] } });
  actions.show(3);
  actions.odd();
  assert.equal(store.state.step, 3);
  const odd = played({ payload: { odd: [2, 4] } });
  odd.actions.show(2);
  odd.actions.odd();
  assert.equal(odd.store.state.step, 4);
});

test("a step that is not here is waited for, and said to be on its way", async () => {
  const { cut, payload } = inParts([0]);
  const { store, actions } = played({ payload, ask: async (part) => cut(part) });
  actions.show(1);
  actions.next();
  assert.deepEqual([store.state.step, store.state.wanted, store.state.notice?.key], [1, 2, "coming"]);
  await Promise.resolve().then(() => new Promise(setImmediate));
  assert.deepEqual([store.state.step, store.state.notice], [2, null]);
});

test("a part that comes after another step was asked for moves nothing", async () => {
  const { cut, payload, last } = inParts([0]);
  /** @type {Map<number, () => void>} */
  const come = new Map();
  const { store, actions } = played({ payload, ask: (part) => new Promise((resolve) => come.set(part, () => resolve(cut(part)))) });
  actions.show(1);
  actions.last();
  actions.go(0);
  come.get(Math.floor(last / 2))?.();
  await new Promise(setImmediate);
  assert.deepEqual([store.state.step, store.state.notice], [0, null]);
});

test("a part that does not come is said, and asked for again", async () => {
  const { payload } = inParts([0]);
  let asked = 0;
  const { store, actions } = played({ payload, ask: async () => (asked++, null) });
  actions.show(1);
  actions.next();
  await new Promise(setImmediate);
  assert.deepEqual([store.state.step, store.state.notice], [1, { key: "lost", parts: { step: 3, count: store.state.drawing.supply.steps.length } }]);
  const before = asked;
  actions.next();
  await new Promise(setImmediate);
  assert.ok(asked > before);
});

test("play goes on by itself, faster when asked, to the end and from there anew", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const { store, actions, payload } = played();
  const last = payload.steps.length - 1;
  actions.show(0);
  actions.play();
  mock.timers.tick(1400);
  assert.deepEqual([store.state.step, store.state.playing], [1, true]);
  actions.speed();
  mock.timers.tick(1400);
  assert.deepEqual([store.state.step, store.state.speed], [3, 2]);
  actions.play();
  mock.timers.tick(14_000);
  assert.deepEqual([store.state.step, store.state.playing], [3, false]);
  actions.play();
  mock.timers.tick(700 * last);
  assert.deepEqual([store.state.step, store.state.playing], [last, false]);
  actions.play();
  assert.deepEqual([store.state.step, store.state.playing], [0, true]);
  actions.next();
  assert.deepEqual([store.state.step, store.state.playing], [1, false]);
  mock.timers.reset();
});

/** A loop of three iterations, in each of which something runs twice and then goes back, with a loop inside the second. */
const FILM = {
  steps: ["input", "op", "op", "contrib", "op", "op", "op", "contrib", "op", "op", "contrib", "op"].map((kind, i) => ({
    kind, phase: "forward", at: /** @type {[number, number] | null} */ (i === 0 || i === 11 ? null : i === 6 ? [1, 0] : [0, i < 4 ? 0 : i < 8 ? 1 : 2]),
  })),
  loop_bars: /** @type {import("../data/schema.js").LoopBar[]} */ ([
    { title: "for", marks: [["1", "", 1], ["2", "", 4], ["3", "", 8]], within: null, curves: [["loss", [3, 2, 1]]] },
    { title: "inner", marks: [["1", "", 6]], within: [0, 1], curves: [] },
  ]),
};

test("a click on an iteration keeps what is done in it, also out of a loop inside", () => {
  assert.deepEqual([1, 2, 3].map((step) => alike(FILM, step, 0, 2)), [8, 9, 10]);
  assert.equal(alike(FILM, 7, 0, 0), 3);
  assert.equal(alike(FILM, 6, 0, 0), 2); // the third operation, where there are two
  assert.equal(alike(FILM, 0, 0, 1), 4); // from outside to where it begins
});

test("a film begins with the end of the first iteration, shows each at the same place, and ends with the last step", () => {
  assert.deepEqual([0, 3, 7, 10].map((step) => frame(FILM, step)), [3, 7, 10, 11]);
  mock.timers.enable({ apis: ["setInterval"] });
  const places = golden("product").steps.flatMap((/** @type {number} */ _, /** @type {number} */ i) => (i > 0 && i < 4 ? [0, i - 1] : [-1, -1]));
  const { store, actions, payload } = played({ payload: { loop_bars: [{ ...FILM.loop_bars[0], marks: [1, 2, 3].map((at) => ["", "", at]) }], places } });
  actions.show(0);
  actions.film();
  actions.play();
  const seen = [0, 1, 2, 3].map(() => {
    mock.timers.tick(1400);
    return store.state.step;
  });
  assert.deepEqual(seen, [1, 2, 3, payload.steps.length - 1]);
  mock.timers.reset();
});
