// Questions before steps: how far the run may be seen until they are answered, and the answers.

/** @typedef {import("../data/schema.js").Asked} Asked */
/** @typedef {import("../data/schema.js").Guess} Guess */
/** @typedef {{questions: Asked[], steps: unknown[]}} Asks */
/** @typedef {(question: Asked, guesses: Guess[], guess: string | number[]) => Promise<Guess[] | null>} Judge all guesses after one more; null where nobody answers */

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
 * @param {Judge} judge
 */
export function asking(store, payload, show, judge) {
  /** Go on with what was guessed, here or in another page. @param {Guess[]} guesses */
  function guessed(guesses) {
    const question = store.state.asking;
    if (guesses.length <= store.state.guesses.length) return;
    store.set(answered(payload, guesses));
    if (question) show(question.step);
  }

  /** Answer the question that is put: with a choice, or with numbers. @param {string | number[]} guess */
  async function guess(guess) {
    const { asking: question, guesses } = store.state;
    const now = question && (await judge(question, guesses, guess));
    if (now) guessed(now);
    else if (question) store.set({ notice: { key: "change.late" } });
  }

  return { guess, guessed };
}
