// Where the point of a curve and of a map goes, and what is drawn at it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { arrow, nearest, nearestOfMap, tangent } from "./curve.js";

const PLANE = [0, 0, 100, 200, 0, 10, -1, 1]; // left, top, width, height, then the ends of both axes

/** @param {number} x @param {number} y @param {number | number[] | null} slope @returns {import("./curve.js").Run} */
const run = (x, y, slope) => [x, y, slope, "", "", ""];

test("the nearest run of a curve, and of a map in parts of the plane", () => {
  const runs = [run(0, 0, 0), run(4, 1, 0), run(10, 0, 0)];
  assert.deepEqual([-3, 1.9, 2.1, 7.5, 99].map((x) => nearest(runs, x)[0]), [0, 0, 4, 10, 10]);
  const grid = [run(0, 0, null), run(3, 0, null), run(0, 1, null)];
  assert.equal(nearestOfMap(grid, [2, 0.1], PLANE), grid[1]);
  assert.equal(nearestOfMap(grid, [2, 0.9], PLANE), grid[2]); // two tenths across are nearer than nine twentieths down
});

test("an arrow has one length and the direction of the gradient on the plane", () => {
  assert.match(arrow(PLANE, run(5, 0, [20, 0])), /^M50.0 100.0L114.0 100.0M/);
  assert.match(arrow(PLANE, run(5, 0, [0, 0.1])), /^M50.0 100.0L50.0 36.0M/); // up is up
  const [x, y] = arrow(PLANE, run(5, 0, [10, 1]))?.match(/L(\S+) (\S+)M/)?.slice(1).map(Number) ?? [];
  assert.ok(Math.abs(x - 50 - 64 * Math.SQRT1_2) < 0.1 && Math.abs(100 - y - 64 * Math.SQRT1_2) < 0.1);
  assert.deepEqual([arrow(PLANE, run(5, 0, [0, 0])), arrow(PLANE, run(5, 0, null))], ["", ""]);
});

test("a tangent has the slope of its run, and is not drawn without one", () => {
  assert.equal(tangent(PLANE, run(5, 0, 0.2)), "M36.0 128.0L64.0 72.0");
  assert.equal(tangent(PLANE, run(5, 0, null)), "");
});
