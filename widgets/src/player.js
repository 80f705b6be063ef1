// The player: one root element, a scene that is drawn once, and a step that moves.

import { Change } from "./change.js";
import { ChainLight } from "./chain.js";
import { Clock } from "./clock.js";
import { Code } from "./code.js";
import { Controls } from "./controls.js";
import { apply, draw, h } from "./dom.js";
import { Drawings, foldOf, toggled } from "./drawings.js";
import { outside, suited } from "./fit.js";
import { action, help } from "./keys.js";
import { labelled } from "./labels.js";
import { Numbers } from "./numbers.js";
import { factsAt, inspect, Table } from "./panels.js";
import { Search } from "./search.js";
import { iteration, Strip } from "./strip.js";
import { Stepper } from "./stepper.js";

/** @typedef {import("./payload.js").Payload} Payload */

// Where a click or a key opens something, and what it is called.
const PANELS = ["change", "search", "inspect", "table", "help"];
const AHEAD = 128; // steps before the end of a part at which the next one is fetched

/** @typedef {import("./mount.js").Options} Options */

export class Player {
  /**
   * @param {HTMLElement} root
   * @param {Payload} payload
   * @param {Options} options
   */
  constructor(root, payload, options) {
    this.root = root;
    this.payload = payload;
    this.label = labelled(payload.labels);
    this.onStep = options.onStep ?? (() => {});
    this.at = -1;
    /** @type {number | null} */
    this.picked = null;
    this.clock = new Clock(() => this.go(this.at + 1));
    this.options = options;
    /** The step to go to, while its part is fetched. */
    this.wanted = -1;
    this.unrolled = false;
    this.folded = payload.folded ?? [];
    this.drawings = new Drawings(payload, options);
    const first = this.drawings.first;
    this.view = first.view;
    this.supply = first.supply;
    /** @type {Map<number, import("./payload.js").NodeInfo>} */
    this.nodes = new Map();
    /** @type {Map<string, string>} text of each element before the first step */
    this.texts = new Map();
    /** @type {Map<string, import("./dom.js").Part>} */
    this.parts = new Map();
    this.direction = "";
    /** @type {ChainLight | undefined} */
    this.light = undefined;
    this.stepper = this.#look(first);
    this.controls = new Controls(payload, (name, step) => this.act(name, step));
    this.strip = new Strip(payload, (step) => this.act("go", step));
    this.code = new Code(payload.sources, this.label("source"));
    this.graph = h("div", { class: "mxg-graph", role: "group", "aria-label": this.label("graph") });
    this.side = h("aside", { class: "mxg-side", "aria-label": this.label("inspector"), tabindex: "0", hidden: "" });
    this.panes = h("div", { class: "mxg-panes" }, this.code.element, this.graph, this.side);
    this.table = new Table(payload, (step) => this.act("go", step));
    this.help = help(this.label);
    this.search = new Search((node) => this.#find(node), this.label);
    this.change = new Change(options.changing ?? { inputs: [], fixed: "", send() {} }, this.label);
    this.numbers = new Numbers(options.numbers ?? (async () => ({ problem: "page" })), this.label);
    this.observer = new ResizeObserver(() => this.#fit());
    this.#build();
    this.go(options.step ?? 0);
    if (this.at < 0) this.go(0);
    this.root.dataset.state = "ready";
  }

  /** Take up a drawing; the next fit puts it on the page. @param {import("./drawings.js").Drawing} drawing */
  #look({ view, supply }) {
    this.view = view;
    this.supply = supply;
    this.nodes = new Map(view.nodes.map((n) => [n.id, n]));
    this.texts = new Map();
    this.direction = "";
    return new Stepper((part) => supply.changes(part), view.size, (id, kind) => (kind ? this.texts.get(id) ?? "" : ""));
  }

  #build() {
    this.root.setAttribute("aria-label", this.payload.description);
    this.root.dataset.steps = String(this.payload.steps.length);
    this.root.append(this.controls.say, this.controls.bar, this.change.element, this.search.element, this.strip.element, this.panes, this.numbers.element, this.table.element, this.help);
    this.controls.buttons.change.hidden = !this.options.changing;
    if (this.options.changing?.outcome) this.#toggle("change", true);
    this.#fit();
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.graph.addEventListener("click", (event) => this.#pickFrom(event));
    this.graph.addEventListener("focusin", (event) => this.#pickFrom(event));
    this.observer.observe(this.root);
  }

  /** After a change of the page: focus that was lost with its element would let keys go to JupyterLab. @param {boolean} had */
  #keep(had) {
    const now = document.activeElement;
    if (had && (!this.root.contains(now) || now?.closest(":disabled, [hidden]"))) this.root.focus({ preventScroll: true });
  }

  get #focused() {
    return this.root.contains(document.activeElement);
  }

