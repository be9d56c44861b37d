/** The last instant that a date can say. */
const TIME_MS_MAX = 8_640_000_000_000_000;

/** ISO 8601 UTC, as every time crosses HTTP. What would end later, sold before there was a bound, ends then. */
export const iso = (epochMs: number): string =>
  new Date(Math.min(epochMs, TIME_MS_MAX)).toISOString();
