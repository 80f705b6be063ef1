// Which drawing suits the room there is, and how the height of the player is shared out.

import { clamp } from "../data/clamp.js";

const READABLE = 0.69; // the least scale at which a full card is read: its text is 9 px high
const LEAST = { full: READABLE, compact: 0.3 }; // below which a drawing opens in part and follows the steps
const MOST = { full: 1, compact: 1.3 }; // beyond which a small drawing does not grow
export const PAD = 12; // px around a drawing
const MAP = 110; // px that the map has at least
const ZOOMED = 236; // and where one comes near to compact cards, if that much is left

/** @typedef {{width: number, height: number}} Size */
/** @typedef {Size & {level?: "full" | "compact"}} Sized a drawing; one that names no level has full cards */
/** @typedef {{name: string, scale: number, fits: boolean}} Chosen `fits`: whether all of it is seen at that scale */

/** @param {Sized} scene @returns {"full" | "compact"} */
export const levelOf = (scene) => scene.level ?? "full";

/**
 * The scale at which all of a drawing is seen, and no larger than it should be.
 * @param {Sized} scene @param {Size} room @param {number} [larger] how much larger than on a laptop it may be
 */
export function whole(scene, room, larger = 1) {
  const across = Math.max(1, room.width - 2 * PAD) / scene.width;
  const down = Math.max(1, room.height - 2 * PAD) / scene.height;
  return Math.min(MOST[levelOf(scene)] * larger, across, down);
}

/** The scale at which a drawing opens: all of it is seen, if it can be read. @param {Sized} scene @param {Size} room @param {number} [larger] */
export function opening(scene, room, larger = 1) {
  return Math.max(LEAST[levelOf(scene)], whole(scene, room, larger));
}

/**
 * The drawing for a room: full cards where all of them can be read, else compact ones where there are any; of each the
 * direction that is larger, or of what does not fit the one that is seen most of.
 * @param {Record<string, Sized>} scenes @param {Size} room @param {number} [larger]
 * @returns {Chosen}
 */
export function suited(scenes, room, larger = 1) {
  const all = Object.entries(scenes).map(([name, scene]) => {
    const [level, scale] = [levelOf(scene), whole(scene, room, larger)];
    const part = Math.min(1, scale / LEAST[level]) * seen(scene, room, LEAST[level]);
    return { name, level, scale: Math.max(scale, LEAST[level]), fits: scale >= LEAST[level], part };
  });
  const best = (/** @type {typeof all} */ some) =>
    some.reduce((a, b) => (b.part > a.part || (b.part === a.part && b.scale > a.scale + 0.01) ? b : a));
  const full = all.filter((one) => one.level === "full");
  const read = full.filter((one) => one.fits);
  const compact = all.filter((one) => one.level === "compact");
  const { name, scale, fits } = best(read.length ? read : compact.length ? compact : full);
  return { name, scale, fits };
}

/** How much of a drawing is seen at a scale, from 0 to 1. @param {Sized} scene @param {Size} room @param {number} scale */
function seen(scene, room, scale) {
  return Math.min(1, room.width / (scene.width * scale)) * Math.min(1, room.height / (scene.height * scale));
}

/**
 * How the room below the controls is shared: the map, and below it code and stage. They take what they need; where that
 * is more than there is, the map has what the others can do without.
 * @param {Record<string, Sized>} scenes
 * @param {Size} room
 * @param {{wants: number, needs: number}} below height of code and stage
 * @param {{fill?: boolean, larger?: number}} [options] whether all of the room is used
 * @returns {{map: number, below: number}}
 */
export function shared(scenes, room, below, { fill = false, larger = 1 } = {}) {
  const needs = Math.min(below.needs, Math.max(0, room.height - MAP));
  const most = Math.max(MAP, room.height - needs);
  const chosen = suited(scenes, { width: room.width, height: most }, larger);
  const wanted = Math.ceil(scenes[chosen.name].height * chosen.scale) + 2 * PAD;
  const least = levelOf(scenes[chosen.name]) === "compact" ? ZOOMED : MAP;
  const map = clamp(MAP, Math.max(wanted, least), most);
  const left = room.height - map;
  if (!fill) return { map, below: Math.min(below.wants, left) };
  const under = Math.min(Math.max(below.wants, Math.round(room.height * 0.38)), left);
  return { map: room.height - under, below: under };
}
