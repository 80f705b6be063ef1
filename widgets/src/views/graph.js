// The map: a drawing made once, in which each step changes classes and texts; a camera looks at it.

import { ElementStates } from "../data/element-states.js";
import { apply, classed, draw, filledWith, h, iconButton, on, rectangle } from "../dom/dom.js";
import { levelOf, opening, suited, whole } from "../dom/fit.js";
import { Camera } from "./camera.js";
import { ChainLight } from "./chain-light.js";
import { Minimap } from "./minimap.js";
import { mark } from "./now.js";

/** @typedef {import("../store/store.js").State} State */
/** @typedef {import("./camera.js").Box} Box */
/** @typedef {import("./camera.js").Point} Point */

const NEARER = { from: 1.9, to: 0.8 }; // scales at which compact cards give way to full ones
const FARTHER = { from: 0.45, to: 1.05 }; // and these to compact ones
const NAMES = 0.47; // the scale of compact cards below which only names are read
const STEP = 1.35;

/** The call whose title something is. @param {EventTarget | null} target */
export function foldOf(target) {
  return (target instanceof Element && target.closest("[data-fold]")?.getAttribute("data-fold")) || null;
}

export class Graph {
  /**
   * @param {import("../data/payload.js").PlayerData} payload
   * @param {import("../store/store.js").Store} store
   * @param {import("../store/actions.js").Actions} actions
   * @param {import("../data/labels.js").Label} label
   */
  constructor({ steps }, store, actions, label) {
    this.steps = steps;
    this.store = store;
    this.actions = actions;
    this.label = label;
    this.element = h("div", { class: "mxg-graph", role: "group", "aria-label": label("graph"), tabindex: "0" });
    this.camera = new Camera(this.element, { moved: () => this.#moved(), zoomed: (at) => this.#level(at) });
    this.mini = new Minimap((x, y) => this.#center({ x, y }, this.camera.scale));
    this.looks = h("div", { class: "mxg-looks" }, ...["zoomOut", "fit", "zoomIn"].map((name) => this.#button(name)));
    /** @type {Map<string, string>} text of each element before the first step */
    this.texts = new Map();
    /** @type {Map<string, import("../dom/dom.js").Part>} */
    this.parts = new Map();
    this.chosen = ""; // the drawing that suits the pane
    this.shown = ""; // the one that is looked at
    this.left = ""; // the one that the reader looked around in when another came
    this.larger = 1;
    /** @type {ChainLight | undefined} */
    this.light = undefined;
    this.states = this.#blank(store.state.drawing);
    on(this.element, "click", (event) => this.#click(event.target));
    on(this.element, "focusin", (event) => this.#focused(event.target));
  }

  /** @param {string} name of an action */
  #button(name) {
    return iconButton(/** @type {"fit"} */ (name), this.label(`map.${name}`), () => this.actions[/** @type {"fit"} */ (name)]());
  }

  /** @param {import("../data/drawings.js").Drawing} drawing */
  #blank({ view, supply }) {
    return new ElementStates((part) => supply.changes(part), view.size, (id, kind) => (kind ? this.texts.get(id) ?? "" : ""));
  }

  get scenes() {
    return this.store.state.drawing.view.scenes;
  }

  /**
   * Take up the room of the pane: the drawing that suits it, seen as a whole, unless the reader looks at a part of it.
   * @param {number} width of the pane when no panel is beside it: one that opens changes no drawing
   * @param {number} larger how much larger than on a laptop a drawing may be
   */
  fit(width, larger) {
    this.larger = larger;
    const { room } = this.camera;
    if (!room.width || !room.height) return;
    const { name } = suited(this.scenes, { width, height: room.height }, larger);
    const same = name === this.chosen && this.shown !== "";
    const around = this.left in this.scenes ? this.left : same && !this.camera.home ? this.shown : "";
    this.chosen = name;
    this.left = "";
    if (this.shown !== (around || name)) this.#draw(around || name);
    this.camera.least = Math.min(0.3, whole(this.scenes[this.shown], room, larger));
    if (around) return this.camera.go(this.camera.at.x, this.camera.at.y, this.camera.scale);
    this.camera.open(opening(this.scenes[name], room, larger));
    this.#reveal(true);
  }

  /** @param {string} name of a scene */
  #draw(name) {
    const { drawing, picked, cell } = this.store.state;
    const scene = drawing.view.scenes[name];
    const { svg, parts } = draw(scene);
    for (const [id, part] of parts) if (!this.texts.has(id)) this.texts.set(id, part.element.textContent ?? "");
    this.parts = parts;
    this.shown = name;
    this.light = new ChainLight(svg, parts, drawing.view.nodes, this.label, this.actions.darken);
    filledWith(this.element, svg, this.light.note, this.mini.element, this.looks);
    this.element.dataset.level = levelOf(scene);
    this.camera.show(svg, scene);
    apply(parts, this.states.all());
    this.#ring(picked);
    this.light.show(cell);
    const cards = [...parts.values()].filter(({ element }) => element.hasAttribute("data-node"));
    this.mini.draw(scene, new Map(cards.map(({ element }) => [element, this.box(element)])));
    this.#mark();
  }

  /** Where an element stands in the drawing, wherever the camera is. @param {Element} element @returns {Box} */
  box(element) {
    const svg = /** @type {SVGSVGElement} */ (this.camera.svg).getBoundingClientRect();
    const scale = svg.width / this.camera.size.width || 1;
    const { left, top, right, bottom } = rectangle(element);
    return { left: (left - svg.left) / scale, top: (top - svg.top) / scale, right: (right - svg.left) / scale, bottom: (bottom - svg.top) / scale };
  }

  /** Take up another drawing, which the next fit puts on the page. @param {State} state */
  redraw({ drawing, step }) {
    this.texts = new Map();
    this.left = this.camera.home ? "" : this.shown;
    this.shown = this.chosen = "";
    this.states = this.#blank(drawing);
    this.states.go(step);
  }

  /** @param {State} state @param {State} before */
  update(state, before) {
    const drawn = state.drawing !== before.drawing;
    const stepped = state.step !== before.step;
    if (stepped && !drawn) apply(this.parts, this.states.go(state.step));
    if (stepped || state.cell !== before.cell) this.light?.show(state.cell);
    if (stepped || state.picked !== before.picked) this.#ring(state.picked);
    if (stepped || drawn) this.#mark();
    if (stepped || drawn) this.#reveal(before.step < 0 || drawn);
    if (state.look && state.look !== before.look) this.#look(state.look.what);
  }

  /** Mark the picked card; its other classes belong to the step. @param {number | null} picked */
  #ring(picked) {
    for (const card of this.element.querySelectorAll(".picked")) card.classList.remove("picked");
    if (picked !== null) this.parts.get(`n${picked}`)?.element.classList.add("picked");
  }

  /** Mark what belongs to the step, in the drawing and in the small one. */
  #mark() {
    if (!this.camera.svg) return;
    this.now = mark(this.camera.svg, this.parts);
    this.#moved();
  }

  /** See to it that what the step is about is seen: most of all where it leads. @param {boolean} [at_once] */
  #reveal(at_once = false) {
    const { source = [], label = [], target = [] } = this.now ?? {};
    this.camera.reveal([...source, ...label, ...target].map((element) => this.box(element)), !at_once);
  }

  /** @param {import("../store/looking.js").Look} what */
  #look(what) {
    if (what !== "fit") return this.camera.zoom(what === "in" ? STEP : 1 / STEP, this.#about(), true);
    if (this.shown !== this.chosen) this.#draw(this.chosen);
    this.camera.open(whole(this.scenes[this.chosen], this.camera.room, this.larger), true);
  }

  /** Where the card of the step stands in the pane, if it is seen. */
  #about() {
    const [target] = this.now?.target ?? [];
    const { scale, at } = this.camera;
    if (!target || !this.camera.sees(this.box(target))) return undefined;
    const { x, y } = middle(this.box(target));
    return { x: x * scale + at.x, y: y * scale + at.y };
  }

