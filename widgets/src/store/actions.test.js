// What can be done with a player besides stepping, without a page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { golden, played } from "../golden.js";
import { wholeWithFirstStep } from "./looking.js";
import { inspected } from "./store.js";

const settled = () => new Promise(setImmediate);

test("whoever subscribes is told of each change with what was before", () => {
  const { store } = played();
  /** @type {[number, number][]} */
  const told = [];
  const leave = store.subscribe((state, before) => told.push([state.step, before.step]));
  store.set({ step: 1 });
  store.set({ step: 4 });
  leave();
  store.set({ step: 5 });
  assert.deepEqual(told, [[1, -1], [4, 1]]);
});

test("one panel is open at a time, but for what it leads to; all close at once", () => {
  const { store, actions } = played();
  const open = () => Object.entries(store.state.open).flatMap(([name, is]) => (is ? [name] : []));
  actions.inspect();
  actions.table();
  assert.deepEqual(open(), ["table"]);
  actions.table();
  assert.deepEqual(open(), []);
  actions.inspect();
  actions.numbers("x", [3, [100]]);
  assert.deepEqual([open(), store.state.numbers?.title], [["inspect"], "x"]);
  actions.help();
  assert.deepEqual([open(), store.state.numbers], [["help"], null]);
  actions.close();
  assert.deepEqual([open(), store.state.numbers], [[], null]);
});

test("each wish to look nearer or farther is a new one", () => {
  const { store, actions } = played();
  actions.zoomIn();
  const before = store.state.look;
  actions.zoomIn();
  assert.deepEqual([store.state.look, store.state.look === before], [{ what: "in" }, false]);
  actions.tab("code");
  actions.resize(500);
  actions.fullscreen();
  assert.deepEqual([store.state.tab, store.state.height, store.state.full], ["code", 500, true]);
  actions.filled(false);
  assert.equal(store.state.full, false);
});

test("the whole screen is asked for once, with the first step a reader takes", () => {
  const { store } = played();
  wholeWithFirstStep(store);
  store.set({ step: 0 }); // the player opens
  store.set({ tab: "code" });
  assert.equal(store.state.full, false);
  store.set({ step: 1 });
  assert.equal(store.state.full, true);
  store.set({ full: false });
  store.set({ step: 2 });
  assert.equal(store.state.full, false);
});

test("inputs are changed only where the program can run again", () => {
  const { store, actions } = played();
  actions.change();
  assert.equal(store.state.open.change, false);
  const changing = { inputs: [], fixed: "", ask: async () => /** @type {const} */ ({ kind: "gone" }) };
  const other = played({ changing });
  other.actions.change();
  assert.equal(other.store.state.open.change, true);
});

test("nodes are walked in the order in which they ran, from the one that the step is about", () => {
  const { store, actions, payload } = played();
  const ids = payload.nodes.map((node) => node.id);
  actions.show(0);
  assert.equal(inspected(store.state), ids[0]);
  actions.below();
  assert.deepEqual([store.state.picked, store.state.focus], [ids[1], { node: ids[1] }]);
  actions.above();
  actions.above();
  assert.equal(store.state.picked, ids[0]);
});

test("a node that was found is gone to, inspected and picked", () => {
  const { store, actions, payload } = played();
  actions.show(0);
  const node = payload.nodes[payload.nodes.length - 1];
  actions.find(node);
  assert.deepEqual([store.state.step, store.state.picked, store.state.open.inspect], [node.step, node.id, true]);
});

test("the arrow keys lead the lit element inside its grid, over the gap of a long one, until the step changes", () => {
  const { store, actions, payload } = played();
  actions.show(0);
  const node = payload.nodes[0];
  actions.chain();
  assert.deepEqual(store.state.cell, { node: node.id, cell: "0.0" });
  actions.moveCell(0, 1);
  actions.moveCell(1, 0);
  assert.equal(store.state.cell?.cell, "1.1");
  actions.moveCell(1, 0);
  actions.moveCell(0, 1);
  assert.equal(store.state.cell?.cell, "1.1");
  node.grid = [1, 20];
  store.set({ cell: { node: node.id, cell: "0.5" } });
  actions.moveCell(0, 1);
  assert.equal(store.state.cell?.cell, "0.7");
  actions.moveCell(-1, 0);
  assert.equal(store.state.cell?.cell, "0.7");
  actions.next();
  assert.equal(store.state.cell, null);
  actions.chain();
  actions.chain();
  assert.equal(store.state.cell, null);
});

/** @param {any} unrolled @param {readonly string[]} folded */
const drawn = async (unrolled, folded) => {
  const { parts, ...view } = golden("product");
  return folded[0] === "gone" ? null : { ...view, parts: parts.map((/** @type {any} */ { steps, ...part }) => part) };
};

test("loops are unrolled and rolled up again at the same step", async () => {
  const { store, actions } = played({ draw: drawn, payload: { unrolls: true } });
  actions.show(4);
  actions.pick(1);
  const coming = actions.unroll();
  assert.equal(store.state.notice?.key, "unroll.coming");
  await coming;
  assert.deepEqual([store.state.drawing.unrolled, store.state.step, store.state.picked, store.state.notice], [true, 4, null, null]);
  await actions.unroll();
  assert.equal(store.state.drawing.unrolled, false);
});

test("a call is folded and its title has the focus; a drawing that there is not is said", async () => {
  const { store, actions } = played({ draw: drawn });
  actions.show(0);
  await actions.fold("s1");
  assert.deepEqual([store.state.drawing.folded, store.state.focus], [["s1"], { fold: "s1" }]);
  const lost = played({ draw: async () => null });
  lost.actions.show(0);
  await lost.actions.fold("s1");
  assert.equal(lost.store.state.notice?.key, "fold.lost");
  lost.actions.next();
  assert.equal(lost.store.state.notice, null);
});

test("of two drawings that are asked for the last one is shown, whichever comes first", async () => {
  /** @type {((view: any) => void)[]} */
  const come = [];
  const { store, actions } = played({ draw: () => new Promise((resolve) => come.push(resolve)), payload: { unrolls: true } });
  actions.show(0);
  const [first, second] = [actions.fold("s1"), actions.fold("s2")];
  come[1](await drawn(false, []));
  await second;
  come[0](await drawn(false, []));
  await first;
  await settled();
  assert.deepEqual(store.state.drawing.folded, ["s2"]);
});
