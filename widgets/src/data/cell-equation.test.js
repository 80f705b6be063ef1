import assert from "node:assert/strict";
import test from "node:test";

import { StageCells } from "./cell-equation.js";
import { figure } from "./figures.js";
import { turnsOf } from "./loops.js";
import { windowOf } from "./cell-window.js";

const DOT = { sizes: [2, 2, 3], target: [[0, 0, 1], [0, 1, 1]], reads: [[[0, 0, 1], [0, 2, 1]], [[0, 2, 1], [0, 1, 1]]], term: "⟨0⟩·⟨1⟩", whole: "…", fold: "+" };

/** @param {any[]} grids @param {any[]} arrays @param {any[]} rules */
const cells = (grids, arrays, rules) => new StageCells({ rule: "", grids }, { arrays, rules });

test("a cell of a product of matrices is a row times a column", () => {
  const stage = cells(
    [{ role: "operand", title: "x", sign: "", array: 0 }, { role: "operand", title: "y", sign: "·", array: 1 }, { role: "result", title: "z", sign: "=", array: 2, made: { rule: 0, reads: [0, 1] } }],
    [{ shape: [2, 3], numbers: [1, 2, 3, 4, -5, 0.5] }, { shape: [3, 2], numbers: [1, 0, -2, 1, 0.25, 3] }, { shape: [2, 2], numbers: [-2.25, 11, 14.125, -3.5] }],
    [DOT],
  );
  const equation = stage.equation(2, 2);
  assert.equal(equation?.text, "4·1 − 5·(−2) + 0.5·0.25 = 14.1");
  assert.deepEqual([...(equation?.lit.get(0) ?? [])], [3, 4, 5]);
  assert.deepEqual([...(equation?.lit.get(1) ?? [])], [0, 2, 4]);
  assert.deepEqual(stage.uses(2, 0, 4), [2, 3]);
});

test("places outside of an array add nothing, and windows are found from an element too", () => {
  const rule = { sizes: [3, 2], target: [[-1, 0, 2, 1, 1]], reads: [[[0, 0, 1]]], term: "⟨0⟩", whole: "…", fold: "+" };
  assert.deepEqual(turnsOf(rule, [4], 0), [[0, 1]]);
  assert.deepEqual(turnsOf(rule, [4], 3), [[2, 0]]);
  assert.deepEqual(turnsOf({ ...rule, sizes: [4, 3] }, [4], 1), [[0, 2], [1, 0]]);
});

test("a long sum shows its largest terms and counts the rest; what is only passed on is named", () => {
  const numbers = [0.1, 9, 0.2, 8, 0.3, 7, 0.4, 6, 5, 4];
  const whole = numbers.reduce((a, b) => a + b);
  const sum = cells(
    [{ role: "operand", title: "x", sign: "", array: 0 }, { role: "result", title: "s", sign: "=", array: 1, made: { rule: 0, reads: [0] } }],
    [{ shape: [10], numbers }, { shape: [1], numbers: [whole] }],
    [{ sizes: [10], target: [[0]], reads: [null], term: "⟨0⟩", whole: "…", fold: "+" }],
  );
  assert.equal(sum.equation(1, 0)?.text, "9 + 8 + 7 + 6 + 5 + 4 + … (4) = 40");
  const moved = cells(
    [{ role: "operand", title: "x", sign: "", array: 0 }, { role: "result", title: "y", sign: "=", array: 1, made: { rule: 0, reads: [0] } }],
    [{ shape: [2, 2], numbers: [1, 2, 3, 4] }, { shape: [2], numbers: [4, 3] }],
    [{ sizes: [2], target: null, reads: [[3, 2]], term: "", whole: "…", fold: "+" }],
  );
  assert.equal(moved.equation(1, 0)?.text, "x[1, 1] = 4");
});

test("numbers are short, never -0, and nan and inf are words", () => {
  assert.deepEqual([0, -0, 2, -1234, 123456, 1234567, 0.0001, 0.00001234, -2.34567, NaN, Infinity, -Infinity].map((x) => figure(x)),
    ["0", "0", "2", "−1234", "123456", "1.23e6", "0.0001", "1.23e−5", "−2.35", "nan", "inf", "−inf"]);
});

test("a small array is shown whole, of a large one a window around a cell", () => {
  assert.equal(windowOf([4, 5], false, 0).hidden, 0);
  const { blocks, from, hidden } = windowOf([100, 100], false, 5050);
  assert.deepEqual([from, blocks.length, blocks[0].length, hidden], [[47, 47], 1, 6, 9964]);
  assert.deepEqual(windowOf([3], true, 0).blocks, [[[0], [1], [2]]]);
  assert.deepEqual(windowOf([2, 3], true, 0).blocks, [[[0, 3], [1, 4], [2, 5]]]);
  assert.deepEqual(windowOf([0, 3], false, 0).blocks, []);
});
