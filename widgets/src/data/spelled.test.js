// A message in which numbers stand once, as Python made it of a plain one.

import assert from "node:assert/strict";
import { test } from "node:test";

import { golden } from "../golden.js";
import { spelled } from "./spelled.js";

test("texts have their numbers again, digit for digit", () => {
  const { plain, shared } = golden("numbers");
  assert.notDeepEqual(shared, plain);
  assert.deepEqual(spelled(shared), plain);
});

test("what refers to nothing stays as it is", () => {
  const plain = { text: "0.5 of ¥2", none: null, list: [1, 0.25, "x"] };
  assert.deepEqual(spelled(structuredClone(plain)), plain);
});
