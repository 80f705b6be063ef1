// What a search finds.

import assert from "node:assert/strict";
import { test } from "node:test";

import { labelled } from "../data/labels.js";
import { found } from "./search.js";

test("a search finds by name, operation, source and line", () => {
  const node = (/** @type {any} */ more) => ({ id: 0, operands: [], rules: [], users: [], step: 0, line: null, facts: [], grid: null, thumb: false, title: "", ...more });
  const nodes = [
    node({ id: 1, title: "b = × 2", line: 4, facts: [[0, "source", "b * 2"]] }),
    node({ id: 2, title: "‖·‖", line: 5, facts: [[0, "source", "b.norm()"]] }),
  ];
  const german = labelled({ "search.line": "Zeile {line}" });
  const ids = (/** @type {string} */ text, label = labelled({ "search.line": "line {line}" })) => found(nodes, text, label).map((n) => n.id);
  assert.deepEqual(ids("norm"), [2]);
  assert.deepEqual(ids(" B = "), [1]);
  assert.deepEqual(ids("line 5"), [2]);
  assert.deepEqual(ids("Line5"), [2]);
  assert.deepEqual(ids("Zeile 5"), []);
  assert.deepEqual(ids("Zeile 5", german), [2]);
  assert.deepEqual(ids("zeile 4", german), [1]);
  assert.deepEqual(ids("line 5", german), [2]);
  assert.deepEqual(ids("4"), [1]);
  assert.deepEqual(ids("b"), [1, 2]);
  assert.deepEqual(ids("  "), []);
  assert.deepEqual(ids("nothing"), []);
});
