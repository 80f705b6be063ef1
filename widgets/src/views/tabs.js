// On a phone: one pane at a time.

import { attribute, button, classed, h, on } from "../dom/dom.js";
import { take } from "../store/keys.js";

/** @typedef {import("../store/looking.js").Tab} Tab */

export class Tabs {
  /** @param {[Tab, HTMLElement][]} panes @param {import("../store/actions.js").Actions} actions @param {import("../data/labels.js").Label} label */
  constructor(panes, actions, label) {
    this.panes = panes;
    this.actions = actions;
    this.tabs = panes.map(([name]) => button(() => actions.tab(name), { role: "tab", "data-tab": name }, label(`tab.${name}`)));
    this.element = h("div", { class: "mxg-tabs", role: "tablist", "aria-label": label("tabs") }, ...this.tabs);
    on(this.element, "keydown", (event) => this.#key(event));
  }

  /** @param {import("../store/store.js").State} state @param {import("../store/store.js").State} before */
  update({ tab: chosen }, before) {
    if (chosen === before.tab && before.step >= 0) return;
    this.panes.forEach(([name, pane], i) => {
      attribute(this.tabs[i], "aria-selected", name === chosen);
      this.tabs[i].tabIndex = name === chosen ? 0 : -1;
      classed(pane, "mxg-away", name !== chosen);
    });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const here = this.tabs.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    if (!by || here < 0) return;
    take(event);
    const next = (here + by + this.tabs.length) % this.tabs.length;
    this.actions.tab(this.panes[next][0]);
    this.tabs[next].focus();
  }
}
