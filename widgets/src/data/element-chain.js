// Which elements an element depends on and is used by, for the light that follows the pointer or the arrow keys.

/** @typedef {import("./schema.js").NodeInfo} NodeInfo */
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

/** The elements of an operand that those of a result are made from. @param {import("./schema.js").Rule} rule @param {Set<number> | null} elements */
function before(rule, elements) {
  if (typeof rule === "number") return rule ? elements : null;
  return elements === null ? rule.flat() : [...elements].flatMap((i) => rule[i] ?? []);
}

/** The elements of a result that those of an operand go into. @param {import("./schema.js").Rule} rule @param {Set<number> | null} elements */
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
