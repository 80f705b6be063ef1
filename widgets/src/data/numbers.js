// Numbers out of a large array, whoever has them.

/**
 * @typedef {{numbers?: string[], problem?: string}} Found some numbers, or a key of the catalogue that says why not
 * @typedef {(value: number, begin: number[], end: number[], shape: number[]) => Promise<Found>} Fetch the numbers from `begin` up to `end` along each axis
 */

/**
 * Numbers out of all those of an array.
 * @param {string[]} all row by row
 * @param {number[]} shape @param {number[]} begin @param {number[]} end
 * @returns {string[]}
 */
export function cut(all, shape, begin, end) {
  let starts = [0];
  shape.forEach((size, axis) => {
    const along = Array.from({ length: Math.max(0, Math.min(size, end[axis]) - begin[axis]) }, (_, i) => begin[axis] + i);
    starts = starts.flatMap((start) => along.map((i) => start * size + i));
  });
  return starts.map((i) => all[i]);
}
