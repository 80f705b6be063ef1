// Which elements belong together.

import assert from "node:assert/strict";
import { test } from "node:test";

import { chain, element, index, place } from "./element-chain.js";

/** @param {[number, import("./schema.js").Rule][][]} rules of each node */
const nodesOf = (...rules) => rules.map((own, id) => ({ id, rules: own, step: 0, line: null, title: "", operands: [], grid: null, thumb: false, users: [], facts: [] }));
/** @param {import("./element-chain.js").Lit} lit @param {number} node */
const elementsOf = (lit, node) => [...(lit.get(node) ?? [])].sort();

test("the chain of an element: by the rule of each operation, all where it is not known", () => {
  const nodes = nodesOf(
    [],
    [[0, 1]], // elementwise
    [[1, [[0], [2], [1], [3]]]], // a transpose of 2 by 2
    [[2, [[0, 1], [2, 3]]], [5, [[0, 1, 2, 3], [0, 1, 2, 3]]]], // a sum of rows
    [[3, 0]],
    [],
  );
  const { lit, unknown } = chain(nodes, 1, 1);
  assert.deepEqual(elementsOf(lit, 0), [1]);
  assert.deepEqual(elementsOf(lit, 2), [2]);
  assert.deepEqual(elementsOf(lit, 3), [1]);
  assert.equal(lit.get(4), null);
  assert.equal(lit.has(5), false);
  assert.equal(unknown, true);
  const back = chain(nodes.slice(0, 4), 3, 0);
  assert.deepEqual(elementsOf(back.lit, 2), [0, 1]);
  assert.deepEqual(elementsOf(back.lit, 1), [0, 2]);
  assert.equal(back.unknown, false);
  assert.deepEqual(elementsOf(chain(nodes, 4, 0).lit, 1), [0, 1, 2, 3]);
});

test("from all elements of a slice the chain goes on to those of the slice alone", () => {
  const nodes = nodesOf([], [[0, [[2], [3]]]], [[1, 0]]);
  assert.deepEqual(elementsOf(chain(nodes, 2, 0).lit, 0), [2, 3]);
});

test("a chain goes round a loop that is rolled up", () => {
  const nodes = nodesOf([], [[0, 1], [1, [[1], [0]]]]);
  assert.deepEqual(elementsOf(chain(nodes, 1, 0).lit, 0), [0, 1]);
});

test("cells of a grid show the elements of an array, but for a gap", () => {
  assert.equal(element([2, 3], "1.2"), 5);
  assert.equal(element([2, 3], "2.0"), null);
  assert.equal(element([], "0.0"), 0);
  assert.equal(element([5], "0.4"), 4);
  assert.equal(element([20], "1.1"), 9); // wrapped after eight
  assert.equal(element([20], "2.4"), null);
  assert.deepEqual([5, 6, 7, 9].map((c) => element([1, 20], `0.${c}`)), [5, null, 17, 19]);
  assert.deepEqual([5, 6, 7].map((r) => element([12, 2], `${r}.1`)), [11, null, 19]);
  assert.equal(element([2, 2, 2], "3.0"), 6);
  assert.equal(index([2, 2, 2], 6), "[1, 1, 0]");
  assert.equal(index([], 0), "");
});

test("the places of cells are read from their ids", () => {
  assert.deepEqual(place("n12.v.0.1t"), { node: 12, arg: null, slot: "v", cell: "0.1" });
  assert.deepEqual(place("k4-1.grad_out.2.3"), { node: 4, arg: 1, slot: "grad_out", cell: "2.3" });
  assert.equal(place("n12"), null);
  assert.equal(place("n12.v.f"), null);
});
