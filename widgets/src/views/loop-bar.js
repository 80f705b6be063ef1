// The loop bar: one button for each test or iteration, the one that runs marked; a click goes there.

import { attribute, filledWith, h, on } from "../dom/dom.js";
import { markOf } from "../store/stepping.js";
import { curve } from "./curves.js";

const ENDS = 3;
const AROUND = 5;

/**
 * Which marks of many are shown: the first, the last, and those around the current one; -1 stands for a gap.
 * @param {number} count
 * @param {number} current
 * @returns {number[]}
 */
export function shown(count, current) {
  if (count <= 2 * ENDS + 2 * AROUND + 1) return Array.from({ length: count }, (_, i) => i);
  const near = Array.from({ length: 2 * AROUND + 1 }, (_, i) => current - AROUND + i);
  const ends = Array.from({ length: ENDS }, (_, i) => [i, count - 1 - i]).flat();
  const all = [...new Set([...near, ...ends])].filter((i) => i >= 0 && i < count).sort((a, b) => a - b);
  return all.flatMap((i, k) => (k && all[k - 1] !== i - 1 ? [-1, i] : [i]));
}

export class LoopBar {
  /** @param {import("../data/payload.js").PlayerData} payload @param {import("../store/actions.js").Actions} actions @param {import("../data/labels.js").Label} label */
  constructor({ loop_bars, steps }, actions, label) {
    this.bars = loop_bars;
    this.steps = steps;
    this.title = h("span", { class: "mxg-striptitle" });
    this.marks = h("div", { class: "mxg-chips" });
    this.strip = h("div", { class: "mxg-strip", role: "group" }, this.title, this.marks);
    this.curves = h("div", { class: "mxg-curves" });
    this.element = h("div", {}, this.strip, this.curves);
    this.element.hidden = this.bars.length === 0;
    this.bar = -1;
    this.drawn = this.bars.map(({ curves }, bar) => curves.map((one) => curve(one, label, (mark) => actions.mark(bar, mark))));
    on(this.marks, "click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button) actions.mark(this.bar, Number(button.dataset.mark));
    });
  }

  /** Where a step stands: its own loop, else the last one before it, else the first that trains, else the first. @param {number} step */
  place(step) {
    for (let i = step; i >= 0; i--) {
      const at = this.steps[i].at;
      if (at) return i === step ? at : [at[0], -1];
    }
    return [Math.max(0, this.bars.findIndex(({ curves }) => curves.length)), -1];
  }

  /** The curves of a loop, else of the nearest one around it that has some, else as they were. @param {number} bar @param {number} current */
  #plot(bar, current) {
    let trains = bar;
    while (!this.drawn[trains].length && this.bars[trains].within) [trains] = this.bars[trains].within ?? [0];
    const curves = this.drawn[trains];
    if (curves.length && curves[0].element.parentElement !== this.curves) filledWith(this.curves, ...curves.map((one) => one.element));
    for (const one of curves) one.place(markOf(this.bars, [bar, current], trains));
  }

  /** @param {import("../store/store.js").State} state @param {import("../store/store.js").State} before */
  update({ step, known }, before) {
    if ((step === before.step && known === before.known) || step < 0 || this.element.hidden) return;
    const [bar, current] = this.place(step);
    this.bar = bar;
    this.curves.hidden = known < this.steps.length || !this.drawn.some((curves) => curves.length);
    this.#plot(bar, current);
    const { title, marks: all } = this.bars[bar];
    const marks = all.filter((mark) => mark[2] < known);
    const focused = this.marks.contains(document.activeElement);
    this.title.textContent = title;
    attribute(this.strip, "aria-label", title);
    const buttons = shown(marks.length, Math.max(current, 0)).map((i) => {
      if (i < 0) return h("i", {}, "⋯");
      const [text, state, target] = marks[i];
      const word = state === "yes" ? `${text} ✓` : state === "no" ? `${text} ✗` : text;
      const button = h("button", { type: "button", class: `${state}${target > step ? " todo" : ""}`, "data-mark": String(i) }, h("span", {}, word));
      if (i === current) attribute(button, "aria-current", "step");
      return button;
    });
    filledWith(this.marks, ...buttons);
    const now = /** @type {HTMLElement | null} */ (this.marks.querySelector("[aria-current]"));
    if (now) this.marks.scrollLeft = now.offsetLeft - this.marks.offsetLeft - (this.marks.clientWidth - now.offsetWidth) / 2;
    if (focused) now?.focus({ preventScroll: true });
  }
}
