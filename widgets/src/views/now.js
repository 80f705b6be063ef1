// What belongs to the step carries `data-now`: a contract with tests and with whoever writes an extension.

import { attribute } from "../dom/dom.js";

/** @typedef {"sentence" | "expression" | "source" | "target" | "label" | "stage"} Role */
/** @typedef {{source: Element[], label: Element[], target: Element[]}} Now */

/**
 * Mark the cards and edge labels of the step in a drawing: `target` is what ran or what the gradient reaches, `source`
 * what it was made from or what the gradient comes from, `label` says what happens in between.
 * @param {SVGSVGElement} svg
 * @param {Map<string, import("../dom/dom.js").Part>} parts
 * @returns {Now}
 */
export function mark(svg, parts) {
  for (const old of [...svg.querySelectorAll("[data-now]")]) old.removeAttribute("data-now");
  const target = [...svg.querySelectorAll(".card.cur")];
  const label = [...svg.querySelectorAll(".chip.hot")];
  const source = new Set(svg.querySelectorAll(".card.from"));
  for (const edge of svg.querySelectorAll(".edge.cur[data-edge]")) {
    const origin = parts.get(`n${edge.getAttribute("data-edge")?.split("-")[0]}`)?.element;
    if (origin && !target.includes(origin)) source.add(origin);
  }
  // Not by the names of what is returned, which the build shortens.
  for (const [role, elements] of /** @type {[Role, Iterable<Element>][]} */ ([["source", source], ["label", label], ["target", target]])) {
    for (const element of elements) attribute(element, "data-now", role);
  }
  return { source: [...source], label, target };
}
