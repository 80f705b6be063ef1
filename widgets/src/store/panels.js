// What opens beside the picture: one panel at a time, but for what a panel leads to.

import { NONE } from "./store.js";

/** @typedef {import("./store.js").Panel} Panel */

/**
 * @param {import("./store.js").Store} store
 * @param {boolean} changes whether the program can be run again
 */
export function panels(store, changes) {
  /** @param {Panel} panel */
  function toggle(panel) {
    if (panel === "change" && !changes) return;
    store.set({ open: { ...NONE, [panel]: !store.state.open[panel] }, numbers: null });
  }
  return {
    change: () => toggle("change"),
    search: () => toggle("search"),
    inspect: () => toggle("inspect"),
    table: () => toggle("table"),
    help: () => toggle("help"),
    /** @param {import("../views/nudge-row.js").Aim} aim */
    curve: ({ ...aim }) => store.set({ open: { ...NONE, curve: true }, numbers: null, curve: aim }),
    close: () => store.set({ open: NONE, numbers: null }),
    /** @param {string} title @param {[number, number[]]} array its id and its shape */
    numbers: (title, array) => store.set({ numbers: { title, array } }),
  };
}
