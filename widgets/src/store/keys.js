// What each key does.

/** @typedef {"next" | "prev" | "first" | "last" | "play" | "backward" | "odd" | "chain" | "below" | "above" | "enter" | "unroll" | "lines" | "change" | "search" | "table" | "help" | "close" | "nextIteration" | "prevIteration" | "fit" | "zoomIn" | "zoomOut" | "fullscreen" | "film"} Named an action */

/** @type {Record<string, Named>} */
const KEYS = {
  ArrowRight: "next", ArrowLeft: "prev", Home: "first", End: "last", " ": "play", b: "backward", B: "backward", n: "odd", N: "odd", i: "film", I: "film", c: "chain", C: "chain",
  ArrowDown: "below", ArrowUp: "above", Enter: "enter", u: "unroll", U: "unroll", l: "lines", L: "lines", e: "change", E: "change", "/": "search", t: "table", T: "table", "?": "help", Escape: "close",
  f: "fullscreen", F: "fullscreen", 0: "fit", "+": "zoomIn", "=": "zoomIn", "-": "zoomOut",
};

/** By arrow key how far down and to the right it leads. */
export const ARROWS = new Map([["ArrowUp", [-1, 0]], ["ArrowDown", [1, 0]], ["ArrowLeft", [0, -1]], ["ArrowRight", [0, 1]]]);

/** @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} Pressed */

/** Whether a key was pressed for the browser or the system. @param {Pressed} event */
export function modified(event) {
  return event.ctrlKey || event.metaKey || event.altKey;
}

/** Keep a key from the page and from what is around. @param {Event} event */
export function take(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** What a key does; null leaves it to the page. @param {Pressed} event @returns {Named | null} */
export function action(event) {
  if (modified(event)) return null;
  if (event.shiftKey && event.key === "ArrowRight") return "nextIteration";
  if (event.shiftKey && event.key === "ArrowLeft") return "prevIteration";
  return Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
}
