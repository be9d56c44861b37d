/** Days as the gateways' books count them: Beijing's, at a fixed +08:00. */

export const DAY_MS = 86_400_000;

const BEIJING_OFFSET_MS = 8 * 3_600_000;

/** `2026-11-20`, the day in Beijing at this instant. */
export const beijingDay = (atMs: number): string =>
  new Date(atMs + BEIJING_OFFSET_MS).toISOString().slice(0, 10);

/** The day's first instant, epoch ms. */
export const startOfDay = (day: string): number =>
  Date.parse(`${day}T00:00:00Z`) - BEIJING_OFFSET_MS;
