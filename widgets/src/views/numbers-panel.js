// The numbers of a large array, a window at a time: a slider for each axis, a page of rows and columns.

import { clamp } from "../data/clamp.js";
import { attribute, classed, filledWith, h, on, region, toldLine } from "../dom/dom.js";
import { modified } from "../store/keys.js";

const ROWS = 12;
const WRAP = 10; // numbers in a row of an array of one axis
const CELL = 92; // px
const PATIENCE_MS = 10_000;
const KEYS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"];

/** @typedef {import("../data/numbers.js").Found} Found */

/**
 * How an array is laid out in pages: axes that choose one matrix, then its rows and columns. An array of one axis is wrapped.
 * @param {number[]} shape
 * @returns {{leading: number[], rows: number, columns: number}}
 */
export function layout(shape) {
  if (shape.length < 2) return { leading: [], rows: Math.ceil((shape[0] ?? 1) / WRAP), columns: WRAP };
  const [rows, columns] = shape.slice(-2);
  return { leading: shape.slice(0, -2), rows, columns };
}

export class NumbersPanel {
  /** @param {import("../data/numbers.js").Fetch} get @param {import("../data/labels.js").Label} label */
  constructor(get, label) {
    this.get = get;
    this.label = label;
    this.value = -1;
    /** @type {number[]} */
    this.shape = []; // leading axes, rows, columns
    this.wraps = false; // whether the rows are pieces of one axis
    this.length = 1; // of that axis
    /** @type {number[]} where the window begins along each axis */
    this.at = [];
    /** @type {number[]} how far it reaches */
    this.reach = [];
    /** @type {{input: HTMLInputElement, output: HTMLElement, element: HTMLElement}[]} */
    this.sliders = [];
    this.asked = ""; // what the window is to show
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.late = undefined;
    this.title = h("h3");
    this.axes = h("div", { class: "mxg-axes" });
    this.status = toldLine();
    this.pane = h("div", { class: "mxg-window", tabindex: "0", role: "group", "aria-label": label("numbers.window") });
    this.element = region("mxg-numbers", label("numbers"), this.title, this.axes, this.status, this.pane);
    on(this.element, "keydown", (event) => this.#key(event));
  }

  /** @param {import("../store/store.js").State} state @param {import("../store/store.js").State} before */
  update({ numbers }, before) {
    this.element.hidden = !numbers;
    if (numbers && numbers !== before.numbers) this.#open(numbers.title, numbers.array);
  }

  /** @param {string} title @param {[number, number[]]} array its id and its shape */
  #open(title, [value, shape]) {
    this.title.textContent = title;
    this.value = value;
    const { leading, rows, columns } = layout(shape);
    this.shape = [...leading, rows, columns];
    this.wraps = shape.length < 2;
    this.length = shape[0] ?? 1;
    const wide = clamp(4, Math.floor((this.element.clientWidth - 100) / CELL), 16);
    this.reach = [...leading.map(() => 1), Math.min(rows, ROWS), this.wraps ? WRAP : Math.min(columns, wide)];
    this.at = this.shape.map(() => 0);
    this.sliders = this.shape.map((_, axis) => this.#slider(axis));
    const shown = this.sliders.filter((_, axis) => this.shape[axis] > this.reach[axis]);
    filledWith(this.axes, ...shown.map(({ element }) => element));
    filledWith(this.pane);
    this.#ask();
    (shown[0]?.input ?? this.pane).focus({ preventScroll: true });
    this.element.scrollIntoView?.({ block: "nearest" });
  }

  /** @param {number} axis */
  #slider(axis) {
    const name = this.label("numbers.axis", { axis });
    const most = String(this.shape[axis] - this.reach[axis]);
    const input = /** @type {HTMLInputElement} */ (h("input", { type: "range", min: "0", max: most, step: "1", value: "0", "aria-label": name }));
    const output = h("output");
    on(input, "input", () => this.#move(axis, Number(input.value)));
    return { input, output, element: h("label", {}, name, input, output) };
  }

  /** @param {number} axis @param {number} to */
  #move(axis, to) {
    const next = clamp(0, to, this.shape[axis] - this.reach[axis]);
    if (next === this.at[axis]) return;
    this.at[axis] = next;
    this.#ask();
  }

