// Curves of a loop that trains: its loss and the norms of its gradients, with the iteration that is shown marked.

import { figure } from "../data/figures.js";
import { attribute, h, on, rectangle } from "../dom/dom.js";

const SVG = "http://www.w3.org/2000/svg";
const FAR = 20; // times as large is the largest number at least where a curve is logarithmic

/**
 * Where numbers stand, from 0 at the top to 1.
 * @param {(number | null)[]} values
 * @returns {{log: boolean, at: (value: number) => number}}
 */
export function heights(values) {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) if (value !== null) [least, most] = [Math.min(least, value), Math.max(most, value)];
  const log = least > 0 && most > FAR * least;
  const scaled = (/** @type {number} */ x) => (log ? Math.log(x) : x);
  const span = scaled(most) - scaled(least);
  return { log, at: (value) => (span > 0 ? (scaled(most) - scaled(value)) / span : 0.5) };
}

/** A line that is broken where there is no number. @param {(number | null)[]} values */
export function line(values) {
  const { at } = heights(values);
  return values.map((value, i) => (value === null ? "" : `${(values[i - 1] ?? null) === null ? "M" : "L"}${i} ${+at(value).toFixed(3)}`)).join("");
}

/**
 * One curve; `place` marks an iteration, or none.
 * @param {[string, (number | null)[]]} curve
 * @param {import("../data/labels.js").Label} label
 * @param {(mark: number) => void} go
 */
export function curve([name, values], label, go) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  attribute(svg, "viewBox", `0 0 ${values.length - 1} 1`);
  attribute(svg, "preserveAspectRatio", "none");
  attribute(path, "d", line(values));
  svg.append(path);
  const { log, at } = heights(values);
  const dot = h("i");
  const plot = h("div", { class: "mxg-plot" }, svg, dot);
  const now = h("b");
  const element = h("div", { class: "mxg-series", role: "img" }, h("span", { title: name }, log ? `${name} (log)` : name), plot, now);
  on(plot, "click", (event) => go(Math.round(((event.clientX - rectangle(plot).left) / plot.clientWidth) * (values.length - 1))));
  const text = (/** @type {number | null | undefined} */ x) => (x === null || x === undefined ? "–" : figure(x));
  return {
    element,
    /** @param {number} mark */
    place(mark) {
      const value = values[mark] ?? null;
      dot.hidden = value === null;
      dot.style.left = `${(mark / (values.length - 1)) * 100}%`;
      dot.style.top = `${at(value ?? 0) * 100}%`;
      now.textContent = text(value);
      attribute(element, "aria-label", label("curve", { name, count: values.length, first: text(values[0]), last: text(values.at(-1)), now: text(value) }));
    },
  };
}
