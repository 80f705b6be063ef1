// For tests: every equation of the stages in a file, in all digits and as it is shown, and the cells that it names.
// node src/equations.js stages.json

import { readFileSync } from "node:fs";

import { StageCells } from "./data/cell-equation.js";
import { count } from "./data/loops.js";

/** @param {import("./data/schema.js").StageStretch} stretch */
export function equations(stretch) {
  return stretch.stages.flatMap((stage, number) => {
    const cells = stage && new StageCells(stage, stretch);
    return (stage?.grids ?? []).flatMap((_, grid) =>
      Array.from({ length: cells && cells.rule(grid) ? count(cells.shape(grid)) : 0 }, (_, cell) => {
        const exact = cells?.equation(grid, cell, true);
        const lit = [...(exact?.lit ?? [])].map(([of, at]) => [of, [...at].sort((a, b) => a - b)]);
        return { stage: number, grid, cell, exact: exact?.text ?? null, shown: cells?.equation(grid, cell)?.text ?? null, lit };
      }));
  });
}

const [file] = process.argv.slice(2);
if (file) process.stdout.write(JSON.stringify(JSON.parse(readFileSync(file, "utf8")).map(equations)));
