// The operation of a step as arithmetic on grids; the equation of the chosen cell below, its cells lit.

import { element } from "../data/element-chain.js";
import { StageCells } from "../data/cell-equation.js";
import { SIDES, windowOf } from "../data/cell-window.js";
import { real } from "../data/figures.js";
import { count, ravel, unravel } from "../data/loops.js";
import { hues } from "../data/same-element.js";
import { attribute, classed, filledWith, h, on, rectangle } from "../dom/dom.js";
import { ARROWS, modified, take } from "../store/keys.js";
import { aimed } from "./nudge-row.js";
import { gridOf, isGradient } from "./stage-grid.js";

/** @typedef {{grid: number, cell: number}} Chosen */
/** @typedef {import("../store/store.js").State} State */

const EQUATION = 48; // px: two lines
const MOST_ASKED = 1024; // numbers of one question

export class Stage {
  /** @param {import("../data/payload.js").PlayerData} payload @param {import("../data/labels.js").Label} label @param {import("../data/numbers.js").Fetch} get @param {import("./nudge-row.js").NudgeRow} nudge */
  constructor(payload, label, get, nudge) {
    this.get = get;
    this.nudge = nudge;
    /** @type {Map<number, number[]>} by value what was fetched of large arrays */
    this.fetched = new Map();
    this.asking = new Set();
    /** @type {Set<number> | null} the elements of what is made that are asked for */
    this.asked = null;
    this.payload = payload;
    this.label = label;
    /** @type {StageCells | null} */
    this.cells = null;
    /** @type {Chosen | null} */
    this.chosen = null;
    /** @type {import("./stage-grid.js").Part[]} */
    this.parts = [];
    /** @type {Map<HTMLElement, import("./stage-grid.js").Part>} */
    this.byElement = new Map();
    /** @type {StageCells | null} whose grids are on the page */
    this.shown = null;
    this.key = "";
    this.side = SIDES[0]; // of the windows into large arrays
    this.count = 0; // of answers with numbers
    this.drawnCount = 0;
    this.grids = h("div", { class: "mxg-arrays" });
    this.equations = h("div", { class: "mxg-equations" });
    this.methods = h("div", { class: "mxg-methods" });
    this.element = h("section", { class: "mxg-stage", tabindex: "0", role: "group", "aria-label": label("stage"), "data-now": "stage" }, this.grids, this.equations, nudge.element, this.methods);
    on(this.grids, "pointerover", (event) => this.#point(event));
    on(this.element, "pointerdown", (event) => this.#point(event));
    on(this.element, "keydown", (event) => this.#key(event));
    on(this.element, "focusout", () => this.equations.removeAttribute("aria-live"));
  }

  /** @param {State} state @param {State} before */
  update(state, before) {
    const step = this.payload.steps[state.asking?.step ?? state.step];
    if (state.step !== before.step || state.drawing !== before.drawing || state.asking !== before.asking) this.#show(step, state.asking);
    if (state.cell && state.cell !== before.cell) this.#follow(state);
  }

  /** @param {import("../data/payload.js").Step} step @param {import("../data/schema.js").Asked | null} question before it: what it makes is hidden */
  #show({ stage, shared }, question) {
    this.element.hidden = !stage;
    filledWith(this.methods, ...(stage?.methods ?? []).map(({ title, code, now }) => h("figure", { class: now ? "now" : "" }, h("figcaption", {}, title), h("pre", {}, code))));
    this.cells = stage && shared ? new StageCells(stage, shared, this.fetched, (count) => this.label("stage.more", { count })) : null;
    this.chosen = null;
    this.asked = question ? new Set(question.cells) : null;
    if (!this.cells || question) this.nudge.at(null);
    if (this.cells) this.#choose(question ? null : this.#first(this.cells));
  }

  /** The cell to begin with: the largest of what is made. @param {StageCells} cells @returns {Chosen | null} */
  #first(cells) {
    const first = cells.stage.grids.findIndex(({ made }) => made);
    const grid = first < 0 && cells.stage.grids.length ? cells.stage.grids.length - 1 : first;
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
    const part = event.target instanceof HTMLElement ? this.byElement.get(event.target) : undefined;
    const target = part && this.cells?.spread(part.grid);
    if (part) this.#choose(target ? { grid: target.of, cell: part.at } : { grid: part.grid, cell: part.cell }, event.type === "pointerover" ? null : part);
  }

  /** Arrow keys go from cell to cell while the stage has the focus, and from grid to grid; + and - take a small step. @param {KeyboardEvent} event */
  #key(event) {
    const [down, right] = ARROWS.get(event.key) ?? [];
    const by = { "+": 1, "=": 1, "-": -1 }[event.key];
    if (by && this.nudge.aim && !modified(event)) {
      take(event);
      this.nudge.step(by);
    }
    if (down === undefined || right === undefined || modified(event) || event.shiftKey) return;
    if (!this.cells || !this.chosen) return;
    take(event);
    attribute(this.equations, "aria-live", "polite");
    const { grid, cell } = this.chosen;
    const shape = this.cells.shape(grid);
    const columns = shape.length > 1 ? shape[shape.length - 1] : 1;
    const turned = Boolean(this.cells.stage.grids[grid].turned);
    const [rows, across] = shape.length < 2 ? (turned ? [1, 0] : [0, 1]) : turned ? [1, columns] : [columns, 1];
    const next = cell + down * rows + right * across;
    if (next !== cell && next >= 0 && next < count(shape)) this.#choose({ grid, cell: next });
    else if (right && this.cells.stage.grids[grid + right]) this.#choose({ grid: grid + right, cell: 0 });
  }

