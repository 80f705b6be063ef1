// Whether what the kernel sends reaches a widget, and how it does so again.

const NOTHING = { content: { data: { method: "none" } } };

/** What a class overrides in the one it extends. @param {any} own @param {string} name */
function overridden(own, name) {
  while (!Object.hasOwn(own, name)) own = Object.getPrototypeOf(own);
  return Object.getPrototypeOf(own)[name];
}

/**
 * See to it that messages arrive. anywidget turns them all away, for good, where a module took two seconds to load, as it
 * does on a busy page: then they are read past it, and what did not arrive is asked for.
 * @param {any} model as anywidget gives it; the widget manager has the one that messages go to
 * @returns {Promise<boolean>} whether they arrive, as far as the page can tell
 */
export async function linked(model) {
  const name = "_handle_comm_msg";
  /** @type {any} */
  let own;
  try {
    own = await model.widget_manager.get_model(model.get("comm_id"));
    own[name].call;
  } catch {
    return true; // a page of another kind
  }
  try {
    await own[name](NOTHING);
  } catch {
    const take = overridden(own, name);
    if (!take || !own.comm?.on_msg) return false;
    own.comm.on_msg((/** @type {unknown} */ message) => take.call(own, message));
    own.comm.send({ method: "request_state" }, own.callbacks?.());
  }
  return true;
}
