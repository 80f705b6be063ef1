// What opens beside and below the picture: inspector of a node, table of steps.

import { h } from "./dom.js";
import { labelled } from "./labels.js";

/** @typedef {import("./payload.js").Payload} Payload */
/** @typedef {import("./payload.js").NodeInfo} NodeInfo */
/** @typedef {import("./payload.js").Fact} Fact */

/**
 * What is known at a step: of facts with the same key the latest holds.
 * @param {Fact[]} facts
 * @param {number} at
 * @returns {Map<string, Fact>}
 */
export function factsAt(facts, at) {
  return new Map(facts.filter(([step]) => step <= at).map((fact) => [fact[1], fact]));
}

/**
 * @param {HTMLElement} panel
 * @param {NodeInfo | undefined} info
 * @param {Map<string, Fact>} facts
 * @param {Map<number, NodeInfo>} all
 * @param {(id: number) => void} pick
 * @param {(title: string, array: [number, number[]]) => void} open the numbers of an array
 * @param {import("./labels.js").Label} label
 */
export function inspect(panel, info, facts, all, pick, open, label) {
  if (!info) {
    panel.replaceChildren(h("h3", {}, label("inspector")), h("p", {}, label("choose")));
    return;
  }
  const list = h("dl");
  for (const [key, [step, , text, array]] of facts) {
    const code = ["source", "value", "gradient", "kept in .grad"].includes(key) && !array;
    const name = label(`fact.${key}`);
    list.append(h("dt", {}, name), h("dd", {}, code ? h("code", {}, text) : text));
    if (!array) continue;
    const button = h("button", { type: "button", class: "mxg-more" }, label("numbers"));
    const title = label("numbers.of", { name: info.title, key: name, shape: `(${array[1].join(", ")}${array[1].length === 1 ? "," : ""})`, step: step + 1 });
    button.setAttribute("aria-label", `${label("numbers")}: ${name}`);
    button.addEventListener("click", () => open(title, array));
    list.append(h("dt"), h("dd", {}, button));
  }
  for (const [key, ids] of /** @type {[string, number[]][]} */ ([["from", info.from], ["used by", info.to]])) {
    const links = ids.map((id) => {
      const link = h("button", { type: "button" }, all.get(id)?.title ?? String(id));
      link.addEventListener("click", () => pick(id));
      return link;
    });
    if (links.length) list.append(h("dt", {}, label(key)), h("dd", {}, ...links));
  }
  panel.replaceChildren(h("h3", {}, info.title), list);
}

/** Steps in words, those of one part at a time; its rows are made while it is open. */
export class Table {
  /** @param {Payload} payload @param {(step: number) => void} go */
  constructor(payload, go) {
    const label = labelled(payload.labels);
    this.phases = new Map([["forward", label("forward")], ["backward", label("phase.backward")]]);
    this.payload = payload;
    this.go = go;
    this.begin = -1;
    this.body = h("tbody");
    /** @type {HTMLElement | undefined} */
    this.current = undefined;
    const head = h("thead", {}, h("tr", {}, ...["step", "phase", "what"].map((t) => h("th", { scope: "col" }, label(`column.${t}`)))));
    const table = h("table", {}, head, this.body);
    this.element = h("div", { class: "mxg-table", role: "region", "aria-label": label("steps"), hidden: "" }, table);
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Mark a step, while the table is open. @param {number} at */
  show(at) {
    if (this.element.hidden) return;
    const begin = at - (at % this.payload.size);
    if (begin !== this.begin) this.#fill(begin);
    this.current?.removeAttribute("aria-current");
    this.current = /** @type {HTMLElement} */ (this.body.children[at - begin]);
    this.current.setAttribute("aria-current", "step");
    this.#reach(this.current, false);
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
    event.preventDefault();
    event.stopPropagation();
    if (next) this.#reach(next, true);
  }

  /** @param {number} begin */
  #fill(begin) {
    this.begin = begin;
    const steps = this.payload.steps.slice(begin, begin + this.payload.size);
    const rows = steps.map((step, i) => {
      const words = (step.say ?? []).map((part) => part[1]).join("");
      const number = h("button", { type: "button" }, String(begin + i + 1));
      const row = h("tr", {}, ...[number, this.phases.get(step.phase) ?? step.phase, words].map((cell) => h("td", {}, cell)));
      row.addEventListener("click", () => this.go(begin + i));
      return row;
    });
    this.body.replaceChildren(...rows);
  }
}
