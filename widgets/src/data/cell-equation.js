// The equation of any cell of a stage: which cells make it, and the arithmetic in words of numbers.

import { figure, real } from "./figures.js";
import { count, placeAt, turnsOf, unravel } from "./loops.js";

/** @typedef {import("./schema.js").Stage} Stage */
/** @typedef {import("./schema.js").LoopRule} LoopRule */
/** @typedef {{arrays: import("./schema.js").StageArray[], rules: LoopRule[]}} Shared what the stages of some steps have in common */
/** @typedef {{cells: number[]}} Term the cell of each grid that a rule reads; -1 for none */
/** @typedef {{text: string, lit: Map<number, Set<number>>}} Equation as text, and by grid the cells it names */

const SHOWN = 6; // terms of a sum
const MOST_SPREAD = 64; // cells over which an operand is repeated
const MOST_TERMS = 4096;
const ENOUGH = 17; // digits that give a number back

export class StageCells {
  /** @param {Stage} stage @param {Shared} shared @param {Map<number, number[]>} fetched by value what is known of large arrays @param {(count: number) => string} [more] how terms are counted that are left out */
  constructor(stage, shared, fetched = new Map(), more = String) {
    this.fetched = fetched;
    this.more = more;
    this.stage = stage;
    this.shared = shared;
    for (const { value, beginning } of stage.grids.map(({ array }) => shared.arrays[array])) {
      if (value === undefined || !beginning || fetched.has(value)) continue;
      /** @type {number[]} */
      const known = [];
      for (const [from, step, numbers] of beginning) numbers.split(" ").forEach((text, i) => (known[from + i * step] = real(text)));
      fetched.set(value, known);
    }
  }

  /** @param {number} grid */
  array(grid) {
    return this.shared.arrays[this.stage.grids[grid].array];
  }

  /** @param {number} grid */
  shape(grid) {
    return this.array(grid).shape;
  }

  /** @param {number} grid @param {number} cell */
  value(grid, cell) {
    const { numbers, value } = this.array(grid);
    return numbers ? real(numbers[cell]) : this.fetched.get(value ?? -1)?.[cell] ?? NaN;
  }

  /** Whether any numbers of a grid are here. @param {number} grid */
  known(grid) {
    const { numbers, value } = this.array(grid);
    return numbers !== null || this.fetched.has(value ?? -1);
  }

  /** Whether a number is here. @param {number} grid @param {number} cell */
  has(grid, cell) {
    const { numbers, value } = this.array(grid);
    return numbers ? cell < numbers.length : this.fetched.get(value ?? -1)?.[cell] !== undefined;
  }

  /**
   * Of an operand that is broadcast: over which shape, and which cell stands where; null for others.
   * @param {number} grid
   * @returns {{of: number, shape: number[], source: (at: number) => number, again: (at: number) => boolean} | null}
   */
  spread(grid) {
    const of = this.stage.grids.findIndex(({ made }) => made?.reads.includes(grid));
    const rule = of < 0 ? null : this.rule(of);
    const places = rule?.reads[this.stage.grids[of].made?.reads.indexOf(grid) ?? -1];
    const [shape, own] = [of < 0 ? [] : this.shape(of), this.shape(grid)];
    if (!rule || !places || !Array.isArray(places[0]) || rule.target !== null || count(own) < 2 || count(shape) > MOST_SPREAD) return null;
    const source = (/** @type {number} */ at) => placeAt(places, own, unravel(shape, at), rule.sizes);
    const first = new Map(Array.from({ length: count(shape) }, (_, at) => [source(count(shape) - 1 - at), count(shape) - 1 - at]));
    return { of, shape, source, again: (at) => first.get(source(at)) !== at };
  }

  /** @param {number} grid @returns {LoopRule | null} */
  rule(grid) {
    const { made } = this.stage.grids[grid];
    return made ? this.shared.rules[made.rule] : null;
  }

  /** The terms that make a cell. @param {number} grid @param {number} cell @returns {Term[]} */
  terms(grid, cell) {
    const { made } = this.stage.grids[grid];
    const rule = this.rule(grid);
    if (!made || !rule) return [];
    const needed = named(rule.term);
    if (count(rule.sizes) / Math.max(1, count(this.shape(grid))) > MOST_TERMS) return [];
    return turnsOf(rule, this.shape(grid), cell)
      .map((turn) => ({ cells: rule.reads.map((places, k) => placeAt(places, this.shape(made.reads[k]), turn, rule.sizes)) }))
      .filter(({ cells }) => (needed.length ? needed.every((k) => cells[k] >= 0) : cells.some((at) => at >= 0)));
  }

  /**
   * The equation of a cell; null where no rule makes it, or numbers are missing.
   * @param {number} grid @param {number} cell @param {boolean} [exact] all digits and all terms
   * @returns {Equation | null}
   */
  equation(grid, cell, exact = false) {
    const { made } = this.stage.grids[grid];
    const rule = this.rule(grid);
    if (!made || !rule) return null;
    const terms = this.terms(grid, cell);
    if (!terms.length && count(rule.sizes) > MOST_TERMS) return null;
    if (!this.has(grid, cell) || !terms.every(({ cells }) => cells.every((at, k) => at < 0 || this.has(made.reads[k], at)))) return null;
    const values = (/** @type {Term} */ { cells }) => cells.map((at, k) => (at < 0 ? NaN : this.value(made.reads[k], at)));
    const lit = this.#lit(made.reads, terms, rule);
    const numbers = terms.map(values);
    const result = this.value(grid, cell);
    const digits = exact ? ENOUGH : digitsFor(rule, numbers, result);
    const only = terms.length === 1 && !exact && rule.whole === "…" && ["", "⟨0⟩"].includes(rule.term) ? this.#named(made.reads, terms[0]) : "";
    const left = only || written(rule, numbers, digits, exact ? null : this.more);
    const gives = !exact && /[=≠<>≤≥≈]/.test(rule.term) ? "→" : "="; // 3 > 2 is not equal to 1
    return { text: `${left} ${gives} ${figure(result, exact ? ENOUGH : Math.max(3, digits))}`, lit };
  }

