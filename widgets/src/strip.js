// The strip of a loop: one button for each test or iteration, the one that runs marked; a click goes there.

import { h } from "./dom.js";

/** @typedef {import("./payload.js").Payload} Payload */

const ENDS = 3;
const AROUND = 5;

/**
 * Which chips of many are shown: the first, the last, and those around the current one; -1 stands for a gap.
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

/**
 * The next step on, or back, that stands in another iteration.
 * @param {Payload["steps"]} steps
 * @param {number} at
 * @param {1 | -1} by
 * @returns {number}
 */
export function iteration(steps, at, by) {
  const place = (/** @type {number} */ i) => String(steps[i].at ?? "");
  let step = at;
  while (steps[step + by] && place(step + by) === place(at)) step += by;
  if (!steps[step + by]) return at;
  step += by;
  if (by === 1) return step;
  while (steps[step - 1] && place(step - 1) === place(step)) step--;
  return step;
}

export class Strip {
  /** @param {Payload} payload @param {(step: number) => void} go */
  constructor(payload, go) {
    this.strips = payload.strips;
    this.steps = payload.steps;
    this.title = h("span", { class: "mxg-striptitle" });
    this.chips = h("div", { class: "mxg-chips" });
    this.element = h("div", { class: "mxg-strip", role: "group" }, this.title, this.chips);
    this.element.hidden = this.strips.length === 0;
  
    this.chips.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button) go(Number(button.dataset.step));
    });
  }

  /** Where a step stands: its own loop, else the last one before it, else the first. @param {number} step */
  place(step) {
    for (let i = step; i >= 0; i--) {
      const at = this.steps[i].at;
      if (at) return i === step ? at : [at[0], -1];
    }
    return [0, -1];
  }

  /** @param {number} step */
  show(step) {
    if (this.element.hidden) return;
    const [strip, current] = this.place(step);
    const { title, chips } = this.strips[strip];
    const focused = this.chips.contains(document.activeElement);
    this.title.textContent = title;
    this.element.setAttribute("aria-label", title);
    const buttons = shown(chips.length, Math.max(current, 0)).map((i) => {
      if (i < 0) return h("i", {}, "⋯");
      const [text, state, target] = chips[i];
      const word = state === "yes" ? `${text} ✓` : state === "no" ? `${text} ✗` : text;
      const button = h("button", { type: "button", class: `${state}${target > step ? " todo" : ""}`, "data-step": String(target) }, h("span", {}, word));
      if (i === current) button.setAttribute("aria-current", "step");
      return button;
    });
    this.chips.replaceChildren(...buttons);
    const now = /** @type {HTMLElement | null} */ (this.chips.querySelector("[aria-current]"));
    if (now) this.chips.scrollLeft = now.offsetLeft - this.chips.offsetLeft - (this.chips.clientWidth - now.offsetWidth) / 2;
    if (focused) now?.focus({ preventScroll: true });
  }
}
