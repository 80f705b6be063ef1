// Moving through changes without a page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { golden } from "../golden.js";
import { ElementStates } from "./element-states.js";

const blank = () => "";
/** @param {import("./schema.js").Change[][]} changes */
const statesOf = (changes, initial = blank) => new ElementStates((part) => (part ? [] : changes), changes.length, initial);
/** @param {string} name @returns {import("./schema.js").Change[][]} */
const changesOf = (name) => golden(name).parts[0].changes;

test("going there and back restores every element", () => {
  const states = statesOf(changesOf("product"));
  states.go(2);
  const before = new Map(states.state);
  states.go(7);
  states.go(2);
  for (const [key, value] of states.state) assert.equal(value, before.get(key) ?? "", key);
});

test("a jump equals the same way in single steps", () => {
  const jumped = statesOf(changesOf("product"));
  const walked = statesOf(changesOf("product"));
  jumped.go(6);
  for (let i = 0; i <= 6; i++) walked.go(i);
  assert.deepEqual([...jumped.state].sort(), [...walked.state].sort());
});

test("a jump touches each element once a kind, however far it is", () => {
  /** @type {import("./schema.js").Change[][]} */
  const changes = Array.from({ length: 5000 }, (_, i) => [["a", 1, String(i)]]);
  const states = statesOf(changes, () => "start");
  assert.deepEqual(states.go(4999), [["a", 1, "4999"]]);
  assert.deepEqual(states.go(0), [["a", 1, "0"]]);
  assert.deepEqual(states.go(-1), [["a", 1, "start"]]);
});

test("each part begins with all that holds, so that a jump needs no other part", () => {
  /** @type {import("./schema.js").Change[][][]} */
  const parts = [[[["a", 1, "1"], ["b", 0, "on"]], [["a", 1, "2"]]], [[["a", 1, "3"]], [["c", 0, "on"]]]];
  /** @type {number[]} */
  const asked = [];
  const states = new ElementStates((part) => (asked.push(part), parts[part]), 2, blank);
  assert.deepEqual(states.go(3), [["a", 1, "3"], ["c", 0, "on"]]);
  assert.deepEqual(asked, [1]);
  assert.deepEqual(states.go(1), [["a", 1, "2"], ["b", 0, "on"], ["c", 0, ""]]);
  assert.deepEqual(states.go(2), [["a", 1, "3"], ["b", 0, ""]]);
});

test("the gradient of x is there at the last step of z = y * x", () => {
  const states = statesOf(changesOf("product"));
  states.go(golden("product").steps.length - 1);
  assert.equal(states.value("n0.g.1.1t", 1), "16");
  assert.equal(states.value("n0.b", 1), "→ x.grad ✓");
});
