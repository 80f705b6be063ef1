// One array of the stage as a grid of cells.

import { clamp } from "../data/clamp.js";
import { figure } from "../data/figures.js";
import { count } from "../data/loops.js";
import { h } from "../dom/dom.js";

const TINTS = 4;
const GRADIENTS = new Set(["incoming", "contribution", "before", "sum", "gradient"]);
const FACTORS = new Set(["local", "row", "mask", "step"]);
const ANSWERS = new Set(["contribution", "sum", "result", "local", "row"]); // what a question hides

/**
 * @typedef {object} Drawn
 * @property {number[]} shape that is shown
 * @property {(at: number) => number} source the cell of the array that is shown at a place
 * @property {(at: number) => boolean} again whether it is shown a second time there, because it is broadcast
 * @property {import("../data/cell-window.js").Window} window
 */
/** @typedef {{element: HTMLElement, grid: number, cell: number, at: number}} Part at: its place in what is shown */

/** Whether an array is a gradient. @param {string} role */
export function isGradient(role) {
  return GRADIENTS.has(role);
}

/**
 * @param {import("../data/cell-equation.js").StageCells} cells @param {number} i @param {Drawn} drawn
 * @param {Map<string, number>} hues @param {import("../data/labels.js").Label} label @param {Set<number> | null} asked the elements that a question asks for
 * @returns {{element: HTMLElement, parts: Part[]}}
 */
export function gridOf(cells, i, drawn, hues, label, asked) {
  const { role, title, sign, turned } = cells.stage.grids[i];
  const own = cells.stage.grids[i].row ?? cells.shape(i);
  const hidden = asked !== null && ANSWERS.has(role);
  const exchanged = turned && own.length > 1;
  const size = (exchanged ? [...own.slice(0, -2), own[own.length - 1], own[own.length - 2]] : own).join("×");
  const name = exchanged ? `${title}ᵀ` : title;
  const numbers = cells.array(i).numbers ?? [];
  const largest = Math.max(0, ...numbers.map((_, at) => Math.abs(cells.value(i, at))).filter(Number.isFinite));
  /** @type {Part[]} */
  const parts = [];
  const blocks = drawn.window.blocks.map((rows) => {
    const block = h("div", { class: "cells", style: `--columns: ${rows[0]?.length ?? 0}` });
    for (const at of rows.flat()) {
      const cell = drawn.source(at);
      const hue = hues.get(`${i}.${cell}`);
      const x = cells.value(i, cell);
      const there = !hidden && cells.has(i, cell);
      const gap = hidden && asked?.has(cell) && role !== "local" && role !== "row" ? "?" : "·";
      const look = !there ? "z" : `${hue === undefined ? (hues.size && Number.isFinite(x) ? "z" : tint(x, largest)) : "hue"}${drawn.again(at) ? " again" : ""}`;
      const element = h("span", { class: look, ...(hue === undefined ? {} : { style: `--hue: ${hue}` }) }, there ? figure(x) : gap);
      parts.push({ element, grid: i, cell, at });
      block.append(element);
    }
    return block;
  });
  const caption = h("figcaption", { title: name }, h("span", {}, name), ...(size && count(own) !== 1 ? [h("small", {}, size)] : []));
  const more = drawn.window.hidden > 0 ? label("stage.more", { count: drawn.window.hidden }) : count(own) === 0 ? label("stage.empty") : "";
  const look = `mxg-array ${isGradient(role) ? "back" : FACTORS.has(role) ? "factor" : "fore"}`;
  const figureElement = h("figure", { class: look, "data-role": role }, caption, h("div", { class: "blocks" }, ...blocks), ...(more ? [h("small", {}, more)] : []));
  return { element: h("div", { class: "mxg-step" }, ...(sign ? [h("span", { class: "mxg-sign" }, sign)] : []), figureElement), parts };
}

/** p1 to p4 above zero, m1 to m4 below, z for zero, nf for nan and inf. @param {number} x @param {number} largest */
function tint(x, largest) {
  if (!Number.isFinite(x)) return "nf";
  if (x === 0 || largest === 0) return "z";
  return `${x > 0 ? "p" : "m"}${clamp(1, Math.ceil((Math.abs(x) / largest) * TINTS), TINTS)}`;
}
