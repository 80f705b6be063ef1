// Which drawing suits the room there is, and how far to scroll in it.

const READABLE = 0.78; // the least scale at which a drawing is read
const NARROW = 700;
const FEW_LINES = 14;

/**
 * Which drawing suits a width, and whether the code stands above it instead of beside it: left to right
 * where that stays readable, else top to bottom.
 * @param {Record<string, {width: number}>} scenes
 * @param {number} width of the player
 * @param {number} code width the source wants
 * @param {number} lines of source
 * @returns {{direction: string, stack: boolean}}
 */
export function suited(scenes, width, code, lines) {
  const narrow = width <= NARROW;
  const fits = (/** @type {number} */ room) => scenes.LR.width * READABLE <= room;
  if (!narrow && fits(width - code)) return { direction: "LR", stack: false };
  if (fits(width) && (narrow || lines <= FEW_LINES)) return { direction: "LR", stack: true };
  const thin = scenes.narrow && scenes.TB.width * READABLE > (narrow ? width : width - code);
  return { direction: thin ? "narrow" : "TB", stack: narrow };
}

/**
 * How far to scroll so that a stretch lies inside a frame, with something of its neighbours where there is room.
 * @param {number} from @param {number} to @param {number} start @param {number} end
 */
export function outside(from, to, start, end) {
  const margin = Math.min(60, Math.max(12, (end - start - (to - from)) / 4));
  if (to - from > end - start) return from - start - margin;
  if (from < start + margin) return from - start - margin;
  return to > end - margin ? to - end + margin : 0;
}
