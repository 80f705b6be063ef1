// The list of what each key does.

import { h } from "../dom/dom.js";

const LISTED = [
  ["← →", "step"],
  ["Shift ← →", "iteration"],
  ["Home End", "ends"],
  ["Space", "play"],
  ["I", "film"],
  ["B", "backward"],
  ["N", "odd"],
  ["U", "unroll"],
  ["L", "lines"],
  ["Enter ƒ", "fold"],
  ["E", "change"],
  ["/", "search"],
  ["↑ ↓ Tab", "nodes"],
  ["Enter", "inspect"],
  ["C", "chain"],
  ["Tab ← ↑ → ↓", "cell"],
  ["+ -", "nudge"],
  ["← → Enter", "ask"],
  ["T", "table"],
  ["0 + -", "zoom"],
  ["F", "fullscreen"],
  ["?", "help"],
];

export class Help {
  /** @param {import("../data/labels.js").Label} label */
  constructor(label) {
    const list = h("dl");
    for (const [keys, what] of LISTED) {
      const caps = keys.split(" ").flatMap((key) => [h("kbd", {}, key), " "]);
      list.append(h("dt", {}, ...caps), h("dd", {}, label(`keys.${what}`)));
    }
    this.element = h("div", { class: "mxg-help", role: "region", "aria-label": label("keys"), tabindex: "0", hidden: "" }, h("h3", {}, label("keys")), list);
  }

  /** @param {import("../store/store.js").State} state */
  update({ open }) {
    this.element.hidden = !open.help;
  }
}
