// For tests: what Python made of some programs (tests/widgets/golden), and stores that need no page.

import { readFileSync } from "node:fs";

import { checked } from "./data/payload.js";
import { Drawings } from "./data/drawings.js";
import { answered } from "./store/asking.js";
import { actionsOf } from "./store/actions.js";
import { notAsked } from "./store/rerun.js";
import { blank, Store } from "./store/store.js";

/** @param {string} name @returns {any} */
export const golden = (name) =>
  JSON.parse(readFileSync(new URL(`../../tests/widgets/golden/${name}.json`, import.meta.url), "utf8"));

/**
 * A store and what can be done with it, on a golden payload whose parts are as small as a test wants.
 * @param {{steps?: number, size?: number, here?: number[], payload?: Record<string, unknown>} & import("./mount.js").Options} [options]
 */
export function played({ payload = {}, ...options } = {}) {
  const data = checked({ ...golden("product"), ...payload }).payload;
  if (!data) throw new Error("no payload");
  const drawings = new Drawings(data, options);
  const store = new Store(blank(drawings.first, notAsked(options.changing), answered(data, [])));
  return { store, payload: data, drawings, actions: actionsOf(store, data, drawings, options) };
}
