// The player as an anywidget: the payload and the step live in the model.

import { unpacked } from "./data/payload.js";
import { enlarge, filledWith } from "./dom/dom.js";
import { fold } from "./dom/fold.js";
import { Kernel } from "./kernel/kernel.js";
import { linked } from "./kernel/link.js";
import { imported } from "./kernel/module.js";
import { Questions } from "./kernel/questions.js";
import { turn } from "./kernel/turns.js";
import { mount } from "./mount.js";
import { problemOf } from "./store/rerun.js";

const AHEAD_MS = 1000; // after the player: then the panels are fetched, and open at once even beside a kernel that is busy by then

/** @typedef {import("./data/schema.js").Input} Input */
/** @typedef {import("./data/schema.js").ChangedAnswer} ChangedAnswer */
/** @typedef {{data: DataView, run: number, step: number, inputs: Input[], fixed: string, scale: number, height: number, fullscreen: boolean, running: boolean, guesses: import("./data/schema.js").Guess[]}} Traits of the widget, as Python declares them */

/** @type {import("@anywidget/types").Render<Traits>} */
async function render({ model, el }) {
  const kernel = new Kernel(model);
  const questions = new Questions(model, kernel);
  /** @param {import("./kernel/questions.js").Reply} reply */
  const drawn = async (reply) => (reply.kind === "view" || reply.kind === "part" ? unpacked(reply.buffers[0]) : null);
  const manager = /** @type {any} */ (model.widget_manager);
  /** A widget inside of this one. @type {import("./store/rerun.js").Changing["curve"]} */
  const curve = async (place, { input, index }) => {
    const reply = await questions.ask({ kind: "curve", input, index }, Infinity);
    if (reply.kind !== "curve") return problemOf(reply);
    const view = await manager.create_view(await manager.get_model(reply.model));
    filledWith(place, view.el);
    return null;
  };
  /** @type {import("./views/drawer.js").Make | undefined} */
  let panelsOf;
  /** @type {import("./views/drawer.js").Load} */
  const panels = async () => {
    if (panelsOf) return panelsOf;
    const reply = await questions.ask({ kind: "panels" }, Infinity);
    if (reply.kind !== "panels") return problemOf(reply) ?? {};
    return (panelsOf = /** @type {import("./views/drawer.js").Make} */ ((await imported(reply.buffers[0])).panelsOf));
  };
  /** @param {unknown} payload @param {number} step @param {{inputs: Input[], fixed: string, outcome?: ChangedAnswer}} changing */
  const put = (payload, step, changing) =>
    mount(el, payload, {
      step,
      whole: model.get("fullscreen"),
      panels,
      height: model.get("height"),
      guesses: model.get("guesses"),
      judge: async (_, { length: question }, guess) => {
        const reply = await questions.ask({ kind: "guess", question, guess: typeof guess === "string" ? guess : guess.map(String) });
        return reply.kind === "guessed" ? reply.guesses : null;
      },
      draw: async (unrolled, folded) => drawn(await questions.ask({ kind: "view", unrolled, folded: [...folded] })),
      ask: async (part, unrolled, folded) => drawn(await questions.ask({ kind: "part", part, unrolled, folded: [...folded] })),
      numbers: async (value, begin, end) => {
        const reply = await questions.ask({ kind: "numbers", value, begin, end });
        return reply.kind === "numbers" ? reply : { problem: "late" };
      },
      changing: { ...changing, kernel, ask: (question) => questions.ask(question, Infinity), curve: manager?.create_view && curve },
      onStep: (step) => {
        if (model.get("step") === step) return;
        model.set("step", step);
        model.save_changes();
      },
    });
  enlarge(el, model.get("scale"));
  let run = model.get("run");
  const [step, inputs, fixed] = [model.get("step"), model.get("inputs"), model.get("fixed")];
  const data = await unpacked(model.get("data"));
  await turn(el);
  let shown = put(data, step, { inputs, fixed });
  setTimeout(panels, AHEAD_MS);
  const follow = () => shown.player?.store.state.step === model.get("step") || shown.player?.actions.show(model.get("step"));
  const running = () => shown.player?.actions.running(model.get("running"));
  const guessed = () => shown.player?.actions.guessed(model.get("guesses"));
  /** Another run, whoever asked for it: a page that did not follow would ask the kernel for parts of one that is gone. @param {any} content @param {DataView[]} buffers */
  const changed = async (content, buffers) => {
    if (content?.kind !== "changed" || content.run <= run) return;
    run = content.run;
    const payload = await unpacked(buffers[0]);
    if (run !== content.run) return;
    const focused = el.contains(document.activeElement);
    questions.forget();
    shown.destroy();
    shown = put(payload, 0, { inputs: content.inputs, fixed: content.fixed, outcome: content });
    if (focused) shown.player?.focus();
  };
  model.on("change:step", follow);
  model.on("change:running", running);
  model.on("change:guesses", guessed);
  model.on("msg:custom", changed);
  kernel.onGone(() => shown.player?.actions.kernelGone());
  linked(model).then((is) => is || kernel.lost());
  const unfold = fold(el);
  return () => {
    model.off("change:step", follow);
    model.off("change:running", running);
    model.off("change:guesses", guessed);
    model.off("msg:custom", changed);
    questions.destroy();
    kernel.destroy();
    unfold();
    shown.destroy();
  };
}

export default { render };
