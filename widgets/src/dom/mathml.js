// Formulas as mathematics, which browsers set by themselves: elements of MathML that are listed here, and text.

import { attribute } from "./dom.js";

const MATHML = "http://www.w3.org/1998/Math/MathML";
const TAGS = new Set(["mfrac", "mi", "mn", "mo", "mrow", "msqrt", "msub", "msubsup", "msup", "mtext"]);

/** @typedef {import("../data/schema.js").Mathml} Mathml */

/** @param {string | Mathml} part @returns {Node | string} */
function made(part) {
  if (typeof part === "string") return part;
  const [tag, ...inside] = part;
  const element = document.createElementNS(MATHML, TAGS.has(tag) ? tag : "mtext");
  if (tag === "mo") attribute(element, "stretchy", "false"); // a line of text stays a line
  element.append(...inside.map(made));
  return element;
}

/** A row of mathematics. @param {Mathml[]} row */
export function math(row) {
  const element = document.createElementNS(MATHML, "math");
  element.append(...row.map(made));
  return element;
}
