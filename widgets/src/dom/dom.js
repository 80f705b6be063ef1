// Making elements: text only ever becomes text, and a scene may only use the tags and attributes listed here.

import { spread } from "./grid.js";

const SVG = "http://www.w3.org/2000/svg";
const TAGS = new Set(["g", "rect", "path", "text", "title", "circle", "line"]);
const ATTRIBUTES = new Set([
  "class", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "width", "height", "transform",
  "data-node", "data-edge", "data-fold", "tabindex", "role", "aria-label", "aria-expanded",
]);

/** JupyterLab finds its shortcuts by the element in focus, and this one wherever it is: an outer element cannot forbid it. */
const QUIET = "data-lm-suppress-shortcuts";

/** @param {Element} element @param {string} name @param {string | number | boolean} value */
export function attribute(element, name, value) {
  element.setAttribute(name, /** @type {string} */ (value)); // which makes text of it
}

/**
 * An HTML element with attributes and children; a string child is text.
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) attribute(element, name, value);
  if (element.tabIndex >= 0) attribute(element, QUIET, "true");
  element.append(...children);
  return element;
}

/** Give a class, or take it. @param {Element} element @param {string} name @param {boolean} [has] */
export function classed(element, name, has) {
  element.classList.toggle(name, has);
}

/** Give other children. @param {Element} element @param {...(Node | string)} children */
export function filledWith(element, ...children) {
  element.replaceChildren(...children);
}

/** Where an element is on the screen. @param {Element} element */
export function rectangle(element) {
  return element.getBoundingClientRect();
}

/** A line that says what came of a question. */
export function toldLine() {
  return h("p", { class: "mxg-told", "aria-live": "polite" });
}

/** A panel, not open yet. @param {string} name of its class @param {string} told @param {...(Node | string)} children */
export function region(name, told, ...children) {
  return h("div", { class: name, role: "region", "aria-label": told, hidden: "" }, ...children);
}

/**
 * Hear what happens to an element.
 * @template {keyof HTMLElementEventMap} K
 * @param {HTMLElement | SVGElement} element
 * @param {K} name
 * @param {(event: HTMLElementEventMap[K]) => unknown} act
 * @param {AddEventListenerOptions} [options]
 */
export function on(element, name, act, options) {
  element.addEventListener(name, /** @type {EventListener} */ (act), options);
}

/**
 * A button, and what it does.
 * @param {() => unknown} act
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
export function button(act, attributes, ...children) {
  const element = /** @type {HTMLButtonElement} */ (h("button", { type: "button", ...attributes }, ...children));
  on(element, "click", act);
  return element;
}

/** A button with a picture, and words for who does not see it or does not know it. @param {keyof typeof ICONS} name @param {string} told @param {() => unknown} act @param {Record<string, string>} [attributes] */
export function iconButton(name, told, act, attributes = {}) {
  return button(act, { ...attributes, "data-act": name, "aria-label": told, title: told }, icon(name));
}

/** @typedef {{element: Element, base: string}} Part */

/**
 * Draw a scene; elements that change are returned by id.
 * @param {import("../data/schema.js").Scene} scene
 * @returns {{svg: SVGSVGElement, parts: Map<string, Part>}}
 */
export function draw(scene) {
  const svg = /** @type {SVGSVGElement} */ (document.createElementNS(SVG, "svg"));
  attribute(svg, "class", "mxg-svg");
  attribute(svg, "viewBox", `0 0 ${+scene.width} ${+scene.height}`);
  attribute(svg, "width", +scene.width);
  attribute(svg, "height", +scene.height);
  /** @type {Map<string, Part>} */
  const parts = new Map();
  /** @type {[import("../data/schema.js").Drawn, Element][]} */
  const stack = [[scene.root, svg]];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [told, parent] = next;
    const [tag, attributes, inner, id] = told[0] === "grid" ? spread(told) : told;
    if (!TAGS.has(tag)) continue;
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (ATTRIBUTES.has(name)) attribute(element, name, value);
    }
    if (element.hasAttribute("tabindex")) attribute(element, QUIET, "true");
    if (typeof inner === "string") element.textContent = inner;
    else for (let i = inner.length - 1; i >= 0; i--) stack.push([inner[i], element]);
    if (id) parts.set(id, { element, base: attributes.class ?? "" });
    parent.append(element);
  }
  return { svg, parts };
}

