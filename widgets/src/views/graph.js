// The drawing: made once for each direction, then each step changes classes and texts in it.

import { ElementStates } from "../data/element-states.js";
import { apply, draw, h } from "../dom/dom.js";
import { outside, suited } from "../dom/fit.js";
import { ChainLight } from "./chain-light.js";

/** @typedef {import("../store/store.js").State} State */

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
    this.element = h("div", { class: "mxg-graph", role: "group", "aria-label": label("graph") });
    /** @type {Map<string, string>} text of each element before the first step */
    this.texts = new Map();
    /** @type {Map<string, import("../dom/dom.js").Part>} */
    this.parts = new Map();
    this.direction = "";
    /** @type {ChainLight | undefined} */
    this.light = undefined;
    this.states = this.#blank(store.state.drawing);
    this.element.addEventListener("click", (event) => this.#click(event.target));
    this.element.addEventListener("focusin", (event) => this.#pick(event.target, actions.pick));
  }

  /** @param {import("../data/drawings.js").Drawing} drawing */
  #blank({ view, supply }) {
    return new ElementStates((part) => supply.changes(part), view.size, (id, kind) => (kind ? this.texts.get(id) ?? "" : ""));
  }

  /**
   * Draw the scene that suits the width, once for each change of direction. Returns whether the code stands above it.
   * @param {number} width of the player @param {import("./code.js").Code} code
   */
  fit(width, code) {
    const { drawing, picked, cell } = this.store.state;
    const { direction, stack } = suited(drawing.view.scenes, width, code.width, code.rows.size);
    if (direction === this.direction) return stack;
    this.direction = direction;
    const { svg, parts } = draw(drawing.view.scenes[direction]);
    for (const [id, part] of parts) if (!this.texts.has(id)) this.texts.set(id, part.element.textContent ?? "");
    this.parts = parts;
    svg.style.setProperty("--mxg-natural", `${drawing.view.scenes[direction].width}px`);
    this.light = new ChainLight(svg, parts, drawing.view.nodes, this.label, this.actions.darken);
    this.element.replaceChildren(svg, this.light.note);
    apply(parts, this.states.all());
    this.#ring(picked);
    this.light.show(cell);
    return stack;
  }

  /** Take up another drawing, which the next fit puts on the page. @param {State} state */
  redraw({ drawing, step }) {
    this.texts = new Map();
    this.direction = "";
    this.states = this.#blank(drawing);
    this.states.go(step);
  }

  /** @param {State} state @param {State} before */
  update(state, before) {
    const drawn = state.drawing !== before.drawing;
    if (state.step !== before.step && !drawn) apply(this.parts, this.states.go(state.step));
    if (state.step !== before.step || state.cell !== before.cell) this.light?.show(state.cell);
    if (state.step !== before.step || state.picked !== before.picked) this.#ring(state.picked);
    if (state.step !== before.step || drawn) this.#reveal(this.steps[state.step]);
  }

  /** Mark the picked card; its other classes belong to the step. @param {number | null} picked */
  #ring(picked) {
    for (const card of this.element.querySelectorAll(".picked")) card.classList.remove("picked");
    if (picked !== null) this.parts.get(`n${picked}`)?.element.classList.add("picked");
  }

  /** Scroll the graph, never the page, so that what the step is about can be seen. @param {import("../data/payload.js").Step} step */
  #reveal(step) {
    const pane = this.element.getBoundingClientRect();
    const place = /** @type {HTMLElement | null} */ (this.element.closest("[data-scale]"));
    const scale = Number(place?.dataset.scale ?? 1); // boxes are as they are seen, scrolling is not
    // Going back through a loop, its title counts along; the last of these is seen in any case.
    const wanted = [...(step.phase === "backward" && step.turn ? [".product:not(:empty)"] : []), ".card.cur", ".chip.hot"];
    for (const element of wanted.flatMap((name) => [...this.element.querySelectorAll(name)])) {
      const box = element.getBoundingClientRect();
      this.element.scrollLeft += outside(box.left, box.right, pane.left, pane.right) / scale;
      this.element.scrollTop += outside(box.top, box.bottom, pane.top, pane.bottom) / scale;
    }
  }

  /** Put the focus on a card, or on the title of a call. @param {NonNullable<State["focus"]>} what */
  focus(what) {
    const found = "node" in what ? this.parts.get(`n${what.node}`)?.element : this.element.querySelector(`[data-fold="${CSS.escape(what.fold)}"]`);
    if (found instanceof SVGElement) found.focus({ preventScroll: true });
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
