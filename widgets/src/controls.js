// The sentence, the buttons and the timeline.

import { h, icon } from "./dom.js";
import { labelled } from "./labels.js";
import { formula } from "./math.js";

/** @typedef {import("./payload.js").Step} Step */

const BUTTONS = ["first", "prev", "play", "next", "last", "backward", "odd", "unroll"];
const WORDS = new Set(["next", "backward", "odd", "unroll"]); // shown beside the picture where there is room
const SPEEDS = [1, 2, 4, 0.5];
const LONGEST_RULE = 60; // characters: mathematics cannot be broken, and must fit on a phone
const PANELS = ["change", "search", "inspect", "table", "help"];

/**
 * A sentence of styled parts.
 * @param {import("./payload.js").Say} say
 * @returns {(Node | string)[]}
 */
export function sentence(say) {
  return say.map(([style, text, tex]) => {
    if (style === "code") return h("code", {}, text);
    return style ? h("span", { class: `mxg-${style}` }, ...((text.length <= LONGEST_RULE && formula(tex)) || [text])) : text;
  });
}

/** @param {string} action @param {import("./labels.js").Label} label @param {(action: string) => void} act */
function button(action, label, act) {
  const name = label(action);
  const element = h("button", { type: "button", "data-act": action, "aria-label": name, title: name }, icon(/** @type {any} */ (action)));
  if (WORDS.has(action)) element.append(h("span", { class: "mxg-word" }, label(`${action}.word`)));
  element.addEventListener("click", () => act(action));
  return /** @type {HTMLButtonElement} */ (element);
}

export class Controls {
  /**
   * @param {import("./payload.js").Payload} payload
   * @param {(action: string, step?: number) => void} act
   */
  constructor({ steps, runs, unrolls, odd = [], labels }, act) {
    this.label = labelled(labels);
    this.steps = steps;
    this.pill = h("span", { class: "mxg-pill" });
    // What is said is plain text: mathematics, and the marks of code, are for the eye.
    this.words = h("span", { class: "mxg-sentence", "aria-hidden": "true" });
    this.said = h("span", { class: "mxg-quiet", role: "status", "aria-live": "polite" });
    this.say = h("div", { class: "mxg-say" }, this.pill, this.words, this.said);
    this.bar = h("div", { class: "mxg-bar", role: "toolbar", "aria-label": this.label("playback") });
    /** @type {Record<string, HTMLButtonElement>} */
    this.buttons = {};
    for (const b of BUTTONS) this.bar.append((this.buttons[b] = button(b, this.label, act)));
    this.bar.append(this.#timeline(runs, act));
    for (const b of PANELS) {
      this.bar.append((this.buttons[b] = button(b, this.label, act)));
      this.buttons[b].setAttribute("aria-expanded", "false");
    }
    this.speed = SPEEDS[0];
    this.#speed(act);
    this.buttons.unroll.hidden = !unrolls;
    this.buttons.odd.hidden = !odd.length;
    this.buttons.unroll.setAttribute("aria-pressed", "false");
    this.buttons.backward.disabled = !steps.some((s) => s.kind === "backward");
  }

  /** How fast Play goes; a press takes the next speed. @param {(action: string) => void} act */
  #speed(act) {
    const element = /** @type {HTMLButtonElement} */ (h("button", { type: "button", "data-act": "speed" }));
    const tell = () => {
      element.textContent = `${this.speed}×`;
      element.setAttribute("aria-label", this.label("speed.now", { speed: this.speed }));
      element.title = this.label("speed");
    };
    element.addEventListener("click", () => {
      this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
      tell();
      act("speed");
    });
    tell();
    this.buttons.play.after(element);
  }

  /** @param {[string, number][]} runs @param {(action: string, step?: number) => void} act */
  #timeline(runs, act) {
    const track = h("div", { class: runs.length > 40 ? "mxg-track mxg-many" : "mxg-track", "aria-hidden": "true" });
    for (const [phase, count] of runs) {
      const run = h("div", { class: "mxg-run", "data-phase": phase });
      run.style.flex = `${count} 1 0px`;
      if (runs.length <= 4) run.append(h("span", {}, `${this.#phase(phase)} ${count}`));
      track.append(run);
    }
    this.thumb = h("div", { class: "mxg-thumb" });
    track.append(this.thumb);
    this.range = /** @type {HTMLInputElement} */ (
      h("input", { type: "range", min: "0", max: String(this.steps.length - 1), step: "1", "aria-label": this.label("step") })
    );
    this.range.addEventListener("input", () => act("go", +(/** @type {HTMLInputElement} */ (this.range).value)));
    return h("div", { class: "mxg-time" }, h("div", { class: "mxg-range" }, track, this.range));
  }

  /** @param {string} phase */
  #phase(phase) {
    return this.label(phase === "backward" ? "phase.backward" : phase);
  }

  /** Say that a step is on its way, or does not come. @param {number} at @param {boolean} [lost] */
  wait(at, lost = false) {
    this.tell(lost ? "lost" : "coming", { step: at + 1, count: this.steps.length });
  }

  /** Say something until the next step. @param {string} key @param {Record<string, number>} [parts] */
  tell(key, parts = {}) {
    this.said.textContent = this.label(key, parts);
    this.words.replaceChildren(this.said.textContent);
  }

  /** @param {number} at @param {boolean} playing */
  show(at, playing) {
    const step = this.steps[at];
    const total = this.steps.length;
    const turn = step.turn ? [h("span", { class: "mxg-it" }, step.turn)] : [];
    this.pill.replaceChildren(`${step.phase === "backward" ? "←" : "→"} ${this.#phase(step.phase)} ${at + 1}/${total}`, ...turn);
    this.words.replaceChildren(...sentence(step.say ?? []));
    this.said.textContent = (step.say ?? []).map((part) => part[1]).join("");
    this.say.dataset.kind = step.kind;
    const { first, prev, next, last, play } = this.buttons;
    first.disabled = prev.disabled = at === 0;
    next.disabled = last.disabled = at === total - 1;
    play.setAttribute("aria-pressed", String(playing));
    play.setAttribute("aria-label", this.label(playing ? "pause" : "play"));
    play.replaceChildren(icon(playing ? "pause" : "play"));
    if (this.range && this.thumb) {
      this.range.value = String(at);
      this.range.setAttribute("aria-valuetext", this.label("step.of", { step: at + 1, count: total, phase: this.#phase(step.phase) }));
      this.thumb.style.left = `${((at + 0.5) / total) * 100}%`;
    }
  }
}
