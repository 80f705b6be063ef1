// The operation of a step as arithmetic on grids; the equation of the chosen cell below, its cells lit.

import { element } from "../data/element-chain.js";
import { StageCells } from "../data/cell-equation.js";
import { windowOf } from "../data/cell-window.js";
import { figure } from "../data/figures.js";
import { count, unravel } from "../data/loops.js";
import { h } from "../dom/dom.js";

/** @typedef {{grid: number, cell: number}} Chosen */
/** @typedef {import("../store/store.js").State} State */

const ARROWS = new Map([["ArrowUp", [-1, 0]], ["ArrowDown", [1, 0]], ["ArrowLeft", [0, -1]], ["ArrowRight", [0, 1]]]);
const TINTS = 4;
const GRADIENTS = new Set(["incoming", "contribution", "before", "sum", "gradient"]);

export class Stage {
  /** @param {import("../data/payload.js").PlayerData} payload @param {import("../data/labels.js").Label} label */
  constructor(payload, label) {
    this.payload = payload;
    this.label = label;
    /** @type {StageCells | null} */
    this.cells = null;
    /** @type {Chosen | null} */
    this.chosen = null;
    /** @type {Map<string, HTMLElement>} by grid and cell */
    this.parts = new Map();
    /** @type {StageCells | null} whose grids are drawn */
    this.drawn = null;
    this.key = "";
    this.grids = h("div", { class: "mxg-arrays" });
    this.equations = h("div", { class: "mxg-equations" });
    this.element = h("section", { class: "mxg-stage", tabindex: "0", role: "group", "aria-label": label("stage"), "data-now": "stage" }, this.grids, this.equations);
    this.grids.addEventListener("pointerover", (event) => this.#point(event));
    this.element.addEventListener("pointerdown", (event) => this.#point(event));
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("focusout", () => this.equations.removeAttribute("aria-live"));
  }

  /** @param {State} state @param {State} before */
  update(state, before) {
    const step = this.payload.steps[state.step];
    if (state.step !== before.step || state.drawing !== before.drawing) this.#show(step);
    if (state.cell && state.cell !== before.cell) this.#follow(state);
  }

  /** @param {import("../data/payload.js").Step} step */
  #show({ stage, shared }) {
    this.element.hidden = !stage;
    this.cells = stage && shared ? new StageCells(stage, shared) : null;
    this.chosen = null;
    if (this.cells) this.#choose(this.#first(this.cells));
  }

  /** The cell to begin with: the largest of what is made. @param {StageCells} cells @returns {Chosen | null} */
  #first(cells) {
    const grid = cells.stage.grids.findIndex(({ made }) => made);
    const numbers = grid < 0 ? null : cells.array(grid).numbers;
    if (!numbers) return grid < 0 ? null : { grid, cell: 0 };
    let cell = 0;
    numbers.forEach((_, i) => {
      if (Math.abs(cells.value(grid, i)) > Math.abs(cells.value(grid, cell))) cell = i;
    });
    return numbers.length ? { grid, cell } : null;
  }

