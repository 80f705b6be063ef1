// A curve, or a map of two numbers, whose point can be moved: among the runs that came with it, and to others where a
// kernel runs the program.

import { h } from "../dom/dom.js";

/** @typedef {[x: number, y: number | null, slope: number | number[] | null, said: string, brief: string, change: string]} Run of a map y is the second number, and the slope the gradient by both; `brief` stands at the point; `change` says what the step from the run did, and what its gradient promised */
/**
 * @typedef {object} CurveData
 * @property {string} format
 * @property {string} title
 * @property {string} svg
 * @property {string} element
 * @property {number[]} plane left, top, width and height in the drawing; the least and the most of x and of y there
 * @property {number | [number, number]} step of the keys and buttons; of a map one for each number
 * @property {number} start the run that was traced
 * @property {Run[]} runs by x
 * @property {Record<string, string>} labels
 */
/** @typedef {{moved?: (at: number[]) => void, ask?: (at: number[]) => Promise<Run | null>}} Outside */

export const FORMAT = "mxgrad.curve/1";
const SVG = "http://www.w3.org/2000/svg";
const REACH = 0.14;
const ARROW = 64; // px
const KEYS = new Map([["ArrowLeft", -1], ["ArrowDown", -1], ["ArrowRight", 1], ["ArrowUp", 1], ["PageDown", -10], ["PageUp", 10]]);
const UPWARDS = new Set(["ArrowDown", "ArrowUp"]);

