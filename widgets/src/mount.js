// Where a player comes to the page, or the sentence that says why there is none.

import { h } from "./dom.js";
import { checked } from "./payload.js";
import { Player } from "./player.js";

/**
 * @typedef {object} Options
 * @property {number} [step] to begin with
 * @property {(step: number) => void} [onStep]
 * @property {boolean} [page] whether the player has a page of its own
 * @property {(unrolled: boolean, folded: string[]) => Promise<any>} [draw] another view
 * @property {(part: number, unrolled: boolean, folded: string[]) => Promise<any>} [ask] a part that did not come with its view
 * @property {import("./numbers.js").Fetch} [numbers] those of a large array
 * @property {import("./change.js").Changing} [changing] how the program is run again; absent where nothing can
 */

/**
 * Put a player into a place on the page, or a sentence that says why there is none.
 * @param {HTMLElement} host
 * @param {any} data
 * @param {Options} [options]
 * @returns {{go: (step: number) => void, answer: (outcome: any) => void, focus: () => void, destroy: () => void}}
 */
export function mount(host, data, options = {}) {
  const look = options.page ? "mxg mxg-page" : "mxg";
  const root = h("div", { class: look, tabindex: "0", role: "group" });
  host.append(root);
  const { payload, problem } = checked(data);
  if (payload) return new Player(root, payload, options);
  root.append(h("p", { class: "mxg-message", role: "alert" }, problem ?? ""));
  root.dataset.state = "problem";
  return { go() {}, answer() {}, focus() {}, destroy: () => root.remove() };
}
