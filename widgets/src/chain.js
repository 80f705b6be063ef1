// Which elements an element depends on and is used by, for the light that follows the pointer.

/** @typedef {import("./payload.js").NodeInfo} NodeInfo */
/** @typedef {Map<number, Set<string> | null>} Lit cells by node, as "row.column"; null stands for all of them */

/**
 * @param {Lit} lit
 * @param {number} id
 * @param {Set<string> | null} cells
 */
function add(lit, id, cells) {
  const known = lit.get(id);
  if (known === null) return;
  lit.set(id, cells === null ? null : new Set([...(known ?? []), ...cells]));
}

/**
 * The chain of one element: through an elementwise operation the element in the same place, else all of them.
 * Node ids grow in the order of execution, so that one pass each way is enough.
 * @param {NodeInfo[]} nodes
 * @param {number} start
 * @param {string} cell
 * @returns {Lit}
 */
export function chain(nodes, start, cell) {
  /** @type {Lit} */
  const up = new Map([[start, new Set([cell])]]);
  /** @type {Lit} */
  const down = new Map(up);
  for (const node of [...nodes].reverse()) {
    const cells = up.get(node.id);
    if (cells === undefined) continue;
    for (const origin of node.from) add(up, origin, node.same.includes(origin) ? cells : null);
  }
  for (const node of nodes) {
    for (const origin of node.from) {
      const cells = down.get(origin);
      if (cells !== undefined && node.id !== start) add(down, node.id, node.same.includes(origin) ? cells : null);
    }
  }
  for (const [id, cells] of down) if (id !== start) up.set(id, cells);
  return up;
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

/** Lights the chain of the cell under the pointer. */
export class ChainLight {
  /**
   * @param {SVGSVGElement} svg
   * @param {Map<string, import("./dom.js").Part>} parts
   * @param {NodeInfo[]} nodes
   */
  constructor(svg, parts, nodes) {
    this.svg = svg;
    this.nodes = nodes;
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
    if (!at || at.arg !== null) return this.clear();
    const lit = chain(this.nodes, at.node, at.cell);
    this.svg.classList.add("chained");
    for (const { element, at: own } of this.cells) {
      const origin = this.origins.get(`${own.node}-${own.arg}`);
      const cells = lit.get(own.arg === null || own.slot === "grad_out" ? own.node : origin ?? own.node);
      const far = own.arg !== null && (!lit.has(own.node) || !lit.has(origin ?? own.node));
      const whole = cells === null || this.grids.get(gridOf(own))?.size === 1;
      element.classList.toggle("lit", !far && cells !== undefined && (whole || Boolean(cells?.has(own.cell))));
    }
  }

  clear() {
    this.svg.classList.remove("chained");
  }
}
