// The curve of the result against one number of an input: a widget of its own, which the kernel makes when it is first asked for.

import { filledWith, h, region, toldLine } from "../dom/dom.js";
import { toldText } from "../store/rerun.js";

export class CurvePanel {
  /** @param {import("../store/rerun.js").Changing | undefined} changing @param {import("../data/labels.js").Label} label */
  constructor(changing, label) {
    this.show = changing?.curve;
    this.label = label;
    this.status = toldLine();
    this.place = h("div");
    this.element = region("mxg-curve-panel", label("nudge.curve"), this.status, this.place);
  }

  /** @param {import("../store/store.js").State} state @param {import("../store/store.js").State} before */
  update({ open, curve }, before) {
    this.element.hidden = !open.curve;
    if (open.curve && curve && curve !== before.curve) this.#open(curve);
  }

  /** @param {import("./nudge-row.js").Aim} of */
  async #open(of) {
    this.of = of;
    this.status.textContent = this.label("change.running");
    filledWith(this.place);
    const told = (await this.show?.(this.place, of)) ?? null;
    if (this.of === of) this.status.textContent = toldText(told, this.label);
  }
}
