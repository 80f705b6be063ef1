// What the player is given: one JSON object, made in Python, checked here before anything is drawn.

import { labelled } from "./labels.js";
import { spelled } from "./spelled.js";

/** @typedef {import("./schema.js").Payload} Payload */
/** @typedef {{kind: string, phase: string, at: [number, number] | null} & Partial<import("./schema.js").ToldStep> & {stage?: import("./schema.js").Stage | null, shared?: import("./schema.js").StageStretch}} Step `at`: loop bar and mark; `shared`: what stages refer to */
/** @typedef {Omit<Payload, "steps"> & {steps: Step[]}} PlayerData the payload with its steps taken apart */

export const FORMAT = "mxgrad.player/4";

/** For data that lacks words, as another version's can. @type {Record<string, string>} */
const ENGLISH = {
  "other format": "This player reads {expected}, but was given {given}. Run the cell again, or update mxgrad.",
  "no steps": "This recording has no steps. Run operations on arrays inside “with autograd.record():”.",
};

/** @param {string} text in base64; nothing is left of one that was cut off */
export function bytes(text) {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

/**
 * The data in compressed bytes; null where they cannot be read.
 * @param {DataView | Uint8Array} bytes
 * @returns {Promise<any>}
 */
export async function unpacked(bytes) {
  try {
    const stream = new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return spelled(await new Response(stream).json());
  } catch {
    return null;
  }
}

/**
 * The payload, or a sentence that says why it cannot be shown.
 * @param {any} data
 * @returns {{payload?: PlayerData, problem?: string}}
 */
export function checked(data) {
  if (!data || typeof data !== "object") return { problem: "There is nothing to show: the player was given no recording." };
  const label = labelled({ ...ENGLISH, ...data.labels });
  if (data.format !== FORMAT) {
    return { problem: label("other format", { expected: FORMAT, given: String(data.format) }) };
  }
  if (!Array.isArray(data.steps) || data.steps.length === 0 || !data.parts?.length) {
    return { problem: label("no steps") };
  }
  return { payload: { ...data, steps: spread(data) } };
}

/**
 * Steps as objects, out of columns: kind, phase and place of each.
 * @param {Payload} data
 * @returns {Step[]}
 */
function spread({ steps, kinds, runs, places }) {
  const phases = runs.flatMap(([phase, count]) => Array(count).fill(phase));
  return steps.map((kind, i) => ({ kind: kinds[kind], phase: phases[i], at: places[2 * i] < 0 ? null : [places[2 * i], places[2 * i + 1]] }));
}
