// Formulas as mathematics: the part of LaTeX that traces write, turned into MathML, which browsers set by themselves.

const MATHML = "http://www.w3.org/1998/Math/MathML";
const TOKEN = /\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|\s+|./gu;
const SIGNS = new Map([
  ["\\partial", "∂"], ["\\cdot", "·"], ["\\ne", "≠"], ["\\le", "≤"], ["\\ge", "≥"], ["\\lfloor", "⌊"], ["\\rfloor", "⌋"], ["-", "−"],
]);
const FUNCTIONS = new Set(["sin", "cos", "tan", "log", "max", "min", "exp", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan"]);

/** @param {string} tag @param {...(Node | string)} children */
function m(tag, ...children) {
  const element = document.createElementNS(MATHML, tag);
  element.append(...children);
  return element;
}

/** Reads tokens; throws where they are not of the part of LaTeX that it knows. */
class Reader {
  /** @param {string} tex */
  constructor(tex) {
    this.tokens = tex.match(TOKEN) ?? [];
    this.at = 0;
  }

  get next() {
    while (/^\s/.test(this.tokens[this.at] ?? "")) this.at++;
    return this.tokens[this.at];
  }

  /** @param {string} [wanted] */
  take(wanted) {
    const token = this.next;
    if (token === undefined || (wanted !== undefined && token !== wanted)) throw new SyntaxError(`${wanted ?? "a token"}, not ${token}`);
    this.at++;
    return token;
  }

  /** Everything up to a closing token, which stays. @param {string} [end] */
  row(end) {
    const found = [];
    while (this.next !== end) found.push(this.scripted());
    return found;
  }

  /** `{...}` */
  group() {
    this.take("{");
    const row = m("mrow", ...this.row("}"));
    this.take("}");
    return row;
  }

  /** The words in `{...}`, as they stand. */
  words() {
    this.take("{");
    let text = "";
    for (let token = this.tokens[this.at++]; token !== "}"; token = this.tokens[this.at++]) {
      if (token === undefined) throw new SyntaxError("words without an end");
      text += token.length === 2 && token[0] === "\\" ? token[1] : token;
    }
    return text;
  }

  /** An atom with what stands above and below it. */
  scripted() {
    const atom = this.atom();
    const found = { "_": /** @type {Element | undefined} */ (undefined), "^": /** @type {Element | undefined} */ (undefined) };
    for (let sign = this.next; sign === "_" || sign === "^"; sign = this.next) {
      if (found[sign]) throw new SyntaxError(`two of ${sign}`);
      this.take(sign);
      found[sign] = this.group();
    }
    if (found["_"] && found["^"]) return m("msubsup", atom, found["_"], found["^"]);
    if (found["_"]) return m("msub", atom, found["_"]);
    return found["^"] ? m("msup", atom, found["^"]) : atom;
  }

  /** @returns {Element} */
  atom() {
    const token = this.take();
    if (token === "{") return this.at--, this.group();
    if (token === "\\frac") return m("mfrac", this.group(), this.group());
    if (token === "\\sqrt") return m("msqrt", this.group());
    if (token === "\\text") return m("mtext", this.words());
    if (token === "\\mathrm" || token === "\\operatorname") return m("mi", this.words());
    if (token === "\\left") return this.#fenced();
    if (SIGNS.has(token)) return m("mo", SIGNS.get(token) ?? "");
    if (FUNCTIONS.has(token.slice(1))) return m("mi", token.slice(1));
    if (token[0] === "\\" || token === "}") throw new SyntaxError(`not known: ${token}`);
    if (/^\d/.test(token)) return m("mn", token);
    return m(/^\p{L}/u.test(token) ? "mi" : "mo", token);
  }

  #fenced() {
    const open = m("mo", this.take());
    const inner = this.row("\\right");
    this.take("\\right");
    return m("mrow", open, ...inner, m("mo", this.take()));
  }
}

/**
 * A formula with words after it: MathML, and the words as text, which can be broken. Null where it is not set as
 * mathematics: all words, or another part of LaTeX.
 * @param {string | undefined} tex
 * @returns {(Node | string)[] | null}
 */
export function formula(tex) {
  if (!tex) return null;
  const reader = new Reader(tex);
  try {
    const row = [];
    while (reader.next !== undefined && reader.next !== "\\text") row.push(reader.scripted());
    /** @type {(Node | string)[]} */
    const out = [m("math", ...row)];
    while (reader.next === "\\text") {
      reader.take();
      out.push(reader.words());
    }
    return reader.next === undefined ? out : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
