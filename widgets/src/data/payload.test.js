// What is taken for a payload.

import assert from "node:assert/strict";
import { test } from "node:test";

import { golden } from "../golden.js";
import { checked, FORMAT, unpacked } from "./payload.js";

/** @param {unknown} data */
const problem = (data) => checked(data).problem ?? "";

test("a golden payload is accepted, others are refused with a sentence", () => {
  assert.equal(checked(golden("product")).problem, undefined);
  assert.match(problem(null), /nothing to show/);
  assert.match(problem({ format: "mxgrad.player/9" }), /mxgrad.player\/9/);
  assert.match(problem({ format: FORMAT, steps: [], parts: [{}] }), /no steps/);
  assert.match(problem({ format: FORMAT, steps: [0], parts: [] }), /no steps/);
});

test("data travels compressed; what cannot be read is nothing", async () => {
  const stream = new Blob(['{"format": "x"}']).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  assert.deepEqual(await unpacked(bytes), { format: "x" });
  assert.equal(await unpacked(bytes.slice(0, 12)), null);
});
