// Where an operation only moves elements: which cells of all grids are the same one, for one colour on both sides.

import { count } from "./loops.js";

const TURN = 0.618034; // of the circle of hues from one element to the next: neighbours differ

/**
 * By grid and cell the hue of its element, in degrees; nothing where more is done than moving.
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
    for (let cell = 0; cell < count(cells.shape(i)); cell++) {
      for (const { cells: places } of cells.terms(i, cell)) {
        places.forEach((at, k) => {
          const key = `${made.reads[k]}.${at}`;
          if (at < 0) return;
          if (!found.has(key)) found.set(key, Math.round((next++ * TURN * 360) % 360));
          if (!found.has(`${i}.${cell}`)) found.set(`${i}.${cell}`, found.get(key) ?? 0);
        });
      }
    }
  }
  return found;
}
