// The picture that stands in the notebook for when there is no kernel, and what lives below it.

/**
 * Put that picture away as long as the widget lives.
 * @param {HTMLElement} el place of the widget, not yet on the page when it is rendered
 * @returns {() => void} brings the picture back
 */
export function fold(el) {
  /** @type {HTMLElement | undefined} */
  let folded;
  const observer = new ResizeObserver(() => {
    const before = el.closest(".jp-OutputArea-child")?.previousElementSibling;
    if (!(before instanceof HTMLElement) || !before.querySelector("img.mxg-folds")) return;
    observer.disconnect();
    folded = before;
    before.hidden = true;
    before.style.display = "none";
    // Jupyter Notebook puts outputs as tall as that picture into a low window of their own, which the player has no use for.
    if (document.body.dataset.notebook) el.closest(".jp-mod-outputsScrolled")?.classList.remove("jp-mod-outputsScrolled");
  });
  observer.observe(el);
  return () => {
    observer.disconnect();
    if (folded) folded.style.removeProperty("display");
    if (folded) folded.hidden = false;
  };
}
