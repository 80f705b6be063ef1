// Formulas without a browser: elements that only know their tag and what is in them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { formula } from "./math.js";

class Made {
  constructor(tag) {
    this.tag = tag;
    this.inside = [];
  }

  append(...children) {
    this.inside.push(...children);
  }

  toString() {
    return `${this.tag}(${this.inside.join(" ")})`;
  }
}

globalThis.document = /** @type {any} */ ({ createElementNS: (_, tag) => new Made(tag) });
const set = (tex) => formula(tex)?.map(String).join(" ");

test("a derivative is a fraction", () => {
  assert.equal(
    set("\\frac{\\partial \\left(x^{2}\\right)}{\\partial x} = 2 x"),
    "math(mfrac(mrow(mo(∂) mrow(mo(() msup(mi(x) mrow(mn(2))) mo()))) mrow(mo(∂) mi(x))) mo(=) mn(2) mi(x))",
  );
});

test("names, roots, signs and subscripts", () => {
  assert.equal(set("\\mathrm{a\\_b}_{1}"), "math(msub(mi(a_b) mrow(mn(1))))");
  assert.equal(set("x_{1}^{2}"), "math(msubsup(mi(x) mrow(mn(1)) mrow(mn(2))))");
  assert.equal(set("-\\sqrt{x} \\cdot 0.5"), "math(mo(−) msqrt(mrow(mi(x))) mo(·) mn(0.5))");
  assert.equal(set("\\max\\left(u, 0\\right)"), "math(mi(max) mrow(mo(() mi(u) mo(,) mn(0) mo())))");
  assert.equal(set("\\operatorname{erf}\\left(x\\right)"), "math(mi(erf) mrow(mo(() mi(x) mo())))");
  assert.equal(set("größe"), "math(mi(g) mi(r) mi(ö) mi(ß) mi(e))");
});

test("words after a formula stay text, which can be broken", () => {
  assert.deepEqual(formula("1\\text{, summed over \\{2\\} axes}")?.map(String), ["math(mn(1))", ", summed over {2} axes"]);
});

test("what is not known, or not whole is not set", () => {
  for (const tex of ["", undefined, "\\href{x}{y}", "x^{2", "x^2", "x}", "\\frac{x}", "x^{1}^{2}", "\\left(x", "\\text{", "\\", "1 \\text{a} x"]) {
    assert.equal(formula(tex), null, tex);
  }
});

test("every elementwise rule is set, and says what its text says", () => {
  const flat = (node) => (typeof node === "string" ? node : node.inside.map(flat).join(""));
  const plain = (text) => text.replace(/[\s()·/√]/g, "").normalize("NFKC"); // a raised 2 is a 2
  const rules = JSON.parse(readFileSync(new URL("../../tests/widgets/golden/rules.json", import.meta.url), "utf8"));
  for (const { text, tex } of rules) {
    assert.equal(plain(formula(tex)?.map(flat).join("") ?? "not set"), plain(text.replaceAll("^", "")), text);
  }
  assert.ok(rules.length > 100);
});
