// Units that need no browser, on payloads that Python made (tests/widgets/golden).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { chain, element, index, place } from "./chain.js";
import { segments } from "./code.js";
import { Drawings, named, toggled } from "./drawings.js";
import { outside, suited } from "./fit.js";
import { Kernel } from "./kernel.js";
import { action } from "./keys.js";
import { factsAt } from "./panels.js";
import { Parts } from "./parts.js";
import { checked, FORMAT, unpacked } from "./payload.js";
import { labelled } from "./labels.js";
import { iteration, shown } from "./strip.js";
import { Stepper } from "./stepper.js";

const golden = (name) =>
  JSON.parse(readFileSync(new URL(`../../tests/widgets/golden/${name}.json`, import.meta.url), "utf8"));
const blank = () => "";
const stepperOf = (changes, initial = blank) => new Stepper((part) => (part ? [] : changes), changes.length, initial);
const changesOf = (name) => golden(name).parts[0].changes;

test("a golden payload is accepted, others are refused with a sentence", () => {
  assert.equal(checked(golden("product")).problem, undefined);
  assert.match(checked(null).problem, /nothing to show/);
  assert.match(checked({ format: "mxgrad.player/9" }).problem, /mxgrad.player\/9/);
  assert.match(checked({ format: FORMAT, steps: [], parts: [{}] }).problem, /no steps/);
  assert.match(checked({ format: FORMAT, steps: [0], parts: [] }).problem, /no steps/);
});

test("data travels compressed; what cannot be read is nothing", async () => {
  const stream = new Blob(['{"format": "x"}']).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  assert.deepEqual(await unpacked(bytes), { format: "x" });
  assert.equal(await unpacked(bytes.slice(0, 12)), null);
});

test("going there and back restores every element", () => {
  const stepper = stepperOf(changesOf("product"));
  stepper.go(2);
  const before = new Map(stepper.state);
  stepper.go(7);
  stepper.go(2);
  for (const [key, value] of stepper.state) assert.equal(value, before.get(key) ?? "", key);
});

test("a jump equals the same way in single steps", () => {
  const jumped = stepperOf(changesOf("product"));
  const walked = stepperOf(changesOf("product"));
  jumped.go(6);
  for (let i = 0; i <= 6; i++) walked.go(i);
  assert.deepEqual([...jumped.state].sort(), [...walked.state].sort());
});

test("a jump touches each element once a kind, however far it is", () => {
  const changes = Array.from({ length: 5000 }, (_, i) => [["a", 1, String(i)]]);
  const stepper = stepperOf(changes, () => "start");
  assert.deepEqual(stepper.go(4999), [["a", 1, "4999"]]);
  assert.deepEqual(stepper.go(0), [["a", 1, "0"]]);
  assert.deepEqual(stepper.go(-1), [["a", 1, "start"]]);
});

test("each part begins with all that holds, so that a jump needs no other part", () => {
  const parts = [[[["a", 1, "1"], ["b", 0, "on"]], [["a", 1, "2"]]], [[["a", 1, "3"]], [["c", 0, "on"]]]];
  const asked = [];
  const stepper = new Stepper((part) => (asked.push(part), parts[part]), 2, blank);
  assert.deepEqual(stepper.go(3), [["a", 1, "3"], ["c", 0, "on"]]);
  assert.deepEqual(asked, [1]);
  assert.deepEqual(stepper.go(1), [["a", 1, "2"], ["b", 0, "on"], ["c", 0, ""]]);
  assert.deepEqual(stepper.go(2), [["a", 1, "3"], ["b", 0, ""]]);
});

test("steps come in parts: fetched once, and only those that are not here", async () => {
  const asked = [];
  const told = (number) => ({ number, steps: [{ say: [["", `step ${2 * number}`]] }, {}], changes: [], shown: [], facts: {} });
  const fetch = async (number) => (asked.push(number), number < 2 ? told(number) : null);
  const steps = Array.from({ length: 6 }, () => ({}));
  const parts = new Parts({ size: 2, parts: [told(0)] }, steps, fetch);
  assert.equal(parts.of(1).number, 0);
  assert.equal(parts.of(2), undefined);
  const both = await Promise.all([parts.need(2), parts.need(3)]);
  assert.deepEqual(both.map((part) => part.number), [1, 1]);
  assert.equal(steps[2].say[0][1], "step 2");
  assert.equal(await parts.need(5), null);
  assert.equal(await parts.need(6), null);
  assert.deepEqual(asked, [1, 2]);
});

test("the gradient of x is there at the last step of z = y * x", () => {
  const stepper = stepperOf(changesOf("product"));
  stepper.go(golden("product").steps.length - 1);
  assert.equal(stepper.value("n0.g.1.1t", 1), "16");
  assert.equal(stepper.value("n0.b", 1), "→ x.grad ✓");
});

test("a span marks the exact expression, counting characters", () => {
  const text = "é = '🙂🙂'; y = 2 * x**2";
  const at = Array.from(text).join("").indexOf("x**2") - 2;
  const parts = segments(text, 3, [{ span: [0, 3, at, 3, at + 4], tag: "mark" }]);
  assert.deepEqual(parts.filter((p) => p.tag).map((p) => p.text), ["x**2"]);
  assert.equal(parts.map((p) => p.text).join(""), text);
});

