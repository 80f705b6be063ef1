// The curve in a page of its own: its runs are a compressed script inside its place.

import { bytes, unpacked } from "../data/payload.js";
import { mountCurve } from "./curve.js";

for (const script of document.querySelectorAll('script[type="application/mxgrad.curve+gzip"]')) {
  const place = script.parentElement;
  if (!place || place.dataset.mounted) continue;
  place.dataset.mounted = "true";
  unpacked(bytes(script.textContent ?? "")).then((data) => {
    if (mountCurve(place, data)) place.querySelector(":scope > svg")?.remove();
  });
}