  /** Draw the scene that suits the width, once for each change of direction. */
  #fit() {
    const code = this.code;
    const { direction, stack } = suited(this.view.scenes, this.root.clientWidth || 900, code.width, code.rows.size);
    this.panes.classList.toggle("mxg-stack", stack);
    if (direction === this.direction) return;
    this.direction = direction;
    const { svg, parts } = draw(this.view.scenes[direction]);
    for (const [id, part] of parts) if (!this.texts.has(id)) this.texts.set(id, part.element.textContent ?? "");
    this.parts = parts;
    svg.style.setProperty("--mxg-natural", `${this.view.scenes[direction].width}px`);
    this.light = new ChainLight(svg, parts, this.view.nodes, this.label);
    const had = this.#focused;
    this.graph.replaceChildren(svg, this.light.note);
    this.#keep(had);
    apply(parts, this.stepper.all());
    this.#ring();
  }

  /** @param {number} step */
  go(step) {
    const at = Math.max(0, Math.min(this.payload.steps.length - 1, Math.trunc(step) || 0));
    this.wanted = at;
    if (at === this.at) return;
    if (!this.supply.of(at)) return void this.#wait(at);
    const now = this.payload.steps[at];
    const had = this.#focused;
    this.light?.clear();
    apply(this.parts, this.stepper.go(at));
    this.at = at;
    this.root.dataset.step = String(at);
    this.root.dataset.phase = now.phase;
    if (at === this.payload.steps.length - 1) this.clock.stop();
    this.controls.show(at, this.clock.runs);
    this.strip.show(at);
    this.code.show(now.span ?? null, now.call ?? null, this.payload.strikes[now.struck ?? 0]);
    this.#inspect();
    this.table.show(at);
    this.#ring();
    this.#reveal();
    this.#keep(had);
    this.onStep(at);
    for (const near of [at + AHEAD, at - AHEAD]) if (!this.supply.of(near)) this.supply.need(near);
  }

  /** Say that a step is on its way, and go there once it has come, unless another was asked for. @param {number} step */
  async #wait(step) {
    this.controls.wait(step);
    const part = await this.supply.need(step);
    if (this.wanted !== step) return;
    if (part) this.go(step);
    else this.controls.wait(step, true);
  }

  /** Scroll the graph, never the page, so that what the step is about can be seen. */
  #reveal() {
    const pane = this.graph.getBoundingClientRect();
    const scale = Number(this.root.parentElement?.dataset.scale ?? 1); // boxes are as they are seen, scrolling is not
    const step = this.payload.steps[this.at];
    // Going back through a loop, its title counts along; the last of these is seen in any case.
    const wanted = [...(step.phase === "backward" && step.turn ? [".product:not(:empty)"] : []), ".card.cur", ".chip.hot"];
    for (const element of wanted.flatMap((name) => [...this.graph.querySelectorAll(name)])) {
      const box = element.getBoundingClientRect();
      this.graph.scrollLeft += outside(box.left, box.right, pane.left, pane.right) / scale;
      this.graph.scrollTop += outside(box.top, box.bottom, pane.top, pane.bottom) / scale;
    }
  }

  /** @param {string} name @param {number} [step] */
  act(name, step) {
    const last = this.payload.steps.length - 1;
    if (!["play", "speed", "unroll", "close", ...PANELS].includes(name)) this.clock.stop();
    if (name === "go") this.go(step ?? 0);
    else if (name === "next") this.go(this.at + 1);
    else if (name === "prev") this.go(this.at - 1);
    else if (name === "nextIteration") this.go(iteration(this.payload.steps, this.at, 1));
    else if (name === "prevIteration") this.go(iteration(this.payload.steps, this.at, -1));
    else if (name === "first") this.go(0);
    else if (name === "last") this.go(last);
    else if (name === "backward") this.#cycle(this.payload.steps.flatMap((s, i) => (s.kind === "backward" ? [i] : [])));
    else if (name === "odd") this.#cycle(this.payload.odd ?? []);
    else if (name === "unroll") this.#unroll();
    else if (name === "play") this.#play();
    else if (name === "speed") this.clock.pace(this.controls.speed);
    else if (name === "chain") this.#chain();
    else if (name === "above" || name === "below") this.#walk(name === "below" ? 1 : -1);
    else if (name === "enter" || name === "inspect") this.#toggle("inspect");
    else if (name === "change" && this.options.changing) this.#toggle(name);
    else if (["search", "table", "help"].includes(name)) this.#toggle(name);
    else if (name === "close") this.#close();
    this.controls.show(this.at, this.clock.runs);
  }

  /** To the next of some steps after this one, else to the first. @param {number[]} steps */
  #cycle(steps) {
    if (steps.length) this.go(steps.find((i) => i > this.at) ?? steps[0]);
  }

  /** Between the rolled drawing and the one with iterations side by side. */
  async #unroll() {
    if (!this.payload.unrolls || !this.options.draw) return;
    const unrolled = !this.unrolled;
    await this.#draw([[unrolled, this.folded], [unrolled, this.payload.folded ?? []]], "unroll.lost");
  }

  /** Fold a call into one card, or open it. A page has not every drawing: there, other calls go back to how they were. @param {string} name */
  async #fold(name) {
    const folded = toggled(this.folded, name);
    const had = this.#focused;
    const drawn = await this.#draw([[this.unrolled, folded], [false, toggled(this.payload.folded ?? [], name)]], "fold.lost");
    const title = drawn && this.graph.querySelector(`[data-fold="${CSS.escape(name)}"]`);
    if (had && title instanceof SVGElement) title.focus({ preventScroll: true });
  }

  /** Show the first of these drawings that there is. @param {[boolean, string[]][]} wanted @param {string} lost */
  async #draw(wanted, lost) {
    if (!this.options.draw) return false;
    this.controls.tell("unroll.coming");
    for (const [unrolled, folded] of wanted) {
      const drawing = await this.drawings.get(unrolled, folded);
      if (!drawing) continue;
      this.controls.show(this.at, this.clock.runs);
      await this.#change(drawing, unrolled, folded);
      return true;
    }
    this.controls.tell(lost);
    return false;
  }

  /** Show another drawing at the same step. @param {import("./drawings.js").Drawing} drawing @param {boolean} unrolled @param {string[]} folded */
  async #change(drawing, unrolled, folded) {
    await drawing.supply.need(this.at);
    this.stepper = this.#look(drawing);
    this.picked = null;
    this.unrolled = unrolled;
    this.folded = folded;
    this.root.dataset.view = unrolled ? "unrolled" : "rolled";
    this.root.dataset.folded = folded.join(" ");
    this.controls.buttons.unroll.setAttribute("aria-pressed", String(unrolled));
    this.stepper.go(this.at);
    this.#fit();
    this.#inspect();
    this.#reveal();
  }

  #play() {
    if (!this.clock.runs && this.at === this.payload.steps.length - 1) this.go(0);
    this.clock.toggle(this.controls.speed);
  }

  /** @param {string} name @param {boolean} [open] */
  #toggle(name, open) {
    const panel = { change: this.change.element, search: this.search.element, inspect: this.side, table: this.table.element, help: this.help }[name] ?? this.help;
    const had = this.#focused;
    panel.hidden = open === undefined ? !panel.hidden : !open;
    this.panes.classList.toggle("mxg-inspecting", !this.side.hidden);
    this.controls.buttons[name].setAttribute("aria-expanded", String(!panel.hidden));
    if (name === "table") this.table.show(this.at);
    if (name === "change" && !panel.hidden && open === undefined) this.change.focus();
    if (name === "search" && !panel.hidden) this.search.open(this.view.nodes);
    this.#inspect();
    this.#keep(had);
  }

  #close() {
    const had = this.#focused;
    this.numbers.element.hidden = true;
    for (const panel of PANELS) this.#toggle(panel, false);
    this.#keep(had);
  }

  /** Go to where a node ran, and mark it. @param {import("./payload.js").NodeInfo} node */
  #find(node) {
    this.go(node.step);
    this.#toggle("inspect", true);
    this.pick(node.id);
  }

  /** What came of a change that was asked for. @param {any} outcome */
  answer(outcome) {
    this.change.answer(outcome);
  }

  /** After a change: where another can be typed. */
  focus() {
    this.change.focus();
  }

  #inspect() {
    if (this.side.hidden) return;
    const id = this.picked ?? this.#shown();
    const info = this.nodes.get(id ?? NaN);
    const facts = factsAt([...(info?.facts ?? []), ...(this.supply.of(this.at)?.facts[id ?? NaN] ?? [])], this.at);
    inspect(this.side, info, facts, this.nodes, (n) => this.pick(n), (title, array) => this.numbers.open(title, array), this.label);
  }

  /** The node that the step is about. */
  #shown() {
    return this.supply.of(this.at)?.shown[this.at % this.view.size] ?? null;
  }

  /** Light an element of the node in focus, or no more. */
  #chain() {
    const node = this.picked ?? this.#shown();
    if (node === null) return;
    const card = this.parts.get(`n${node}`)?.element;
    if (card instanceof SVGElement) card.focus({ preventScroll: true });
    this.light?.toggle(node);
  }

  /** @param {number} by */
  #walk(by) {
    const ids = this.view.nodes.map((n) => n.id);
    const here = ids.indexOf(this.picked ?? this.#shown() ?? -1);
    const id = ids[Math.max(0, Math.min(ids.length - 1, here + by))];
    const card = this.parts.get(`n${id}`)?.element;
    if (card instanceof SVGElement) card.focus({ preventScroll: true });
    this.pick(id);
  }

  /** @param {number} id */
  pick(id) {
    const had = this.#focused;
    this.picked = id;
    this.#inspect();
    this.#keep(had);
    this.#ring();
  }

  /** @param {Event} event */
  #pickFrom(event) {
    const title = foldOf(event.target);
    if (title && event.type === "click") return void this.#fold(title);
    const card = event.target instanceof Element ? event.target.closest("[data-node]") : null;
    if (!card) return;
    if (event.type === "click") {
      this.#toggle("inspect", true);
      /** @type {SVGElement} */ (card).focus({ preventScroll: true });
    }
    this.pick(Number(card.getAttribute("data-node")));
  }

  /** Mark the picked card; its other classes belong to the step. */
  #ring() {
    for (const card of this.graph.querySelectorAll(".picked")) card.classList.remove("picked");
    if (this.picked !== null) this.parts.get(`n${this.picked}`)?.element.classList.add("picked");
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
    event.preventDefault();
    event.stopPropagation();
    const title = event.key === "Enter" || event.key === " " ? foldOf(event.target) : null;
    if (title) this.#fold(title);
    else if (event.shiftKey || onButton || !this.light?.move(event.key)) this.act(name);
  }

  destroy() {
    this.clock.stop();
    this.change.destroy();
    this.numbers.destroy();
    this.observer.disconnect();
    this.root.remove();
  }
}
