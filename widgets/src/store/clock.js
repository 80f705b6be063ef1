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

  /** Begin, or go on at another speed. @param {number} speed */
  start(speed) {
    this.stop();
    this.timer = setInterval(this.next, STEP_MS / speed);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