/** @param {string} tag @param {Record<string, string>} attributes @param {...Element} children */
function drawn(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** The run that is nearest. @param {Run[]} runs @param {number} x */
export function nearest(runs, x) {
  let [low, high] = [0, runs.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (runs[middle][0] <= x) low = middle;
    else high = middle;
  }
  return x - runs[low][0] <= runs[high][0] - x ? runs[low] : runs[high];
}

/** The run of a map that is nearest, in parts of the plane. @param {Run[]} runs @param {number[]} at @param {number[]} plane */
export function nearestOfMap(runs, [x, y], [, , , , low, high, bottom, above]) {
  const far = (/** @type {Run} */ run) => Math.hypot((run[0] - x) / (high - low), (Number(run[1]) - y) / (above - bottom));
  return runs.reduce((best, run) => (far(run) < far(best) ? run : best));
}

/** The gradient as an arrow of one length. @param {number[]} plane @param {Run} run @returns {string} a path */
export function arrow([, , width, height, low, high, bottom, above], [x, y, gradient]) {
  if (!Array.isArray(gradient) || y === null || !gradient.some(Boolean)) return "";
  const [right, up] = [(gradient[0] * width) / (high - low), (gradient[1] * height) / (above - bottom)];
  const long = Math.hypot(right, up);
  const [dx, dy] = [right / long, -up / long];
  const [from, down] = [((x - low) / (high - low)) * width, ((above - y) / (above - bottom)) * height];
  const to = (/** @type {number} */ along, /** @type {number} */ aside) => `${(from + along * dx - aside * dy).toFixed(1)} ${(down + along * dy + aside * dx).toFixed(1)}`;
  return `M${to(0, 0)}L${to(ARROW, 0)}M${to(ARROW - 11, 6)}L${to(ARROW, 0)}L${to(ARROW - 11, -6)}`;
}

/** The ends of a tangent, not far outside of the plane. @param {number[]} plane @param {Run} run @returns {string} a path */
export function tangent([, , width, height, low, high, bottom, above], [x, y, slope]) {
  if (y === null || typeof slope !== "number") return "";
  const reach = Math.min(REACH * (high - low), slope ? (1.5 * (above - bottom)) / Math.abs(slope) : Infinity);
  const ends = [-reach, reach].map((d) => {
    const across = ((x + d - low) / (high - low)) * width;
    return `${across.toFixed(1)} ${(((above - y - d * slope) / (above - bottom)) * height).toFixed(1)}`;
  });
  return `M${ends.join("L")}`;
}

export class CurveView {
  /** @param {HTMLElement} host @param {CurveData} data @param {Outside} [outside] */
  constructor(host, data, outside = {}) {
    this.data = data;
    this.outside = outside;
    this.run = data.runs[data.start];
    /** By number: how far a key leads, and between which values. */
    this.steps = [data.step].flat();
    this.ends = [[data.plane[4], data.plane[5]], [data.plane[6], data.plane[7]]].slice(0, this.steps.length);
    const svg = new DOMParser().parseFromString(data.svg, "image/svg+xml").documentElement;
    svg.setAttribute("role", "group");
    for (const unsaid of svg.querySelectorAll("title, desc")) unsaid.remove();
    this.svg = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (document.importNode(svg, true)));
    const [left, top, width, height, low, high] = data.plane;
    this.line = drawn("path", { class: "tangent", "data-role": "tangent" });
    this.dot = drawn("circle", { class: "point", r: "7" });
    this.brief = drawn("text", { class: "said" });
    this.hit = drawn("circle", { class: "hit", r: "17" });
    this.handle = drawn("g", { class: "handle", tabindex: "0", role: "slider", "aria-label": data.element, "aria-valuemin": String(low), "aria-valuemax": String(high), ...(this.steps.length > 1 ? { "aria-roledescription": data.labels.both } : {}), "data-lm-suppress-shortcuts": "true" }, this.dot, this.brief, this.hit);
    const inside = drawn("svg", { x: String(left), y: String(top), width: String(width), height: String(height), overflow: "hidden" }, this.line);
    this.svg.append(inside, this.handle);
    this.said = h("p", { "aria-live": "polite", "data-role": "said" });
    this.change = h("p", { "data-role": "change" });
    const { labels } = data;
    this.back = /** @type {HTMLButtonElement} */ (this.#button(labels.back, () => this.go(this.placeOf(data.runs[data.start]))));
    const buttons = this.steps.flatMap((_, axis) => ["less", "more"].map((which, i) => this.#button(labels[axis ? `${which}2` : which], () => this.#move(axis, 2 * i - 1))));
    buttons.push(this.back);
    this.root = h("div", { class: "mxg-curve mxg-curve-box", role: "group", "aria-label": data.title }, this.svg, this.said, this.change, h("div", { class: "steps" }, ...buttons));
    host.append(this.root);
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.svg.addEventListener("pointerdown", (event) => this.#grab(event));
    this.svg.addEventListener("pointermove", (event) => this.svg.hasPointerCapture(event.pointerId) && this.#drag(event));
    this.#show(this.run);
  }

  /** @param {string} text @param {() => void} act */
  #button(text, act) {
    const button = h("button", { type: "button" }, text);
    button.addEventListener("click", act);
    return button;
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button) return;
    this.svg.setPointerCapture(event.pointerId);
    /** @type {any} */ (this.handle).focus({ preventScroll: true });
    event.preventDefault();
    this.#drag(event);
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const [left, top, width, height, low, high, bottom, above] = this.data.plane;
    const to = this.svg.getScreenCTM()?.inverse();
    if (!to) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(to);
    this.go([low + ((x - left) / width) * (high - low), above - ((y - top) / height) * (above - bottom)].slice(0, this.steps.length));
  }

  /** Where a run is, by number. @param {Run} run */
  placeOf(run) {
    return run.slice(0, this.steps.length).map(Number);
  }

  /** @param {number} axis @param {number} by steps */
  #move(axis, by) {
    this.go(this.at.map((x, i) => (i === axis ? x + by * this.steps[i] : x)));
  }

  /** Keys of the handle stay here, whatever the page would do with them. @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return;
    event.stopPropagation();
    if (!(event.target instanceof Element) || !this.handle.contains(event.target)) return;
    const steps = KEYS.get(event.key);
    const [, ...others] = this.at;
    if (steps !== undefined) this.#move(UPWARDS.has(event.key) ? this.steps.length - 1 : 0, steps * (event.shiftKey ? 10 : 1));
    else if (event.key === "Home") this.go([this.ends[0][0], ...others]);
    else if (event.key === "End") this.go([this.ends[0][1], ...others]);
    else if (event.key === "Escape") this.go(this.placeOf(this.data.runs[this.data.start]));
    else return;
    event.preventDefault();
  }

  /** Where the point is, or is to be. */
  get at() {
    return this.wanted ?? this.placeOf(this.run);
  }

  /** Move the point: at once to the nearest run that is known, then to the very place where the kernel answers. @param {number[]} at */
  go(at) {
    const wanted = at.map((x, i) => Math.min(Math.max(x, this.ends[i][0]), this.ends[i][1]));
    let run = this.#nearest(this.data.runs, wanted);
    if (run === this.run && !this.outside.ask) run = this.#next(wanted);
    this.#show(run);
    this.outside.moved?.(this.placeOf(run));
    if (!this.outside.ask) return;
    this.wanted = wanted;
    this.#ask();
  }

  /** @param {Run[]} runs @param {number[]} at */
  #nearest(runs, at) {
    return at.length > 1 ? nearestOfMap(runs, at, this.data.plane) : nearest(runs, at[0]);
  }

  /** A step that is smaller than the runs lie apart goes to the next of them in its direction. @param {number[]} at */
  #next(at) {
    const here = this.placeOf(this.run);
    const axis = at.findIndex((x, i) => x !== here[i]);
    const beyond = this.data.runs.filter((run) => axis >= 0 && (Number(run[axis]) - here[axis]) * (at[axis] - here[axis]) > 0);
    return beyond.length ? this.#nearest(beyond, at) : this.run;
  }

  async #ask() {
    const { ask } = this.outside;
    if (!ask || this.asking) return;
    while (this.wanted !== undefined) {
      const x = this.wanted;
      this.asking = true;
      const run = await ask(x).catch(() => null);
      this.asking = false;
      if (this.wanted !== x) continue;
      this.wanted = undefined;
      if (run) {
        this.#show(run);
        this.outside.moved?.(this.placeOf(run));
      }
    }
  }

  /** @param {Run} run */
  #show(run) {
    this.run = run;
    const { data } = this;
    const [left, top, width, height, low, high, bottom, above] = data.plane;
    const [x, y, , said, brief, change] = run;
    const own = String(this.placeOf(run)) === String(this.placeOf(data.runs[data.start]));
    const across = left + ((x - low) / (high - low)) * width;
    const down = top + Math.min(Math.max(y === null ? 1 : (above - y) / (above - bottom), 0), 1) * height;
    this.line.setAttribute("d", this.steps.length > 1 ? arrow(data.plane, run) : tangent(data.plane, run));
    this.handle.setAttribute("transform", `translate(${across.toFixed(1)} ${down.toFixed(1)})`);
    const leans = across + 13 + brief.length * 8.8 > left + width;
    this.brief.setAttribute("x", leans ? "-13" : "13");
    this.brief.setAttribute("y", down > top + height - 30 ? "-14" : "23");
    this.brief.setAttribute("class", leans ? "said end" : "said");
    this.brief.textContent = brief;
    this.dot.setAttribute("class", y === null ? "point nowhere" : "point");
    for (const still of this.svg.querySelectorAll(".still")) still.setAttribute("visibility", own || still.tagName === "text" ? "hidden" : "visible");
    this.said.textContent = said;
    this.change.textContent = own ? data.labels.hint : change;
    this.back.disabled = own;
    this.handle.setAttribute("aria-valuenow", String(x));
    this.handle.setAttribute("aria-valuetext", own ? said : `${said}. ${change}`);
    this.root.dataset.at = String(this.placeOf(run));
  }

  destroy() {
    this.root.remove();
  }
}

/** Show a curve, or say why not. @param {HTMLElement} host @param {any} data @param {Outside} [outside] */
export function mountCurve(host, data, outside) {
  if (data?.format === FORMAT && data.runs?.length) return new CurveView(host, data, outside);
  host.append(h("p", { role: "alert" }, `This curve cannot be shown: it is ${data?.format ?? "not there"}, and ${FORMAT} is needed. Run the cell again.`));
  return null;
}
