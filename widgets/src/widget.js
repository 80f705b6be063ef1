// The player as an anywidget: the payload and the step live in the model.

import { mount } from "./player.js";

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
  });
  observer.observe(el);
  return () => {
    observer.disconnect();
    if (folded) folded.style.removeProperty("display");
    if (folded) folded.hidden = false;
  };
}

/** @param {{model: any, el: HTMLElement}} host */
function render({ model, el }) {
  const player = mount(el, model.get("payload"), {
    step: model.get("step"),
    onStep: (step) => {
      if (model.get("step") === step) return;
      model.set("step", step);
      model.save_changes();
    },
  });
  const follow = () => player.go(model.get("step"));
  model.on("change:step", follow);
  const unfold = fold(el);
  return () => {
    model.off("change:step", follow);
    unfold();
    player.destroy();
  };
}

export default { render };
