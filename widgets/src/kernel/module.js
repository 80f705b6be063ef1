// A module of the player that the kernel sends, as anywidget sends the first: from the package's files, and of nothing else.

/** @param {DataView} code @returns {Promise<any>} what it exports */
export async function imported(code) {
  const address = URL.createObjectURL(new Blob([/** @type {any} */ (code)], { type: "text/javascript" }));
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}
