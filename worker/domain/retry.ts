const RETRY_MS_MIN = 1_000;
const RETRY_MS_MAX = 60_000;

/** Doubling gaps for work that must not be given up: 1 s, 2 s, 4 s … a minute. */
export const retryAt = (tries: number, nowMs: number): number =>
  nowMs + Math.min(RETRY_MS_MIN * 2 ** Math.min(tries, 16), RETRY_MS_MAX);
