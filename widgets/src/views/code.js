// The code pane: source lines, with the exact expression of the step marked.

import { clamp } from "../data/clamp.js";
import { filledWith, h, on } from "../dom/dom.js";

const LINE = 22.75; // px, as the style has it
const PAD = 10;
const EDGE = 6; // px between an expression and the edge of the pane

/** @typedef {import("../data/schema.js").Span} Span */
/** @typedef {{span: Span, tag: string}} Mark */

/**
 * A line cut into parts by marks over spans [source, line, column, end line, end column]; where marks overlap, the
 * first one holds. Columns count characters, not UTF-16 units, so an emoji is one.
 * @param {string} text
 * @param {number} line
 * @param {Mark[]} marks
 * @returns {{text: string, tag: string}[]}
 */
export function segments(text, line, marks) {
  const chars = Array.from(text);
  const indent = chars.length - Array.from(text.trimStart()).length;
  const tags = chars.map(() => "");
  for (const { span, tag } of [...marks].reverse()) {
    if (line < span[1] || line > span[3]) continue;
    tags.fill(tag, line === span[1] ? span[2] : indent, line === span[3] ? span[4] : chars.length);
  }
  /** @type {{text: string, tag: string}[]} */
  const parts = [];
  chars.forEach((char, i) => {
    if (parts.length && tags[i] === tags[i - 1]) parts[parts.length - 1].text += char;
    else parts.push({ text: char, tag: tags[i] });
  });
  return parts.length ? parts : [{ text: "", tag: "" }];
}

