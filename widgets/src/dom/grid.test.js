import assert from "node:assert/strict";
import test from "node:test";
import { spread } from "./grid.js";

const attributes = { class: "grid grad", transform: "translate(1 2)", rows: "2", cols: "3", cell: "30 24", parts: "nde", hatched: "1.2" };

test("a grid has ground, cells with numbers, frame and a word", () => {
  const [tag, given, inner] = spread(["grid", attributes, "", "n0.g"]);
  assert.deepEqual([tag, given], ["g", { class: "grid grad", transform: "translate(1 2)" }]);
  const parts = /** @type {import("../data/schema.js").Drawn[]} */ (inner);
  assert.deepEqual(parts.map(([, , , id]) => id).filter(Boolean), [
    ..."0.0 0.1 0.2 1.0 1.1".split(" ").flatMap((at) => [`n0.g.${at}`, `n0.g.${at}t`]),
    "n0.g.1.2", "n0.g.1.2h", "n0.g.1.2t", "n0.g.f", "n0.g.n",
  ]);
  assert.deepEqual(parts[0], ["rect", { class: "ground", width: "90", height: "48", rx: "3" }, "", ""]);
  assert.deepEqual(parts[3], ["rect", { class: "cell", x: "30", y: "0", width: "30", height: "24" }, "", "n0.g.0.1"]);
  assert.deepEqual(parts[4], ["text", { class: "num", x: "45", y: "16.7" }, "", "n0.g.0.1t"]);
  assert.equal(parts.at(-2)?.[1].class, "frame dash");
  assert.match(parts.at(-4)?.[1].d ?? "", /^(M[\d.]+ [\d.]+L[\d.]+ [\d.]+)+$/);
});

test("heat alone has neither numbers nor a word", () => {
  const [, , inner] = spread(["grid", { ...attributes, parts: "", hatched: "" }, "", "n0.v"]);
  const parts = /** @type {import("../data/schema.js").Drawn[]} */ (inner);
  assert.deepEqual([...new Set(parts.map(([tag]) => tag))], ["rect"]);
  assert.equal(parts.at(-1)?.[1].class, "frame");
});