test("a span over lines marks from its start, without indentation, to its end", () => {
  const span = [0, 1, 4, 3, 5];
  const marked = (text, line) => segments(text, line, [{ span, tag: "mark" }]).filter((p) => p.tag).map((p) => p.text);
  assert.deepEqual(marked("y = (a", 1), ["(a"]);
  assert.deepEqual(marked("     + b", 2), ["+ b"]);
  assert.deepEqual(marked("    )", 3), [")"]);
  assert.deepEqual(marked("z", 4), []);
});

test("of facts with one key the latest holds", () => {
  const facts = [[1, "gradient", "a"], [4, "gradient", "b"]];
  assert.equal(factsAt(facts, 0).size, 0);
  assert.equal(factsAt(facts, 3).get("gradient")[2], "a");
  assert.equal(factsAt(facts, 4).get("gradient")[2], "b");
});

test("the chain of an element: by the rule of each operation, all where it is not known", () => {
  const nodes = [
    { id: 0, rules: [] },
    { id: 1, rules: [[0, 1]] }, // elementwise
    { id: 2, rules: [[1, [[0], [2], [1], [3]]]] }, // a transpose of 2 by 2
    { id: 3, rules: [[2, [[0, 1], [2, 3]]], [5, [[0, 1, 2, 3], [0, 1, 2, 3]]]] }, // a sum of rows
    { id: 4, rules: [[3, 0]] },
    { id: 5, rules: [] },
  ];
  const { lit, unknown } = chain(nodes, 1, 1);
  assert.deepEqual([...lit.get(0)], [1]);
  assert.deepEqual([...lit.get(2)], [2]);
  assert.deepEqual([...lit.get(3)], [1]);
  assert.equal(lit.get(4), null);
  assert.equal(lit.has(5), false);
  assert.equal(unknown, true);
  const back = chain(nodes.slice(0, 4), 3, 0);
  assert.deepEqual([...back.lit.get(2)], [0, 1]);
  assert.deepEqual([...back.lit.get(1)].sort(), [0, 2]);
  assert.equal(back.unknown, false);
  assert.deepEqual([...chain(nodes, 4, 0).lit.get(1)].sort(), [0, 1, 2, 3]);
});

test("from all elements of a slice the chain goes on to those of the slice alone", () => {
  const nodes = [{ id: 0, rules: [] }, { id: 1, rules: [[0, [[2], [3]]]] }, { id: 2, rules: [[1, 0]] }];
  assert.deepEqual([...chain(nodes, 2, 0).lit.get(0)], [2, 3]);
});

test("a chain goes round a loop that is rolled up", () => {
  const nodes = [{ id: 0, rules: [] }, { id: 1, rules: [[0, 1], [1, [[1], [0]]]] }];
  assert.deepEqual([...chain(nodes, 1, 0).lit.get(0)].sort(), [0, 1]);
});

test("cells of a grid show the elements of an array, but for a gap", () => {
  assert.equal(element([2, 3], "1.2"), 5);
  assert.equal(element([2, 3], "2.0"), null);
  assert.equal(element([], "0.0"), 0);
  assert.equal(element([5], "0.4"), 4);
  assert.equal(element([20], "1.1"), 9); // wrapped after eight
  assert.equal(element([20], "2.4"), null);
  assert.deepEqual([5, 6, 7, 9].map((c) => element([1, 20], `0.${c}`)), [5, null, 17, 19]);
  assert.deepEqual([5, 6, 7].map((r) => element([12, 2], `${r}.1`)), [11, null, 19]);
  assert.equal(element([2, 2, 2], "3.0"), 6);
  assert.equal(index([2, 2, 2], 6), "[1, 1, 0]");
  assert.equal(index([], 0), "");
});

test("the places of cells are read from their ids", () => {
  assert.deepEqual(place("n12.v.0.1t"), { node: 12, arg: null, slot: "v", cell: "0.1" });
  assert.deepEqual(place("k4-1.grad_out.2.3"), { node: 4, arg: 1, slot: "grad_out", cell: "2.3" });
  assert.equal(place("n12"), null);
  assert.equal(place("n12.v.f"), null);
});

test("the drawing follows the width of the player", () => {
  const scenes = { LR: { width: 1000 }, TB: { width: 400 } };
  assert.deepEqual(suited(scenes, 1200, 300, 5), { direction: "LR", stack: false });
  assert.deepEqual(suited(scenes, 900, 300, 5), { direction: "LR", stack: true });
  assert.deepEqual(suited(scenes, 900, 300, 40), { direction: "TB", stack: false });
  assert.deepEqual(suited(scenes, 360, 300, 5), { direction: "TB", stack: true });
});

test("keys with a modifier belong to the page", () => {
  assert.equal(action({ key: "ArrowRight" }), "next");
  assert.equal(action({ key: "b" }), "backward");
  assert.equal(action({ key: "ArrowRight", ctrlKey: true }), null);
  assert.equal(action({ key: "x" }), null);
});

