// All that can be done with a player, by name: buttons, keys and answers of the kernel do nothing else.

import { asking } from "./asking.js";
import { looking } from "./looking.js";
import { panels } from "./panels.js";
import { redrawing } from "./redrawing.js";
import { rerunning } from "./rerun.js";
import { selection } from "./selection.js";
import { stepping } from "./stepping.js";

/** @typedef {ReturnType<typeof actionsOf>} Actions */

/**
 * @param {import("./store.js").Store} store
 * @param {import("../data/payload.js").PlayerData} payload
 * @param {import("../data/drawings.js").Drawings} drawings
 * @param {{onStep?: (step: number) => void, judge?: import("./asking.js").Judge, changing?: import("./rerun.js").Changing}} options
 */
export function actionsOf(store, payload, drawings, { onStep = () => {}, judge = async () => null, changing }) {
  const steps = stepping(store, payload, onStep);
  const opened = panels(store, Boolean(changing));
  const selected = selection(store, steps.show);
  const paused = (/** @type {() => unknown} */ act) => () => {
    steps.pause();
    act();
  };
  return {
    ...steps, ...asking(store, payload, steps.show, judge), ...opened, ...selected, ...looking(store), ...redrawing(store, payload, drawings), ...rerunning(store, changing),
    above: paused(selected.above),
    below: paused(selected.below),
    chain: paused(selected.chain),
    enter: paused(opened.inspect),
  };
}
