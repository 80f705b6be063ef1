// The player in a page of its own: every payload on the page is a JSON script inside its place.

import { mount } from "./player.js";

for (const script of document.querySelectorAll('script[type="application/mxgrad+json"]')) {
  const place = script.parentElement;
  if (!place || place.dataset.mounted) continue;
  place.dataset.mounted = "true";
  const picture = place.querySelector("img");
  mount(place, JSON.parse(script.textContent ?? "null"), { page: true, step: Number(place.dataset.step ?? 0) });
  picture?.remove();
}
