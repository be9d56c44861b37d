export const DAY_MS = 86_400_000;

/**
 * Beijing has been at a fixed +08:00 since 1991, and the gateways count their days by it. Workers run in UTC, so the
 * shift is added by hand and read back in UTC; a local-zone getter would be eight hours wrong in production and right on
 * the author's machine.
 */
const BEIJING_OFFSET_MS = 8 * 3_600_000;

/** `2026-11-20T15:04:05`, what the clocks of Beijing show at this instant. Fractions of a second are dropped. */
export const beijingTime = (atMs: number): string =>
  new Date(atMs + BEIJING_OFFSET_MS).toISOString().slice(0, 19);

/** `2026-11-20`, the day in Beijing at this instant. */
export const beijingDay = (atMs: number): string => beijingTime(atMs).slice(0, 10);

/** The first instant of a day in Beijing, epoch ms. */
export const startOfDay = (day: string): number =>
  Date.parse(`${day}T00:00:00Z`) - BEIJING_OFFSET_MS;
