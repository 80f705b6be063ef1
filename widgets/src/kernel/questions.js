// Questions to the kernel, each with an id that its answer brings back.

const PATIENCE_MS = 60_000;

/** @typedef {import("../data/schema.js").Question} Question */
/** @typedef {import("../data/schema.js").Answer & {buffers: DataView[]}} Answered */
/** @typedef {Answered | {kind: "gone"} | {kind: "late"} | {kind: "unreachable", error: unknown}} Reply */
/**
 * @template Q
 * @typedef {Q extends Question ? Omit<Q, "id"> : never} Unasked a question that has no id yet
 */
/** @typedef {Pick<import("@anywidget/types").AnyModel, "on" | "off" | "send">} Channel */

export class Questions {
  /** @param {Channel} model @param {import("./kernel.js").Kernel} kernel */
  constructor(model, kernel) {
    this.model = model;
    this.kernel = kernel;
    // Another page may look at the same widget, and hears the answers to its own questions and to these.
    this.page = Array.from(crypto.getRandomValues(new Uint32Array(2)), (n) => n.toString(36)).join("");
    this.count = 0;
    /** @type {Map<string, {resolve: (reply: Reply) => void, late: ReturnType<typeof setTimeout> | undefined}>} */
    this.waiting = new Map();
    this.take = (/** @type {any} */ content, /** @type {DataView[]} */ buffers) => this.#settle(content?.id, { ...content, buffers });
    this.stay = kernel.onGone(() => {
      for (const id of [...this.waiting.keys()]) this.#settle(id, { kind: "gone" });
    });
    model.on("msg:custom", this.take);
  }

  /**
   * What the kernel answers, or why it does not. An answer that comes twice, or after `patience`, is dropped.
   * @param {Unasked<Question>} question @param {number} [patience] ms
   * @returns {Promise<Reply>}
   */
  ask(question, patience = PATIENCE_MS) {
    if (this.kernel.gone) return Promise.resolve({ kind: "gone" });
    const id = `${this.page}-${++this.count}`;
    return new Promise((resolve) => {
      const late = patience < Infinity ? setTimeout(() => this.#settle(id, { kind: "late" }), patience) : undefined;
      this.waiting.set(id, { resolve, late });
      try {
        this.model.send({ ...question, id });
      } catch (error) {
        this.#settle(id, { kind: "unreachable", error });
      }
    });
  }

  /** @param {string} id @param {Reply} reply */
  #settle(id, reply) {
    const asked = this.waiting.get(id);
    if (!asked) return;
    this.waiting.delete(id);
    clearTimeout(asked.late);
    asked.resolve(reply);
  }

  /** Nobody waits for an answer any more. */
  forget() {
    for (const { late } of this.waiting.values()) clearTimeout(late);
    this.waiting.clear();
  }

  destroy() {
    this.forget();
    this.stay();
    this.model.off("msg:custom", this.take);
  }
}
