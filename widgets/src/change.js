// Changing an input: what was typed goes to the kernel, which runs the program again; what differs stands below.

import { h } from "./dom.js";

const PATIENCE_MS = 10_000;

/** @typedef {{name: string, text: string, shape: number[]}} Input */
/**
 * @typedef {object} Outcome what the kernel answers: another run, or why there is none
 * @property {string} kind "changed" or "refused"; on the way "running", and "gone" of the kernel
 * @property {boolean} [on] whether the program runs
 * @property {string} [text] why not
 * @property {"same" | "differ" | "other program" | "unknown"} [path] what can be said of the path
 * @property {[string, string, string][]} [rows] what differs, before and now
 * @property {string} [printed] by the program
 * @property {boolean} [undo] whether there is a run to go back to
 */
/**
 * @typedef {object} Changing
 * @property {Input[]} inputs
 * @property {string} fixed why there are none
 * @property {Outcome} [outcome] of the change that led to this run
 * @property {(content: object) => void} send to the kernel; its answer comes to `Change.answer`
 * @property {import("./kernel.js").Kernel} [kernel] where the page knows it
 */

export class Change {
  /** @param {Changing} changing @param {import("./labels.js").Label} label */
  constructor({ inputs, fixed, outcome, send, kernel }, label) {
    this.send = send;
    this.kernel = kernel;
    this.running = false;
    this.label = label;
    /** @type {Map<string, HTMLInputElement>} */
    this.fields = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.late = undefined;
    this.status = h("p", { class: "mxg-told", "aria-live": "polite" });
    this.result = h("div", { class: "mxg-result" });
    this.run = this.#button(label("change.run"), () => this.#ask());
    this.cancel = this.#button(label("change.cancel"), () => this.#cancel());
    this.cancel.hidden = !kernel?.interrupt;
    this.undo = this.#button(label("change.undo"), () => this.#wait({ kind: "undo" }));
    this.back = Boolean(outcome?.undo);
    this.#enable(true);
    const form = inputs.length
      ? h("div", { class: "mxg-inputs" }, ...inputs.map((input) => this.#field(input)), this.run, this.cancel, this.undo)
      : h("p", {}, fixed);
    this.element = h("div", { class: "mxg-change", role: "region", "aria-label": label("change"), hidden: "" }, form, this.status, this.result);
    if (outcome) this.#tell(outcome);
    if (kernel?.gone) this.#say(label("change.gone"), true);
  }

  /** @param {string} text @param {() => void} act */
  #button(text, act) {
    const button = /** @type {HTMLButtonElement} */ (h("button", { type: "button" }, text));
    button.addEventListener("click", () => button.getAttribute("aria-disabled") === "true" || act());
    return button;
  }

  /** @param {Input} input */
  #field({ name, text, shape }) {
    const field = /** @type {HTMLInputElement} */ (
      h("input", { type: "text", autocomplete: "off", spellcheck: "false", size: String(Math.max(8, Math.min(48, text.length + 4))) })
    );
    field.value = text;
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return; // closes the panel
      event.stopPropagation();
      if (event.key === "Enter") this.#ask();
    });
    this.fields.set(name, field);
    const size = shape.length ? ` (${shape.join(" × ")})` : "";
    return h("label", {}, h("code", {}, name), size, " = ", field);
  }

  #ask() {
    const inputs = Object.fromEntries([...this.fields].map(([name, field]) => [name, field.value]));
    this.#wait({ kind: "change", inputs });
  }

  /** While an answer is awaited nothing else can be asked; the button in focus keeps it, else keys would leave the player. @param {boolean} on */
  #enable(on) {
    this.asking = !on;
    this.run.setAttribute("aria-disabled", String(!on));
    this.undo.setAttribute("aria-disabled", String(!on || !this.back));
    this.#cancellable();
  }

  /** Only what this player asked for can be cancelled: not another cell that runs before it. */
  #cancellable() {
    this.cancel.setAttribute("aria-disabled", String(!this.asking || !this.running));
  }

  async #cancel() {
    this.cancel.setAttribute("aria-disabled", "true");
    this.#say(this.label("change.cancelling"));
    try {
      await this.kernel?.interrupt?.();
    } catch (error) {
      this.#unreachable(error);
    }
  }

  /** @param {unknown} error */
  #unreachable(error) {
    this.answer({ kind: "refused", text: `${this.label("change.unreachable")} (${error})` });
  }

  /** @param {object} content */
  #wait(content) {
    if (this.asking) return;
    if (this.kernel?.gone) return this.answer({ kind: "gone" });
    this.#enable(false);
    this.#say(this.label("change.running"));
    this.late = setTimeout(() => {
      if (this.running && !this.cancel.hidden) return this.#say(this.label("change.long"));
      this.#enable(true);
      this.#say(this.label("change.late"), true);
    }, PATIENCE_MS);
    try {
      this.send(content);
    } catch (error) {
      this.#unreachable(error);
    }
  }

  /** @param {string} text @param {boolean} [problem] */
  #say(text, problem = false) {
    this.status.textContent = text;
    this.status.classList.toggle("mxg-error", problem);
  }

  /** What the kernel answered. @param {Outcome} outcome */
  answer(outcome) {
    if (outcome.kind === "running") {
      this.running = Boolean(outcome.on);
      return this.#cancellable();
    }
    clearTimeout(this.late);
    this.#enable(true);
    if (outcome.kind === "gone") this.#say(this.label("change.gone"), true);
    if (outcome.kind === "refused") this.#say(outcome.text ?? "", true);
  }

  /** @param {Outcome} outcome */
  #tell({ path, rows = [], printed }) {
    this.#say(this.label(`change.${path}`));
    if (rows.length) {
      const head = h("tr", {}, ...["", this.label("change.before"), this.label("change.now")].map((text) => h("th", { scope: "col" }, text)));
      const body = rows.map(([what, before, now]) =>
        h("tr", {}, h("th", { scope: "row" }, what), h("td", {}, before), h("td", {}, now)));
      this.result.append(h("table", {}, h("thead", {}, head), h("tbody", {}, ...body)));
    }
    if (printed) this.result.append(h("p", {}, this.label("change.printed")), h("pre", {}, printed));
  }

  focus() {
    this.fields.values().next().value?.focus();
  }

  destroy() {
    clearTimeout(this.late);
  }
}
