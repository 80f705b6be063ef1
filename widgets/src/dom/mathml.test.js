// Mathematics without a browser: elements that only know their tag and what is in them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { golden } from "../golden.js";
import { math } from "./mathml.js";

/** @typedef {import("../data/schema.js").Mathml} Mathml */

class Made {
  /** @param {string} tag */
  constructor(tag) {
    this.tag = tag;
    /** @type {(Made | string)[]} */
    this.inside = [];
  }

  /** @param {...(Made | string)} children */
  append(...children) {
    this.inside.push(...children);
  }

  setAttribute() {}

  /** @returns {string} */
  toString() {
    return `${this.tag}(${this.inside.join(" ")})`;
  }
}

globalThis.document = /** @type {any} */ ({ createElementNS: (/** @type {string} */ _, /** @type {string} */ tag) => new Made(tag) });
/** @param {Mathml[]} row */
const made = (row) => String(math(row));

test("a row becomes elements, whatever stands in it becomes text", () => {
  assert.equal(made([["mfrac", ["mi", "x"], ["mrow", ["mo", "−"], ["mn", "2"]]]]), "math(mfrac(mi(x) mrow(mo(−) mn(2))))");
  assert.equal(made([["mi", "<script>"]]), "math(mi(<script>))");
  assert.equal(made([]), "math()");
});

test("what is no element of mathematics is words", () => {
  assert.equal(made([["script", "alert(1)"], ["mrow", ["a", "href"], ["mi", "x"]]]), "math(mtext(alert(1)) mrow(mtext(href) mi(x)))");
});

test("every elementwise rule is made of the elements that are listed", () => {
  const rules = golden("rules");
  for (const { text, mathml } of rules) {
    assert.ok(!made(mathml).includes("mtext") || /[a-zψσ∛√|]/.test(text), text);
    assert.equal(made(mathml), `math(${mathml.map(plain).join(" ")})`);
  }
  assert.ok(rules.length > 160);
});

/** @param {Mathml | string} part @returns {string} */
function plain(part) {
  if (typeof part === "string") return part;
  const [tag, ...inside] = part;
  return `${tag}(${inside.map(plain).join(" ")})`;
}
