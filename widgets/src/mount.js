// Where a player comes to the page, or the sentence that says why there is none.

import { checked } from "./data/payload.js";
import { attribute, h } from "./dom/dom.js";
import { Player } from "./player.js";

/**
 * @typedef {object} Own
 * @property {number} [step] to begin with
 * @property {(step: number) => void} [onStep]
 * @property {import("./store/asking.js").Guess[]} [guesses] that were made before
 * @property {import("./store/asking.js").Judge} [judge]
 * @property {boolean} [whole] whether it takes the whole screen with the reader's first step, which is when a browser lets it
 * @property {number} [height] in px, else as high as it needs to be
 * @property {boolean} [page] whether the player has a page of its own
 * @property {import("./data/numbers.js").Fetch} [numbers] those of a large array
 * @property {import("./views/drawer.js").Load} [panels] fetches what opens beside the map
 * @property {import("./store/rerun.js").Changing} [changing] how the program is run again; absent where nothing can
 */
/** @typedef {Own & import("./data/drawings.js").Fetch} Options */

/**
 * Put a player into a place on the page, or a sentence that says why there is none: then there is no player.
 * @param {HTMLElement} host
 * @param {unknown} data
 * @param {Options} [options]
 * @returns {{player: Player | null, destroy: () => void}}
 */
export function mount(host, data, options = {}) {
  const look = options.page ? "mxg mxg-page" : "mxg";
  const root = h("div", { class: look, tabindex: "0", role: "group" });
  host.append(root);
  const { payload, problem } = checked(data);
  if (payload) {
    const player = new Player(root, payload, options);
    return { player, destroy: () => player.destroy() };
  }
  root.append(h("p", { class: "mxg-message", role: "alert" }, problem ?? ""));
  attribute(root, "data-state", "problem");
  return { player: null, destroy: () => root.remove() };
}
