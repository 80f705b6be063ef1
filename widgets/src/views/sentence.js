// What the step says: its phase and number, and the sentence, to see and to hear.

import { attribute, classed, filledWith, h } from "../dom/dom.js";
import { math } from "../dom/mathml.js";

/** @param {string} phase @param {import("../data/labels.js").Label} label */
export function phaseName(phase, label) {
  return label(phase === "backward" ? "phase.backward" : "forward");
}

/** The words of a step as plain text. @param {Pick<import("../data/payload.js").Step, "say">} step */
export function spoken({ say = [] }) {
  return say.map((piece) => piece[1]).join("");
}

/** A sentence of styled pieces. @param {import("../data/schema.js").Piece[]} say @returns {(Node | string)[]} */
export function sentence(say) {
  return say.map(([style, text, formula, after = ""]) => {
    if (style === "code") return h("code", {}, text);
    return style ? h("span", { class: `mxg-${style}` }, ...(formula ? [math(formula), after] : [text])) : text;
  });
}

export class Sentence {
  /** @param {import("../data/payload.js").PlayerData} payload @param {import("../data/labels.js").Label} label */
  constructor({ steps }, label) {
    this.steps = steps;
    this.label = label;
    this.pill = h("span", { class: "mxg-pill" });
    // What is said is plain text: mathematics, and the marks of code, are for the eye.
    this.words = h("span", { class: "mxg-sentence", "aria-hidden": "true" });
    this.said = h("span", { class: "mxg-quiet", role: "status", "aria-live": "polite" });
    this.window = h("div", { class: "mxg-words", "data-now": "sentence" }, this.words, this.said);
    this.element = h("div", { class: "mxg-say" }, this.pill, this.window);
  }

  /** @param {import("../store/store.js").State} state @param {import("../store/store.js").State} before */
  update({ step: shown, notice, asking, known, hides }, before) {
    if (notice && notice !== before.notice) this.#tell([this.label(notice.key, notice.parts)], this.label(notice.key, notice.parts));
    if (shown === before.step && notice === before.notice && asking === before.asking && known === before.known) return;
    const at = asking?.step ?? shown;
    const step = this.steps[at];
    if (!step) return;
    const turn = step.turn && !hides ? [h("span", { class: "mxg-it" }, step.turn)] : [];
    const count = hides ? "…" : this.steps.length;
    filledWith(this.pill, `${step.phase === "backward" ? "←" : "→"} ${phaseName(step.phase, this.label)} ${at + 1}/${count}`, ...turn);
    this.element.dataset.kind = asking ? "asking" : step.kind;
    const { text: say } = asking ?? { text: step.say };
    if (!notice) this.#tell(sentence(say ?? []), spoken({ say }));
  }

  /** @param {(Node | string)[]} words @param {string} said */
  #tell(words, said) {
    filledWith(this.words, ...words);
    this.said.textContent = said;
    this.window.scrollTop = 0;
    const isCut = () => this.window.scrollHeight > this.window.clientHeight + 1;
    this.window.classList.remove("mxg-small");
    classed(this.window, "mxg-small", isCut());
    // What still does not fit scrolls, by keyboard too.
    const long = isCut();
    for (const [name, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", this.label("sentence")]]) {
      if (long) attribute(this.window, name, value);
      else this.window.removeAttribute(name);
    }
  }
}
