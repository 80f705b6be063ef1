// Moves through lists of changes in both directions without touching the page.

/** @typedef {import("./payload.js").Change} Change */

/** Keeps the state of every element that changes; `go` tells what differs after a move. */
export class Stepper {
  /**
   * @param {Change[][]} changes one list for each step
   * @param {(id: string, kind: 0 | 1) => string} initial what an element shows before the first step
   */
  constructor(changes, initial) {
    this.changes = changes;
    this.initial = initial;
    this.at = -1;
    /** @type {Map<string, string>} */
    this.state = new Map();
    /** @type {Change[][]} what undoes each step */
    this.undo = [];
  }

  /** @param {string} id @param {0 | 1} kind */
  value(id, kind) {
    return this.state.get(kind + id) ?? this.initial(id, kind);
  }

  /**
   * Go to a step and return the net changes, each element at most once a kind.
   * @param {number} step
   * @returns {Change[]}
   */
  go(step) {
    const target = Math.max(-1, Math.min(this.changes.length - 1, step));
    /** @type {Map<string, Change>} */
    const touched = new Map();
    while (this.at < target) this.#apply(this.changes[++this.at], touched, true);
    while (this.at > target) this.#apply(this.undo[this.at--], touched, false);
    return [...touched.values()];
  }

  /** @param {Change[]} batch @param {Map<string, Change>} touched @param {boolean} keep */
  #apply(batch, touched, keep) {
    if (keep && !this.undo[this.at]) this.undo[this.at] = batch.map(([id, kind]) => [id, kind, this.value(id, kind)]);
    for (const change of batch) {
      const key = change[1] + change[0];
      this.state.set(key, change[2]);
      touched.set(key, change);
    }
  }

  /** Every element that differs from its initial look now. @returns {Change[]} */
  all() {
    return [...this.state].map(([key, value]) => [key.slice(1), /** @type {0 | 1} */ (+key[0]), value]);
  }
}
