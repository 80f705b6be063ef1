// What each key does, and the list that says so.

import { h } from "./dom.js";

const KEYS = new Map(Object.entries({
  ArrowRight: "next", ArrowLeft: "prev", Home: "first", End: "last", " ": "play", b: "backward", B: "backward", n: "odd", N: "odd", c: "chain", C: "chain",
  ArrowDown: "below", ArrowUp: "above", Enter: "enter", u: "unroll", U: "unroll", e: "change", E: "change", "/": "search", t: "table", T: "table", "?": "help", Escape: "close",
}));

/** What a key does; null leaves it to the page. @param {KeyboardEvent} event */
export function action(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.shiftKey && event.key === "ArrowRight") return "nextIteration";
  if (event.shiftKey && event.key === "ArrowLeft") return "prevIteration";
  return KEYS.get(event.key) ?? null;
}

const LISTED = [
  ["← →", "step"],
  ["Shift ← →", "iteration"],
  ["Home End", "ends"],
  ["Space", "play"],
  ["B", "backward"],
  ["N", "odd"],
  ["U", "unroll"],
  ["Enter ƒ", "fold"],
  ["E", "change"],
  ["/", "search"],
  ["↑ ↓ Tab", "nodes"],
  ["Enter", "inspect"],
  ["C", "chain"],
  ["T", "table"],
  ["?", "help"],
];

/** @param {import("./labels.js").Label} label */
export function help(label) {
  const list = h("dl");
  for (const [keys, what] of LISTED) {
    const caps = keys.split(" ").flatMap((key) => [h("kbd", {}, key), " "]);
    list.append(h("dt", {}, ...caps), h("dd", {}, label(`keys.${what}`)));
  }
  return h("div", { class: "mxg-help", role: "region", "aria-label": label("keys"), tabindex: "0", hidden: "" }, h("h3", {}, label("keys")), list);
}
