// Goes on by itself, one step after the other.

const STEP_MS = 1400;

export class Clock {
  /** @param {() => void} next */
  constructor(next) {
    this.next = next;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.timer = undefined;
  }

  get runs() {
    return this.timer !== undefined;
  }

  /** Begin, or stop. @param {number} speed */
  toggle(speed) {
    if (this.runs) return this.stop();
    this.timer = setInterval(this.next, STEP_MS / speed);
  }

  /** A new speed holds at once. @param {number} speed */
  pace(speed) {
    if (!this.runs) return;
    this.stop();
    this.toggle(speed);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
