// Which turns of a rule's loops meet a cell, and which cells they read.

/** @typedef {import("./schema.js").LoopRule} LoopRule */
/** @typedef {import("./schema.js").Places} Places */

const MOST_TURNS = 65_536;

/** The index along each axis of a flat place, the last axis fastest. @param {number[]} sizes @param {number} at */
export function unravel(sizes, at) {
  const out = new Array(sizes.length);
  for (let a = sizes.length - 1; a >= 0; a--) {
    out[a] = at % sizes[a];
    at = Math.floor(at / sizes[a]);
  }
  return out;
}

/** The flat place of an index; -1 outside of the array. @param {number[]} sizes @param {number[]} index */
export function ravel(sizes, index) {
  let at = 0;
  for (let a = 0; a < sizes.length; a++) {
    if (index[a] < 0 || index[a] >= sizes[a]) return -1;
    at = at * sizes[a] + index[a];
  }
  return at;
}

/** @param {number[]} sizes */
export function count(sizes) {
  return sizes.reduce((a, b) => a * b, 1);
}

/** The index that an axis has at a turn. @param {number[]} axis offset, then variable and factor … @param {number[]} turn */
function along(axis, turn) {
  let index = axis[0];
  for (let i = 1; i < axis.length; i += 2) index += axis[i + 1] * turn[axis[i]];
  return index;
}

/**
 * Where an array stands at a turn; -1 for nowhere. One index for an array of several axes counts all of its elements.
 * @param {Places} places @param {number[]} shape @param {number[]} turn @param {number[]} sizes of the loops
 */
export function placeAt(places, shape, turn, sizes) {
  if (places === null) return ravel(sizes, turn);
  if (isPicks(places)) return places[ravel(sizes, turn)];
  const flat = places.length === 1 && shape.length !== 1;
  return ravel(flat ? [count(shape)] : shape, places.map((axis) => along(axis, turn)));
}

/** @param {number[][] | number[]} places @returns {places is number[]} */
function isPicks(places) {
  return typeof places[0] === "number";
}

/**
 * The turns that meet a cell, in order.
 * @param {LoopRule} rule @param {number[]} shape of the array that is made @param {number} cell
 * @returns {number[][]}
 */
export function turnsOf({ sizes, target }, shape, cell) {
  if (target === null) return [unravel(sizes, cell)];
  if (isPicks(target)) return target.flatMap((at, turn) => (at === cell ? [unravel(sizes, turn)] : []));
  return solved(sizes, target, shape, cell);
}

/** Those at which the index of each axis is that of the cell. @param {number[]} sizes @param {number[][]} target @param {number[]} shape @param {number} cell */
function solved(sizes, target, shape, cell) {
  const index = target.length === 1 ? [cell] : unravel(shape, cell);
  /** @type {number[][]} */
  const found = [];
  /** @type {number[]} */
  const turn = new Array(sizes.length).fill(-1);
  const free = sizes.flatMap((_, v) => (target.some((axis) => axis.some((at, i) => i % 2 === 1 && at === v)) ? [] : [v]));

  /** Try all values of a variable. @param {number} v @param {() => void} then */
  function each(v, then) {
    for (turn[v] = 0; turn[v] < sizes[v]; turn[v]++) then();
    turn[v] = -1;
  }

  /** @param {number} at */
  function rest(at) {
    if (found.length >= MOST_TURNS) return;
    if (at === free.length) found.push([...turn]);
    else each(free[at], () => rest(at + 1));
  }

  /** Fix the variables of an axis, the last one by what is left of its index. @param {number} a @returns {void} */
  function fix(a) {
    if (a === target.length) return rest(0);
    const axis = target[a];
    const open = axis.flatMap((v, i) => (i % 2 === 1 && turn[v] < 0 ? [i] : []));
    if (!open.length) return along(axis, turn) === index[a] ? fix(a + 1) : undefined;
    const [i] = open;
    const v = axis[i];
    if (open.length > 1) return each(v, () => fix(a));
    turn[v] = 0;
    const value = (index[a] - along(axis, turn)) / axis[i + 1];
    turn[v] = value;
    if (Number.isInteger(value) && value >= 0 && value < sizes[v]) fix(a + 1);
    turn[v] = -1;
  }

  fix(0);
  return found;
}
