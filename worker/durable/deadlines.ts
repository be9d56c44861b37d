/** An alarm that has not gone off this long after its time is taken for lost. */
const ALARM_LOST_MS = 30_000;

/** What an object owes to time. */
export interface Due {
  /** The earliest instant at which something is due, epoch ms; null at rest. Read from storage. */
  nextMs(): number | null;
  /** Least time until the next alarm, so that a duty that fails never spins. */
  gapMsMin: number;
}

/** Everything that an object has to do at some time, kept by its one alarm. */
export class Deadlines {
  readonly #storage: DurableObjectStorage;
  readonly #now: () => number;
  readonly #due: Due;
  /** When the alarm goes off; undefined while this life of the object does not know. */
  #armedForMs: number | null | undefined;

  constructor(storage: DurableObjectStorage, now: () => number, due: Due) {
    this.#storage = storage;
    this.#now = now;
    this.#due = due;
  }

  /** Runs `change` as one storage transaction that also sets the alarm. A throw takes both back. */
  write<T>(change: () => T): T {
    const armedBeforeMs = this.#armedForMs;
    try {
      return this.#storage.transactionSync(() => {
        const result = change();
        this.arm();
        return result;
      });
    } catch (error) {
      this.#armedForMs = armedBeforeMs;
      throw error;
    }
  }

  /** The alarm went off: until `arm` nothing is set. */
  fired(): void {
    this.#armedForMs = null;
  }

  /** Sets the alarm to what is due next. */
  arm(): void {
    const dueMs = this.#due.nextMs();
    if (dueMs === null) {
      if (this.#armedForMs !== null) void this.#storage.deleteAlarm();
      this.#armedForMs = null;
      return;
    }
    const nowMs = this.#now();
    const atMs = Math.max(dueMs, nowMs + this.#due.gapMsMin);
    // An alarm that is due already stays: writes that follow each other closely would put it off for ever. One that is
    // long overdue was lost, and is set again.
    const armedMs = this.#armedForMs ?? null;
    const stands = armedMs !== null && armedMs > nowMs - ALARM_LOST_MS;
    if (stands && dueMs <= armedMs && armedMs <= atMs) return;
    this.#armedForMs = atMs;
    void this.#storage.setAlarm(atMs);
  }
}

/** The earliest of instants, null when there is none. */
export function earliest(instants: readonly (number | null)[]): number | null {
  let first: number | null = null;
  for (const atMs of instants) if (atMs !== null && (first === null || atMs < first)) first = atMs;
  return first;
}
