// What the player is given: one JSON object, made in Python, checked here before anything is drawn.

import { labelled } from "./labels.js";

/** @typedef {[string, Record<string, string>, any[] | string, string]} Node tag, attributes, children or text, id */
/** @typedef {{width: number, height: number, root: Node}} Scene */
/** @typedef {[string, 0 | 1, string]} Change element id, class (0) or text (1), new value */
/** @typedef {{kind: string, phase: string, at: number[] | null} & Partial<Told>} Step `at`: strip and chip */
/** @typedef {[string, string, string?][]} Say style and text of each part; of a rule its LaTeX too */
/** @typedef {{say: Say, span: number[] | null, call?: number[], turn?: string, struck?: number}} Told `struck`: index of strikes */
/**
 * @typedef {object} Part some steps in full
 * @property {number} number
 * @property {Told[]} [steps] absent where another drawing tells them
 * @property {Change[][]} changes those of the first step begin with a blank page
 * @property {(number | null)[]} shown which node each step is about
 * @property {Record<string, Fact[]>} facts by node: what was told last before these steps, and what they tell
 */
/** @typedef {[number, string, string, [number, number[]]?]} Fact step, key, text; of a large array its id and its shape */
/** @typedef {{id: number, title: string, from: number[], rules: [number, Rule][], grid: number[] | null, thumb: boolean, to: number[], facts: Fact[], step: number, line: number | null}} NodeInfo `rules` by origin, `grid` the shape that its cells show, `facts` hold from the first step on, `step` is where it ran first */
/** @typedef {number | number[][]} Rule for each element those of an operand that it is made from; 1 for its own place, 0 where that is not known */
/** @typedef {{id: number, name: string, first_line: number, lines: string[]}} Source */
/**
 * @typedef {object} View a drawing of the steps
 * @property {number} size steps of a part
 * @property {Part[]} parts those that came with it
 * @property {Record<string, Scene>} scenes by shape: LR, TB and, where TB is wide, narrow
 * @property {NodeInfo[]} nodes
 */
/**
 * @typedef {object} Own
 * @property {string} format
 * @property {Source[]} sources
 * @property {Step[]} steps
 * @property {[string, number][]} runs
 * @property {number[]} [odd] steps at which nan or inf come up first
 * @property {boolean} unrolls whether there is an unrolled drawing
 * @property {string[]} folded the calls that are folded at first
 * @property {string} description
 * @property {Record<string, string>} labels
 * @property {{title: string, chips: [string, string, number][]}[]} strips text, state (yes, no or none) and step of each chip
 * @property {number[][][]} strikes lists of spans that do not run
 */

/** @typedef {Own & View} Payload */

export const FORMAT = "mxgrad.player/3";

/** For data that lacks words, as another version's can. @type {Record<string, string>} */
const ENGLISH = {
  "other format": "This player reads {expected}, but was given {given}. Run the cell again, or update mxgrad.",
  "no steps": "This recording has no steps. Run operations on arrays inside “with autograd.record():”.",
};

/**
 * The data in compressed bytes; null where they cannot be read.
 * @param {DataView | Uint8Array} bytes
 * @returns {Promise<any>}
 */
export async function unpacked(bytes) {
  try {
    const stream = new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return await new Response(stream).json();
  } catch {
    return null;
  }
}

/**
 * The payload, or a sentence that says why it cannot be shown.
 * @param {any} data
 * @returns {{payload?: Payload, problem?: string}}
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
 * @param {any} data
 * @returns {Step[]}
 */
function spread({ steps, kinds, runs, places }) {
  const phases = runs.flatMap((/** @type {[string, number]} */ [phase, count]) => Array(count).fill(phase));
  return steps.map((/** @type {number} */ kind, /** @type {number} */ i) => {
    const at = places[2 * i] < 0 ? null : [places[2 * i], places[2 * i + 1]];
    return { kind: kinds[kind], phase: phases[i], at };
  });
}
