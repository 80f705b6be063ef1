// Other drawings of the same steps: loops side by side or rolled up, calls folded or open.

import { toggled } from "../data/drawings.js";

/**
 * @param {import("./store.js").Store} store
 * @param {import("../data/payload.js").PlayerData} payload
 * @param {import("../data/drawings.js").Drawings} drawings
 */
export function redrawing(store, payload, drawings) {
  let asked = 0;

  /** Show the first of these drawings that there is, unless another is asked for meanwhile. @param {[boolean, readonly string[]][]} wanted @param {string} lost */
  async function draw(wanted, lost) {
    const mine = ++asked;
    store.set({ notice: { key: "unroll.coming" } });
    for (const [unrolled, folded] of wanted) {
      const drawing = await drawings.get(unrolled, folded);
      await drawing?.supply.need(store.state.step);
      if (mine !== asked) return false;
      if (drawing) store.set({ drawing, picked: null, cell: null, notice: null });
      if (drawing) return true;
    }
    store.set({ notice: { key: lost } });
    return false;
  }

  /** Between the rolled drawing and the one with iterations side by side. */
  async function unroll() {
    if (!payload.unrolls || !drawings.fetches) return;
    const unrolled = !store.state.drawing.unrolled;
    await draw([[unrolled, store.state.drawing.folded], [unrolled, payload.folded]], "unroll.lost");
  }

  /** Fold a call into one card, or open it. A page has not every drawing: there, other calls go back to how they were. @param {string} name */
  async function fold(name) {
    if (!drawings.fetches) return;
    const { unrolled, folded } = store.state.drawing;
    const drawn = await draw([[unrolled, toggled(folded, name)], [false, toggled(payload.folded, name)]], "fold.lost");
    if (drawn) store.set({ focus: { fold: name } });
  }

  /** Between one card for each line of the program and one for each operation. */
  const lines = () => payload.lines && fold("lines");

  return { unroll, fold, lines };
}
