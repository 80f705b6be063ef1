// Panels open here, beside the map and the code; where there is no room for that, over them; many numbers, over the code and the stage.

import { classed, h, iconButton } from "../dom/dom.js";

export class Drawer {
  /** @param {HTMLElement[]} panels @param {import("../store/actions.js").Actions} actions @param {import("../data/labels.js").Label} label */
  constructor(panels, actions, label) {
    const close = iconButton("close", label("close"), () => actions.close(), { class: "mxg-close" });
    this.element = h("div", { class: "mxg-drawer", hidden: "" }, close, ...panels);
  }

  /** @param {import("../store/store.js").State} state */
  update({ open, numbers }) {
    this.element.hidden = !numbers && !Object.values(open).some(Boolean);
    classed(this.element, "mxg-over", Boolean(numbers));
    classed(this.element, "mxg-wide", open.table || open.change || open.curve);
  }
}
