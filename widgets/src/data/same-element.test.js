import assert from "node:assert/strict";
import test from "node:test";

import { StageCells } from "./cell-equation.js";
import { hues } from "./same-element.js";

/** A stage of one array read and one made, by a rule. @param {number} read @param {number} made @param {Pick<import("./schema.js").LoopRule, "sizes" | "target" | "reads" | "term">} rule */
function stage(read, made, rule) {
  const arrays = [read, made].map((size) => ({ shape: [size], numbers: new Array(size).fill(1) }));
  const grids = [{ role: "operand", title: "w", sign: "", array: 0 }, { role: "result", title: "z", sign: "=", array: 1, made: { rule: 0, reads: [0] } }];
  return hues(new StageCells({ rule: "", grids }, { arrays, rules: [{ whole: "…", fold: "+", ...rule }] }));
}

test("an element that is read twice has its colour in both places", () => {
  const found = stage(3, 3, { sizes: [3], target: null, reads: [[2, 0, 2]], term: "" });
  assert.equal(found.get("1.0"), found.get("0.2"));
  assert.equal(found.get("1.2"), found.get("0.2"));
  assert.notEqual(found.get("1.1"), found.get("1.0"));
  assert.equal(found.has("0.1"), false);
});

test("what is added up in one place has the colour of that place", () => {
  const found = stage(3, 3, { sizes: [3], target: [2, 0, 2], reads: [null], term: "⟨0⟩" });
  assert.equal(found.get("0.0"), found.get("1.2"));
  assert.equal(found.get("0.2"), found.get("1.2"));
  assert.notEqual(found.get("0.1"), found.get("0.0"));
});

test("sums that overlap have no colours", () => {
  assert.equal(stage(2, 2, { sizes: [3], target: [0, 1, 1], reads: [[0, 0, 1]], term: "⟨0⟩" }).size, 0);
});
