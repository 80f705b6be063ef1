// Which elements an element depends on and is used by, for the light that follows the pointer or the arrow keys.

import { h } from "./dom.js";

/** @typedef {import("./payload.js").NodeInfo} NodeInfo */
/** @typedef {Map<number, Set<number> | null>} Lit elements by node, counted row by row; null stands for all of them */

// How a grid shows an array (grids.py): a long vector wraps, long rows and columns are cut in the middle.
const WRAP = 8;
const FULL = WRAP + 2;
const BEGIN = 6;
const END = 3;

/** @param {number} at @param {number} count @returns {number | null} which of `count` stands at a place; null in the gap */
function whole(at, count) {
  if (count <= FULL) return at < count ? at : null;
  return at < BEGIN ? at : at === BEGIN || at > BEGIN + END ? null : count - END + at - BEGIN - 1;
}

/**
 * Which element of an array a cell of its grid shows; null where it shows none.
 * @param {number[]} shape @param {string} cell "row.column"
 */
export function element(shape, cell) {
  const [row, column] = cell.split(".").map(Number);
  const size = shape.reduce((a, b) => a * b, 1);
  const last = shape.at(-1) ?? 1;
  const columns = shape.length === 1 && last > WRAP ? WRAP : last;
  const [r, c] = [whole(row, Math.ceil(size / columns)), whole(column, columns)];
  return r === null || c === null || r * columns + c >= size ? null : r * columns + c;
}

/** Where an element stands, as it is written in Python. @param {number[]} shape @param {number} at */
export function index(shape, at) {
  const parts = [];
  for (const size of [...shape].reverse()) {
    parts.unshift(at % size);
    at = Math.floor(at / size);
  }
  return parts.length ? `[${parts.join(", ")}]` : "";
}

/**
 * Light more elements of a node. Returns whether there were any.
 * @param {Lit} lit
 * @param {number} id
 * @param {Iterable<number> | null} elements
 */
function add(lit, id, elements) {
  const known = lit.get(id);
  if (known === null) return false;
  const all = elements === null ? null : new Set([...(known ?? []), ...elements]);
  if (all && all.size === (known?.size ?? 0)) return false;
  lit.set(id, all);
  return true;
}

/** The elements of an operand that those of a result are made from. @param {import("./payload.js").Rule} rule @param {Set<number> | null} elements */
function before(rule, elements) {
  if (typeof rule === "number") return rule ? elements : null;
  return elements === null ? rule.flat() : [...elements].flatMap((i) => rule[i] ?? []);
}

/** The elements of a result that those of an operand go into. @param {import("./payload.js").Rule} rule @param {Set<number> | null} elements */
function after(rule, elements) {
  if (typeof rule === "number") return rule ? elements : null;
  return rule.flatMap((made, i) => (elements === null ? made.length : made.some((j) => elements.has(j))) ? [i] : []);
}

/**
 * The chain of one element, by the rule of each operation on the way; where a rule is not known, all elements.
 * A loop that is rolled up leads back to nodes before, so that this goes on until nothing is added.
 * @param {NodeInfo[]} nodes
 * @param {number} start
 * @param {number} at
 * @returns {{lit: Lit, unknown: boolean}}
 */
export function chain(nodes, start, at) {
  /** @type {Lit} */
  const up = new Map([[start, new Set([at])]]);
  /** @type {Lit} */
  const down = new Map(up);
  let unknown = false;
  for (let more = true; more; ) {
    more = false;
    for (const { id, rules } of [...nodes].reverse()) {
      for (const [origin, rule] of rules) {
        if (up.has(id)) more = add(up, origin, before(rule, up.get(id) ?? null)) || more;
        unknown ||= up.has(id) && rule === 0;
      }
    }
    for (const { id, rules } of nodes) {
      for (const [origin, rule] of rules) {
        if (down.has(origin)) more = add(down, id, after(rule, down.get(origin) ?? null)) || more;
        unknown ||= down.has(origin) && rule === 0;
      }
    }
  }
  for (const [id, elements] of down) add(up, id, elements);
  return { lit: up, unknown };
}

