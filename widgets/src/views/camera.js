// Where one looks at a drawing that may be larger than its pane: it is moved and scaled as a whole, never laid out anew.

import { clamp } from "../data/clamp.js";
import { classed, on, rectangle } from "../dom/dom.js";
import { PAD } from "../dom/fit.js";

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box in the drawing's own coordinates */
/** @typedef {{x: number, y: number}} Point in the pane */

const NEAREST = 3;
const FAR = 4; // px that a pointer goes before it drags
const WHEEL = 0.0022;
const MARGIN = 22; // px around what a step is about

/** @param {Box[]} boxes @returns {Box} */
export function around(boxes) {
  const least = (/** @type {"left" | "top"} */ side) => Math.min(...boxes.map((box) => box[side]));
  const most = (/** @type {"right" | "bottom"} */ side) => Math.max(...boxes.map((box) => box[side]));
  return { left: least("left"), top: least("top"), right: most("right"), bottom: most("bottom") };
}

/** Where along one axis a drawing stands: never so that room is wasted; one that is smaller stands in the middle. @param {number} at @param {number} size @param {number} room */
export function kept(at, size, room) {
  if (size + 2 * PAD <= room) return (room - size) / 2;
  return Math.min(PAD, Math.max(room - size - PAD, at));
}

/** How far to move along one axis so that a stretch is inside. @param {number} from @param {number} to @param {number} room */
export function inside(from, to, room) {
  const margin = clamp(0, (room - (to - from)) / 2, MARGIN);
  if (from < margin || to - from > room) return margin - from;
  return to > room - margin ? room - margin - to : 0;
}

