// The curve as an anywidget: the kernel runs the program again for where the point is put.

import { unpacked } from "../data/payload.js";
import { fold } from "../dom/fold.js";
import { linked } from "../kernel/link.js";
import { mountCurve } from "./curve.js";

/** @typedef {{data: DataView, at: number | number[]}} Traits of the widget, as Python declares them */

/** One number as such. @param {number[]} at */
const plain = (at) => (at.length > 1 ? at : at[0]);

/** @type {import("@anywidget/types").Render<Traits>} */
async function render({ model, el }) {
  /** @type {((run: any) => void) | undefined} */
  let answer;
  let asked = 0;
  const page = crypto.getRandomValues(new Uint32Array(1))[0];
  /** @param {any} content */
  const take = (content) => {
    if (content?.page === page && content.id === asked) answer?.(content.run);
  };
  model.on("msg:custom", take);
  linked(model);
  const view = mountCurve(el, await unpacked(model.get("data")), {
    moved: (at) => {
      if (String(model.get("at")) === String(at)) return;
      model.set("at", plain(at));
      model.save_changes();
    },
    ask: (at) =>
      new Promise((resolve) => {
        answer = resolve;
        model.send({ kind: "run", page, id: ++asked, x: plain(at) });
      }),
  });
  const follow = () => {
    if (view && String(view.placeOf(view.run)) !== String(model.get("at"))) view.go([model.get("at")].flat());
  };
  model.on("change:at", follow);
  const unfold = fold(el);
  return () => {
    model.off("msg:custom", take);
    model.off("change:at", follow);
    unfold();
    view?.destroy();
  };
}

export default { render };