/** Shows sources one below the other; only the lines of the old and the new mark are drawn again. */
export class Code {
  /** @param {import("../data/payload.js").PlayerData} payload @param {import("../data/labels.js").Label} label */
  constructor({ sources, steps, strikes }, label) {
    this.steps = steps;
    this.strikes = strikes;
    this.lines = h("div", { class: "mxg-lines" });
    this.element = h("pre", { class: "mxg-code", tabindex: "0", role: "region", "aria-label": label("source") });
    /** @type {Map<string, {row: HTMLElement, text: string, line: number}>} */
    this.rows = new Map();
    /** @type {string[]} */
    this.lit = [];
    /** @type {HTMLElement[]} */
    this.wrapped = [];
    /** @type {HTMLElement | undefined} */
    this.called = undefined;
    const several = new Set(sources.map((source) => source.id)).size > 1;
    sources.forEach((source, n) => {
      const before = sources[n - 1];
      if (before?.id !== source.id) {
        if (several) this.lines.append(heading("mxg-from", source.name));
      } else {
        const left = source.between ?? [];
        const gap = heading("mxg-gap", `⋯ ${label("source.left out", { count: left.length })}`, "button");
        on(gap, "click", () => {
          gap.replaceWith(...left.map((text, i) => this.#row(source.id, source.first_line - left.length + i, text)));
          this.element.focus();
        });
        this.lines.append(gap);
      }
      this.lines.append(...source.lines.map((text, i) => this.#row(source.id, source.first_line + i, text)));
    });
    this.element.append(this.lines);
    this.element.hidden = this.rows.size === 0;
    new ResizeObserver(() => this.reveal()).observe(this.element);
  }

  /** @param {number} source @param {number} line @param {string} text */
  #row(source, line, text) {
    const row = h("span", { class: "mxg-line" });
    this.rows.set(`${source}:${line}`, { row, text, line });
    this.#paint(`${source}:${line}`, []);
    return row;
  }

  /** What all its lines need. */
  get height() {
    return this.lines.childElementCount * LINE + 2 * PAD;
  }

  /** @param {string} key @param {Mark[]} marks */
  #paint(key, marks) {
    const entry = this.rows.get(key);
    if (!entry) return;
    const number = h("span", { class: "mxg-num", "aria-hidden": "true" }, String(entry.line));
    const parts = segments(entry.text, entry.line, marks).map((p) => (p.tag ? h(p.tag, p.tag === "mark" ? { "data-now": "expression" } : {}, p.text) : p.text));
    filledWith(entry.row, number, ...parts, "\n");
  }

  /** @param {import("../store/store.js").State} state @param {import("../store/store.js").State} before */
  update({ step: at, open, tab, asking }, before) {
    if (open !== before.open || tab !== before.tab) this.reveal();
    if (!this.steps[at] || (at === before.step && asking === before.asking)) return;
    const { span, call } = this.steps[asking?.step ?? at]; // a question is about what comes
    this.#show(span ?? null, call ?? null, this.strikes[this.steps[at].struck ?? 0]);
  }

  /**
   * @param {Span | null} span the expression
   * @param {Span | null} call the call that started it all
   * @param {Span[]} struck arms that do not run
   */
  #show(span, call, struck) {
    const marks = [...(span ? [{ span, tag: "mark" }] : []), ...struck.map((s) => ({ span: s, tag: "s" }))];
    const before = this.lit;
    this.lit = [...new Set(marks.flatMap((m) => lines(m.span)))];
    for (const key of new Set([...before, ...this.lit])) {
      this.#paint(key, marks.filter((m) => key.startsWith(`${m.span[0]}:`)));
    }
    this.called?.classList.remove("call");
    this.called = call ? this.rows.get(`${call[0]}:${call[1]}`)?.row : undefined;
    this.called?.classList.add("call");
    this.reveal();
  }

  /** Scroll the pane, never the page, so that the expression is seen; of a long one its beginning. */
  reveal() {
    const pane = this.element;
    for (const row of this.wrapped.splice(0)) row.style.removeProperty("max-width");
    const marks = /** @type {HTMLElement[]} */ ([...pane.querySelectorAll("mark")]);
    if (!marks.length || !pane.clientHeight) return;
    const numbers = /** @type {HTMLElement} */ (pane.querySelector(".mxg-num")).offsetWidth;
    for (const { parentElement: row, offsetWidth } of marks) {
      if (!row || offsetWidth <= pane.clientWidth - numbers - 4 * EDGE) continue;
      row.style.maxWidth = `${pane.clientWidth}px`; // a line that is wider than the pane goes on below
      this.wrapped.push(row);
    }
    const [first, last] = [marks[0], marks[marks.length - 1]];
    const [top, bottom] = [first.offsetTop, last.offsetTop + last.offsetHeight];
    const left = Math.min(...marks.map((mark) => mark.offsetLeft));
    const right = Math.max(...marks.map((mark) => mark.offsetLeft + mark.offsetWidth));
    pane.scrollTop += needed(top - pane.scrollTop, bottom - pane.scrollTop, LINE, pane.clientHeight);
    // From the margin where that shows all of it, else no farther than to its beginning.
    pane.scrollLeft = this.wrapped.length ? 0 : clamp(0, left - numbers, right + 3 * EDGE - pane.clientWidth);
  }
}

/**
 * How far to scroll so that a stretch lies between two places, with some of what is around it; a longer one begins there.
 * @param {number} from @param {number} to @param {number} start @param {number} end
 */
export function needed(from, to, start, end) {
  if (from >= start && to <= end - EDGE) return 0;
  const around = clamp(0, (end - start) / 3, end - EDGE - start - (to - from));
  return from < start || to - from > end - start ? from - start - Math.min(around, from < start ? around : 0) : to - (end - EDGE) + Math.min(around, (end - start) / 4);
}

/** A row that is no line of source, and stays while lines scroll sideways. @param {string} look @param {string} text */
function heading(look, text, tag = "span") {
  return h(tag, { class: `mxg-line ${look}` }, h("span", {}, text), "\n");
}

/** Keys of the lines that a span covers. @param {Span} span */
function lines(span) {
  return Array.from({ length: span[3] - span[1] + 1 }, (_, i) => `${span[0]}:${span[1] + i}`);
}
