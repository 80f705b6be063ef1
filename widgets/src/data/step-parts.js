// The steps of a drawing, in parts: those that are here, and those that are still to be fetched.

/** @typedef {import("./schema.js").Part} Part */
/** @typedef {Pick<import("./schema.js").View, "size" | "parts">} View */

export class StepParts {
  /**
   * @param {View} view
   * @param {import("./payload.js").Step[]} steps filled in with what a part says of them
   * @param {(part: number) => Promise<Part | null>} [ask] null where there is no such part
   */
  constructor(view, steps, ask = async () => null) {
    this.size = view.size;
    this.steps = steps;
    this.ask = ask;
    /** @type {Map<number, Part>} */
    this.known = new Map();
    /** @type {Map<number, Promise<Part | null>>} */
    this.asked = new Map();
    for (const part of view.parts) this.#take(part);
  }

  /** @param {Part} part */
  #take(part) {
    this.known.set(part.number, part);
    part.steps?.forEach((step, i) => Object.assign(this.steps[part.number * this.size + i], step));
    part.stage?.stages.forEach((stage, i) => Object.assign(this.steps[part.number * this.size + i], { stage, shared: part.stage }));
  }

  /** The part of a step, if it is here. @param {number} step @returns {Part | undefined} */
  of(step) {
    return this.known.get(Math.floor(step / this.size));
  }

  /** What changes with the steps of a part. @param {number} number */
  changes(number) {
    return this.known.get(number)?.changes ?? [];
  }

  /**
   * Fetch the part of a step; null where that fails.
   * @param {number} step
   * @returns {Promise<Part | null>}
   */
  async need(step) {
    const number = Math.floor(step / this.size);
    if (step < 0 || step >= this.steps.length) return null;
    const here = this.known.get(number);
    if (here) return here;
    const known = this.asked.get(number) ?? this.ask(number);
    this.asked.set(number, known);
    const part = await known;
    this.asked.delete(number);
    if (part && !this.known.has(number)) this.#take(part);
    return part;
  }
}
