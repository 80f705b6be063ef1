// Running the program again, with a kernel that is only a promise.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { played } from "../golden.js";

/** @typedef {import("../kernel/questions.js").Reply} Reply */

/** A player whose questions are answered by hand. @param {any} [kernel] @param {any} [outcome] */
function asked(kernel, outcome) {
  /** @type {any[]} */
  const questions = [];
  /** @type {((reply: Reply) => void)[]} */
  const answers = [];
  const ask = (/** @type {any} */ question) => new Promise((/** @type {(reply: Reply) => void} */ resolve) => {
    questions.push(question);
    answers.push(resolve);
  });
  const made = played({ changing: { inputs: [], fixed: "", ask, kernel, outcome } });
  return { ...made, questions, answers, rerun: () => made.store.state.rerun, told: () => made.store.state.rerun.told?.key ?? made.store.state.rerun.told?.text };
}
const settled = () => new Promise(setImmediate);
/** @param {string} text @returns {Reply} */
const refused = (text) => ({ id: "1", kind: "refused", text, buffers: [] });

test("one question at a time, and what is refused is said", async () => {
  const { actions, questions, answers, rerun, told } = asked();
  actions.rerun({ x: "[1, 2]" });
  actions.rerun({ x: "[3, 4]" });
  actions.undo();
  assert.deepEqual([questions, rerun().asking, told()], [[{ kind: "change", inputs: { x: "[1, 2]" } }], true, "change.running"]);
  answers[0](refused("no numbers"));
  await settled();
  assert.deepEqual([rerun().asking, rerun().told], [false, { text: "no numbers", problem: true }]);
  actions.undo();
  assert.deepEqual(questions[1], { kind: "undo" });
});

test("an answer that never comes is said; if it comes then, it says nothing any more", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { actions, answers, rerun, told } = asked();
  actions.rerun({});
  mock.timers.tick(10_000);
  assert.deepEqual([rerun().asking, told()], [false, "change.late"]);
  actions.rerun({});
  answers[0](refused("of the first"));
  await settled();
  assert.deepEqual([rerun().asking, told()], [true, "change.running"]);
  answers[1](refused("of the second"));
  await settled();
  assert.equal(told(), "of the second");
  mock.timers.reset();
});

test("a program that runs long can be cancelled, once", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let interrupts = 0;
  const { actions, answers, rerun, told } = asked({ gone: false, interrupt: async () => void interrupts++ });
  actions.cancel();
  assert.equal(interrupts, 0);
  actions.rerun({});
  actions.cancel();
  assert.equal(interrupts, 0); // it has not begun: another cell runs
  actions.running(true);
  mock.timers.tick(10_000);
  assert.deepEqual([rerun().asking, told()], [true, "change.long"]);
  actions.cancel();
  actions.cancel();
  assert.deepEqual([interrupts, told()], [1, "change.cancelling"]);
  answers[0](refused("interrupted"));
  await settled();
  assert.deepEqual([rerun().asking, rerun().cancelling, told()], [false, false, "interrupted"]);
  mock.timers.reset();
});

test("a kernel that is gone or cannot be reached is said", async () => {
  const { actions, answers, rerun, told } = asked();
  actions.rerun({});
  answers[0]({ kind: "unreachable", error: new Error("comm is closed") });
  await settled();
  assert.deepEqual(rerun().told, { key: "change.unreachable", text: "(Error: comm is closed)", problem: true });
  actions.rerun({});
  actions.kernelGone();
  assert.deepEqual([rerun().asking, told()], [false, "change.gone"]);
  answers[1](refused("too late"));
  await settled();
  assert.equal(told(), "change.gone");
  assert.equal(asked({ gone: true, interrupt: null }).told(), "change.gone");
});

test("a player of another run says what the change did, and can go back", () => {
  const { rerun } = asked(undefined, { path: "differ", undo: true, rows: [] });
  assert.deepEqual([rerun().told, rerun().undo], [{ key: "change.differ" }, true]);
});
