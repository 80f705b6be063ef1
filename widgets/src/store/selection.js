// Which node is looked at, and which of its elements: by pointer, by key, by search.

import { clamp } from "../data/clamp.js";
import { element } from "../data/element-chain.js";
import { reached } from "./asking.js";
import { inspected } from "./store.js";

/**
 * @param {import("./store.js").Store} store
 * @param {(step: number) => void} show
 */
export function selection(store, show) {
  const infoOf = (/** @type {number} */ id) => store.state.drawing.view.nodes.find((node) => node.id === id);
  const inspecting = () => ({ ...store.state.open, inspect: true });

  /** To a neighbour in the order in which nodes ran. @param {number} by */
  function walk(by) {
    const ids = reached(store.state).map((node) => node.id);
    const here = ids.indexOf(inspected(store.state) ?? -1);
    const node = ids[clamp(0, here + by, ids.length - 1)];
    if (node !== undefined) store.set({ picked: node, focus: { node } });
  }

  /** Light the chain of the first element of the node in focus, or no more. */
  function chain() {
    const node = inspected(store.state);
    if (node === null) return;
    const shows = element(infoOf(node)?.grid ?? [], "0.0") !== null && infoOf(node)?.grid;
    store.set({ focus: { node }, cell: store.state.cell || !shows ? null : { node, cell: "0.0" } });
  }

  /** Go from the lit element to a neighbour, where there is one. @param {number} down @param {number} right */
  function moveCell(down, right) {
    const cell = store.state.cell;
    const grid = cell && infoOf(cell.node)?.grid;
    if (!cell || !grid) return;
    const [row, column] = cell.cell.split(".").map(Number);
    for (const far of [1, 2]) { // the gap of a long array lies between
      const [r, c] = [row + far * down, column + far * right];
      if (r < 0 || c < 0 || element(grid, `${r}.${c}`) === null) continue;
      return store.set({ cell: { node: cell.node, cell: `${r}.${c}` } });
    }
  }

  return {
    chain, moveCell,
    above: () => walk(-1),
    below: () => walk(1),
    darken: () => store.state.cell && store.set({ cell: null }),
    pick: (/** @type {number} */ node) => store.set({ picked: node }),
    inspectNode: (/** @type {number} */ node) => store.set({ open: inspecting(), picked: node, focus: { node } }),
    /** Go to where a node ran, and mark it. @param {import("../data/schema.js").NodeInfo} node */
    find(node) {
      show(node.step);
      store.set({ open: inspecting(), picked: node.id });
    },
  };
}