  /** @param {Chosen | null} chosen @param {Chosen | null} [aim] where a small step is taken, if that is a number of an input; it stays where it is when null */
  #choose(chosen, aim = chosen) {
    const { cells } = this;
    if (!cells) return;
    this.chosen = chosen;
    const equations = chosen && !this.asked ? this.#equations(cells, chosen) : [];
    const lit = litBy(equations.map(({ equation }) => equation.lit));
    const marks = new Set(equations.map(({ grid, cell }) => `${grid}.${cell}`));
    if (chosen && (equations.length || cells.stage.grids[chosen.grid].input)) marks.add(`${chosen.grid}.${chosen.cell}`);
    if (aim) this.#aim(cells, [aim, ...[...lit].map(([grid, some]) => ({ grid, cell: [...some][0] }))]);
    this.#draw(cells, chosen, lit);
    const at = equations[0]?.cell;
    for (const { element: part, grid, cell, at: place } of this.parts) {
      const mark = marks.has(`${grid}.${cell}`);
      const named = (lit.get(grid)?.has(cell) ?? false) && (cells.spread(grid) === null || place === at);
      classed(part, "lit", named || mark);
      classed(part, "chosen", mark);
      classed(part, "dim", equations.length > 0 && !named && !mark);
    }
    this.#need(cells, chosen);
    const words = this.asked || cells.stage.grids.some(({ made }) => made) || !cells.stage.rule ? [] : [h("p", { class: "words" }, cells.stage.rule)];
    filledWith(this.equations, ...words, ...equations.map(({ grid, cell, equation }) => this.#line(cells, grid, cell, equation.text)));
  }

  /** Offer a small step of the first of some cells that is a number of an input. @param {StageCells} cells @param {Chosen[]} some */
  #aim(cells, some) {
    const found = some.find(({ grid }) => cells.stage.grids[grid].input);
    this.nudge.at(found ? aimed(cells.stage.grids[found.grid].input ?? "", cells.shape(found.grid), found.cell) : null);
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
    return h("p", { class: isGradient(cells.stage.grids[grid].role) ? "back" : "" }, ...(index ? [h("strong", {}, index)] : []), text);
  }

