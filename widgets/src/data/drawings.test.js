// Which drawings there are, and which are fetched.

import assert from "node:assert/strict";
import { test } from "node:test";

import { golden } from "../golden.js";
import { Drawings, named, toggled } from "./drawings.js";
import { checked } from "./payload.js";

test("a drawing has one name, however its folded calls are listed", () => {
  assert.equal(named(false, []), "rolled");
  assert.equal(named(true, ["s9", "s12"]), named(true, ["s12", "s9"]));
  assert.deepEqual(toggled(["s2"], "s1"), ["s1", "s2"]);
  assert.deepEqual(toggled(["s1", "s2"], "s1"), ["s2"]);
});

test("a drawing is fetched once, and its steps need not be told again", async () => {
  const payload = /** @type {import("./payload.js").PlayerData} */ (checked(golden("product")).payload);
  const view = { ...payload, parts: payload.parts.map(({ steps, ...part }) => part) };
  let asked = 0;
  const drawings = new Drawings(payload, { draw: async (unrolled, folded) => (asked++, folded[0] === "s1" ? view : null) });
  assert.equal(await drawings.get(false, []), drawings.first);
  const said = payload.steps.map((step) => step.say);
  const one = await drawings.get(false, ["s1"]);
  assert.equal(await drawings.get(false, ["s1"]), one);
  assert.equal(asked, 1);
  assert.deepEqual(payload.steps.map((step) => step.say), said);
  assert.equal(one?.supply.changes(0).length, said.length);
  assert.equal(await drawings.get(true, []), null);
});
