// Which marks of a loop bar are shown.

import assert from "node:assert/strict";
import { test } from "node:test";

import { shown } from "./loop-bar.js";

test("a long loop bar shows its ends and what is near", () => {
  assert.deepEqual(shown(4, 1), [0, 1, 2, 3]);
  const some = shown(1000, 500);
  assert.deepEqual(some.slice(0, 5), [0, 1, 2, -1, 495]);
  assert.deepEqual(some.slice(-5), [505, -1, 997, 998, 999]);
});
