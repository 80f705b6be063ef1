// Numbers as text on the stage: as few digits as a grid has room for, or as many as an equation needs.

/** @param {number | string | null | undefined} x nan and inf come as text @returns {number} */
export function real(x) {
  if (typeof x === "string") return x === "inf" ? Infinity : x === "-inf" ? -Infinity : Number.parseFloat(x);
  return x ?? NaN;
}

/** A number in some digits: an integer of up to six whole, never -0. @param {number} x @param {number} [digits] */
export function figure(x, digits = 3) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "−inf";
  if (x === 0) return "0";
  const whole = Number.isInteger(x) && Math.abs(x) < 1e6;
  const rounded = whole ? x : Number(x.toPrecision(digits));
  const size = Math.abs(rounded);
  const text = size < 1e-4 || size >= 1e6 ? brief(rounded.toExponential()) : String(rounded);
  return text.replaceAll("-", "−");
}

/** @param {string} exponential 1.5e+7 */
function brief(exponential) {
  return exponential.replace("e+", "e");
}

/** What was typed as a number, with a comma or as a fraction too; nothing where it is none. @param {string} text @returns {number | undefined} */
export function typed(text) {
  const plain = text.trim().replaceAll("−", "-").replace(",", ".").replace(/inf$/i, "Infinity");
  const parts = plain.split("/").map((part) => (part.trim() ? Number(part) : NaN));
  const x = parts.length < 3 ? parts.reduce((a, b) => a / b) : NaN;
  return Number.isNaN(x) && !/^nan$/i.test(plain) ? undefined : x;
}
