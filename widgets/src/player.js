// The player: one root element, its views, and the store that they follow.

import { Drawings } from "./data/drawings.js";
import { labelled } from "./data/labels.js";
import { attribute, h, on } from "./dom/dom.js";
import { actionsOf } from "./store/actions.js";
import { answered } from "./store/asking.js";
import { action, ARROWS, take } from "./store/keys.js";
import { wholeWithFirstStep } from "./store/looking.js";
import { notAsked } from "./store/rerun.js";
import { blank, Store } from "./store/store.js";
import { Code } from "./views/code.js";
import { Controls } from "./views/controls.js";
import { Drawer } from "./views/drawer.js";
import { Frame } from "./views/frame.js";
import { foldOf, Graph } from "./views/graph.js";
import { GuessRow } from "./views/guess-row.js";
import { LoopBar } from "./views/loop-bar.js";
import { NudgeRow } from "./views/nudge-row.js";
import { Sentence } from "./views/sentence.js";
import { Stage } from "./views/stage.js";
import { Tabs } from "./views/tabs.js";

/** @typedef {import("./store/store.js").State} State */

/** How many rows of numbers the grids of the steps that are here have at most. @param {import("./data/payload.js").PlayerData} payload */
function rowsOf({ parts }) {
  return parts.flatMap(({ stage }) => stage?.arrays ?? []).reduce((most, { shape }) => Math.max(most, shape.at(-2) ?? 1), 0);
}

export class Player {
  /**
   * @param {HTMLElement} root
   * @param {import("./data/payload.js").PlayerData} payload
   * @param {import("./mount.js").Options} options
   */
  constructor(root, payload, options) {
    const label = labelled(payload.labels);
    const drawings = new Drawings(payload, options);
    const { changing } = options;
    this.root = root;
    this.payload = payload;
    this.store = new Store({ ...blank(drawings.first, notAsked(changing), answered(payload, options.guesses ?? [])), height: options.height || null });
    this.actions = actionsOf(this.store, payload, drawings, options);
    this.code = new Code(payload, label);
    this.graph = new Graph(payload, this.store, this.actions, label);
    this.drawer = new Drawer(options.panels, (panelsOf) => panelsOf(payload, options, this.actions, label), this.actions, label);
    const [sentence, controls] = [new Sentence(payload, label), new Controls(payload, this.actions, label, Boolean(changing))];
    const loops = new LoopBar(payload, this.actions, label);
    this.stage = new Stage(payload, label, options.numbers ?? (async () => ({ problem: "page" })), new NudgeRow(changing, this.actions, label));
    const tabs = new Tabs(this.#panes(), this.actions, label);
    const above = [sentence, new GuessRow(payload, this.actions, label), controls, loops, tabs];
    const below = h("div", { class: "mxg-below" }, this.code.element, this.stage.element);
    const main = h("div", { class: "mxg-main" }, this.graph.element, below);
    this.frame = new Frame(root, { above: above.map((view) => view.element), main, graph: this.graph, code: this.code, rows: rowsOf(payload) }, this.store, this.actions, label);
    this.views = [...above, this.drawer, this.frame, this.stage, this.code, this.graph]; // the stage comes and goes, and leaves the code its room
    attribute(root, "aria-label", payload.description);
    root.dataset.steps = String(payload.steps.length);
    root.dataset.folded = payload.folded.join(" ");
    root.append(...above.map((view) => view.element), h("div", { class: "mxg-body" }, main, this.drawer.element), this.frame.element);
    on(root, "keydown", (event) => this.#key(event));
    this.#begin(options.step ?? 0, Boolean(changing?.outcome));
    if (options.whole) wholeWithFirstStep(this.store);
  }

  /** What a phone shows one at a time. @returns {[import("./store/looking.js").Tab, HTMLElement][]} */
  #panes() {
    const { stage, graph, code } = this;
    return [["stage", stage.element], ["map", graph.element], ...(code.element.hidden ? [] : [/** @type {["code", HTMLElement]} */ (["code", code.element])])];
  }

  /** @param {number} step @param {boolean} changed */
  #begin(step, changed) {
    if (changed) this.store.set({ open: { ...this.store.state.open, change: true } });
    this.frame.fit();
    this.frame.watch();
    this.store.subscribe((state, before) => this.#update(state, before));
    this.actions.show(step);
    if (this.store.state.step < 0) this.actions.show(0);
    attribute(this.root, "data-state", "ready");
  }

  /** @param {State} state @param {State} before */
  #update(state, before) {
    const focused = this.root.contains(document.activeElement);
    this.#keepingFocus(() => {
      if (state.drawing !== before.drawing) this.#redraw(state);
      for (const view of this.views) if (state.step >= 0) view.update(state, before);
      this.root.dataset.step = String(state.step);
      this.root.dataset.asks = state.hides;
      this.root.dataset.phase = this.payload.steps[state.step]?.phase;
    });
    if (focused && state.focus && state.focus !== before.focus) this.graph.focus(state.focus);
  }

  /** @param {State} state */
  #redraw(state) {
    this.root.dataset.view = state.drawing.unrolled ? "unrolled" : "rolled";
    this.root.dataset.folded = state.drawing.folded.join(" ");
    this.graph.redraw(state);
    this.frame.fit();
  }

  /** Focus that is lost with its element would let keys go to JupyterLab. @param {() => void} change of the page */
  #keepingFocus(change) {
    const had = this.root.contains(document.activeElement);
    change();
    const now = document.activeElement;
    if (had && (!this.root.contains(now) || now?.closest(":disabled, [hidden]"))) this.root.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const name = action(event);
    if (!name) return;
    const onButton = event.target instanceof HTMLButtonElement;
    if (onButton && (event.key === " " || event.key === "Enter")) {
      event.stopPropagation();
      return;
    }
    take(event);
    const title = event.key === "Enter" || event.key === " " ? foldOf(event.target) : null;
    const [down, right] = ARROWS.get(event.key) ?? [];
    const leads = this.store.state.cell && !event.shiftKey && !onButton;
    if (title) this.actions.fold(title);
    else if (leads && down !== undefined) this.actions.moveCell(down, right);
    else if (leads && event.key === "Escape") this.actions.darken();
    else this.actions[name]();
  }

  /** After a change: to where another can be typed, once that is there. */
  focus() {
    this.root.focus({ preventScroll: true });
    this.drawer.focus();
  }

  destroy() {
    this.actions.pause();
    this.actions.leave();
    this.drawer.destroy();
    this.frame.destroy();
    this.root.remove();
  }
}
