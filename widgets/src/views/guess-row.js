// Below the sentence of a player that asks: where to answer, what was said of a guess, and how many were right.

import { typed } from "../data/figures.js";
import { attribute, filledWith, h } from "../dom/dom.js";
import { answerFields } from "./answer-fields.js";

/** @param {import("../data/schema.js").Guess} guess as Python writes it */
function code({ guess }) {
  return JSON.stringify(guess);
}

export class GuessRow {
  /** @param {import("../data/payload.js").PlayerData} payload @param {import("../store/actions.js").Actions} actions @param {import("../data/labels.js").Label} label */
  constructor(payload, actions, label) {
    this.payload = payload;
    this.actions = actions;
    this.label = label;
    this.fields = h("div");
    this.told = h("div", { class: "mxg-judged", "aria-live": "polite" });
    this.element = h("div", { class: "mxg-ask" }, this.fields, this.told);
    this.element.hidden = !payload.questions.length;
  }

  /** @param {import("../store/store.js").State} state @param {import("../store/store.js").State} before */
  update(state, before) {
    const question = state.asking;
    if (this.element.hidden || (state.step === before.step && question === before.asking && state.known === before.known)) return;
    const focused = this.element.closest(".mxg")?.contains(document.activeElement);
    filledWith(this.fields, ...(question ? [answerFields(question, this.label, (answer) => this.#submit(answer))] : []));
    filledWith(this.told, ...(question ? [] : this.#judged(state)));
    if (question && focused) this.fields.querySelector(/** @type {"input"} */ ("input, button"))?.focus({ preventScroll: true });
  }

  /** @param {string | string[]} answer */
  #submit(answer) {
    if (typeof answer === "string") return this.actions.guess(answer);
    const numbers = answer.map(typed);
    const wrong = numbers.indexOf(undefined);
    if (wrong < 0) return this.actions.guess(/** @type {number[]} */ (numbers));
    const field = this.fields.querySelectorAll("input")[wrong];
    attribute(field, "aria-invalid", "true");
    field.focus();
    this.told.textContent = this.label("ask.number", { text: `“${answer[wrong]}”` });
  }

  /** What was said of the guess at this step, and how many were right. @param {import("../store/store.js").State} state */
  #judged({ step, guesses }) {
    const count = this.payload.questions.length;
    const right = guesses.filter((guess) => guess.right).length;
    const here = guesses.find((guess) => guess.step === step);
    const mark = here && h("strong", { class: here.right ? "right" : "wrong" }, `${here.right ? "✓" : "✗"} ${this.label(`mistake.${here.mistake || "right"}`)}`);
    const yours = here ? [mark ?? "", ` ${this.label("ask.yours", { guess: [here.guess].flat().join(", ") })} `] : [];
    const left = count - guesses.length;
    const score = h("span", { class: "score" }, left ? this.label("ask.so far", { right, count: guesses.length, left }) : this.label("ask.score", { right, count }));
    const kept = left ? [] : [" ", h("small", {}, `${this.label("ask.hand in")} `, h("code", {}, `guesses=[${guesses.map(code).join(", ")}]`))];
    return guesses.length ? [...yours, score, ...kept] : [];
  }
}
