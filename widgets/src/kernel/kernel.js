// The kernel behind the player, where the page knows it: JupyterLab and Jupyter Notebook do.

const ENDS = new Set(["dead", "restarting", "autorestarting", "terminating"]);

export class Kernel {
  /** @param {any} model of the widget: its manager knows the kernel */
  constructor(model) {
    this.connection = model.widget_manager?.kernel ?? null;
    /** Whether what the player asks has nobody to answer it: a restarted kernel does not know the player either. */
    this.gone = false;
    /** @type {Set<() => void>} */
    this.waiting = new Set();
    this.look = () => this.#look();
    this.connection?.statusChanged?.connect(this.look);
    this.#look();
  }

  #look() {
    const { connection } = this;
    if (connection && (connection.isDisposed || ENDS.has(connection.status))) this.lost();
  }

  /** Nobody answers from now on. */
  lost() {
    if (this.gone) return;
    this.gone = true;
    for (const act of [...this.waiting]) act();
  }

  /** Call `act` when the kernel goes. @param {() => void} act @returns {() => void} no longer */
  onGone(act) {
    this.waiting.add(act);
    return () => this.waiting.delete(act);
  }

  /** What stops a running program; null where the page cannot. @returns {(() => Promise<void>) | null} */
  get interrupt() {
    const { connection } = this;
    return connection?.interrupt ? () => connection.interrupt() : null;
  }

  destroy() {
    this.waiting.clear();
    this.connection?.statusChanged?.disconnect(this.look);
  }
}