  /** In the window the arrow keys turn the page, Home and End go to its corners; a slider keeps its keys to itself. @param {KeyboardEvent} event */
  #key(event) {
    if (!KEYS.includes(event.key) || modified(event)) return;
    event.stopPropagation();
    if (event.target !== this.pane) return;
    event.preventDefault();
    const rows = this.shape.length - 2;
    const axis = ["ArrowLeft", "ArrowRight"].includes(event.key) ? rows + 1 : rows;
    const by = ["ArrowUp", "ArrowLeft", "PageUp"].includes(event.key) ? -1 : 1;
    if (event.key === "Home") this.#move(axis, 0);
    else if (event.key === "End") this.#move(axis, this.shape[axis]);
    else this.#move(axis, this.at[axis] + by * this.reach[axis]);
  }

  /** Bounds along the axes of the array itself. @returns {[number[], number[]]} */
  #bounds() {
    const end = this.at.map((from, axis) => from + this.reach[axis]);
    if (!this.wraps) return [[...this.at], end];
    return [[this.at[0] * WRAP], [Math.min(this.length, end[0] * WRAP)]];
  }

  /** Fetch what the window shows, one question at a time: after an answer comes the question that holds by then. */
  async #ask() {
    this.sliders.forEach(({ input, output }, axis) => {
      const text = this.#told(axis);
      input.value = String(this.at[axis]);
      attribute(input, "aria-valuetext", text);
      output.textContent = text;
    });
    this.asked = `${this.value}: ${this.at}`;
    if (this.late !== undefined) return;
    this.#say("coming");
    this.late = setTimeout(() => this.#say("late", true), PATIENCE_MS);
    let asked = "";
    /** @type {Found} */
    let found = {};
    while (asked !== this.asked) {
      asked = this.asked;
      found = await this.get(this.value, ...this.#bounds(), this.wraps ? [this.length] : this.shape);
    }
    clearTimeout(this.late);
    this.late = undefined;
    this.#say(found.problem ?? "", Boolean(found.problem));
    filledWith(this.pane, ...(found.numbers ? [this.#table(found.numbers)] : []));
  }

  /** Where the window stands along an axis. @param {number} axis */
  #told(axis) {
    const scale = this.wraps && axis === 0 ? WRAP : 1;
    const count = scale > 1 ? this.length : this.shape[axis];
    const first = this.at[axis] * scale;
    if (this.reach[axis] === 1) return this.label("numbers.index", { index: first, count });
    return this.label("numbers.from", { first, last: Math.min(count, first + this.reach[axis] * scale) - 1, count });
  }

  /** @param {string[]} numbers */
  #table(numbers) {
    const [row, column] = this.at.slice(-2);
    const wide = this.reach.at(-1) ?? 1;
    const rows = [];
    for (let i = 0; i < numbers.length; i += wide) {
      const cells = numbers.slice(i, i + wide).map((text) => h("td", { class: look(text) }, text));
      const index = (row + i / wide) * (this.wraps ? WRAP : 1);
      rows.push(h("tr", {}, h("th", { scope: "row" }, String(index)), ...cells));
    }
    const heads = Array.from({ length: Math.min(wide, numbers.length) }, (_, i) => h("th", { scope: "col" }, `${this.wraps ? "+" : ""}${column + i}`));
    return h("table", {}, h("thead", {}, h("tr", {}, h("td"), ...heads)), h("tbody", {}, ...rows));
  }

  /** @param {string} key of the catalogue, or nothing @param {boolean} [problem] */
  #say(key, problem = false) {
    this.status.textContent = key && this.label(`numbers.${key}`);
    classed(this.status, "mxg-error", problem);
  }

  destroy() {
    clearTimeout(this.late);
  }
}

/** @param {string} text */
function look(text) {
  if (["nan", "inf", "-inf"].includes(text)) return "nf";
  return text === "0" || text === "-0" ? "z" : "";
}
