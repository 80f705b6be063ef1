// What is known at a step.

import assert from "node:assert/strict";
import { test } from "node:test";

import { factsAt } from "./inspector.js";

test("of facts with one key the latest holds", () => {
  /** @type {import("../data/schema.js").Fact[]} */
  const facts = [[1, "gradient", "a"], [4, "gradient", "b"]];
  assert.equal(factsAt(facts, 0).size, 0);
  assert.equal(factsAt(facts, 3).get("gradient")?.[2], "a");
  assert.equal(factsAt(facts, 4).get("gradient")?.[2], "b");
});
