// Where the numbers of a curve stand.

import assert from "node:assert/strict";
import { test } from "node:test";

import { heights, line } from "./curves.js";

test("a curve is logarithmic where its numbers are positive and far apart, and broken where there is none", () => {
  assert.deepEqual([heights([1, 2]).log, heights([0, 100]).log, heights([0.01, null, 1]).log], [false, false, true]);
  assert.deepEqual([1, 10, 100].map(heights([1, 100, 10]).at), [1, 0.5, 0]);
  assert.equal(heights([3, 3]).at(3), 0.5);
  assert.equal(line([4, 2, null, 0]), "M0 0L1 0.5M3 1");
});
