// What kind of mistake a guess is, as `asking/mistakes.py` says it where there is a kernel: a test holds the two against each other.

import { real } from "./figures.js";

const CLOSE = 0.01;
const WHOLE = 2 ** -22;
const LARGEST_FACTOR = 12;

/** @param {number} got @param {number} want */
function alike(got, want) {
  if (!Number.isFinite(want)) return Object.is(got, want);
  return Math.abs(got - want) <= (Number.isInteger(want) ? WHOLE : CLOSE) * Math.abs(want);
}

/** @param {number} got @param {number} want */
function near(got, want) {
  return alike(got, want) || (Number.isFinite(got) && Number.isFinite(want) && !Number.isInteger(got) && Math.abs(got - want) <= CLOSE * Math.abs(want));
}

/** `right`, `close`, or the kind of mistake. @param {[string, (number | string)[]][]} outcomes @param {number[]} guess */
export function mistake(outcomes, guess) {
  const fits = (/** @type {number[]} */ want, test = alike, got = guess) => got.every((x, i) => test(x, want[i]));
  const named = outcomes.map(([kind, numbers]) => /** @type {const} */ ([kind, numbers.map(real)]));
  const right = named[0][1];
  const found = named.find(([, numbers]) => fits(numbers));
  if (found) return found[0];
  if (fits(right, near)) return "close";
  const sorted = (/** @type {number[]} */ some) => [...some].sort((a, b) => a - b);
  if (guess.length > 1 && fits(sorted(right), alike, sorted(guess))) return "cell";
  const at = right.findIndex((x) => x && Number.isFinite(x));
  const factor = at < 0 ? 0 : guess[at] / right[at];
  const whole = factor ? Math.max(Math.abs(factor), 1 / Math.abs(factor)) : 0;
  const plain = Math.round(whole) > 1 && Math.round(whole) <= LARGEST_FACTOR && alike(whole, Math.round(whole));
  return plain && fits(right.map((x) => x * factor)) ? "factor" : "other";
}

/** The record of a guess. @param {import("./schema.js").Asked} question @param {string | number[]} guess a choice, or numbers @returns {import("./schema.js").Guess} */
export function guessed(question, guess) {
  const chosen = typeof guess === "string";
  const kind = mistake(question.outcomes ?? [], chosen ? [question.choices.indexOf(guess)] : guess);
  const text = question.text.map(([, words]) => words).join("");
  const right = kind === "right";
  return { step: question.step, question: text, guess: chosen || guess.length > 1 ? guess : guess[0], right, mistake: right ? "" : kind };
}
