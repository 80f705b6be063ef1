// Where an answer is given: a button for each choice, or a field for each number.

import { button, h, on } from "../dom/dom.js";
import { ARROWS, modified, take } from "../store/keys.js";


/**
 * @param {{choices: string[], names: string[]}} asked names of the fields, where there are no choices
 * @param {import("../data/labels.js").Label} label
 * @param {(answer: string | string[]) => void} submit
 */
export function answerFields({ choices, names }, label, submit) {
  if (choices.length) {
    const buttons = choices.map((choice) => button(() => submit(choice), {}, h("code", {}, choice)));
    const group = h("div", { class: "mxg-answer", role: "group", "aria-label": label("ask") }, ...buttons);
    on(group, "keydown", (event) => {
      const [down, right] = ARROWS.get(event.key) ?? [];
      if (down === undefined || modified(event)) return;
      take(event);
      const at = buttons.findIndex((one) => one === event.target);
      buttons[(at + down + right + buttons.length) % buttons.length].focus();
    });
    return group;
  }
  const fields = names.map((name) => /** @type {HTMLInputElement} */ (h("input", { autocomplete: "off", spellcheck: "false", "aria-label": name ? `${label("ask")}, ${label("ask.at", { place: name })}` : label("ask") })));
  const form = h("form", { class: "mxg-answer" }, ...fields.map((field, i) => h("label", {}, ...(names[i] ? [h("code", {}, names[i])] : []), field)), h("button", { type: "submit" }, label("ask.check")));
  on(form, "submit", (event) => {
    event.preventDefault();
    submit(fields.map((field) => field.value.trim()));
  });
  on(form, "keydown", (event) => event.key !== "Escape" && event.stopPropagation());
  return form;
}
