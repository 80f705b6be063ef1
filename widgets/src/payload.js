// What the player is given: one JSON object, made in Python, checked here before anything is drawn.

/** @typedef {[string, Record<string, string>, any[] | string, string]} Node tag, attributes, children or text, id */
/** @typedef {{width: number, height: number, root: Node}} Scene */
/** @typedef {[string, 0 | 1, string]} Change element id, class (0) or text (1), new value */
/** @typedef {{kind: string, phase: string, say: [string, string][], span: number[] | null, call: number[] | null, at?: number[], turn?: string, struck?: number}} Step `at`: strip and chip; `struck`: index of strikes */
/** @typedef {{step: number, key: string, text: string}} Fact */
/** @typedef {{id: number, title: string, from: number[], same: number[], to: number[], facts: Fact[]}} NodeInfo */
/** @typedef {{id: number, name: string, first_line: number, lines: string[]}} Source */
/**
 * @typedef {object} View a drawing of the steps
 * @property {Change[][]} changes
 * @property {Record<string, Scene>} scenes by shape: LR, TB and, where TB is wide, narrow
 * @property {NodeInfo[]} nodes
 * @property {(number | null)[]} shown which node each step is about
 */
/**
 * @typedef {object} Own
 * @property {string} format
 * @property {Source[]} sources
 * @property {Step[]} steps
 * @property {[string, number][]} runs
 * @property {boolean} unrolls whether there is an unrolled drawing
 * @property {string} description
 * @property {{title: string, chips: [string, string, number][]}[]} strips text, state (yes, no or none) and step of each chip
 * @property {number[][][]} strikes lists of spans that do not run
 */

/** @typedef {Own & View} Payload */

export const FORMAT = "mxgrad.player/2";

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
  if (data.format !== FORMAT) {
    return { problem: `This player reads ${FORMAT}, but was given ${String(data.format)}. Run the cell again, or update mxgrad.` };
  }
  if (!Array.isArray(data.steps) || data.steps.length === 0 || data.changes?.length !== data.steps.length) {
    return { problem: "This recording has no steps. Run operations on arrays inside “with autograd.record():”." };
  }
  return { payload: data };
}
