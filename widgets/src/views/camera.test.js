// How a drawing moves inside its pane, without a page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PAD } from "../dom/fit.js";
import { around, inside, kept } from "./camera.js";

test("a drawing that is smaller than its pane stands in the middle, a larger one wastes no room", () => {
  assert.equal(kept(-500, 100, 400), 150);
  assert.equal(kept(300, 1000, 400), PAD);
  assert.equal(kept(-900, 1000, 400), 400 - 1000 - PAD);
  assert.equal(kept(-200, 1000, 400), -200);
});

test("what lies outside is moved inside, with something around it; what lies inside stays", () => {
  assert.equal(inside(100, 200, 400), 0);
  assert.equal(inside(-50, 50, 400), 72);
  assert.equal(inside(350, 450, 400), -72);
  assert.equal(inside(350, 750, 400), -350);
});

test("boxes lie in the one around them", () => {
  const [a, b] = [{ left: 0, top: 5, right: 10, bottom: 9 }, { left: 4, top: 1, right: 30, bottom: 8 }];
  assert.deepEqual(around([a, b]), { left: 0, top: 1, right: 30, bottom: 9 });
});
