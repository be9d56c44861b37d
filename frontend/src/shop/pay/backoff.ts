const FIRST_DELAY_MS = 1_000;
const DELAY_MS_MAX = 30_000;

/** 1 s, 2 s, 4 s … 30 s, each up to a quarter shorter so that many pages do not come back at once. */
export function reconnectDelayMs(failures: number, random: number): number {
  const whole = Math.min(DELAY_MS_MAX, FIRST_DELAY_MS * 2 ** Math.min(failures, 10));
  return Math.round(whole * (1 - random / 4));
}
