// All that opens beside the map. The player is shown without it: it is a module of its own, fetched after that.

import { ChangePanel } from "./change-panel.js";
import { CurvePanel } from "./curve-panel.js";
import { Help } from "./help.js";
import { Inspector } from "./inspector.js";
import { NumbersPanel } from "./numbers-panel.js";
import { Search } from "./search.js";
import { StepTable } from "./step-table.js";

const NOTHING = { inputs: [], fixed: "", ask: async () => /** @type {const} */ ({ kind: "gone" }) };

/** @typedef {import("../store/store.js").State} State */
/** @typedef {{element: HTMLElement, update: (state: State, before: State) => void, focus?: () => void, destroy?: () => void}} PanelView */

/**
 * @param {import("../data/payload.js").PlayerData} payload
 * @param {Pick<import("../mount.js").Options, "changing" | "numbers">} options
 * @param {import("../store/actions.js").Actions} actions
 * @param {import("../data/labels.js").Label} label
 * @returns {PanelView[]} in the order in which they stand
 */
export function panelsOf(payload, { changing, numbers = async () => ({ problem: "page" }) }, actions, label) {
  return [
    new ChangePanel(changing ?? NOTHING, actions, label), new CurvePanel(changing, label), new Search(actions, label),
    new NumbersPanel(numbers, label), new Inspector(actions, label), new StepTable(payload, actions, label), new Help(label),
  ];
}
