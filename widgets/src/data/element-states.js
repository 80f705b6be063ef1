// Moves through lists of changes in both directions without touching the page.

/** @typedef {import("./schema.js").Change} Change */

/** Keeps the state of every element that changes; `go` tells what differs after a move. */
export class ElementStates {
  /**
   * @param {(part: number) => Change[][]} changes of the steps of a part; those of its first step begin with a blank page
   * @param {number} size steps of a part
   * @param {(id: string, kind: 0 | 1) => string} initial what an element shows on a blank page
   */
  constructor(changes, size, initial) {
    this.changes = changes;
    this.size = size;
    this.initial = initial;
    this.at = -1;
    /** @type {Map<string, string>} */
    this.state = new Map();
  }

  /** @param {string} id @param {0 | 1} kind */
  value(id, kind) {
    return this.state.get(kind + id) ?? this.initial(id, kind);
  }

  /**
   * Go to a step and return the net changes, each element at most once a kind. Before the first step is a blank page.
   * @param {number} step
   * @returns {Change[]}
   */
  go(step) {
    const before = this.state;
    this.at = Math.max(-1, step);
    this.state = this.#stateAt(this.at);
    /** @type {Change[]} */
    const out = [];
    for (const [key, value] of this.state) if (before.get(key) !== value) out.push([key.slice(1), kind(key), value]);
    for (const key of before.keys()) {
      if (!this.state.has(key)) out.push([key.slice(1), kind(key), this.initial(key.slice(1), kind(key))]);
    }
    return out;
  }

  /** @param {number} step */
  #stateAt(step) {
    /** @type {Map<string, string>} */
    const state = new Map();
    if (step < 0) return state;
    for (const batch of this.changes(Math.floor(step / this.size)).slice(0, (step % this.size) + 1)) {
      for (const [id, kind, value] of batch) state.set(kind + id, value);
    }
    return state;
  }

  /** Every element that differs from its initial look now. @returns {Change[]} */
  all() {
    return [...this.state].map(([key, value]) => [key.slice(1), kind(key), value]);
  }
}

/** @param {string} key */
const kind = (key) => /** @type {0 | 1} */ (+key[0]);