/**
 * Put changes on the page.
 * @param {Map<string, Part>} parts
 * @param {import("../data/schema.js").Change[]} changes
 */
export function apply(parts, changes) {
  for (const [id, kind, value] of changes) {
    const part = parts.get(id);
    if (!part) continue;
    if (kind === 0) attribute(part.element, "class", value ? `${part.base} ${value}` : part.base);
    else part.element.textContent = value;
  }
}

const ICONS = {
  first: "M6 5h2.4v14H6zM18.7 6.7 17.3 5.3 10.6 12l6.7 6.7 1.4-1.4L13.4 12z",
  prev: "M15.7 6.7 14.3 5.3 7.6 12l6.7 6.7 1.4-1.4L10.4 12z",
  play: "M7 4v16l13-8z",
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  next: "M8.3 6.7 9.7 5.3 16.4 12l-6.7 6.7-1.4-1.4L13.6 12z",
  last: "M15.6 5H18v14h-2.4zM5.3 6.7 6.7 5.3 13.4 12l-6.7 6.7-1.4-1.4L10.6 12z",
  backward: "M20 5v14h-3v-4H9v5L2 12l7-8v5h8V5z",
  odd: "M12 2 1.5 21h21zM11 9h2v6h-2zM11 16.5h2v2h-2z",
  unroll: "M3 6h4v12H3zM10 6h4v12h-4zM17 6h4v12h-4z",
  lines: "M3 5h18v5H3zM3 14h7v5H3zM14 14h7v5h-7z",
  change: "M4 17.2 14.8 6.4 17.6 9.2 6.8 20H4zM15.9 5.3 17.8 3.4 20.6 6.2 18.7 8.1z",
  search: "M10 3a7 7 0 1 0 4.2 12.6l5.1 5.1 1.4-1.4-5.1-5.1A7 7 0 0 0 10 3zm0 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10z",
  film: "M3 4h18v16H3zM5 6v2h2V6zM5 11v2h2v-2zM5 16v2h2v-2zM17 6v2h2V6zM17 11v2h2v-2zM17 16v2h2v-2z",
  inspect: "M3 4h18v16H3zM5 6v12h9V6zM16 8h3v2h-3zM16 12h3v2h-3z",
  table: "M3 4h18v4H3zM3 10h18v4H3zM3 16h18v4H3z",
  fullscreen: "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
  zoomOut: "M5 11h14v2H5z",
  zoomIn: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
  fit: "M3 5h18v14H3zM5 7v10h14V7zM8 10h8v4H8z",
  close: "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12 19 17.6 17.6 19 12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z",
  help: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm1 16h-2v-2h2zm2-7.5c-1 1.2-2 1.5-2 3.5h-2c0-3 1.2-3.6 2-4.5 1.3-1.4 0-3-1.2-3C10.5 6.5 10 7.5 10 9H8c0-2.5 1.5-4.5 4-4.5s4.5 2.8 3 6z",
};

/** @param {keyof typeof ICONS} name @returns {SVGElement} */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  attribute(svg, "class", "mxg-icon");
  attribute(svg, "viewBox", "0 0 24 24");
  attribute(svg, "aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  attribute(path, "d", ICONS[name]);
  attribute(path, "fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

/**
 * Draw what is in a place larger, for a lecture hall.
 * @param {HTMLElement} place
 * @param {number} scale
 */
export function enlarge(place, scale) {
  place.dataset.scale = String(scale);
  place.style.zoom = String(scale);
  place.style.setProperty("--mxg-scale", String(scale));
}
