// Steps in parts, fetched as they are needed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { StepParts } from "./step-parts.js";

test("steps come in parts: fetched once, and only those that are not here", async () => {
  /** @type {number[]} */
  const asked = [];
  /** @param {number} number @returns {import("./schema.js").Part} */
  const told = (number) => ({ number, steps: [{ say: [["", `step ${2 * number}`]], span: null }, { say: [], span: null }], changes: [], shown: [], facts: {} });
  const fetch = async (/** @type {number} */ number) => (asked.push(number), number < 2 ? told(number) : null);
  const steps = Array.from({ length: 6 }, () => /** @type {import("./payload.js").Step} */ ({ kind: "op", phase: "forward", at: null }));
  const parts = new StepParts({ size: 2, parts: [told(0)] }, steps, fetch);
  assert.equal(parts.of(1)?.number, 0);
  assert.equal(parts.of(2), undefined);
  const both = await Promise.all([parts.need(2), parts.need(3)]);
  assert.deepEqual(both.map((part) => part?.number), [1, 1]);
  assert.equal(steps[2].say?.[0][1], "step 2");
  assert.equal(await parts.need(5), null);
  assert.equal(await parts.need(6), null);
  assert.deepEqual(asked, [1, 2]);
});
