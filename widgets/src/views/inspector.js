// What is known of a node, beside the picture.

import { button, filledWith, h } from "../dom/dom.js";
import { reached } from "../store/asking.js";
import { inspected } from "../store/store.js";

/** @typedef {import("../data/schema.js").Fact} Fact */

/**
 * What is known at a step: of facts with the same key the latest holds.
 * @param {Fact[]} facts
 * @param {number} at
 * @returns {Map<string, Fact>}
 */
export function factsAt(facts, at) {
  return new Map(facts.filter(([step]) => step <= at).map((fact) => [fact[1], fact]));
}

export class Inspector {
  /** @param {import("../store/actions.js").Actions} actions @param {import("../data/labels.js").Label} label */
  constructor(actions, label) {
    this.actions = actions;
    this.label = label;
    this.element = h("aside", { class: "mxg-side", "aria-label": label("inspector"), tabindex: "0", hidden: "" });
  }

  /** @param {import("../store/store.js").State} state @param {import("../store/store.js").State} before */
  update(state, before) {
    this.element.hidden = !state.open.inspect;
    const same = state.step === before.step && state.picked === before.picked && state.drawing === before.drawing;
    if (this.element.hidden || (same && before.open.inspect)) return;
    const nodes = reached(state);
    const id = inspected(state);
    const info = nodes.find((node) => node.id === id);
    if (!info) {
      filledWith(this.element, h("h3", {}, this.label("inspector")), h("p", {}, this.label("choose")));
      return;
    }
    const told = state.drawing.supply.of(state.step)?.facts[info.id] ?? [];
    const facts = [...factsAt([...info.facts, ...told], state.step).values()].flatMap((fact) => this.#fact(info.title, fact));
    const links = [...this.#links("from", info.operands, nodes), ...this.#links("used by", info.users, nodes)];
    filledWith(this.element, h("h3", {}, info.title), h("dl", {}, ...facts, ...links));
  }

  /** @param {string} title @param {Fact} fact */
  #fact(title, [step, key, text, array]) {
    const code = ["source", "value", "gradient", "kept in .grad"].includes(key) && !array;
    const name = this.label(`fact.${key}`);
    const told = [h("dt", {}, name), h("dd", {}, code ? h("code", {}, text) : text)];
    if (!array) return told;
    const shape = `(${array[1].join(", ")}${array[1].length === 1 ? "," : ""})`;
    const look = () => this.actions.numbers(this.label("numbers.of", { name: title, key: name, shape, step: step + 1 }), array);
    return [...told, h("dt"), h("dd", {}, button(look, { class: "mxg-more", "aria-label": `${this.label("numbers")}: ${name}` }, this.label("numbers")))];
  }

  /** @param {string} key @param {number[]} ids @param {import("../data/schema.js").NodeInfo[]} nodes */
  #links(key, ids, nodes) {
    const links = nodes.filter(({ id }) => ids.includes(id)).map(({ id, title }) => button(() => this.actions.pick(id), {}, title));
    return links.length ? [h("dt", {}, this.label(key)), h("dd", {}, ...links)] : [];
  }
}
