// Finding an operation: by its name, its kind, its source or its line.

import { button, filledWith, h, on } from "../dom/dom.js";
import { reached } from "../store/asking.js";

const MOST = 20;

/** @typedef {import("../data/schema.js").NodeInfo} NodeInfo */

/**
 * The nodes that a search means: `line 4` or `4` by line, other words by title and source.
 * @param {NodeInfo[]} nodes
 * @param {string} text
 * @param {import("../data/labels.js").Label} label whose word for a line is understood too
 * @returns {NodeInfo[]}
 */
export function found(nodes, text, label) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const [, word = "", number] = /^(\D*?)\s*(\d+)$/.exec(wanted) ?? [];
  const line = ["", "line", label("search.line", { line: "" }).trim().toLowerCase()].includes(word) ? number : undefined;
  return nodes.filter(({ title, line: at, facts }) => {
    if (line && at === Number(line)) return true;
    const source = facts.find(([, key]) => key === "source")?.[2] ?? "";
    return `${title}\n${source}`.toLowerCase().includes(wanted);
  });
}

export class Search {
  /** @param {import("../store/actions.js").Actions} actions @param {import("../data/labels.js").Label} label */
  constructor(actions, label) {
    this.actions = actions;
    this.label = label;
    /** @type {NodeInfo[]} */
    this.nodes = [];
    this.field = /** @type {HTMLInputElement} */ (
      h("input", { type: "search", autocomplete: "off", spellcheck: "false", "aria-label": label("search.what"), placeholder: label("search.what") })
    );
    this.list = h("div", { class: "mxg-found", "aria-live": "polite" });
    this.element = h("div", { class: "mxg-search", role: "search", "aria-label": label("search"), hidden: "" }, this.field, this.list);
    on(this.field, "input", () => this.#look());
    on(this.field, "keydown", (event) => {
      if (event.key === "Escape") return; // closes the panel
      event.stopPropagation();
      const first = this.list.querySelector("button");
      if (event.key === "Enter" && first) first.click();
    });
  }

  /** @param {import("../store/store.js").State} state @param {import("../store/store.js").State} before */
  update(state, before) {
    const { open } = state;
    this.element.hidden = !open.search;
    this.nodes = reached(state);
    if (!open.search || before.open.search) return;
    this.#look();
    this.field.focus();
  }

  #look() {
    const hits = found(this.nodes, this.field.value, this.label);
    const buttons = hits.slice(0, MOST).map((node) => {
      const where = node.line === null ? "" : ` ${this.label("search.line", { line: node.line })}`;
      return button(() => this.actions.find(node), {}, h("code", {}, node.title), where);
    });
    const more = hits.length > MOST ? [` ${this.label("search.more", { count: hits.length - MOST })}`] : [];
    const none = this.field.value.trim() && !hits.length ? [this.label("search.none")] : [];
    filledWith(this.list, ...buttons, ...more, ...none);
  }
}
