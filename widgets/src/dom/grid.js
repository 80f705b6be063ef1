// A grid of cells: a scene tells it in one element, which is spread into its parts on the page.

const FONT = 13;
const HATCH = 6; // pixels between the lines over a number that is not finite

/** @typedef {import("../data/schema.js").Drawn} Drawn */

const px = (/** @type {number} */ x) => String(+x.toFixed(1));

/** Diagonal lines over a cell. @param {number} x @param {number} y @param {number} w @param {number} h */
function hatch(x, y, w, h) {
  let lines = "";
  for (let at = HATCH; at < w + h; at += HATCH) {
    const [x0, y0] = at <= w ? [at, 0] : [w, at - w];
    const [x1, y1] = at <= h ? [0, at] : [at - h, h];
    lines += `M${px(x + x0)} ${px(y + y0)}L${px(x + x1)} ${px(y + y1)}`;
  }
  return lines;
}

/**
 * The parts of a grid: ground, cells row by row with their numbers, frame, and what is said of an empty one.
 * @param {Drawn} grid
 * @returns {Drawn}
 */
export function spread([, { class: name, transform, rows, cols, cell, parts, hatched = "" }, , id]) {
  const [w, h] = cell.split(" ").map(Number);
  const odd = new Set(hatched.split(" "));
  const size = { width: px(+cols * w), height: px(+rows * h), rx: "3" };
  /** @type {Drawn[]} */
  const all = [["rect", { class: "ground", ...size }, "", ""]];
  for (let r = 0; r < +rows; r++) {
    for (let c = 0; c < +cols; c++) {
      const [x, y, own] = [c * w, r * h, `${id}.${r}.${c}`];
      all.push(["rect", { class: "cell", x: px(x), y: px(y), width: px(w), height: px(h) }, "", own]);
      if (odd.has(`${r}.${c}`)) all.push(["path", { class: "hatch", d: hatch(x, y, w, h) }, "", `${own}h`]);
      if (parts.includes("n")) all.push(["text", { class: "num", x: px(x + w / 2), y: px(y + h / 2 + FONT * 0.36) }, "", `${own}t`]);
    }
  }
  all.push(["rect", { class: parts.includes("d") ? "frame dash" : "frame", x: "0", y: "0", ...size }, "", `${id}.f`]);
  if (parts.includes("e")) all.push(["text", { class: "none", x: px((+cols * w) / 2), y: px((+rows * h) / 2 + FONT * 0.36) }, "", `${id}.n`]);
  return ["g", { class: name, transform }, all, ""];
}