  /** A cell that is only passed on, by its name and index. @param {number[]} reads @param {Term} term */
  #named(reads, { cells }) {
    const k = cells.findIndex((at) => at >= 0);
    const shape = this.shape(reads[k]);
    const { title } = this.stage.grids[reads[k]];
    return count(shape) > 1 ? `${/ [^\w\s]+ /.test(title) ? `(${title})` : title}[${unravel(shape, cells[k]).join(", ")}]` : title;
  }

  /** @param {number[]} reads @param {Term[]} terms @param {LoopRule} rule */
  #lit(reads, terms, rule) {
    /** @type {Map<number, Set<number>>} */
    const lit = new Map();
    const [inside, outside] = [named(rule.term), named(rule.whole)];
    terms.forEach(({ cells }, i) => cells.forEach((at, k) => {
      if (at < 0 || !(inside.includes(k) || !rule.term || (outside.includes(k) && i === 0))) return;
      lit.set(reads[k], (lit.get(reads[k]) ?? new Set()).add(at));
    }));
    return lit;
  }

  /** The cells of a grid that are made from a cell of another. @param {number} grid @param {number} from @param {number} cell @returns {number[]} */
  uses(grid, from, cell) {
    const reads = this.stage.grids[grid].made?.reads ?? [];
    if (!reads.includes(from)) return [];
    const all = Array.from({ length: count(this.shape(grid)) }, (_, i) => i);
    return all.filter((at) => this.terms(grid, at).some(({ cells }) => cells.some((place, k) => reads[k] === from && place === cell)));
  }
}

/** Which arrays a text has cells of. @param {string} text */
function named(text) {
  return [...text.matchAll(/⟨(\d+)⟩/g)].map((found) => Number(found[1]));
}

/** @param {LoopRule} rule @param {number[][]} numbers of each term @param {number} digits @param {((count: number) => string) | null} more null for all terms */
function written(rule, numbers, digits, more) {
  const texts = numbers.map((cells) => filled(rule.term || `⟨${cells.findIndex((x) => !Number.isNaN(x))}⟩`, cells, digits));
  const folded = texts.length ? joined(texts, rule.fold, more ? chosen(numbers, rule) : texts.map((_, i) => i), more ?? String) : "0";
  return filled(rule.whole, numbers[0] ?? [], digits).replace("…", folded);
}

/** The terms of a long sum that are shown: the largest, in their order. @param {number[][]} numbers @param {LoopRule} rule */
function chosen(numbers, rule) {
  const at = numbers.map((_, i) => i);
  if (numbers.length <= SHOWN + 1) return at;
  const used = named(rule.term);
  const size = (/** @type {number} */ i) => Math.abs((used.length ? used : [0]).reduce((product, k) => product * (numbers[i][k] ?? 1), 1)) || 0;
  const there = at.filter((i) => size(i) !== 0);
  return (there.length ? there : at).sort((a, b) => size(b) - size(a) || a - b).slice(0, SHOWN).sort((a, b) => a - b);
}

/** @param {string[]} texts @param {string} fold @param {number[]} shown @param {(count: number) => string} more */
function joined(texts, fold, shown, more) {
  const hidden = texts.length - shown.length;
  const picked = shown.map((i) => texts[i]);
  if (hidden) picked.push(`… (${more(hidden)})`);
  if (fold === ",") return picked.join(", ");
  if (fold === "·") return picked.map((text, i) => (i && text.startsWith("−") ? `(${text})` : text)).join("·");
  return picked.reduce((sum, text) => (text.startsWith("−") ? `${sum} − ${text.slice(1)}` : `${sum} + ${text}`));
}

/** A text with numbers in place of its cells: one below zero in parentheses where a sign or a power is beside it. @param {string} text @param {number[]} cells @param {number} digits */
function filled(text, cells, digits) {
  return text.replace(/⟨(\d+)⟩/g, (whole, k, offset) => {
    const number = figure(cells[Number(k)], digits);
    const [before, after] = [text.slice(0, offset), text.slice(offset + whole.length)];
    const bare = (before === "" || /[(|,] ?$/.test(before)) && !/^[²³⁰-⁹⁻^]/.test(after);
    return bare || !/^−|e/.test(number) ? number : `(${number})`;
  });
}

/** As few digits as give the result in three again; of what is no sum of products, four. @param {LoopRule} rule @param {number[][]} numbers @param {number} result */
function digitsFor(rule, numbers, result) {
  const used = named(rule.term);
  const linear = rule.whole === "…" && rule.fold === "+" && /^⟨\d+⟩(·⟨\d+⟩)*$/.test(rule.term || "⟨0⟩");
  if (!linear || !Number.isFinite(result)) return 4;
  const close = 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(result) || 1)) - 2);
  for (let digits = 3; digits < 6; digits++) {
    const rounded = (/** @type {number} */ x) => (Number.isInteger(x) ? x : Number(x.toPrecision(digits)));
    const sum = numbers.reduce((total, cells) => total + (used.length ? used : [0]).reduce((product, k) => product * rounded(cells[k]), 1), 0);
    if (!(Math.abs(sum - result) > close)) return digits;
  }
  return 6;
}
