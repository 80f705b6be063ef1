// The player in a page of its own: every payload on the page is a compressed script inside its place.

import { named } from "./data/drawings.js";
import { guessed } from "./data/mistakes.js";
import { cut } from "./data/numbers.js";
import { bytes, checked, unpacked } from "./data/payload.js";
import { enlarge } from "./dom/dom.js";
import { turn } from "./kernel/turns.js";
import { mount } from "./mount.js";

for (const script of document.querySelectorAll('script[type="application/mxgrad+gzip"]')) {
  const place = script.parentElement;
  if (!place || place.dataset.mounted) continue;
  place.dataset.mounted = "true";
  const picture = place.querySelector(":scope > svg");
  enlarge(place, Number(place.dataset.scale ?? 1));
  unpacked(bytes(script.textContent ?? "")).then(async (data) => {
    await turn(place);
    if (checked(data).payload) picture?.remove();
    mount(place, data, {
      page: true,
      whole: "whole" in place.dataset,
      panels: async () => /** @type {any} */ (globalThis).mxgradPanels.panelsOf,
      step: Number(place.dataset.step ?? 0),
      judge: async (question, guesses, guess) => [...guesses, guessed(question, guess)],
      draw: async (unrolled, folded) => data.others?.[named(unrolled, folded)] ?? null,
      numbers: async (value, begin, end, shape) => {
        const all = data.numbers?.[value];
        return all === undefined ? { problem: "page" } : { numbers: cut(all.split(" "), shape, begin, end) };
      },
    });
  });
}
