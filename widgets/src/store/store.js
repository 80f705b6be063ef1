// What the player shows now; whoever draws a part of it is told of each change.

/** @typedef {"change" | "search" | "inspect" | "table" | "help" | "curve"} Panel what a button opens and closes */
/** @typedef {import("../data/drawings.js").Drawing} Drawing */
/** @typedef {{node: number, cell: string}} Cell of the grid of a node: "row.column" */
/** @typedef {{key: string, parts?: Record<string, number>}} Notice a sentence of the catalogue */

/**
 * @typedef {object} State
 * @property {number} step the one that is shown; -1 is a blank page
 * @property {number} wanted the step to go to, while its part is fetched
 * @property {Notice | null} notice what is said until the next step, instead of its sentence
 * @property {import("./asking.js").Asked | null} asking the question that is put, before the step that comes
 * @property {import("./asking.js").Guess[]} guesses one for each question that was answered
 * @property {number} known how many steps may be seen until the next question is answered
 * @property {string} hides what is hidden until then: the "path", or "sizes" of gradients
 * @property {boolean} playing
 * @property {number} speed
 * @property {boolean} film whether play goes from iteration to iteration
 * @property {Drawing} drawing
 * @property {number | null} picked a node
 * @property {Cell | null} cell the one whose chain is lit, where the arrow keys lead it
 * @property {Readonly<Record<Panel, boolean>>} open
 * @property {{title: string, array: [number, number[]]} | null} numbers of the array that is looked into: its id and shape
 * @property {import("../views/nudge-row.js").Aim | null} curve the element that the result is drawn against
 * @property {{node: number} | {fold: string} | null} focus what is to have the focus, where the player has it
 * @property {import("./looking.js").Tab} tab the pane that a phone shows
 * @property {boolean} full whether the player has the whole screen
 * @property {number | null} height in px that was chosen
 * @property {{what: import("./looking.js").Look} | null} look how the map was asked to be looked at last
 * @property {import("./rerun.js").Rerun} rerun of the program with other inputs
 */

/** @typedef {(state: State, before: State) => void} Listener */

export class Store {
  /** @param {State} state */
  constructor(state) {
    this.state = state;
    /** @type {Set<Listener>} */
    this.listeners = new Set();
  }

  /** @param {Partial<State>} changes */
  set(changes) {
    const before = this.state;
    this.state = { ...before, ...changes };
    for (const listener of [...this.listeners]) listener(this.state, before);
  }

  /** @param {Listener} listener @returns {() => void} no longer */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}

/** Panels when none is open. @type {Readonly<Record<Panel, boolean>>} */
export const NONE = Object.freeze({ change: false, search: false, inspect: false, table: false, help: false, curve: false });

/** What is shown before the first step. @param {Drawing} drawing @param {import("./rerun.js").Rerun} rerun @param {ReturnType<typeof import("./asking.js").answered>} seen @returns {State} */
export function blank(drawing, rerun, seen) {
  return {
    ...seen, step: -1, wanted: -1, notice: null, playing: false, speed: 1, film: false, drawing, picked: null, cell: null,
    open: NONE, numbers: null, curve: null, focus: null,
    tab: "map", full: false, height: null, look: null, rerun,
  };
}

/** The node that the inspector tells of: the picked one, else the one that the step is about. @param {State} state */
export function inspected({ picked, step, drawing }) {
  return picked ?? drawing.supply.of(step)?.shown[step % drawing.view.size] ?? null;
}
