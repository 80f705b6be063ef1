// Which drawing suits a room, and how the height of the player is shared out.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PAD, shared, suited, whole } from "./fit.js";

const FULL = { LR: { width: 1000, height: 300 }, TB: { width: 400, height: 1200 } };
/** @type {Record<string, import("./fit.js").Sized>} */
const BOTH = {
  ...FULL,
  "compact LR": { width: 700, height: 150, level: "compact" },
  "compact TB": { width: 240, height: 600, level: "compact" },
};

test("full cards stand as large as they fit, in the direction that fits", () => {
  assert.deepEqual(suited(FULL, { width: 1200, height: 400 }), { name: "LR", scale: 1, fits: true });
  assert.deepEqual(suited(FULL, { width: 500, height: 1300 }), { name: "TB", scale: 1, fits: true });
  const { name, scale } = suited(BOTH, { width: 800 + 2 * PAD, height: 400 });
  assert.deepEqual([name, scale], ["LR", 0.8]);
});

test("where full cards cannot be read, compact ones are seen as a whole", () => {
  const { name, fits } = suited(BOTH, { width: 500, height: 400 });
  assert.deepEqual([name, fits], ["compact LR", true]);
  assert.equal(suited(BOTH, { width: 380, height: 600 }).name, "compact TB");
});

test("what does not fit opens at a scale that can be read, the direction of which more is seen", () => {
  const { name, scale, fits } = suited(FULL, { width: 500, height: 400 });
  assert.deepEqual([name, scale, fits], ["LR", 0.69, false]);
  assert.equal(suited(FULL, { width: 300, height: 700 }).name, "TB");
});

test("a larger screen may draw larger", () => {
  assert.equal(whole(FULL.LR, { width: 4000, height: 4000 }), 1);
  assert.equal(whole(FULL.LR, { width: 4000, height: 4000 }, 1.6), 1.6);
});

test("map and code take what they need, and no more than there is", () => {
  const small = shared(FULL, { width: 1200, height: 700 }, { wants: 150, needs: 132 });
  assert.deepEqual(small, { map: 300 + 2 * PAD, below: 150 });
  const tight = shared(FULL, { width: 1200, height: 400 }, { wants: 300, needs: 132 });
  assert.deepEqual(tight, { map: 268, below: 132 });
  const none = shared(FULL, { width: 1200, height: 700 }, { wants: 0, needs: 0 });
  assert.deepEqual(none, { map: 300 + 2 * PAD, below: 0 });
});

test("a map of compact cards has room to come near", () => {
  const scenes = { ...FULL, "compact LR": BOTH["compact LR"] };
  assert.deepEqual(shared(scenes, { width: 500, height: 700 }, { wants: 150, needs: 132 }), { map: 236, below: 150 });
  assert.deepEqual(shared(scenes, { width: 500, height: 300 }, { wants: 150, needs: 132 }), { map: 168, below: 132 });
});

test("a height that was chosen is used, all of it", () => {
  const { map, below } = shared(FULL, { width: 1200, height: 900 }, { wants: 150, needs: 132 }, { fill: true });
  assert.equal(map + below, 900);
  assert.ok(map > 324);
});
