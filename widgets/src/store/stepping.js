// Going from step to step: by one, by iteration, to an end, to a backward pass, by itself.

import { clamp } from "../data/clamp.js";
import { Clock } from "./clock.js";

/** @typedef {import("../data/payload.js").Step} Step */

const AHEAD = 128; // steps before the end of a part at which the next one is fetched
const SPEEDS = [1, 2, 4, 0.5];

/**
 * The next step on, or back, that stands in another iteration.
 * @param {Step[]} steps
 * @param {number} at
 * @param {1 | -1} by
 * @returns {number}
 */
export function iteration(steps, at, by) {
  const place = (/** @type {number} */ i) => String(steps[i].at ?? "");
  let step = at;
  while (steps[step + by] && place(step + by) === place(at)) step += by;
  if (!steps[step + by]) return at;
  step += by;
  if (by === 1) return step;
  while (steps[step - 1] && place(step - 1) === place(step)) step--;
  return step;
}

/** The mark of a bar at which something stands, be it in a loop inside; -1 for none. @param {import("../data/schema.js").LoopBar[]} bars @param {[number, number] | null} at @param {number} bar */
export function markOf(bars, at, bar) {
  while (at && at[0] !== bar) at = bars[at[0]].within;
  return at ? at[1] : -1;
}

/**
 * The step of another iteration that does what a step does in its own: of the same kind, the same in number.
 * @param {Pick<import("../data/payload.js").PlayerData, "steps" | "loop_bars">} run
 * @param {number} step @param {number} bar @param {number} mark
 * @returns {number}
 */
export function alike({ steps, loop_bars }, step, bar, mark) {
  const { kind, at } = steps[step];
  const of = (/** @type {number} */ one) => steps.flatMap((s, i) => (s.kind === kind && markOf(loop_bars, s.at, bar) === one ? [i] : []));
  const [now, found] = [markOf(loop_bars, at, bar), of(mark)];
  return now < 0 || !found.length ? loop_bars[bar].marks[mark][2] : found[Math.min(of(now).indexOf(step), found.length - 1)];
}

/**
 * The next frame of a film, which has one for each iteration of the loop that trains, else of the first.
 * @param {Pick<import("../data/payload.js").PlayerData, "steps" | "loop_bars">} run
 * @param {number} step
 * @returns {number}
 */
export function frame(run, step) {
  const { steps, loop_bars } = run;
  const films = loop_bars.flatMap(({ curves, marks }, bar) => (curves.length && marks.length > 1 ? [bar] : []));
  for (const bar of films.length ? films : [0]) {
    const { marks } = loop_bars[bar];
    const now = markOf(loop_bars, steps[step].at, bar);
    if (now >= 0 && now < marks.length - 1) return alike(run, step, bar, now + 1);
    if (now < 0 && step < marks[0][2]) return steps.reduce((last, { at }, i) => (markOf(loop_bars, at, bar) === 0 ? i : last), step);
  }
  return steps.length - 1;
}

/**
 * @param {import("./store.js").Store} store
 * @param {import("../data/payload.js").PlayerData} payload
 * @param {(step: number) => void} onStep
 */
export function stepping(store, payload, onStep) {
  const { steps, odd, questions } = payload;
  const last = steps.length - 1;
  const clock = new Clock(() => show(store.state.film ? frame(payload, store.state.step) : beside(1)));

  /** The step before or after this one, of those that go on inside of what is folded none. @param {1 | -1} by */
  function beside(by) {
    const at = store.state.step + by;
    const { passed_over: inside } = store.state.drawing.view;
    const end = inside.findIndex((step) => step > at);
    return end % 2 < 1 ? at : by < 0 ? inside[end - 1] - 1 : inside[end];
  }

  function pause() {
    clock.stop();
    if (store.state.playing) store.set({ playing: false });
  }

  /** Show a step, once its part is here; or the question that comes before it. @param {number} step */
  function show(step) {
    const wanted = clamp(0, Math.trunc(step) || 0, last);
    const { drawing: { supply }, guesses, known } = store.state;
    const asking = wanted < known ? null : questions[guesses.length];
    const at = asking ? known - 1 : wanted;
    if (at === store.state.step && asking === store.state.asking) return store.set({ wanted, notice: null });
    for (const needed of asking ? [at, known] : [at]) if (!supply.of(needed)) return void wait(needed, wanted);
    if (asking || at === last) clock.stop();
    store.set({ step: at, asking, wanted, notice: null, cell: null, playing: clock.runs });
    onStep(at);
    for (const near of [at + AHEAD, at - AHEAD]) if (!supply.of(near)) supply.need(near);
  }

  /** Say that a step is on its way, and go where it was needed for once it has come, unless another was asked for. @param {number} step @param {number} wanted */
  async function wait(step, wanted) {
    const parts = { step: step + 1, count: steps.length };
    store.set({ wanted, notice: { key: "coming", parts } });
    const part = await store.state.drawing.supply.need(step);
    if (store.state.wanted !== wanted) return;
    if (part) show(wanted);
    else store.set({ notice: { key: "lost", parts } });
  }

  /** @param {number} step */
  function go(step) {
    pause();
    show(step);
  }

  /** To the next of some steps after this one, else to the first. @param {number[]} some */
  function cycle(some) {
    pause();
    if (some.length) show(some.find((i) => i > store.state.step) ?? some[0]);
  }

  function play() {
    if (clock.runs) return pause();
    if (store.state.step === last) show(0);
    clock.start(store.state.speed);
    store.set({ playing: true });
  }

  /** Play at the next speed, the slowest after the fastest. */
  function speed() {
    const next = SPEEDS[(SPEEDS.indexOf(store.state.speed) + 1) % SPEEDS.length];
    if (clock.runs) clock.start(next);
    store.set({ speed: next });
  }

  return {
    show, go, pause, play, speed,
    film: () => store.set({ film: !store.state.film && payload.loop_bars.length > 0 }),
    /** To an iteration, at what the present step does. @param {number} bar @param {number} mark */
    mark: (bar, mark) => go(alike(payload, store.state.step, bar, mark)),
    next: () => go(beside(1)),
    prev: () => go(store.state.asking ? store.state.step : beside(-1)),
    first: () => go(0),
    last: () => go(last),
    nextIteration: () => go(iteration(steps, store.state.step, 1)),
    prevIteration: () => go(iteration(steps, store.state.step, -1)),
    backward: () => cycle(steps.flatMap((s, i) => (s.kind === "backward" ? [i] : []))),
    odd: () => cycle(odd),
  };
}
