// A kernel that goes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Kernel } from "./kernel.js";

test("a kernel that dies or restarts is told once, and at once", () => {
  /** @type {Set<() => void>} */
  const slots = new Set();
  const connection = { status: "busy", interrupt: () => "stopped", statusChanged: { connect: (/** @type {() => void} */ s) => slots.add(s), disconnect: (/** @type {() => void} */ s) => slots.delete(s) } };
  const becomes = (/** @type {string} */ status) => {
    connection.status = status;
    for (const slot of slots) slot();
  };
  for (const end of ["dead", "restarting", "autorestarting", "terminating"]) {
    becomes("idle");
    const kernel = new Kernel({ widget_manager: { kernel: connection } });
    let told = 0;
    kernel.onGone(() => told++);
    const leave = kernel.onGone(() => assert.fail("left"));
    leave();
    becomes("busy");
    assert.deepEqual([kernel.gone, told, kernel.interrupt?.()], [false, 0, "stopped"]);
    becomes(end);
    becomes("idle");
    becomes("dead");
    assert.deepEqual([kernel.gone, told], [true, 1]);
    assert.equal(new Kernel({ widget_manager: { kernel: connection } }).gone, true);
    kernel.destroy();
  }
  assert.deepEqual([new Kernel({}).gone, new Kernel({}).interrupt], [false, null]);
});
