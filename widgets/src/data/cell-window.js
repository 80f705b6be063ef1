// Which cells of an array a grid shows: all of a small one, else a window around the chosen cell.

import { clamp } from "./clamp.js";
import { count, ravel, unravel } from "./loops.js";

const MOST = 64; // cells of one grid
const WIDE = 12; // columns, where there are few rows
export const SIDES = [6, 4, 3]; // rows and columns of a window: as many as there is room for
const UNKNOWN = 3; // of an array whose numbers are not here
const BLOCKS = 3; // matrices of an array of more than two axes

/**
 * @typedef {object} Window
 * @property {number[][][]} blocks matrices of places in the array
 * @property {number[][]} leading the index of each matrix along the axes before the last two
 * @property {number} hidden how many elements it leaves out
 * @property {[number, number]} from the first row and column
 */

/**
 * @param {number[]} shape @param {boolean} turned rows and columns exchanged, a vector as a column @param {number} around a place @param {boolean} [known] whether there are numbers to show @param {number} [side] rows and columns of a window
 * @returns {Window}
 */
export function windowOf(shape, turned, around, known = true, side = SIDES[0]) {
  const size = count(shape);
  const lead = shape.slice(0, -2);
  const matrix = shape.slice(-2);
  while (matrix.length < 2) turned ? matrix.push(1) : matrix.unshift(1);
  const [rows, columns] = matrix;
  const at = size ? unravel([...lead, rows, columns], Math.min(around, size - 1)) : [...lead.map(() => 0), 0, 0];
  const small = size <= MOST;
  const [tall, wide] = [reach(rows, columns, small, known, side), reach(columns, rows, small, known, side)];
  const [top, left] = [start(rows, tall, at.at(-2) ?? 0), start(columns, wide, at.at(-1) ?? 0)];
  const matrices = count(lead);
  const many = small ? matrices : Math.min(matrices, BLOCKS, Math.max(1, Math.floor(MOST / (tall * wide) / 1.5)));
  const first = start(matrices, many, ravel(lead, at.slice(0, -2)));
  const numbers = size ? Array.from({ length: many }, (_, i) => first + i) : [];
  const exchanged = turned && shape.length > 1;
  const blocks = numbers.map((block) => {
    const cell = (/** @type {number} */ r, /** @type {number} */ c) => (block * rows + top + r) * columns + left + c;
    return exchanged
      ? Array.from({ length: wide }, (_, c) => Array.from({ length: tall }, (_, r) => cell(r, c)))
      : Array.from({ length: tall }, (_, r) => Array.from({ length: wide }, (_, c) => cell(r, c)));
  });
  return { blocks, leading: numbers.map((block) => unravel(lead, block)), hidden: size - many * tall * wide, from: [top, left] };
}

/** @param {number} length @param {number} across @param {boolean} small @param {boolean} known @param {number} side */
function reach(length, across, small, known, side) {
  if (!known) return Math.min(length, UNKNOWN);
  return Math.min(length, small && across <= 4 ? WIDE : small ? 10 : side);
}

/** Where a window of some width begins, so that a place is in it. @param {number} length @param {number} width @param {number} at */
function start(length, width, at) {
  return clamp(0, at - Math.floor(width / 2), length - width);
}
