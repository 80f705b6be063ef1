// What each key does.

/** @typedef {"next" | "prev" | "first" | "last" | "play" | "backward" | "odd" | "chain" | "below" | "above" | "enter" | "unroll" | "change" | "search" | "table" | "help" | "close" | "nextIteration" | "prevIteration" | "fit" | "zoomIn" | "zoomOut" | "fullscreen"} Named an action */

/** @type {Record<string, Named>} */
const KEYS = {
  ArrowRight: "next", ArrowLeft: "prev", Home: "first", End: "last", " ": "play", b: "backward", B: "backward", n: "odd", N: "odd", c: "chain", C: "chain",
  ArrowDown: "below", ArrowUp: "above", Enter: "enter", u: "unroll", U: "unroll", e: "change", E: "change", "/": "search", t: "table", T: "table", "?": "help", Escape: "close",
  f: "fullscreen", F: "fullscreen", 0: "fit", "+": "zoomIn", "=": "zoomIn", "-": "zoomOut",
};

/** What a key does; null leaves it to the page. @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} event @returns {Named | null} */
export function action(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.shiftKey && event.key === "ArrowRight") return "nextIteration";
  if (event.shiftKey && event.key === "ArrowLeft") return "prevIteration";
  return Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
}
