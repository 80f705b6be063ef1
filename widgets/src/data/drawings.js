// The drawings of one run: loops rolled or not, calls folded or open; those that are here, and those to be fetched.

import { StepParts } from "./step-parts.js";

/** @typedef {import("./schema.js").View} View */
/** @typedef {{view: View, supply: StepParts, unrolled: boolean, folded: readonly string[]}} Drawing */
/**
 * @typedef {object} Fetch
 * @property {(unrolled: boolean, folded: readonly string[]) => Promise<View | null>} [draw] another drawing
 * @property {(part: number, unrolled: boolean, folded: readonly string[]) => Promise<import("./schema.js").Part | null>} [ask] a part that did not come with its drawing
 */

/** What a drawing is called. @param {boolean} unrolled @param {readonly string[]} folded */
export function named(unrolled, folded) {
  return [unrolled ? "unrolled" : "rolled", ...[...folded].sort()].join(" ");
}

/** The folded calls with one folded more, or one less. @param {readonly string[]} folded @param {string} name */
export function toggled(folded, name) {
  return folded.includes(name) ? folded.filter((one) => one !== name) : [...folded, name].sort();
}

export class Drawings {
  /** @param {import("./payload.js").PlayerData} payload @param {Fetch} fetch */
  constructor(payload, fetch) {
    this.steps = payload.steps;
    this.fetch = fetch;
    this.first = this.#made(payload, false, payload.folded);
    /** @type {Map<string, Drawing>} */
    this.known = new Map([[named(false, payload.folded), this.first]]);
  }

  /** Whether there can be others than the first. */
  get fetches() {
    return Boolean(this.fetch.draw);
  }

  /** @param {View} view @param {boolean} unrolled @param {readonly string[]} folded @returns {Drawing} */
  #made(view, unrolled, folded) {
    const ask = async (/** @type {number} */ part) => (await this.fetch.ask?.(part, unrolled, folded)) ?? null;
    return { view, supply: new StepParts(view, this.steps, ask), unrolled, folded };
  }

  /** A drawing; null where there is none. @param {boolean} unrolled @param {readonly string[]} folded @returns {Promise<Drawing | null>} */
  async get(unrolled, folded) {
    const name = named(unrolled, folded);
    const known = this.known.get(name);
    if (known) return known;
    const view = await this.fetch.draw?.(unrolled, folded);
    if (!view) return null;
    const drawing = this.#made(view, unrolled, folded);
    this.known.set(name, drawing);
    return drawing;
  }
}