export class Camera {
  /**
   * @param {HTMLElement} pane
   * @param {{moved: () => void, zoomed: (at: Point) => void}} told `zoomed` by the reader, around a point
   */
  constructor(pane, told) {
    this.pane = pane;
    this.told = told;
    this.svg = /** @type {SVGSVGElement | null} */ (null);
    this.size = { width: 1, height: 1 };
    this.at = { x: 0, y: 0 };
    this.scale = 1;
    this.wanted = 1; // the scale that the reader chose, or the drawing opened at
    this.least = 0.1;
    this.foot = 0; // px at the lower edge where no drawing is opened
    this.home = true; // nobody looked around yet
    /** @type {Map<number, Point>} */
    this.pointers = new Map();
    this.dragging = false;
    on(pane, "wheel", (event) => this.#wheel(event), { passive: false });
    on(pane, "pointerdown", (event) => this.#down(event));
    on(pane, "pointermove", (event) => this.#drag(event));
    for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) on(pane, name, (event) => this.#up(event));
    on(pane, "click", (event) => this.#click(event), { capture: true });
  }

  /** What is seen of the pane, and is not below its buttons. */
  get room() {
    return { width: this.pane.clientWidth, height: Math.max(0, this.pane.clientHeight - this.foot) };
  }

  /** Look at a drawing. @param {SVGSVGElement} svg @param {{width: number, height: number}} size */
  show(svg, size) {
    this.svg = svg;
    this.size = size;
  }

  /** @param {number} x @param {number} y @param {number} scale @param {boolean} [quietly] going there by and by */
  go(x, y, scale, quietly = false) {
    const { width, height } = this.room;
    this.scale = scale;
    this.at = { x: kept(x, this.size.width * scale, width), y: kept(y, this.size.height * scale, height) };
    const { style } = /** @type {SVGSVGElement} */ (this.svg);
    style.transform = `translate(${this.at.x.toFixed(2)}px, ${this.at.y.toFixed(2)}px) scale(${scale.toFixed(4)})`;
    classed(this.pane, "mxg-quietly", quietly);
    classed(this.pane, "mxg-part", !this.sees({ left: 0, top: 0, right: this.size.width, bottom: this.size.height }));
    this.told.moved();
  }

  /** At a scale, from the beginning of the drawing. @param {number} scale @param {boolean} [quietly] */
  open(scale, quietly = false) {
    this.home = true;
    this.wanted = scale;
    this.go(0, 0, scale, quietly);
  }

  /** Zoom by a factor, so that a point stays where it is. @param {number} factor @param {Point} [at] the middle, without @param {boolean} [quietly] */
  zoom(factor, at = { x: this.room.width / 2, y: this.room.height / 2 }, quietly = false) {
    const scale = clamp(this.least, this.scale * factor, NEAREST);
    const [x, y] = [at.x - ((at.x - this.at.x) / this.scale) * scale, at.y - ((at.y - this.at.y) / this.scale) * scale];
    this.home = false;
    this.wanted = scale;
    this.go(x, y, scale, quietly);
    this.told.zoomed(at);
  }

  /** Put a place of the drawing at a point of the pane. @param {Point} place @param {Point} at @param {number} scale */
  put(place, at, scale) {
    this.wanted = scale;
    this.go(at.x - place.x * scale, at.y - place.y * scale, scale);
  }

  /** Whether all of a box is seen. @param {Box} box */
  sees({ left, top, right, bottom }) {
    const { width, height } = this.room;
    const [x, y, k] = [this.at.x, this.at.y, this.scale];
    return left * k + x >= -1 && top * k + y >= -1 && right * k + x <= width + 1 && bottom * k + y <= height + 1;
  }

  /** Move so that boxes are seen, farther away where they are far apart: all of them, or else the last ones. @param {Box[]} boxes @param {boolean} [quietly] */
  reveal(boxes, quietly = true) {
    if (!boxes.length || this.dragging || !this.svg) return;
    const { width, height } = this.room;
    let box = around(boxes);
    let scale = this.wanted;
    for (let i = 0; i < boxes.length; i++) {
      box = around(boxes.slice(i));
      scale = Math.min(this.wanted, width / (box.right - box.left + 8), height / (box.bottom - box.top + 8));
      if (scale >= Math.min(this.wanted, this.least)) break;
    }
    scale = Math.max(scale, Math.min(this.wanted, this.least));
    const k = scale / this.scale;
    const [x, y] = [width / 2 - (width / 2 - this.at.x) * k, height / 2 - (height / 2 - this.at.y) * k];
    const by = [inside(box.left * scale + x, box.right * scale + x, width), inside(box.top * scale + y, box.bottom * scale + y, height)];
    if (k !== 1 || !this.sees(box)) this.go(x + by[0], y + by[1], scale, quietly);
  }

  /** Where something happens in the pane, which may itself be drawn larger. @param {{clientX: number, clientY: number}} event @returns {Point} */
  #point({ clientX, clientY }) {
    const box = rectangle(this.pane);
    const larger = box.width / this.pane.offsetWidth;
    return { x: (clientX - box.left) / larger, y: (clientY - box.top) / larger };
  }

  /** The wheel zooms with Ctrl, or where the reader works in the map; else, and at either end, it is the page's. @param {WheelEvent} event */
  #wheel(event) {
    if (!event.ctrlKey && !event.metaKey && !this.pane.contains(document.activeElement)) return;
    const factor = Math.exp(-clamp(-120, event.deltaY * (event.deltaMode ? 30 : 1), 120) * WHEEL * (event.ctrlKey ? 3 : 1));
    const ends = factor < 1 ? this.scale <= this.least : this.scale >= NEAREST;
    if (ends && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.zoom(factor, this.#point(event));
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button || (event.target instanceof Element && event.target.closest("button, .mxg-mini"))) return;
    if (!this.pointers.size) this.dragging = false;
    this.pointers.set(event.pointerId, this.#point(event));
  }

  /** One pointer moves the drawing, two scale it. @param {PointerEvent} event */
  #drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.#point(event);
    if (!this.dragging && Math.hypot(now.x - before.x, now.y - before.y) < FAR && this.pointers.size < 2) return;
    if (!this.dragging) this.pane.setPointerCapture(event.pointerId);
    this.dragging = true;
    this.pane.classList.add("mxg-drags");
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, now);
    this.home = false;
    if (!other) return this.go(this.at.x + now.x - before.x, this.at.y + now.y - before.y, this.scale);
    const far = (/** @type {Point} */ a) => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
    this.zoom(far(now) / far(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  }

  /** @param {PointerEvent} event */
  #up(event) {
    this.pointers.delete(event.pointerId);
    classed(this.pane, "mxg-drags", this.dragging && this.pointers.size > 0);
    if (!this.pointers.size) setTimeout(() => (this.dragging = this.pointers.size > 0 && this.dragging));
  }

  /** Where a drag ends nothing was clicked. @param {Event} event */
  #click(event) {
    if (this.dragging) event.stopPropagation();
  }
}
