// What keys do.

import assert from "node:assert/strict";
import { test } from "node:test";

import { action } from "./keys.js";

/** @param {string} key @param {Partial<KeyboardEvent>} [held] */
const does = (key, held) => action({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test("keys with a modifier belong to the page", () => {
  assert.equal(does("ArrowRight"), "next");
  assert.equal(does("b"), "backward");
  assert.equal(does("ArrowRight", { ctrlKey: true }), null);
  assert.equal(does("x"), null);
  assert.equal(does("constructor"), null);
});
