/** How long a code is shown, in the contract. No answer may claim more. */
export const CODE_SHOWN_MS_MAX = 120_000;

/**
 * Milliseconds the code still has when its answer arrives: both times are the server's. An answer without the server's time,
 * or with one outside the contract, is as fresh as it is new.
 */
export function remainingAtReceipt(expiresAt: string, serverTimeMs: number | undefined): number {
  const remaining = Date.parse(expiresAt) - (serverTimeMs ?? Number.NaN);
  return Number.isNaN(remaining) ? CODE_SHOWN_MS_MAX : clamp(remaining);
}

/** 74_200 -> "1:15": a started second counts whole, so 0:00 is only shown when time is up. */
export function clockText(remainingMs: number): string {
  const seconds = Math.ceil(Math.max(0, remainingMs) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Seconds at which a screen reader announces the time: every second would drown everything else. */
const ANNOUNCED_AT_SECONDS = [10, 30, 60];

/** The last of these moments that has come, and undefined before the first and when time is up. */
export function announcedSeconds(remainingMs: number): number | undefined {
  if (remainingMs <= 0) return undefined;
  return ANNOUNCED_AT_SECONDS.find((seconds) => remainingMs <= seconds * 1000);
}

/** From here on the time is shown as urgent. */
export const URGENT_MS = 10_000;

export const isUrgent = (remainingMs: number): boolean =>
  remainingMs > 0 && remainingMs <= URGENT_MS;

export const clamp = (ms: number): number => Math.min(CODE_SHOWN_MS_MAX, Math.max(0, ms));
