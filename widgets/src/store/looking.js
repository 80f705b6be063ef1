// How one looks at the player: how near to the map, how high, at which of its panes, over the whole screen.

/** @typedef {"in" | "out" | "fit"} Look */
/** @typedef {"stage" | "map" | "code"} Tab */

/** The whole screen with the reader's first step: a browser gives it to a key or a click alone. @param {import("./store.js").Store} store */
export function wholeWithFirstStep(store) {
  const leave = store.subscribe(({ step }, before) => {
    if (before.step < 0 || step === before.step) return;
    leave();
    store.set({ full: true });
  });
}

/** @param {import("./store.js").Store} store */
export function looking(store) {
  const look = (/** @type {Look} */ what) => () => store.set({ look: { what } });
  return {
    zoomIn: look("in"),
    zoomOut: look("out"),
    fit: look("fit"),
    fullscreen: () => store.set({ full: !store.state.full }),
    /** Whether the player has the whole screen now. @param {boolean} full */
    filled: (full) => full !== store.state.full && store.set({ full }),
    /** @param {number | null} height in px; as high as it needs to be, without */
    resize: (height) => store.set({ height }),
    /** @param {Tab} tab */
    tab: (tab) => store.set({ tab }),
  };
}
