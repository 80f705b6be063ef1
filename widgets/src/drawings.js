// The drawings of one run: loops rolled or not, calls folded or open; those that are here, and those to be fetched.

import { Parts } from "./parts.js";

/** @typedef {{view: import("./payload.js").View, supply: Parts}} Drawing */

/** What a drawing is called. @param {boolean} unrolled @param {string[]} folded */
export function named(unrolled, folded) {
  return [unrolled ? "unrolled" : "rolled", ...[...folded].sort()].join(" ");
}

/** The folded calls with one folded more, or one less. @param {string[]} folded @param {string} name */
export function toggled(folded, name) {
  return folded.includes(name) ? folded.filter((one) => one !== name) : [...folded, name].sort();
}

/** The call whose title something is. @param {EventTarget | null} target */
export function foldOf(target) {
  return (target instanceof Element && target.closest("[data-fold]")?.getAttribute("data-fold")) || null;
}

export class Drawings {
  /** @param {import("./payload.js").Payload} payload @param {import("./mount.js").Options} options */
  constructor(payload, options) {
    this.steps = payload.steps;
    this.options = options;
    this.first = this.#made(payload, false, payload.folded ?? []);
    /** @type {Map<string, Drawing>} */
    this.known = new Map([[named(false, payload.folded ?? []), this.first]]);
  }

  /** @param {import("./payload.js").View} view @param {boolean} unrolled @param {string[]} folded */
  #made(view, unrolled, folded) {
    return { view, supply: new Parts(view, this.steps, (part) => this.options.ask?.(part, unrolled, folded) ?? Promise.resolve(null)) };
  }

  /** A drawing; null where there is none. @param {boolean} unrolled @param {string[]} folded @returns {Promise<Drawing | null>} */
  async get(unrolled, folded) {
    const name = named(unrolled, folded);
    const known = this.known.get(name);
    if (known) return known;
    const view = await this.options.draw?.(unrolled, folded);
    if (!view) return null;
    const drawing = this.#made(view, unrolled, folded);
    this.known.set(name, drawing);
    return drawing;
  }
}
