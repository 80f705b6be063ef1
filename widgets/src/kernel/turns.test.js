// Places that wait for their turn, and what the page does in between.

import assert from "node:assert/strict";
import { test } from "node:test";

import { turn } from "./turns.js";

const page = /** @type {any} */ (globalThis);
page.innerHeight = 800;

/** A place whose upper edge is so far below that of the window. @param {number} top @returns {any} */
const place = (top) => ({ getBoundingClientRect: () => ({ top, bottom: top + 100 }) });

test("one place comes each time that the page is idle, the nearest first", async () => {
  /** @type {[() => void, {timeout: number}][]} */
  const idle = [];
  page.requestIdleCallback = (/** @type {() => void} */ act, /** @type {{timeout: number}} */ options) => idle.push([act, options]);
  /** @type {number[]} */
  const came = [];
  const tops = [5000, -900, 200, 1500];
  const all = tops.map((top) => turn(place(top)).then(() => came.push(top)));
  for (const expected of [200, 1500, -900, 5000]) {
    assert.equal(idle.length, 1);
    const [[act, { timeout }]] = idle.splice(0);
    assert.ok(timeout < 1000, "a page that never is idle shows it too");
    const before = came.length;
    act();
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual(came.slice(before), [expected]);
  }
  await Promise.all(all);
  assert.equal(idle.length, 0);
  delete page.requestIdleCallback;
});

test("a page that does not tell when it is idle shows all of them", async () => {
  await Promise.all([turn(place(0)), turn(place(900))]);
});
