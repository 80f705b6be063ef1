// Changing an input: what was typed goes to the kernel, which runs the program again; what differs stands below.

import { clamp } from "../data/clamp.js";
import { attribute, button, classed, h, on, region, toldLine } from "../dom/dom.js";
import { toldText } from "../store/rerun.js";

/** @typedef {import("../data/schema.js").Input} Input */

export class ChangePanel {
  /**
   * @param {import("../store/rerun.js").Changing} changing
   * @param {import("../store/actions.js").Actions} actions
   * @param {import("../data/labels.js").Label} label
   */
  constructor({ inputs, fixed, outcome, kernel }, actions, label) {
    this.actions = actions;
    this.label = label;
    /** @type {Map<string, HTMLInputElement>} */
    this.fields = new Map();
    this.status = toldLine();
    this.result = h("div", { class: "mxg-result" });
    this.run = this.#button(label("change.run"), () => this.#ask());
    this.cancel = this.#button(label("change.cancel"), () => actions.cancel());
    this.cancel.hidden = !kernel?.interrupt;
    this.undo = this.#button(label("change.undo"), () => actions.undo());
    const form = inputs.length
      ? h("div", { class: "mxg-inputs" }, ...inputs.map((input) => this.#field(input)), this.run, this.cancel, this.undo)
      : h("p", {}, fixed);
    this.element = region("mxg-change", label("change"), form, this.status, this.result);
    if (outcome) this.#differs(outcome);
  }

  /** @param {string} text @param {() => void} act */
  #button(text, act) {
    const made = button(() => made.getAttribute("aria-disabled") === "true" || act(), {}, text);
    return made;
  }

  /** @param {Input} input */
  #field({ name, text, shape }) {
    const field = /** @type {HTMLInputElement} */ (
      h("input", { type: "text", autocomplete: "off", spellcheck: "false", size: String(clamp(8, text.length + 4, 48)) })
    );
    field.value = text;
    on(field, "keydown", (event) => {
      if (event.key === "Escape") return; // closes the panel
      event.stopPropagation();
      if (event.key === "Enter") this.#ask();
    });
    this.fields.set(name, field);
    const size = shape.length ? ` (${shape.join(" × ")})` : "";
    return h("label", {}, h("code", {}, name), size, " = ", field);
  }

  #ask() {
    this.actions.rerun(Object.fromEntries([...this.fields].map(([name, field]) => [name, field.value])));
  }

  /** @param {import("../store/rerun.js").Outcome} outcome */
  #differs({ rows, printed }) {
    if (rows.length) {
      const head = h("tr", {}, ...["", this.label("change.before"), this.label("change.now")].map((text) => h("th", { scope: "col" }, text)));
      const body = rows.map(([what, before, now]) =>
        h("tr", {}, h("th", { scope: "row" }, what), h("td", {}, before), h("td", {}, now)));
      this.result.append(h("table", {}, h("thead", {}, head), h("tbody", {}, ...body)));
    }
    if (printed) this.result.append(h("p", {}, this.label("change.printed")), h("pre", {}, printed));
  }

  /**
   * While an answer is awaited nothing else can be asked; the button in focus keeps it, else keys would leave the player.
   * @param {import("../store/store.js").State} state @param {import("../store/store.js").State} before
   */
  update({ rerun, open }, before) {
    this.element.hidden = !open.change;
    if (open.change && !before.open.change) this.focus();
    if (rerun === before.rerun && before.step >= 0) return;
    const { asking, running, cancelling, undo, told } = rerun;
    attribute(this.run, "aria-disabled", asking);
    attribute(this.undo, "aria-disabled", asking || !undo);
    attribute(this.cancel, "aria-disabled", !asking || !running || cancelling);
    this.status.textContent = toldText(told, this.label);
    classed(this.status, "mxg-error", Boolean(told?.problem));
  }

  /** To where another change can be typed. */
  focus() {
    this.fields.values().next().value?.focus();
  }
}
