// The code pane: source lines, with the exact expression of the step marked.

import { h } from "./dom.js";

/** @typedef {import("./payload.js").Source} Source */

/**
 * A line cut into parts by a span [source, line, column, end line, end column]; columns count characters,
 * not UTF-16 units, so an emoji is one.
 * @param {string} text
 * @param {number} line
 * @param {number[] | null} span
 * @returns {{text: string, marked: boolean}[]}
 */
export function segments(text, line, span) {
  if (!span || line < span[1] || line > span[3]) return [{ text, marked: false }];
  const chars = Array.from(text);
  const from = line === span[1] ? span[2] : chars.length - Array.from(text.trimStart()).length;
  const to = line === span[3] ? span[4] : chars.length;
  return [
    { text: chars.slice(0, from).join(""), marked: false },
    { text: chars.slice(from, to).join(""), marked: true },
    { text: chars.slice(to).join(""), marked: false },
  ].filter((part) => part.text);
}

/** Shows sources one below the other; only the lines of the old and the new mark are drawn again. */
export class Code {
  /** @param {Source[]} sources */
  constructor(sources) {
    this.element = h("pre", { class: "mxg-code", tabindex: "-1", "aria-label": "Source" });
    /** @type {Map<string, {row: HTMLElement, text: string, line: number}>} */
    this.rows = new Map();
    /** @type {string[]} */
    this.lit = [];
    for (const source of sources) {
      source.lines.forEach((text, i) => {
        const line = source.first_line + i;
        const row = h("span", { class: "mxg-line" });
        this.rows.set(`${source.id}:${line}`, { row, text, line });
        this.element.append(row);
        this.#paint(`${source.id}:${line}`, null);
      });
    }
    this.element.hidden = this.rows.size === 0;
    const longest = Math.max(0, ...[...this.rows.values()].map((row) => Array.from(row.text).length));
    /** Width the pane wants beside the graph, as the style bounds it. */
    this.width = this.element.hidden ? 0 : Math.max(210, Math.min(400, longest * 8 + 66));
  }

  /** @param {string} key @param {number[] | null} span */
  #paint(key, span) {
    const entry = this.rows.get(key);
    if (!entry) return;
    const number = h("span", { class: "mxg-num", "aria-hidden": "true" }, String(entry.line));
    const parts = segments(entry.text, entry.line, span).map((p) => (p.marked ? h("mark", {}, p.text) : p.text));
    entry.row.replaceChildren(number, ...parts, "\n");
  }

  /** @param {number[] | null} span the expression @param {number[] | null} call the call that started it all */
  show(span, call) {
    for (const key of this.lit) {
      this.rows.get(key)?.row.classList.remove("call");
      this.#paint(key, null);
    }
    this.lit = [];
    if (call) {
      const key = `${call[0]}:${call[1]}`;
      this.rows.get(key)?.row.classList.add("call");
      this.lit.push(key);
    }
    for (let line = span ? span[1] : 1; span && line <= span[3]; line++) {
      const key = `${span[0]}:${line}`;
      this.#paint(key, span);
      this.lit.push(key);
    }
    const first = span && this.rows.get(`${span[0]}:${span[1]}`)?.row;
    if (first) this.#reveal(first);
  }

  /** Scroll the pane, never the page. @param {HTMLElement} row */
  #reveal(row) {
    const pane = this.element;
    const top = row.offsetTop - pane.offsetTop;
    if (top < pane.scrollTop || top + row.offsetHeight > pane.scrollTop + pane.clientHeight) {
      pane.scrollTop = top - pane.clientHeight / 3;
    }
  }
}