/**
 * Where a part of the drawing stands: the cell of a card's grid, or of the label of an edge.
 * @param {string} id
 * @returns {{node: number, arg: number | null, slot: string, cell: string} | null}
 */
export function place(id) {
  const found = /^(?:n(\d+)|k(\d+)-(\d+))\.(\w+)\.(\d+\.\d+)[th]?$/.exec(id);
  if (!found) return null;
  return { node: Number(found[1] ?? found[2]), arg: found[3] === undefined ? null : Number(found[3]), slot: found[4], cell: found[5] };
}

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
   * @param {Map<string, import("./dom.js").Part>} parts
   * @param {NodeInfo[]} nodes
   * @param {import("./labels.js").Label} label
   */
  constructor(svg, parts, nodes, label) {
    this.svg = svg;
    this.nodes = nodes;
    this.label = label;
    this.told = h("p", { "aria-live": "polite" });
    this.note = h("div", { class: "mxg-chain" }, this.told);
    this.infos = new Map(nodes.map((node) => [node.id, node]));
    /** @type {{node: number, cell: string} | undefined} the cell that the arrow keys move */
    this.cursor = undefined;
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
    svg.addEventListener("pointerover", (event) => this.#over(event));
    svg.addEventListener("pointerleave", () => this.clear());
  }

  /** @param {PointerEvent} event */
  #over(event) {
    const at = event.pointerType !== "touch" && event.target instanceof Element ? this.places.get(event.target) : undefined;
    this.clear();
    if (at && at.arg === null) this.#light(at.node, at.cell);
  }

  /** Light the chain of a cell. Returns whether it shows an element. @param {number} node @param {string} cell */
  #light(node, cell) {
    const info = this.infos.get(node);
    const at = info?.grid ? element(info.grid, cell) : null;
    if (at === null || !info?.grid) return false;
    const { lit, unknown } = chain(this.nodes, node, at);
    this.svg.classList.add("chained");
    for (const { element: drawn, at: own } of this.cells) drawn.classList.toggle("lit", this.#reaches(lit, own));
    const told = this.label("chain.at", { name: info.title.split(" = ")[0], index: info.thumb ? "" : index(info.grid, at) });
    this.told.textContent = unknown ? `${told} ${this.label("chain.unknown")}` : told;
    return true;
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

  /** Begin with the first element of a node, or end. @param {number} node */
  toggle(node) {
    if (this.cursor) return this.clear();
    if (this.#light(node, "0.0")) this.#put({ node, cell: "0.0" });
  }

  /** Go to a neighbour of the lit element; false where there is no cursor. @param {string} key of an arrow, or Escape */
  move(key) {
    const cursor = this.cursor;
    if (!cursor) return false;
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key] ?? [0, 0];
    if (key === "Escape") this.clear();
    else if (!down && !right) return false;
    const [row, column] = cursor.cell.split(".").map(Number);
    for (const far of [1, 2]) { // the gap of a long array lies between
      const cell = `${row + far * down}.${column + far * right}`;
      if (key !== "Escape" && this.grids.get(`${cursor.node}/null/v`)?.has(cell) && this.#light(cursor.node, cell)) {
        this.#put({ node: cursor.node, cell });
        break;
      }
    }
    return true;
  }

  /** @param {{node: number, cell: string} | undefined} cursor */
  #put(cursor) {
    this.cursor = cursor;
    for (const { element: drawn, at } of this.cells) {
      drawn.classList.toggle("cursor", at.arg === null && at.slot === "v" && at.node === cursor?.node && at.cell === cursor.cell);
    }
  }

  clear() {
    this.svg.classList.remove("chained");
    this.told.textContent = "";
    if (this.cursor) this.#put(undefined);
  }
}
