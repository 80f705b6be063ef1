// The player's size: it never is higher than what its surroundings show at once, and keeps its height from step to step.

import { clamp } from "../data/clamp.js";
import { attribute, classed, h, on, rectangle } from "../dom/dom.js";
import { shared } from "../dom/fit.js";
import { take } from "../store/keys.js";

/** @typedef {import("../store/store.js").State} State */

const HIGHEST = 760;
const LOWEST = 320;
export const PHONE = 560; // px of width up to which there is one pane at a time
const FOOT = 40; // px that a phone's map leaves to the buttons below it
const STAGE = { around: 106, row: 25, rows: 10, least: 0.42 }; // px of height, and what part of the room it has at least
const TALLEST_CODE = 300;
const LARGEST = 2200;
const LARGER = 1.6; // how much larger than on a laptop a drawing may be on the whole screen
const STEP = 24;
const AROUND = 16; // px that stay free around a player on a page

/** The nearest ancestor that scrolls up and down: the one that a very high player overflows. @param {HTMLElement} root @returns {HTMLElement | null} */
export function scroller(root) {
  const { height } = root.style;
  root.style.height = "30000px";
  let found = root.parentElement;
  while (found && !(/auto|scroll/.test(getComputedStyle(found).overflowY) && found.clientHeight < 20000 && found !== document.body)) found = found.parentElement;
  root.style.height = height;
  return found;
}

export class Frame {
  /**
   * @param {HTMLElement} root
   * @param {{above: HTMLElement[], main: HTMLElement, graph: import("./graph.js").Graph, code: import("./code.js").Code, rows: number}} panes `rows`: how many of numbers the stage shows at most
   * @param {import("../store/store.js").Store} store
   * @param {import("../store/actions.js").Actions} actions
   * @param {import("../data/labels.js").Label} label
   */
  constructor(root, panes, store, actions, label) {
    this.root = root;
    this.panes = panes;
    this.store = store;
    this.actions = actions;
    this.around = /** @type {HTMLElement | null | undefined} */ (undefined);
    this.height = 0;
    const told = label("height");
    this.element = h("div", { class: "mxg-grip", role: "separator", "aria-orientation": "horizontal", tabindex: "0", "aria-label": told, title: told });
    on(this.element, "pointerdown", (event) => this.#grip(event));
    on(this.element, "dblclick", () => actions.resize(null));
    on(this.element, "keydown", (event) => this.#key(event));
    on(root, "fullscreenchange", () => actions.filled(document.fullscreenElement === root));
    this.observer = new ResizeObserver(() => this.fit());
  }

  /** Follow the size of the player and of what is around it. */
  watch() {
    this.observer.observe(this.root);
    this.observer.observe(this.panes.main);
    addEventListener("resize", this.#resized);
  }

  #resized = () => this.fit();

  /** How high the player may be without being asked: what is seen at once. */
  get most() {
    if (this.around === undefined && this.root.isConnected) {
      this.around = scroller(this.root);
      if (this.around) this.observer.observe(this.around);
    }
    const larger = rectangle(this.root).width / this.root.offsetWidth || 1;
    const seen = this.around?.clientHeight ? this.around.clientHeight - 4 : innerHeight - 2 * AROUND - 6;
    return clamp(LOWEST, Math.floor(seen / larger), HIGHEST);
  }

  /** Share out the room there is. Sizes are set only where they differ, so that watching them comes to an end. */
  fit() {
    const { root, panes, store } = this;
    if (!root.clientWidth) return;
    const { full, height } = store.state;
    const phone = root.clientWidth <= PHONE;
    classed(root, "mxg-phone", phone);
    panes.graph.camera.foot = phone ? FOOT : 0;
    const fixed = [...panes.above, this.element].reduce((sum, { offsetHeight }) => sum + offsetHeight, 2);
    const chosen = full ? root.clientHeight : height;
    const room = { width: root.clientWidth, height: Math.max(120, (chosen ?? this.most) - fixed) };
    const larger = full ? LARGER : 1;
    const wants = panes.code.element.hidden ? 0 : Math.min(panes.code.height, TALLEST_CODE);
    const stage = this.panes.rows ? STAGE.around + Math.min(STAGE.rows, this.panes.rows) * STAGE.row : 0;
    const below = { wants: Math.max(wants, stage), needs: Math.min(Math.max(wants, stage), Math.round(room.height * STAGE.least)) };
    const split = phone ? { map: room.height, below: 0 } : shared(store.state.drawing.view.scenes, room, below, { fill: chosen !== null, larger });
    const total = full ? 0 : chosen ?? fixed + split.map + split.below;
    this.#set("--mxg-map", `${split.map}px`);
    this.#set("--mxg-height", full ? "100%" : `${Math.round(total)}px`);
    this.height = total;
    for (const [name, value] of [["now", total], ["min", LOWEST], ["max", LARGEST]]) attribute(this.element, `aria-value${name}`, Math.round(Number(value)));
    panes.graph.fit(root.clientWidth, larger);
  }

  /** @param {string} name @param {string} value */
  #set(name, value) {
    if (this.root.style.getPropertyValue(name) !== value) this.root.style.setProperty(name, value);
  }

  /** @param {State} state @param {State} before */
  update({ full, height, tab, open, numbers }, before) {
    this.root.dataset.tab = tab;
    if (full !== before.full) this.#fill(full);
    if (full !== before.full || height !== before.height) this.fit();
    else if (tab !== before.tab || open !== before.open || numbers !== before.numbers) this.panes.graph.fit(this.root.clientWidth, full ? LARGER : 1);
  }

  /** Over the whole screen, or no more; where the browser forbids it nothing changes. @param {boolean} full */
  async #fill(full) {
    try {
      if (full && document.fullscreenElement !== this.root) await this.root.requestFullscreen();
      if (!full && document.fullscreenElement === this.root) await document.exitFullscreen();
    } catch {
      this.actions.filled(false);
    }
  }

  /** @param {number} height */
  #resize(height) {
    this.actions.resize(clamp(LOWEST, Math.round(height), LARGEST));
  }

  /** @param {PointerEvent} event */
  #grip(event) {
    if (event.button) return;
    event.preventDefault();
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    const larger = rectangle(this.root).width / this.root.offsetWidth || 1;
    const [from, begin] = [this.root.offsetHeight, event.clientY];
    const drag = (/** @type {PointerEvent} */ moved) => this.#resize(from + (moved.clientY - begin) / larger);
    on(this.element, "pointermove", drag);
    on(this.element, "lostpointercapture", () => this.element.removeEventListener("pointermove", drag), { once: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const by = event.key === "ArrowUp" ? -STEP : event.key === "ArrowDown" ? STEP : 0;
    if (!by && event.key !== "Enter") return;
    take(event);
    if (by) this.#resize(this.root.offsetHeight + by);
    else this.actions.resize(null);
  }

  destroy() {
    this.observer.disconnect();
    removeEventListener("resize", this.#resized);
  }
}
