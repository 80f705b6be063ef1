// Where an operation only moves elements: which cells of all grids are the same one, for one colour on both sides.

import { count } from "./loops.js";

const TURN = 0.618034; // of the circle of hues from one element to the next: neighbours differ

/**
 * By grid and cell the hue of its element, in degrees; nothing where more is done than moving. What is added up in one
 * cell has its colour.
 * @param {import("./cell-equation.js").StageCells} cells
 * @returns {Map<string, number>}
 */
export function hues(cells) {
  /** @type {Map<string, number>} */
  const found = new Map();
  const { grids } = cells.stage;
  const moves = grids.flatMap(({ made }, i) => {
    const rule = cells.rule(i);
    const picks = rule && [rule.target, ...rule.reads].some((places) => typeof places?.[0] === "number");
    return made && rule && (rule.term === "" || (picks && rule.term === "⟨0⟩")) ? [{ i, made }] : [];
  });
  if (!moves.length || grids.some((_, i) => count(cells.shape(i)) > 64)) return found;
  let next = 0;
  for (const { i, made } of moves) {
    const size = count(cells.shape(i));
    const keys = Array.from({ length: size }, (_, cell) => cells.terms(i, cell).flatMap(({ cells: places }) =>
      places.flatMap((at, k) => (at < 0 ? [] : [`${made.reads[k]}.${at}`]))));
    if (keys.flat().length > Math.max(size, ...made.reads.map((of) => count(cells.shape(of))))) continue; // sums that overlap
    keys.forEach((some, cell) => {
      const known = some.find((key) => found.has(key)) ?? "";
      const hue = found.get(known) ?? Math.round((next * TURN * 360) % 360);
      if (some.length && !known) next++;
      for (const key of some.length ? [...some, `${i}.${cell}`] : []) if (!found.has(key)) found.set(key, hue);
    });
  }
  return found;
}
