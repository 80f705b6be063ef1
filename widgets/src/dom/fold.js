// What stands in the notebook for when there is no kernel, and what lives below it.

/** @param {HTMLElement} output */
const picture = (output) => output.querySelector("img.mxg-folds");

/**
 * Put that away as long as the widget lives.
 * @param {HTMLElement} el place of the widget, not yet on the page when it is rendered
 * @param {(output: HTMLElement) => unknown} [fits] whether the output above is what the widget stands for
 * @returns {() => void} brings it back
 */
export function fold(el, fits = picture) {
  /** @type {HTMLElement | undefined} */
  let folded;
  const observer = new ResizeObserver(() => {
    const before = el.closest(".jp-OutputArea-child,.output_area")?.previousElementSibling;
    if (!(before instanceof HTMLElement) || !fits(before)) return;
    observer.disconnect();
    folded = before;
    before.hidden = true;
    before.style.display = "none";
    // Jupyter Notebook puts outputs as tall as a picture into a low window of their own, which the player has no use for.
    if (document.body.dataset.notebook) el.closest(".jp-mod-outputsScrolled")?.classList.remove("jp-mod-outputsScrolled");
  });
  observer.observe(el);
  return () => {
    observer.disconnect();
    if (folded) folded.style.removeProperty("display");
    if (folded) folded.hidden = false;
  };
}
