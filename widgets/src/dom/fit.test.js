// Which drawing suits, and how far to scroll in it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { outside, suited } from "./fit.js";

test("the drawing follows the width of the player", () => {
  const scenes = { LR: { width: 1000 }, TB: { width: 400 } };
  assert.deepEqual(suited(scenes, 1200, 300, 5), { direction: "LR", stack: false });
  assert.deepEqual(suited(scenes, 900, 300, 5), { direction: "LR", stack: true });
  assert.deepEqual(suited(scenes, 900, 300, 40), { direction: "TB", stack: false });
  assert.deepEqual(suited(scenes, 360, 300, 5), { direction: "TB", stack: true });
});

test("scrolling brings a stretch into its frame and leaves what is in it", () => {
  assert.equal(outside(50, 100, 0, 200), 0);
  assert.equal(outside(-50, 0, 0, 200), -87.5);
  assert.equal(outside(180, 260, 0, 200), 90);
});
