/** Least time between two writes of one count by one isolate. */
export const TALLY_GAP_MS = 10_000;

/** Different samples kept of what was counted. */
export const SAMPLES_MAX = 5;

export interface Counted {
  count: number;
  firstMs: number;
  lastMs: number;
  samples: string[];
}

/**
 * Counts by key in the isolate's memory, for what anybody can send as often as they like: the first of a quiet time is to be
 * written at once, what follows at most every `TALLY_GAP_MS`. What an isolate has not written when it ends is lost. Keys are
 * ours and few, never a caller's.
 */
export class Tally {
  readonly #waiting = new Map<string, Counted>();
  readonly #writtenMs = new Map<string, number>();

  add(key: string, nowMs: number, sample?: string): void {
    const known = this.#waiting.get(key);
    const { count, firstMs, samples }: Omit<Counted, "lastMs"> = known ?? {
      count: 0,
      firstMs: nowMs,
      samples: [],
    };
    const isNew = sample !== undefined && !samples.includes(sample);
    this.#waiting.set(key, {
      count: count + 1,
      firstMs,
      lastMs: nowMs,
      samples: isNew && samples.length < SAMPLES_MAX ? [...samples, sample] : samples,
    });
  }

  isDue(nowMs: number): boolean {
    return this.#dueKeys(nowMs).length > 0;
  }

  /** All that is to be written now; it counts as written from here on. */
  take(nowMs: number): [key: string, Counted][] {
    return this.#dueKeys(nowMs).map((key) => {
      const counted = this.#waiting.get(key) as Counted;
      this.#waiting.delete(key);
      this.#writtenMs.set(key, nowMs);
      return [key, counted];
    });
  }

  /** As an isolate begins, for tests in which none does. */
  forget(): void {
    this.#waiting.clear();
    this.#writtenMs.clear();
  }

  #dueKeys(nowMs: number): string[] {
    return [...this.#waiting.keys()].filter((key) => {
      const sinceMs = nowMs - (this.#writtenMs.get(key) ?? Number.NEGATIVE_INFINITY);
      return sinceMs < 0 || sinceMs >= TALLY_GAP_MS;
    });
  }
}

/** `2026-11-20`, the day (UTC) that something is counted under. */
export const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
