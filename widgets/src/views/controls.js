// The buttons and the timeline.

import { attribute, button, filledWith, h, icon, iconButton, on } from "../dom/dom.js";
import { phaseName } from "./sentence.js";

/** @typedef {"first" | "prev" | "play" | "next" | "last" | "backward" | "odd" | "unroll" | "lines" | "film" | "fullscreen" | Exclude<import("../store/store.js").Panel, "curve">} Button */

const PLAYBACK = /** @type {const} */ (["first", "prev", "play", "next", "last", "backward", "odd", "unroll", "lines"]);
const PANELS = /** @type {const} */ (["change", "search", "inspect", "table", "help"]);
/** Those with a word beside the picture where there is room. @type {Set<Button>} */
const WORDS = new Set(["next", "backward", "odd", "unroll", "lines"]);
const FEW_RUNS = 4; // so many stretches of one phase have room for their names
const MANY_RUNS = 40; // and so many none for lines between them

export class Controls {
  /**
   * @param {import("../data/payload.js").PlayerData} payload
   * @param {import("../store/actions.js").Actions} actions
   * @param {import("../data/labels.js").Label} label
   * @param {boolean} changes whether inputs can be changed
   */
  constructor({ steps, runs, unrolls, lines, odd, loop_bars }, actions, label, changes) {
    this.label = label;
    this.steps = steps;
    this.actions = actions;
    this.element = h("div", { class: "mxg-bar", role: "toolbar", "aria-label": label("playback") });
    this.acts = /** @type {Record<Button, HTMLButtonElement>} */ ({});
    for (const name of PLAYBACK) this.element.append(this.#button(name));
    this.speed = button(() => actions.speed(), { "data-act": "speed", title: label("speed") });
    this.acts.play.after(this.speed);
    this.thumb = h("div", { class: "mxg-thumb" });
    this.range = /** @type {HTMLInputElement} */ (
      h("input", { type: "range", min: "0", max: String(steps.length - 1), step: "1", "aria-label": label("step") })
    );
    on(this.range, "input", () => actions.go(+this.range.value));
    this.speed.after(this.#button("film"));
    this.runs = runs;
    this.track = h("div", { class: runs.length > MANY_RUNS ? "mxg-track mxg-many" : "mxg-track", "aria-hidden": "true" });
    this.element.append(h("div", { class: "mxg-time" }, h("div", { class: "mxg-range" }, this.track, this.range)));
    for (const name of PANELS) this.element.append(this.#button(name));
    this.element.append(this.#button("fullscreen"), this.acts.help);
    this.acts.fullscreen.hidden = !document.fullscreenEnabled;
    this.acts.unroll.hidden = !unrolls;
    this.acts.lines.hidden = !lines;
    this.acts.film.hidden = !loop_bars.some(({ curves }) => curves.length);
    this.acts.odd.hidden = !odd.length;
    this.acts.change.hidden = !changes;
    this.acts.backward.disabled = !steps.some((step) => step.kind === "backward");
  }

  /** @param {Button} name */
  #button(name) {
    const element = iconButton(name, this.label(name), () => this.actions[name]());
    if (WORDS.has(name)) element.append(h("span", { class: "mxg-word" }, this.label(`${name}.word`)));
    this.acts[name] = element;
    return element;
  }

  /** The stretches of the steps that are known, an open question with them. @param {number} total */
  #timeline(total) {
    let left = total;
    filledWith(this.track);
    for (const [phase, all] of this.runs) {
      const count = Math.min(all, left);
      left -= count;
      if (!count) break;
      const run = h("div", { class: "mxg-run", "data-phase": phase });
      run.style.flex = `${count} 1 0px`;
      if (this.runs.length <= FEW_RUNS) run.append(h("span", {}, `${phaseName(phase, this.label)} ${count}`));
      this.track.append(run);
    }
    this.track.append(this.thumb);
    this.range.max = String(total - 1);
  }

  /** @param {import("../store/store.js").State} state @param {import("../store/store.js").State} before */
  update(state, before) {
    const grows = state.known !== before.known || before.step < 0;
    const total = Math.min(this.steps.length, state.known + 1);
    if (grows) this.#timeline(total);
    if (grows || state.step !== before.step || state.asking !== before.asking) this.#place(state.asking?.step ?? state.step, total);
    if (state.playing !== before.playing || before.step < 0) this.#playing(state.playing);
    if (state.speed !== before.speed || before.step < 0) {
      this.speed.textContent = `${state.speed}×`;
      attribute(this.speed, "aria-label", this.label("speed.now", { speed: state.speed }));
    }
    for (const name of PANELS) attribute(this.acts[name], "aria-expanded", String(state.open[name]));
    attribute(this.acts.unroll, "aria-pressed", String(state.drawing.unrolled));
    attribute(this.acts.lines, "aria-pressed", String(state.drawing.folded.includes("lines")));
    attribute(this.acts.film, "aria-pressed", String(state.film));
    attribute(this.acts.fullscreen, "aria-pressed", String(state.full));
  }

  /** @param {number} at @param {number} total */
  #place(at, total) {
    const { first, prev, next, last } = this.acts;
    first.disabled = prev.disabled = at === 0;
    next.disabled = last.disabled = at === total - 1;
    this.range.value = String(at);
    attribute(this.range, "aria-valuetext", this.label("step.of", { step: at + 1, count: total, phase: phaseName(this.steps[at].phase, this.label) }));
    this.thumb.style.left = `${((at + 0.5) / total) * 100}%`;
  }

  /** @param {boolean} playing */
  #playing(playing) {
    const { play } = this.acts;
    attribute(play, "aria-pressed", String(playing));
    attribute(play, "aria-label", this.label(playing ? "pause" : "play"));
    filledWith(play, icon(playing ? "pause" : "play"));
  }
}
