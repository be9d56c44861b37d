import { faultText } from "../domain/fault.ts";
import { withTimeout } from "./timeout.ts";

/** Longest wait for one step. A slower one goes on, and is joined instead of being started beside itself. */
const STEP_MS_MAX = 2_000;

/** A step that has not ended by now never will: D1 gives a query 30 s. It is given up, so that nothing waits for it. */
const STEP_LOST_MS = 60_000;

/** Runs repeatable steps that leave the object, each at most once at a time: a second one beside a slow first could undo it. */
export class Steps {
  readonly #now: () => number;
  readonly #running = new Map<string, { work: Promise<void>; startedMs: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** False when the step failed or has not ended in time; the caller tries it again later. Never throws. */
  async attempt(step: string, work: () => Promise<void>): Promise<boolean> {
    try {
      if (await withTimeout(STEP_MS_MAX, this.#joined(step, work))) return true;
      throw new Error(`no answer within ${STEP_MS_MAX} ms`);
    } catch (error) {
      console.warn("a step failed and will be repeated", { step, error: faultText(error) });
      return false;
    }
  }

  #joined(step: string, work: () => Promise<void>): Promise<void> {
    const nowMs = this.#now();
    const running = this.#running.get(step);
    if (running && nowMs - running.startedMs < STEP_LOST_MS) return running.work;
    const started = { work: work(), startedMs: nowMs };
    this.#running.set(step, started);
    const end = () => {
      if (this.#running.get(step) === started) this.#running.delete(step);
    };
    void started.work.then(end, end);
    return started.work;
  }
}