  /** The cell that is chosen in the picture, where the stage makes it. @param {State} state */
  #follow({ cell, drawing }) {
    const grid = this.cells?.stage.grids.findIndex(({ made }) => made) ?? -1;
    const shape = drawing.view.nodes.find(({ id }) => id === cell?.node)?.grid;
    if (!cell || !this.cells || grid < 0 || String(shape) !== String(this.cells.shape(grid))) return;
    const at = element(shape ?? [], cell.cell);
    if (at !== null) this.#choose({ grid, cell: at });
  }

  /** @param {Event} event */
  #point(event) {
    const at = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest("[data-cell]")) : null;
    if (at) this.#choose({ grid: Number(at.dataset.grid), cell: Number(at.dataset.cell) });
  }

  /** Arrow keys go from cell to cell while the stage has the focus. @param {KeyboardEvent} event */
  #key(event) {
    const [down, right] = ARROWS.get(event.key) ?? [];
    if (down === undefined || right === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!this.cells || !this.chosen) return;
    event.preventDefault();
    event.stopPropagation();
    this.equations.setAttribute("aria-live", "polite");
    const { grid, cell } = this.chosen;
    const shape = this.cells.shape(grid);
    const columns = shape.length > 1 ? shape[shape.length - 1] : 1;
    const turned = Boolean(this.cells.stage.grids[grid].turned);
    const [rows, across] = shape.length < 2 ? (turned ? [1, 0] : [0, 1]) : turned ? [1, columns] : [columns, 1];
    const next = cell + down * rows + right * across;
    if (next >= 0 && next < count(shape)) this.#choose({ grid, cell: next });
  }

  /** @param {Chosen | null} chosen */
  #choose(chosen) {
    const { cells } = this;
    if (!cells) return;
    this.chosen = chosen;
    const equations = chosen ? this.#equations(cells, chosen) : [];
    const lit = litBy(equations.map(({ equation }) => equation.lit));
    const marks = new Set(equations.map(({ grid, cell }) => `${grid}.${cell}`));
    if (chosen) marks.add(`${chosen.grid}.${chosen.cell}`);
    this.#draw(cells, chosen, lit);
    for (const [key, part] of this.parts) {
      const [grid, cell] = key.split(".").map(Number);
      const named = lit.get(grid)?.has(cell) ?? false;
      part.classList.toggle("lit", named || marks.has(key));
      part.classList.toggle("chosen", marks.has(key));
      part.classList.toggle("dim", equations.length > 0 && !named && !marks.has(key));
    }
    this.equations.replaceChildren(...equations.map(({ grid, cell, equation }) => this.#line(cells, grid, cell, equation.text)));
  }

  /** The equations of a cell, and of those in its place that are made from it; of one that is only read, of the first that it makes. @param {StageCells} cells @param {Chosen} chosen */
  #equations(cells, { grid, cell }) {
    const { grids } = cells.stage;
    let at = { grid, cell };
    if (!grids[grid].made) {
      const target = grids.findIndex(({ made }) => made?.reads.includes(grid));
      const uses = target < 0 ? [] : cells.uses(target, grid, cell);
      if (!uses.length) return [];
      at = { grid: target, cell: uses[0] };
    }
    const same = (/** @type {number} */ i) => String(cells.shape(i)) === String(cells.shape(at.grid));
    const related = grids.flatMap(({ made }, i) => {
      const linked = i === at.grid || made?.reads.includes(at.grid) || grids[at.grid].made?.reads.includes(i);
      return made && linked && same(i) ? [i] : [];
    });
    return related.flatMap((i) => {
      const equation = cells.equation(i, at.cell);
      return equation ? [{ grid: i, cell: at.cell, equation }] : [];
    });
  }

  /** @param {StageCells} cells @param {number} grid @param {number} cell @param {string} text */
  #line(cells, grid, cell, text) {
    const shape = cells.shape(grid);
    const index = count(shape) > 1 ? `[${unravel(shape, cell).join(", ")}]` : "";
    return h("p", { class: GRADIENTS.has(cells.stage.grids[grid].role) ? "back" : "" }, ...(index ? [h("b", {}, index)] : []), text);
  }

  /** @param {StageCells} cells @param {Chosen | null} chosen @param {Map<number, Set<number>>} lit */
  #draw(cells, chosen, lit) {
    const { grids } = cells.stage;
    const around = grids.map((_, i) => (chosen?.grid === i ? chosen.cell : [...(lit.get(i) ?? [0])][0]));
    const drawn = grids.map(({ row, turned }, i) => {
      if (!row) return { shape: cells.shape(i), base: 0, window: windowOf(cells.shape(i), Boolean(turned), around[i]) };
      const base = Math.floor(around[i] / Math.max(1, count(row))) * count(row);
      return { shape: row, base, window: windowOf(row, Boolean(turned), around[i] - base) };
    });
    const key = JSON.stringify([drawn.map(({ base, window }) => [base, window.leading, window.from]), this.payload.steps.length]);
    if (this.drawn === cells && this.key === key) return;
    this.drawn = cells;
    this.key = key;
    this.parts.clear();
    this.grids.replaceChildren(...drawn.map((one, i) => this.#grid(cells, i, one)));
  }

  /** @param {StageCells} cells @param {number} i @param {{shape: number[], base: number, window: import("../data/cell-window.js").Window}} drawn */
  #grid(cells, i, { shape, base, window }) {
    const { role, title, sign, turned } = cells.stage.grids[i];
    const size = (turned && shape.length > 1 ? [...shape.slice(0, -2), shape.at(-1), shape.at(-2)] : shape).join("×");
    const name = turned && shape.length > 1 ? `${title}ᵀ` : title;
    const largest = Math.max(...(cells.array(i).numbers ?? []).map((_, at) => Math.abs(cells.value(i, at))).filter(Number.isFinite), 0);
    const blocks = window.blocks.map((rows) => this.#block(cells, i, base, rows, largest));
    const caption = h("figcaption", { title: name }, h("span", {}, name), ...(size ? [h("small", {}, size)] : []));
    const more = window.hidden > 0 ? [h("small", { class: "more" }, this.label("stage.more", { count: window.hidden }))] : [];
    const none = count(shape) === 0 ? [h("small", { class: "more" }, this.label("stage.empty"))] : [];
    const look = `mxg-array ${GRADIENTS.has(role) ? "back" : role === "local" || role === "row" ? "factor" : "fore"}`;
    const figureElement = h("figure", { class: look, "data-role": role }, caption, h("div", { class: "blocks" }, ...blocks), ...more, ...none);
    return h("div", { class: "mxg-step" }, ...(sign ? [h("span", { class: "mxg-sign" }, sign)] : []), figureElement);
  }

  /** @param {StageCells} cells @param {number} grid @param {number} base @param {number[][]} rows @param {number} largest */
  #block(cells, grid, base, rows, largest) {
    const block = h("div", { class: "cells", style: `--columns: ${rows[0]?.length ?? 0}` });
    for (const at of rows.flat()) {
      const x = cells.value(grid, base + at);
      const text = cells.known(grid) ? figure(x) : "·";
      const part = h("span", { class: tint(x, largest), "data-grid": String(grid), "data-cell": String(base + at) }, text);
      this.parts.set(`${grid}.${base + at}`, part);
      block.append(part);
    }
    return block;
  }
}

/** @param {Map<number, Set<number>>[]} several */
function litBy(several) {
  /** @type {Map<number, Set<number>>} */
  const lit = new Map();
  for (const [grid, cells] of several.flatMap((one) => [...one])) {
    const all = lit.get(grid) ?? new Set();
    cells.forEach((cell) => all.add(cell));
    lit.set(grid, all);
  }
  return lit;
}

/** p1 to p4 above zero, m1 to m4 below, z for zero, nf for nan and inf. @param {number} x @param {number} largest */
function tint(x, largest) {
  if (!Number.isFinite(x)) return "nf";
  if (x === 0 || largest === 0) return "z";
  return `${x > 0 ? "p" : "m"}${Math.max(1, Math.min(TINTS, Math.ceil((Math.abs(x) / largest) * TINTS)))}`;
}
