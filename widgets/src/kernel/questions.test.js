// Questions and answers over a channel that only remembers what is sent.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Kernel } from "./kernel.js";
import { Questions } from "./questions.js";

class Channel {
  constructor() {
    /** @type {any[]} */
    this.sent = [];
    /** @type {Set<(content: any, buffers: DataView[]) => void>} */
    this.heard = new Set();
  }

  /** @param {any} content */
  send(content) {
    this.sent.push(content);
  }

  /** @param {string} _ @param {any} listener */
  on(_, listener) {
    this.heard.add(listener);
  }

  /** @param {any} _ @param {any} listener */
  off(_, listener) {
    this.heard.delete(listener);
  }

  /** @param {any} content */
  answer(content, buffers = [new DataView(new ArrayBuffer(1))]) {
    for (const listener of this.heard) listener(content, buffers);
  }
}

/** @type {import("./questions.js").Unasked<import("../data/schema.js").Question>} */
const NUMBERS = { kind: "numbers", value: 3, begin: [0], end: [9] };
/** @type {import("./questions.js").Unasked<import("../data/schema.js").Question>} */
const PART = { kind: "part", part: 1, unrolled: false, folded: [] };

/** @returns {{channel: Channel, questions: Questions, kernel: Kernel, dies: () => void}} */
function opened() {
  /** @type {Set<() => void>} */
  const slots = new Set();
  const connection = { status: "idle", statusChanged: { connect: (/** @type {() => void} */ s) => slots.add(s), disconnect: (/** @type {() => void} */ s) => slots.delete(s) } };
  const kernel = new Kernel({ widget_manager: { kernel: connection } });
  const channel = new Channel();
  const dies = () => {
    connection.status = "dead";
    for (const slot of slots) slot();
  };
  return { channel, kernel, dies, questions: new Questions(channel, kernel) };
}

test("each question has an id of its own, and an answer goes to the question of its id", async () => {
  const { channel, questions } = opened();
  const [first, second] = [questions.ask(NUMBERS), questions.ask(NUMBERS)];
  const [a, b] = channel.sent;
  assert.notEqual(a.id, b.id);
  assert.deepEqual({ ...a, id: 0 }, { ...NUMBERS, id: 0 });
  channel.answer({ id: b.id, kind: "numbers", numbers: ["2"] });
  channel.answer({ id: a.id, kind: "numbers", numbers: ["1"] });
  assert.deepEqual([await first, await second].map((reply) => reply.kind === "numbers" && reply.numbers), [["1"], ["2"]]);
});

test("two pages that look at the same widget do not take each other's answers", async () => {
  const [here, there] = [opened(), opened()];
  const asked = here.questions.ask(PART);
  there.questions.ask(PART);
  here.channel.answer({ id: there.channel.sent[0].id, kind: "part" });
  assert.equal(here.questions.waiting.size, 1);
  here.channel.answer({ id: here.channel.sent[0].id, kind: "part" });
  assert.equal((await asked).kind, "part");
  there.questions.destroy();
});

test("what comes twice, without an id or for nobody is dropped", async () => {
  const { channel, questions } = opened();
  const asked = questions.ask(PART);
  const { id } = channel.sent[0];
  for (const content of [null, {}, { kind: "part" }, { id: "other", kind: "part" }]) channel.answer(content);
  assert.equal(questions.waiting.size, 1);
  channel.answer({ id, kind: "refused", text: "no" });
  channel.answer({ id, kind: "part" });
  const reply = await asked;
  assert.equal(reply.kind === "refused" && reply.text, "no");
  assert.equal(questions.waiting.size, 0);
});

test("an answer that never comes is said, and one that comes after that is dropped", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { channel, questions } = opened();
  const [soon, any] = [questions.ask(PART, 100), questions.ask(PART, Infinity)];
  mock.timers.tick(100);
  assert.deepEqual(await soon, { kind: "late" });
  channel.answer({ id: channel.sent[0].id, kind: "part" });
  mock.timers.tick(10 ** 9);
  assert.equal(questions.waiting.size, 1);
  channel.answer({ id: channel.sent[1].id, kind: "part" });
  assert.equal((await any).kind, "part");
  mock.timers.reset();
});

test("a kernel that goes answers every question that waits, and all that come", async () => {
  const { channel, questions, dies } = opened();
  const asked = [questions.ask(PART), questions.ask(NUMBERS, Infinity)];
  dies();
  assert.deepEqual(await Promise.all([...asked, questions.ask(PART)]), Array(3).fill({ kind: "gone" }));
  assert.equal(channel.sent.length, 2);
});

test("a question that cannot be sent has an answer, and what is left hears nothing", async () => {
  const { channel, questions } = opened();
  const error = new Error("comm is closed");
  channel.send = () => {
    throw error;
  };
  assert.deepEqual(await questions.ask(PART), { kind: "unreachable", error });
  questions.destroy();
  assert.equal(channel.heard.size, 0);
});
