// The sentence, the buttons and the timeline.

import { h, icon } from "./dom.js";

/** @typedef {import("./payload.js").Step} Step */

/** @type {[string, string, string][]} action, name with its key, word shown where there is room */
const BUTTONS = [
  ["first", "First step (Home)", ""],
  ["prev", "Previous step (Left arrow)", ""],
  ["play", "Play (Space)", ""],
  ["next", "Next step (Right arrow)", "Next"],
  ["last", "Last step (End)", ""],
  ["backward", "Start of backward (B)", "Backward"],
  ["unroll", "Unroll: iterations side by side (U)", "Unroll"],
];
const SPEEDS = [1, 2, 4, 0.5];
/** @type {[string, string, string][]} */
const PANELS = [
  ["change", "Change an input (E)", ""],
  ["inspect", "Inspector (Enter on a node)", ""],
  ["table", "Table of steps (T)", ""],
  ["help", "Keys (?)", ""],
];

/**
 * A sentence of styled parts.
 * @param {[string, string][]} say
 * @returns {(Node | string)[]}
 */
export function sentence(say) {
  return say.map(([style, text]) => {
    if (style === "code") return h("code", {}, text);
    return style ? h("span", { class: `mxg-${style}` }, text) : text;
  });
}

/** @param {[string, string, string]} button @param {(action: string) => void} act */
function button([action, name, word], act) {
  const element = h("button", { type: "button", "data-act": action, "aria-label": name, title: name }, icon(/** @type {any} */ (action)));
  if (word) element.append(h("span", { class: "mxg-word" }, word));
  element.addEventListener("click", () => act(action));
  return /** @type {HTMLButtonElement} */ (element);
}

export class Controls {
  /**
   * @param {import("./payload.js").Payload} payload
   * @param {(action: string, step?: number) => void} act
   */
  constructor({ steps, runs, unrolls }, act) {
    this.steps = steps;
    this.pill = h("span", { class: "mxg-pill" });
    this.words = h("span", { class: "mxg-sentence", role: "status", "aria-live": "polite" });
    this.say = h("div", { class: "mxg-say" }, this.pill, this.words);
    this.bar = h("div", { class: "mxg-bar", role: "toolbar", "aria-label": "Playback" });
    /** @type {Record<string, HTMLButtonElement>} */
    this.buttons = {};
    for (const b of BUTTONS) this.bar.append((this.buttons[b[0]] = button(b, act)));
    this.bar.append(this.#timeline(runs, act));
    for (const b of PANELS) {
      this.bar.append((this.buttons[b[0]] = button(b, act)));
      this.buttons[b[0]].setAttribute("aria-expanded", "false");
    }
    this.speed = SPEEDS[0];
    this.#speed(act);
    this.buttons.unroll.hidden = !unrolls;
    this.buttons.unroll.setAttribute("aria-pressed", "false");
    this.buttons.backward.disabled = !steps.some((s) => s.kind === "backward");
  }

  /** How fast Play goes; a press takes the next speed. @param {(action: string) => void} act */
  #speed(act) {
    const element = /** @type {HTMLButtonElement} */ (h("button", { type: "button", "data-act": "speed" }));
    const tell = () => {
      element.textContent = `${this.speed}×`;
      element.setAttribute("aria-label", `Speed ${this.speed} times`);
      element.title = "Speed of Play";
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
      if (runs.length <= 4) run.append(h("span", {}, `${phase} ${count}`));
      track.append(run);
    }
    this.thumb = h("div", { class: "mxg-thumb" });
    track.append(this.thumb);
    this.range = /** @type {HTMLInputElement} */ (
      h("input", { type: "range", min: "0", max: String(this.steps.length - 1), step: "1", "aria-label": "Step" })
    );
    this.range.addEventListener("input", () => act("go", +(/** @type {HTMLInputElement} */ (this.range).value)));
    return h("div", { class: "mxg-time" }, h("div", { class: "mxg-range" }, track, this.range));
  }

  /** Say that a step is on its way, or does not come. @param {number} at @param {boolean} [lost] */
  wait(at, lost = false) {
    const problem = "does not come: the kernel is gone. Run the cell again.";
    this.words.replaceChildren(`Step ${at + 1} of ${this.steps.length} ${lost ? problem : "is being worked out …"}`);
  }

  /** @param {number} at @param {boolean} playing */
  show(at, playing) {
    const step = this.steps[at];
    const total = this.steps.length;
    const turn = step.turn ? [h("span", { class: "mxg-it" }, step.turn)] : [];
    this.pill.replaceChildren(`${step.phase === "backward" ? "← backward" : "→ forward"} ${at + 1}/${total}`, ...turn);
    this.words.replaceChildren(...sentence(step.say ?? []));
    this.say.dataset.kind = step.kind;
    const { first, prev, next, last, play } = this.buttons;
    first.disabled = prev.disabled = at === 0;
    next.disabled = last.disabled = at === total - 1;
    play.setAttribute("aria-pressed", String(playing));
    play.setAttribute("aria-label", playing ? "Pause (Space)" : "Play (Space)");
    play.replaceChildren(icon(playing ? "pause" : "play"));
    if (this.range && this.thumb) {
      this.range.value = String(at);
      this.range.setAttribute("aria-valuetext", `${at + 1} of ${total}, ${step.phase}`);
      this.thumb.style.left = `${((at + 0.5) / total) * 100}%`;
    }
  }
}
