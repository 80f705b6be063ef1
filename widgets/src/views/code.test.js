// Marks in source lines.

import assert from "node:assert/strict";
import { test } from "node:test";

import { segments } from "./code.js";

/** @typedef {import("./code.js").Mark} Mark */

test("a span marks the exact expression, counting characters", () => {
  const text = "é = '🙂🙂'; y = 2 * x**2";
  const at = Array.from(text).join("").indexOf("x**2") - 2;
  const parts = segments(text, 3, [{ span: [0, 3, at, 3, at + 4], tag: "mark" }]);
  assert.deepEqual(parts.filter((p) => p.tag).map((p) => p.text), ["x**2"]);
  assert.equal(parts.map((p) => p.text).join(""), text);
});

test("a span over lines marks from its start, without indentation, to its end", () => {
  /** @type {import("../data/schema.js").Span} */
  const span = [0, 1, 4, 3, 5];
  const marked = (/** @type {string} */ text, /** @type {number} */ line) => segments(text, line, [{ span, tag: "mark" }]).filter((p) => p.tag).map((p) => p.text);
  assert.deepEqual(marked("y = (a", 1), ["(a"]);
  assert.deepEqual(marked("     + b", 2), ["+ b"]);
  assert.deepEqual(marked("    )", 3), [")"]);
  assert.deepEqual(marked("z", 4), []);
});

test("of overlapping marks the first holds", () => {
  /** @type {Mark[]} */
  const marks = [{ span: [0, 1, 2, 1, 4], tag: "mark" }, { span: [0, 1, 0, 1, 6], tag: "s" }];
  assert.deepEqual(segments("abcdefgh", 1, marks), [
    { text: "ab", tag: "s" }, { text: "cd", tag: "mark" }, { text: "ef", tag: "s" }, { text: "gh", tag: "" },
  ]);
});
