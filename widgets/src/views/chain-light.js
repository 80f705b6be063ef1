// Lights the chain of an element: of the cell under the pointer, or of the one that the arrow keys lead.

import { chain, element, index, place } from "../data/element-chain.js";
import { classed, h, on } from "../dom/dom.js";

/** @typedef {import("../data/schema.js").NodeInfo} NodeInfo */
/** @typedef {import("../data/element-chain.js").Lit} Lit */

/** @param {NonNullable<ReturnType<typeof place>>} at */
const gridOf = (at) => `${at.node}/${at.arg}/${at.slot}`;

/** @param {Map<string, Set<string>>} sets @param {string} key @param {string} item */
function note(sets, key, item) {
  sets.set(key, (sets.get(key) ?? new Set()).add(item));
}

/** Lights the chain of the cell under the pointer, or of one that the arrow keys move. */
export class ChainLight {
  /**
   * @param {SVGSVGElement} svg
   * @param {Map<string, import("../dom/dom.js").Part>} parts
   * @param {NodeInfo[]} nodes
   * @param {import("../data/labels.js").Label} label
   * @param {() => void} darken the element that the arrow keys lead
   */
  constructor(svg, parts, nodes, label, darken) {
    this.svg = svg;
    this.nodes = nodes;
    this.label = label;
    this.told = h("p", { "aria-live": "polite" });
    this.note = h("div", { class: "mxg-chain" }, this.told);
    this.infos = new Map(nodes.map((node) => [node.id, node]));
    this.darken = darken;
    /** @type {{element: Element, at: NonNullable<ReturnType<typeof place>>}[]} */
    this.cells = [];
    /** @type {WeakMap<Element, NonNullable<ReturnType<typeof place>>>} */
    this.places = new WeakMap();
    /** @type {Map<string, number>} origin of each edge by "operation-argument" */
    this.origins = new Map();
    /** @type {Map<string, Set<string>>} cells of each grid; a grid of one cell goes with any element */
    this.grids = new Map();
    for (const [id, { element }] of parts) {
      const at = place(id);
      if (at) note(this.grids, gridOf(at), at.cell);
      if (at) this.cells.push({ element, at });
      if (at) this.places.set(element, at);
      const [origin, op, arg] = (element.getAttribute("data-edge") ?? "").split("-");
      if (arg !== undefined) this.origins.set(`${op}-${arg}`, Number(origin));
    }
    on(svg, "pointerover", (event) => this.#over(event));
    on(svg, "pointerleave", () => this.#leave());
  }

  /** @param {PointerEvent} event */
  #over(event) {
    const at = event.pointerType !== "touch" && event.target instanceof Element ? this.places.get(event.target) : undefined;
    this.#leave();
    if (at && at.arg === null) this.#light(at.node, at.cell);
  }

  #leave() {
    this.darken();
    this.#clear();
  }

  /** Light the chain of a cell that shows an element. @param {number} node @param {string} cell */
  #light(node, cell) {
    const info = this.infos.get(node);
    const at = info?.grid ? element(info.grid, cell) : null;
    if (at === null || !info?.grid) return;
    const { lit, unknown } = chain(this.nodes, node, at);
    this.svg.classList.add("chained");
    for (const { element: drawn, at: own } of this.cells) classed(drawn, "lit", this.#reaches(lit, own));
    const told = this.label("chain.at", { name: info.title.split(" = ")[0], index: info.thumb ? "" : index(info.grid, at) });
    this.told.textContent = unknown ? `${told} ${this.label("chain.unknown")}` : told;
  }

  /** Whether a cell belongs to what is lit. @param {Lit} lit @param {NonNullable<ReturnType<typeof place>>} own */
  #reaches(lit, own) {
    const origin = this.origins.get(`${own.node}-${own.arg}`) ?? own.node;
    if (own.arg !== null && !(lit.has(own.node) && lit.has(origin))) return false;
    const cells = this.grids.get(gridOf(own))?.size ?? 0;
    const fits = (/** @type {number} */ id) => this.grids.get(`${id}/null/v`)?.size === cells;
    const node = own.slot === "value" ? origin : own.slot === "local" && !fits(own.node) && fits(origin) ? origin : own.node;
    const elements = lit.get(node);
    if (elements === undefined) return false;
    if (elements === null || cells === 1) return true;
    const at = element(this.infos.get(node)?.grid ?? [], own.cell);
    return at !== null && elements.has(at);
  }

  /** Light the chain of the cell that the arrow keys lead, or no more. @param {import("../store/store.js").Cell | null} cursor */
  show(cursor) {
    if (cursor) this.#light(cursor.node, cursor.cell);
    else this.#clear();
    for (const { element: drawn, at } of this.cells) {
      classed(drawn, "cursor", at.arg === null && at.slot === "v" && at.node === cursor?.node && at.cell === cursor.cell);
    }
  }

  #clear() {
    this.svg.classList.remove("chained");
    this.told.textContent = "";
  }
}
