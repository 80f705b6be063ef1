// Panels open here, beside the map and the code; where there is no room for that, over them; many numbers, over the code and the stage.

import { classed, h, iconButton, toldLine } from "../dom/dom.js";
import { toldText } from "../store/rerun.js";
import { NONE } from "../store/store.js";

/** @typedef {import("../store/store.js").State} State */
/** @typedef {typeof import("./panels.js").panelsOf} Make */
/** @typedef {() => Promise<Make | import("../store/rerun.js").Told>} Load what makes the panels, or why it cannot be had */

export class Drawer {
  /** @param {Load | undefined} load @param {(make: Make) => ReturnType<Make>} make @param {import("../store/actions.js").Actions} actions @param {import("../data/labels.js").Label} label */
  constructor(load, make, actions, label) {
    const close = iconButton("close", label("close"), () => actions.close(), { class: "mxg-close" });
    this.load = load;
    this.make = make;
    this.label = label;
    this.status = toldLine();
    this.element = h("div", { class: "mxg-drawer", hidden: "" }, close, this.status);
    this.loading = false;
    /** @type {ReturnType<Make>} */
    this.panels = [];
    /** @type {State | undefined} */
    this.state = undefined;
  }

  /** @param {State} state @param {State} before */
  update(state, before) {
    const { open, numbers } = state;
    const opened = Boolean(numbers) || Object.values(open).some(Boolean);
    this.state = state;
    this.element.hidden = !opened;
    classed(this.element, "mxg-over", Boolean(numbers));
    classed(this.element, "mxg-wide", open.table || open.change || open.curve);
    for (const panel of this.panels) panel.update(state, before);
    if (opened && !this.panels.length) this.#fetch();
  }

  /** Fetch the panels, once; what keeps them away is said, and asked again when the drawer is opened again. */
  async #fetch() {
    if (this.loading) return;
    this.loading = true;
    this.status.textContent = this.label("panels.coming");
    const had = (await this.load?.()) ?? {};
    this.loading = false;
    if (typeof had === "function") this.#fill(had);
    else this.status.textContent = toldText(had, this.label);
  }

  /** Show what is open by now, as if it opened now: with the focus where the reader is in this player. @param {Make} make */
  #fill(make) {
    this.panels = this.make(make);
    this.status.remove();
    this.element.append(...this.panels.map((panel) => panel.element));
    const { state } = this;
    if (!state) return;
    const here = this.element.closest(".mxg")?.contains(document.activeElement);
    for (const panel of this.panels) panel.update(state, { ...state, step: -1, open: here ? NONE : state.open, numbers: null, curve: null });
  }

  /** To where a change can be typed. */
  focus() {
    for (const panel of this.panels) panel.focus?.();
  }

  destroy() {
    for (const panel of this.panels) panel.destroy?.();
  }
}
