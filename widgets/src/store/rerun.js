// Running the program again with other inputs: one question at a time, and what is said of it.

const PATIENCE_MS = 10_000;

/** @typedef {import("../data/schema.js").Input} Input */
/** @typedef {Omit<import("../data/schema.js").ChangedAnswer, "id" | "run">} Outcome */
/** @typedef {{key?: string, text?: string, problem?: boolean}} Told a sentence of the catalogue, or a text, or both */
/**
 * @typedef {object} Rerun
 * @property {boolean} asking whether an answer is awaited
 * @property {boolean} running whether the program runs
 * @property {boolean} cancelling
 * @property {boolean} undo whether there is a run to go back to
 * @property {Told | null} told
 */
/**
 * @typedef {object} Changing
 * @property {Input[]} inputs
 * @property {string} fixed why there are none
 * @property {Outcome} [outcome] of the change that led to this run
 * @property {(question: import("../kernel/questions.js").Unasked<import("../data/schema.js").ChangeQuestion | import("../data/schema.js").UndoQuestion | import("../data/schema.js").NudgeQuestion>) => Promise<import("../kernel/questions.js").Reply>} ask
 * @property {(place: HTMLElement, of: import("../views/nudge-row.js").Aim) => Promise<Told | null>} [curve] shows the result against an element, or says why not; absent where no widget can be in another
 * @property {import("../kernel/kernel.js").Kernel} [kernel] where the page knows it
 */

const GONE = { key: "change.gone", problem: true };
const LATE = { key: "change.late", problem: true };

/** What kept the kernel from answering; null where it did. @param {import("../kernel/questions.js").Reply} reply @returns {Told | null} */
export function problemOf(reply) {
  if (reply.kind === "refused") return { text: reply.text, problem: true };
  if (reply.kind === "unreachable") return unreachable(reply.error);
  return reply.kind === "gone" ? GONE : reply.kind === "late" ? LATE : null;
}

/** @param {Told | null} told @param {import("../data/labels.js").Label} label */
export function toldText(told, label) {
  return [told?.key && label(told.key), told?.text].filter(Boolean).join(" ");
}

/** @param {Changing | undefined} changing @returns {Rerun} */
export function notAsked(changing) {
  const outcome = changing?.outcome;
  const told = changing?.kernel?.gone ? GONE : outcome ? { key: `change.${outcome.path}` } : null;
  return { asking: false, running: false, cancelling: false, undo: Boolean(outcome?.undo), told };
}

/** @param {import("./store.js").Store} store @param {Changing | undefined} changing */
export function rerunning(store, changing) {
  const set = (/** @type {Partial<Rerun>} */ changes) => store.set({ rerun: { ...store.state.rerun, ...changes } });
  let question = 0; // answers to others than this one come too late
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let late;

  /** @param {Told | null} told */
  function done(told) {
    clearTimeout(late);
    question++;
    set({ asking: false, cancelling: false, told });
  }

  function overdue() {
    const { running } = store.state.rerun;
    if (running && changing?.kernel?.interrupt) set({ told: { key: "change.long" } });
    else done(LATE);
  }

  /** @param {Parameters<Changing["ask"]>[0]} asked */
  async function ask(asked) {
    if (!changing || store.state.rerun.asking) return;
    const mine = ++question;
    set({ asking: true, told: { key: "change.running" } });
    late = setTimeout(overdue, PATIENCE_MS);
    const reply = await changing.ask(asked);
    if (mine !== question) return;
    done(problemOf(reply)); // else another run is shown, by a player of its own
  }

  return {
    rerun: (/** @type {Record<string, string>} */ inputs) => ask({ kind: "change", inputs }),
    undo: () => ask({ kind: "undo" }),
    running: (/** @type {boolean} */ running) => set({ running }),
    kernelGone: () => done(GONE),
    /** Only what this player asked for can be cancelled: not another cell that runs before it. */
    async cancel() {
      const { asking, running, cancelling } = store.state.rerun;
      if (!asking || !running || cancelling) return;
      set({ cancelling: true, told: { key: "change.cancelling" } });
      try {
        await changing?.kernel?.interrupt?.();
      } catch (error) {
        done(unreachable(error));
      }
    },
    /** Wait for nothing any more. */
    leave() {
      clearTimeout(late);
      question++;
    },
  };
}

/** @param {unknown} error @returns {Told} */
const unreachable = (error) => ({ key: "change.unreachable", text: `(${error})`, problem: true });