  /** @param {StageCells} cells @param {Chosen | null} chosen @param {Map<number, Set<number>>} lit @param {number} side */
  #draw(cells, chosen, lit, side = this.shown === cells ? this.side : SIDES[0]) {
    const fresh = this.shown !== cells || this.side !== side;
    this.side = side;
    const drawn = cells.stage.grids.map((_, i) => this.#drawn(cells, i, (chosen?.grid === i ? chosen.cell : [...(lit.get(i) ?? [])][0]) ?? 0));
    const key = JSON.stringify([this.side, ...drawn.map(({ source, window }) => [source(0), window.leading, window.from])]);
    if (this.shown === cells && this.key === key && this.drawnCount === this.count) return;
    [this.shown, this.key, this.drawnCount] = [cells, key, this.count];
    const colours = this.asked ? new Map() : hues(cells);
    const grids = drawn.map((one, i) => gridOf(cells, i, one, colours, this.label, this.asked));
    this.parts = grids.flatMap(({ parts }) => parts);
    this.byElement = new Map(this.parts.map((part) => [part.element, part]));
    filledWith(this.grids, ...grids.map(({ element }) => element));
    const smaller = SIDES[SIDES.indexOf(side) + 1];
    if (fresh && !this.#fit() && smaller && drawn.some(({ window }) => window.hidden > 0)) this.#draw(cells, chosen, lit, smaller);
  }

  /** Ask for the numbers of large arrays that are shown, and for those of the chosen cell's equation. @param {StageCells} cells @param {Chosen | null} chosen */
  async #need(cells, chosen) {
    const boxes = cells.stage.grids.flatMap((_, i) => {
      const { numbers, value, shape } = cells.array(i);
      if (numbers || value === undefined) return [];
      const shown = this.parts.flatMap((part) => (part.grid === i ? [part.cell] : []));
      const read = chosen ? cells.terms(chosen.grid, chosen.cell).flatMap((term) => term.cells.filter((at, k) => at >= 0 && cells.stage.grids[chosen.grid].made?.reads[k] === i)) : [];
      return [shown, read].flatMap((some) => (some.some((at) => !cells.has(i, at)) ? [{ value, shape, ...boxOf(shape, some) }] : []));
    });
    const asked = boxes.map(({ value, shape, begin, end }) => this.#ask(value, shape, begin, end));
    if (asked.length && (await Promise.all(asked)).some(Boolean) && this.cells === cells) this.#choose(this.chosen);
  }

  /** @param {number} value @param {number[]} shape @param {number[]} begin @param {number[]} end @returns {Promise<boolean>} whether there are more numbers now */
  async #ask(value, shape, begin, end) {
    const key = `${value} ${begin} ${end}`;
    if (this.asking.has(key) || count(end.map((to, a) => to - begin[a])) > MOST_ASKED) return false;
    this.asking.add(key);
    const { numbers } = await this.get(value, begin, end, shape);
    if (!numbers) return false;
    const known = this.fetched.get(value) ?? [];
    const sizes = end.map((to, a) => to - begin[a]);
    numbers.forEach((text, i) => (known[ravel(shape, unravel(sizes, i).map((at, a) => at + begin[a]))] = real(text)));
    this.fetched.set(value, known);
    this.count++;
    return true;
  }

  /** What is shown of a grid, with a cell in view: a row of a matrix of derivatives; what is broadcast, over the shape of the result. @param {StageCells} cells @param {number} i @param {number} around @returns {import("./stage-grid.js").Drawn} */
  #drawn(cells, i, around) {
    const { row, turned } = cells.stage.grids[i];
    const shape = row ?? cells.shape(i);
    const spread = row ? null : cells.spread(i);
    if (spread) return { ...spread, window: windowOf(spread.shape, Boolean(turned), 0) };
    const base = row ? Math.floor(around / Math.max(1, count(row))) * count(row) : 0;
    return { shape, source: (at) => base + at, again: () => false, window: windowOf(shape, Boolean(turned), around - base, cells.known(i), this.side) };
  }

  /** As large as there is room for side by side. @returns {boolean} whether all is in view then, with an equation below */
  #fit() {
    for (const size of ["", "small", "smaller"]) {
      this.element.dataset.size = size;
      const rows = new Set([...this.grids.children].map((child) => Math.round(rectangle(child).bottom)));
      const tallest = Math.max(0, ...[...this.grids.children].map((child) => rectangle(child).height));
      if (rows.size === 0 || (this.grids.scrollWidth <= this.grids.clientWidth && this.grids.clientHeight <= tallest + 4)) return this.#isWhole();
    }
    for (const size of ["small", "smaller"]) {
      this.element.dataset.size = size;
      if (this.grids.scrollWidth <= this.grids.clientWidth) break;
    }
    return this.#isWhole();
  }

  #isWhole() {
    const [inner, outer] = [rectangle(this.grids), rectangle(this.element)];
    return inner.bottom + EQUATION + this.nudge.element.offsetHeight <= outer.bottom;
  }
}

/** Between which indices some cells lie. @param {number[]} shape @param {number[]} cells @returns {{begin: number[], end: number[]}} */
function boxOf(shape, cells) {
  const places = cells.map((cell) => unravel(shape, cell));
  const along = (/** @type {number} */ a) => places.map((place) => place[a]);
  return { begin: shape.map((_, a) => Math.min(...along(a))), end: shape.map((_, a) => Math.max(...along(a)) + 1) };
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