  /** Between compact and full cards, where the reader comes near or goes far: the card at the point stays there. @param {Point} at */
  #level(at) {
    const { scale } = this.camera;
    const compact = levelOf(this.scenes[this.shown]) === "compact";
    const go = compact && scale > NEARER.from ? NEARER : !compact && scale < FARTHER.from ? FARTHER : null;
    const level = compact ? "full" : "compact";
    const other = Object.keys(this.scenes).filter((name) => levelOf(this.scenes[name]) === level);
    if (!go || !other.length) return;
    const direction = this.scenes[this.shown].direction;
    const name = other.find((one) => this.scenes[one].direction === direction) ?? other[0];
    const [id, place] = this.#nearest(at);
    this.#draw(name);
    const box = this.box(this.parts.get(id)?.element ?? /** @type {SVGSVGElement} */ (this.camera.svg));
    this.camera.least = Math.min(0.3, whole(this.scenes[name], this.camera.room, this.larger));
    this.camera.put(middle(box), place, go.to);
  }

  /** The card nearest to a point of the pane, and where its middle stands there. @param {Point} at @returns {[string, Point]} */
  #nearest(at) {
    const { scale, at: origin } = this.camera;
    /** @type {[string, Point]} */
    let found = ["", at];
    let least = Infinity;
    for (const [id, { element }] of this.parts) {
      if (!element.hasAttribute("data-node")) continue;
      const { x, y } = middle(this.box(element));
      const place = { x: x * scale + origin.x, y: y * scale + origin.y };
      const far = Math.hypot(place.x - at.x, place.y - at.y);
      if (far < least) [least, found] = [far, [id, place]];
    }
    return found;
  }

  /** @param {Point} place @param {number} scale */
  #center(place, scale) {
    const { width, height } = this.camera.room;
    this.camera.home = false;
    this.camera.put(place, { x: width / 2, y: height / 2 }, scale);
  }

  #moved() {
    const { room, at, scale, svg } = this.camera;
    if (!svg) return;
    classed(svg, "names", this.element.dataset.level === "compact" && scale < NAMES);
    if (!this.element.classList.contains("mxg-part")) return;
    const seen = { left: -at.x / scale, top: -at.y / scale, right: (room.width - at.x) / scale, bottom: (room.height - at.y) / scale };
    this.mini.show(seen, new Set([...(this.now?.source ?? []), ...(this.now?.target ?? [])]));
  }

  /** Put the focus on a card, or on the title of a call. @param {NonNullable<State["focus"]>} what */
  focus(what) {
    const found = "node" in what ? this.parts.get(`n${what.node}`)?.element : this.element.querySelector(`[data-fold="${CSS.escape(what.fold)}"]`);
    if (found instanceof SVGElement) found.focus({ preventScroll: true });
  }

  /** @param {EventTarget | null} target */
  #focused(target) {
    this.#pick(target, this.actions.pick);
    if (target instanceof SVGElement && !this.camera.pointers.size) this.camera.reveal([this.box(target)]);
  }

  /** @param {EventTarget | null} target */
  #click(target) {
    const title = foldOf(target);
    if (title) this.actions.fold(title);
    else this.#pick(target, this.actions.inspectNode);
  }

  /** @param {EventTarget | null} target @param {(node: number) => void} act */
  #pick(target, act) {
    const card = target instanceof Element ? target.closest("[data-node]") : null;
    if (card) act(Number(card.getAttribute("data-node")));
  }
}

/** @param {Box} box @returns {Point} */
function middle({ left, top, right, bottom }) {
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}
