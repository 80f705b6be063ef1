// A small step of one number of an input: the kernel runs the program again, and says what the step did and what the gradient had promised.

import { count, unravel } from "../data/loops.js";
import { attribute, button, h } from "../dom/dom.js";
import { problemOf, toldText } from "../store/rerun.js";

/** @typedef {{input: string, index: number[], name: string}} Aim name: as the program writes the element */

/** An element of an input. @param {string} input @param {number[]} shape @param {number} cell @returns {Aim} */
export function aimed(input, shape, cell) {
  const index = unravel(shape, cell);
  return { input, index, name: count(shape) > 1 ? `${input}[${index.join(", ")}]` : input };
}

export class NudgeRow {
  /** @param {import("../store/rerun.js").Changing | undefined} changing @param {import("../store/actions.js").Actions} actions @param {import("../data/labels.js").Label} label */
  constructor(changing, actions, label) {
    this.ask = changing?.ask;
    this.label = label;
    /** @type {Aim | null} */
    this.aim = null;
    this.steps = 0; // away from the run
    this.busy = false;
    this.name = h("code");
    this.said = h("span", { "aria-live": "polite", "data-role": "nudged" });
    this.less = button(() => this.step(-1), {}, "−");
    this.more = button(() => this.step(1), {}, "+");
    this.curve = button(() => this.aim && actions.curve(this.aim), {}, label("nudge.curve"));
    this.curve.hidden = !changing?.curve;
    this.element = h("div", { class: "mxg-nudge", role: "group", "aria-label": label("nudge"), hidden: "" }, this.name, this.less, this.more, this.curve, this.said);
  }

  /** Begin at the run, for another element; none without one. @param {Aim | null} aim */
  at(aim) {
    const there = this.ask ? aim : null;
    if (there?.name === this.aim?.name) return;
    this.aim = there;
    this.steps = 0;
    this.element.hidden = !there;
    this.name.textContent = there?.name ?? "";
    this.said.textContent = this.label("nudge.hint");
    for (const [name, element] of Object.entries({ less: this.less, more: this.more })) attribute(element, "aria-label", this.label(`nudge.${name}`, { name: this.name.textContent }));
  }

  /** Ask for the step that is wanted by then, one question at a time. @param {number} by */
  async step(by) {
    const { ask } = this;
    this.steps += by;
    if (this.busy || !ask) return;
    this.busy = true;
    for (let done; this.aim && done !== this.wanted; ) {
      done = this.wanted;
      const { input, index } = this.aim;
      const reply = this.steps ? await ask({ kind: "nudge", input, index, steps: this.steps }) : null;
      if (done === this.wanted) this.said.textContent = !reply ? this.label("nudge.hint") : reply.kind === "nudged" ? reply.text : toldText(problemOf(reply), this.label);
    }
    this.busy = false;
  }

  get wanted() {
    return `${this.aim?.name} ${this.steps}`;
  }
}
