// A question of a lesson as an anywidget: buttons or a field, and what the kernel says of the answer.

import { labelled } from "./data/labels.js";
import { h } from "./dom/dom.js";
import { fold } from "./dom/fold.js";
import { linked } from "./kernel/link.js";
import { answerFields } from "./views/answer-fields.js";

/** @typedef {{text: string, question: string, choices: string[], labels: Record<string, string>, guess: string, right: boolean, said: string[]}} Traits of the widget, as Python declares them */

/** @type {import("@anywidget/types").Render<Traits>} */
function render({ model, el }) {
  const label = labelled(model.get("labels"));
  const told = h("div", { class: "mxg-judged", "aria-live": "polite" });
  const submit = (/** @type {string | string[]} */ answer) => {
    model.set("guess", [answer].flat()[0]);
    model.save_changes();
  };
  const fields = answerFields({ choices: model.get("choices"), names: [""] }, label, submit);
  const root = h("div", { class: "mxg-predict", role: "group", "aria-label": model.get("question") }, h("p", {}, model.get("question")), fields, told);
  root.addEventListener("keydown", (event) => event.key !== "Escape" && event.stopPropagation());
  el.append(root);
  const judged = () => {
    const right = model.get("right");
    const lines = model.get("said").map((line, i, all) => h("div", i === all.length - 1 ? { class: right ? "right" : "wrong" } : {}, line));
    told.replaceChildren(...lines);
    for (const one of fields.querySelectorAll("button")) if (one.type === "button") one.setAttribute("aria-pressed", String(one.textContent === model.get("guess")));
  };
  model.on("change:said", judged);
  judged();
  linked(model).then((is) => is || told.replaceChildren(label("change.gone")));
  const unfold = fold(el, (output) => output.textContent?.trim() === model.get("text").trim());
  return () => {
    model.off("change:said", judged);
    unfold();
    root.remove();
  };
}

export default { render };
