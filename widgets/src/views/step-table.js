// The steps in words, below the picture.

import { attribute, filledWith, h, on, region } from "../dom/dom.js";
import { take } from "../store/keys.js";
import { phaseName, spoken } from "./sentence.js";

/** Steps in words, those of one part at a time; its rows are made while it is open. */
export class StepTable {
  /**
   * @param {import("../data/payload.js").PlayerData} payload
   * @param {import("../store/actions.js").Actions} actions
   * @param {import("../data/labels.js").Label} label
   */
  constructor(payload, actions, label) {
    this.label = label;
    this.payload = payload;
    this.actions = actions;
    this.begin = -1;
    this.body = h("tbody");
    /** @type {HTMLElement | undefined} */
    this.current = undefined;
    const head = h("thead", {}, h("tr", {}, ...["step", "phase", "what"].map((t) => h("th", { scope: "col" }, label(`column.${t}`)))));
    const table = h("table", {}, head, this.body);
    this.element = region("mxg-table", label("steps"), table);
    on(this.element, "keydown", (event) => this.#key(event));
  }

  /** @param {import("../store/store.js").State} state @param {import("../store/store.js").State} before */
  update({ step: at, open, known }, before) {
    this.element.hidden = !open.table;
    if (this.element.hidden || at < 0 || (at === before.step && before.open.table)) return;
    const begin = at - (at % this.payload.size);
    const end = Math.min(begin + this.payload.size, known);
    if (begin !== this.begin || end - begin !== this.body.childElementCount) this.#fill(begin, end);
    this.current?.removeAttribute("aria-current");
    this.current = /** @type {HTMLElement} */ (this.body.children[at - begin]);
    attribute(this.current, "aria-current", "step");
    this.#reach(this.current, false);
    const { offsetTop, offsetHeight } = this.current;
    const { scrollTop, clientHeight } = this.element;
    if (offsetTop < scrollTop || offsetTop + offsetHeight > scrollTop + clientHeight) this.element.scrollTop = offsetTop - clientHeight / 3;
  }

  /** Tab leads to one row; the arrow keys lead from there to the others. @param {Element} row @param {boolean} focus */
  #reach(row, focus) {
    for (const button of this.body.querySelectorAll("button")) button.tabIndex = row.contains(button) ? 0 : -1;
    if (focus) row.querySelector("button")?.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const row = event.target instanceof Element ? event.target.closest("tbody tr") : null;
    const next = event.key === "ArrowDown" ? row?.nextElementSibling : event.key === "ArrowUp" ? row?.previousElementSibling : null;
    if (!row || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    take(event);
    if (next) this.#reach(next, true);
  }

  /** @param {number} begin @param {number} end */
  #fill(begin, end) {
    this.begin = begin;
    const steps = this.payload.steps.slice(begin, end);
    const rows = steps.map((step, i) => {
      const number = h("button", { type: "button" }, String(begin + i + 1));
      const row = h("tr", {}, ...[number, phaseName(step.phase, this.label), spoken(step)].map((cell) => h("td", {}, cell)));
      on(row, "click", () => this.actions.go(begin + i));
      return row;
    });
    filledWith(this.body, ...rows);
  }
}
