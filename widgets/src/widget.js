// The player as an anywidget: the payload and the step live in the model.

import { enlarge } from "./dom.js";
import { unpacked } from "./payload.js";
import { Kernel } from "./kernel.js";
import { mount } from "./mount.js";

const PATIENCE_MS = 60_000;

/**
 * Put away the picture that stands in the notebook for when there is no kernel, as long as the player lives.
 * @param {HTMLElement} el place of the player, not yet on the page when it is rendered
 * @returns {() => void} brings the picture back
 */
function fold(el) {
  /** @type {HTMLElement | undefined} */
  let folded;
  const observer = new ResizeObserver(() => {
    const before = el.closest(".jp-OutputArea-child")?.previousElementSibling;
    if (!(before instanceof HTMLElement) || !before.querySelector("img.mxg-folds")) return;
    observer.disconnect();
    folded = before;
    before.hidden = true;
    before.style.display = "none";
    // Jupyter Notebook puts outputs as tall as that picture into a low window of their own, which the player has no use for.
    if (document.body.dataset.notebook) el.closest(".jp-mod-outputsScrolled")?.classList.remove("jp-mod-outputsScrolled");
  });
  observer.observe(el);
  return () => {
    observer.disconnect();
    if (folded) folded.style.removeProperty("display");
    if (folded) folded.hidden = false;
  };
}

/**
 * What the kernel answers to a question, which comes back with the answer; null where it does not, or cannot.
 * @param {any} model @param {Kernel} kernel @param {Record<string, unknown>} question
 * @returns {Promise<{content: any, buffers: DataView[]} | null>}
 */
function ask(model, kernel, question) {
  const asked = Object.entries(question).map(([key, value]) => [key, JSON.stringify(value)]);
  return new Promise((resolve) => {
    const done = (/** @type {any} */ answer) => {
      model.off("msg:custom", take);
      clearTimeout(late);
      stay();
      resolve(answer);
    };
    const take = (/** @type {any} */ content, /** @type {DataView[]} */ buffers) => {
      const kind = content.kind === "refused" ? content.asked : content.kind;
      if (!asked.every(([key, text]) => JSON.stringify(key === "kind" ? kind : content[key]) === text)) return;
      done(content.kind === "refused" ? null : { content, buffers });
    };
    const late = setTimeout(done, PATIENCE_MS, null);
    const stay = kernel.onGone(() => done(null));
    model.on("msg:custom", take);
    if (kernel.gone) return done(null);
    try {
      model.send(question);
    } catch {
      done(null);
    }
  });
}

/** @param {{model: any, el: HTMLElement}} host */
async function render({ model, el }) {
  const kernel = new Kernel(model);
  /** @param {Record<string, unknown>} question */
  const data = async (question) => {
    const answer = await ask(model, kernel, question);
    return answer && unpacked(answer.buffers[0]);
  };
  /** @param {any} payload @param {number} step @param {any} changing inputs, why there are none, and what came of a change */
  const put = (payload, step, changing) =>
    mount(el, payload, {
      step,
      draw: (unrolled, folded) => data({ kind: "view", unrolled, folded }),
      ask: (part, unrolled, folded) => data({ kind: "part", part, unrolled, folded }),
      numbers: async (value, begin, end) => (await ask(model, kernel, { kind: "numbers", value, begin, end }))?.content ?? { problem: "late" },
      changing: { ...changing, kernel, send: (content) => model.send(content) },
      onStep: (step) => {
        if (model.get("step") === step) return;
        model.set("step", step);
        model.save_changes();
      },
    });
  enlarge(el, model.get("scale"));
  let player = put(await unpacked(model.get("data")), model.get("step"), { inputs: model.get("inputs"), fixed: model.get("fixed") });
  const follow = () => player.go(model.get("step"));
  const answer = async (/** @type {any} */ content, /** @type {DataView[]} */ buffers) => {
    if (content.kind === "refused" && ["change", "undo"].includes(content.asked)) player.answer(content);
    if (content.kind !== "changed") return;
    const payload = await unpacked(buffers[0]);
    const focused = el.contains(document.activeElement);
    player.destroy();
    player = put(payload, 0, { inputs: content.inputs, fixed: content.fixed, outcome: content });
    if (focused) player.focus();
  };
  const run = () => player.answer({ kind: "running", on: model.get("running") });
  model.on("change:step", follow);
  model.on("change:running", run);
  model.on("msg:custom", answer);
  kernel.onGone(() => player.answer({ kind: "gone" }));
  const unfold = fold(el);
  return () => {
    model.off("change:step", follow);
    model.off("change:running", run);
    model.off("msg:custom", answer);
    kernel.destroy();
    unfold();
    player.destroy();
  };
}

export default { render };
