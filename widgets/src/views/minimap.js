// All of a drawing, small, while only part of it is seen: where its cards are, the one of the step, and what is looked at.

import { attribute, classed, filledWith, h, on, rectangle } from "../dom/dom.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDE, HIGH] = [150, 90];

/** @typedef {import("./camera.js").Box} Box */

export class Minimap {
  /** @param {(x: number, y: number) => void} look at a place of the drawing */
  constructor(look) {
    this.look = look;
    this.scale = 1;
    /** @type {Map<Element, SVGRectElement>} */
    this.cards = new Map();
    this.seen = rect("mxg-seen");
    this.svg = /** @type {SVGSVGElement} */ (document.createElementNS(SVG, "svg"));
    this.element = h("div", { class: "mxg-mini", "aria-hidden": "true" }, this.svg);
    on(this.element, "pointerdown", (event) => this.#down(event));
    on(this.element, "pointermove", (event) => event.buttons && this.#to(event));
  }

  /** @param {{width: number, height: number}} size @param {Map<Element, Box>} boxes of the cards */
  draw({ width, height }, boxes) {
    this.scale = Math.min(WIDE / width, HIGH / height);
    attribute(this.svg, "viewBox", `0 0 ${width} ${height}`);
    attribute(this.svg, "width", Math.ceil(width * this.scale));
    attribute(this.svg, "height", Math.ceil(height * this.scale));
    this.cards = new Map([...boxes].map(([card, box]) => [card, placed(rect("mxg-dot"), box)]));
    filledWith(this.svg, ...this.cards.values(), this.seen);
  }

  /** @param {Box} box what is looked at @param {Set<Element>} now the cards of the step */
  show(box, now) {
    placed(this.seen, box);
    for (const [card, dot] of this.cards) classed(dot, "now", now.has(card));
  }

  /** @param {PointerEvent} event */
  #down(event) {
    this.element.setPointerCapture(event.pointerId);
    this.#to(event);
  }

  /** @param {PointerEvent} event */
  #to(event) {
    const box = rectangle(this.svg);
    const { width, height } = this.svg.viewBox.baseVal;
    this.look(((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height);
  }
}

/** @param {string} name */
function rect(name) {
  const element = /** @type {SVGRectElement} */ (document.createElementNS(SVG, "rect"));
  attribute(element, "class", name);
  return element;
}

/** @param {SVGRectElement} element @param {Box} box */
function placed(element, { left, top, right, bottom }) {
  const sides = { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
  for (const [name, value] of Object.entries(sides)) attribute(element, name, value.toFixed(1));
  return element;
}
