// A model whose class turns messages away, as anywidget's does where a module came late.

import assert from "node:assert/strict";
import { test } from "node:test";

import { linked } from "./link.js";

/** @typedef {{content: {data: {method: string}}}} Message */

class Plain {
  /** @type {string[]} */
  heard = [];
  /** @type {unknown[]} */
  sent = [];
  /** @type {((message: Message) => unknown) | undefined} */
  taking;
  comm = { on_msg: (/** @type {any} */ take) => (this.taking = take), send: (/** @type {unknown} */ data) => this.sent.push(data) };

  constructor() {
    this.comm.on_msg(this._handle_comm_msg.bind(this));
  }

  /** @param {Message} message */
  async _handle_comm_msg(message) {
    this.heard.push(message.content.data.method);
  }
}

class Gated extends Plain {
  ready = Promise.resolve();

  /** @param {Message} message */
  async _handle_comm_msg(message) {
    await this.ready;
    return super._handle_comm_msg(message);
  }
}

/** As anywidget gives a model to what it renders. @param {unknown} own */
const given = (own) => ({ get: () => "its id", widget_manager: { get_model: async (/** @type {string} */ id) => (id === "its id" ? own : null) } });
const UPDATE = { content: { data: { method: "update" } } };

/** @returns {Gated} */
function late() {
  const own = new Gated();
  own.ready = Promise.reject(new Error("Failed to initialize model."));
  own.ready.catch(() => {});
  return own;
}

test("a model that messages reach is left alone", async () => {
  const own = new Gated();
  const { taking } = own;
  assert.equal(await linked(given(own)), true);
  assert.deepEqual([own.taking, own.sent], [taking, []]);
});

test("one that turns them away takes them again, and asks for what it missed", async () => {
  const own = late();
  await assert.rejects(async () => own.taking?.(UPDATE));
  assert.equal(await linked(given(own)), true);
  await own.taking?.(UPDATE);
  assert.deepEqual(own.heard, ["update"]);
  assert.deepEqual(own.sent, [{ method: "request_state" }]);
});

test("where that cannot be, it is told", async () => {
  const own = late();
  own.comm = /** @type {any} */ ({});
  assert.equal(await linked(given(own)), false);
});

test("a page that has no such model is taken as it is", async () => {
  assert.equal(await linked({ get: () => "" }), true);
  assert.equal(await linked(given(null)), true);
});