test("scrolling brings a stretch into its frame and leaves what is in it", () => {
  assert.equal(outside(50, 100, 0, 200), 0);
  assert.equal(outside(-50, 0, 0, 200), -87.5);
  assert.equal(outside(180, 260, 0, 200), 90);
});

test("of overlapping marks the first holds", () => {
  const marks = [{ span: [0, 1, 2, 1, 4], tag: "mark" }, { span: [0, 1, 0, 1, 6], tag: "s" }];
  assert.deepEqual(segments("abcdefgh", 1, marks), [
    { text: "ab", tag: "s" }, { text: "cd", tag: "mark" }, { text: "ef", tag: "s" }, { text: "gh", tag: "" },
  ]);
});

test("a long strip shows its ends and what is near", () => {
  assert.deepEqual(shown(4, 1), [0, 1, 2, 3]);
  const some = shown(1000, 500);
  assert.deepEqual(some.slice(0, 5), [0, 1, 2, -1, 495]);
  assert.deepEqual(some.slice(-5), [505, -1, 997, 998, 999]);
});

test("iterations are walked from first step to first step", () => {
  const steps = [null, [0, 0], [0, 0], [0, 1], [0, 1], null].map((at) => ({ at }));
  assert.deepEqual([0, 1, 2, 3, 4, 5].map((i) => iteration(steps, i, 1)), [1, 3, 3, 5, 5, 5]);
  assert.deepEqual([0, 1, 2, 3, 4, 5].map((i) => iteration(steps, i, -1)), [0, 0, 0, 1, 1, 3]);
});

test("a search finds by name, operation, source and line", async () => {
  const { found } = await import("./search.js");
  const node = (/** @type {any} */ more) => ({ id: 0, from: [], rules: [], to: [], step: 0, line: null, facts: [], ...more });
  const nodes = [
    node({ id: 1, title: "b = × 2", line: 4, facts: [[0, "source", "b * 2"]] }),
    node({ id: 2, title: "‖·‖", line: 5, facts: [[0, "source", "b.norm()"]] }),
  ];
  const german = labelled({ "search.line": "Zeile {line}" });
  const ids = (/** @type {string} */ text, label = labelled({ "search.line": "line {line}" })) => found(nodes, text, label).map((n) => n.id);
  assert.deepEqual(ids("norm"), [2]);
  assert.deepEqual(ids(" B = "), [1]);
  assert.deepEqual(ids("line 5"), [2]);
  assert.deepEqual(ids("Line5"), [2]);
  assert.deepEqual(ids("Zeile 5"), []);
  assert.deepEqual(ids("Zeile 5", german), [2]);
  assert.deepEqual(ids("zeile 4", german), [1]);
  assert.deepEqual(ids("line 5", german), [2]);
  assert.deepEqual(ids("4"), [1]);
  assert.deepEqual(ids("b"), [1, 2]);
  assert.deepEqual(ids("  "), []);
  assert.deepEqual(ids("nothing"), []);
});

test("a drawing has one name, however its folded calls are listed", () => {
  assert.equal(named(false, []), "rolled");
  assert.equal(named(true, ["s9", "s12"]), named(true, ["s12", "s9"]));
  assert.deepEqual(toggled(["s2"], "s1"), ["s1", "s2"]);
  assert.deepEqual(toggled(["s1", "s2"], "s1"), ["s2"]);
});

test("a drawing is fetched once, and its steps need not be told again", async () => {
  const payload = { ...golden("product"), steps: golden("product").steps.map(() => ({})) };
  const view = { ...payload, parts: payload.parts.map(({ steps, ...part }) => part) };
  let asked = 0;
  const drawings = new Drawings(payload, { draw: async (unrolled, folded) => (asked++, folded[0] === "s1" ? view : null) });
  assert.equal(await drawings.get(false, []), drawings.first);
  const said = payload.steps.map((step) => step.say);
  const one = await drawings.get(false, ["s1"]);
  assert.equal(await drawings.get(false, ["s1"]), one);
  assert.equal(asked, 1);
  assert.deepEqual(payload.steps.map((step) => step.say), said);
  assert.equal(one.supply.changes(0).length, said.length);
  assert.equal(await drawings.get(true, []), null);
});

test("a kernel that dies or restarts is told once, and at once", () => {
  const slots = new Set();
  const connection = { status: "busy", interrupt: () => "stopped", statusChanged: { connect: (s) => slots.add(s), disconnect: (s) => slots.delete(s) } };
  const becomes = (status) => {
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
    assert.deepEqual([kernel.gone, told, kernel.interrupt()], [false, 0, "stopped"]);
    becomes(end);
    becomes("idle");
    becomes("dead");
    assert.deepEqual([kernel.gone, told], [true, 1]);
    assert.equal(new Kernel({ widget_manager: { kernel: connection } }).gone, true);
    kernel.destroy();
  }
  assert.deepEqual([new Kernel({}).gone, new Kernel({}).interrupt], [false, null]);
});
