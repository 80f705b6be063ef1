// What opens beside and below the picture: inspector of a node, table of steps, list of keys.

import { h } from "./dom.js";

/** @typedef {import("./payload.js").Payload} Payload */
/** @typedef {import("./payload.js").NodeInfo} NodeInfo */

/**
 * What is known of a node at a step: of facts with the same key the latest holds.
 * @param {NodeInfo} info
 * @param {number} at
 * @returns {Map<string, string>}
 */
export function factsAt(info, at) {
  const facts = new Map();
  for (const fact of info.facts) if (fact.step <= at) facts.set(fact.key, fact.text);
  return facts;
}

/**
 * @param {HTMLElement} panel
 * @param {NodeInfo | undefined} info
 * @param {number} at
 * @param {Map<number, NodeInfo>} all
 * @param {(id: number) => void} pick
 */
export function inspect(panel, info, at, all, pick) {
  if (!info) {
    panel.replaceChildren(h("h3", {}, "Inspector"), h("p", {}, "Choose a node: click it, or press ↓."));
    return;
  }
  const list = h("dl");
  for (const [key, text] of factsAt(info, at)) {
    const code = ["source", "value", "gradient", "in x.grad"].includes(key);
    list.append(h("dt", {}, key), h("dd", {}, code ? h("code", {}, text) : text));
  }
  for (const [key, ids] of /** @type {[string, number[]][]} */ ([["from", info.from], ["used by", info.to]])) {
    const links = ids.map((id) => {
      const link = h("button", { type: "button" }, all.get(id)?.title ?? String(id));
      link.addEventListener("click", () => pick(id));
      return link;
    });
    if (links.length) list.append(h("dt", {}, key), h("dd", {}, ...links));
  }
  panel.replaceChildren(h("h3", {}, info.title), list);
}

/**
 * @param {Payload} payload
 * @param {(step: number) => void} go
 */
export function table(payload, go) {
  const body = h("tbody");
  payload.steps.forEach((step, i) => {
    const row = h("tr", { "data-row": String(i) }, h("td", {}, String(i + 1)), h("td", {}, step.phase),
      h("td", {}, step.say.map((part) => part[1]).join("")));
    row.addEventListener("click", () => go(i));
    body.append(row);
  });
  const head = h("thead", {}, h("tr", {}, ...["step", "phase", "what happens"].map((t) => h("th", { scope: "col" }, t))));
  return h("div", { class: "mxg-table", role: "region", "aria-label": "Table of steps", hidden: "" }, h("table", {}, head, body));
}

const KEYS = [
  ["← →", "step back, step on"],
  ["Home End", "first step, last step"],
  ["Space", "play or pause"],
  ["B", "start of backward"],
  ["↑ ↓ Tab", "go through the nodes"],
  ["Enter", "inspect the node"],
  ["T", "table of steps"],
  ["?", "this list"],
];

export function help() {
  const list = h("dl");
  for (const [keys, text] of KEYS) {
    const caps = keys.split(" ").flatMap((key) => [h("kbd", {}, key), " "]);
    list.append(h("dt", {}, ...caps), h("dd", {}, text));
  }
  return h("div", { class: "mxg-help", role: "region", "aria-label": "Keys", hidden: "" }, h("h3", {}, "Keys"), list);
}
