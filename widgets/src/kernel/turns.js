// The players of a page come to it one at a time, the nearest to what is seen first: between two of them the page does
// whatever else waits, such as loading the modules of other widgets.

import { rectangle } from "../dom/dom.js";

const LATEST_MS = 400; // a page that never is idle shows them too

/** Every widget has a module of its own. @type {[Element, () => void][]} */
const waiting = ((/** @type {any} */ (globalThis))[Symbol.for("mxgrad.waiting")] ??= []);

const idle = (/** @type {() => void} */ act) => ("requestIdleCallback" in globalThis ? requestIdleCallback(act, { timeout: LATEST_MS }) : setTimeout(act));

/** How far a place is from what is seen. @param {Element} place */
function away(place) {
  const { top, bottom } = rectangle(place);
  return Math.max(0, top - innerHeight, -bottom);
}

function next() {
  waiting.sort(([a], [b]) => away(a) - away(b)).shift()?.[1]();
  if (waiting.length) idle(next);
}

/** Wait for one's turn. @param {Element} place @returns {Promise<void>} */
export function turn(place) {
  return new Promise((resolve) => {
    waiting.push([place, resolve]);
    if (waiting.length === 1) idle(next);
  });
}
