// The player as an anywidget: the payload and the step live in the model.

import { mount } from "./player.js";

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
  return () => {
    model.off("change:step", follow);
    player.destroy();
  };
}

export default { render };
