// Questions before steps: how far the run may be seen until they are answered, and the answers.

import { mistake } from "../data/mistakes.js";

/** @typedef {import("../data/schema.js").Asked} Asked */
/** @typedef {import("../data/schema.js").Guess} Guess */
/** @typedef {{questions: Asked[], steps: unknown[]}} Asks */

/** What is seen after some guesses. @param {Asks} payload @param {Guess[]} guesses */
export function answered({ questions, steps }, guesses) {
  const left = questions.slice(guesses.length);
  return {
    guesses,
    asking: null,
    known: left[0]?.step ?? steps.length,
    hides: left.some(({ kind }) => kind === "arm" || kind === "loop") ? "path" : left.length ? "sizes" : "",
  };
}

/** The cards and conditions that may be seen. @param {import("./store.js").State} state */
export function reached({ drawing, known }) {
  return drawing.view.nodes.filter(({ step }) => step < known);
}

/**
 * @param {import("./store.js").Store} store
 * @param {Asks} payload
 * @param {(step: number) => void} show
 * @param {(question: number, guess: string | string[]) => void} keep
 */
export function asking(store, payload, show, keep) {
  return {
    /** Answer the question that is put: with a choice, or with numbers. @param {string | number[]} guess */
    guess(guess) {
      const { asking: question, guesses } = store.state;
      if (!question) return;
      const numbers = typeof guess === "string" ? [question.choices.indexOf(guess)] : guess;
      const kind = mistake(question, numbers);
      const right = kind === "right";
      const said = guess.length > 1 || typeof guess === "string" ? guess : guess[0];
      const text = question.text.map(([, words]) => words).join("");
      store.set(answered(payload, [...guesses, { step: question.step, question: text, guess: said, right, mistake: right ? "" : kind }]));
      keep(guesses.length, typeof guess === "string" ? guess : guess.map(String));
      show(question.step);
    },
    /** What the kernel has kept, from another page or from code. @param {Guess[]} guesses */
    guessed(guesses) {
      const question = store.state.asking;
      if (guesses.length <= store.state.guesses.length) return;
      store.set(answered(payload, guesses));
      if (question) show(question.step);
    },
  };
}
