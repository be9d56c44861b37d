/** How long a code is shown, in the contract. No answer may claim more. */
export const CODE_SHOWN_MS_MAX = 120_000;

/**
 * Milliseconds the code still has when its answer arrives. Both times are the server's where its answer carries one, so a
 * wrong clock on this side changes nothing. Without the server's time, a remainder outside the contract betrays a wrong
 * clock, and the code is as fresh as the answer.
 */
export function remainingAtReceipt(
  expiresAt: string,
  serverTimeMs: number | undefined,
  localTimeMs: number,
): number {
  const end = Date.parse(expiresAt);
  if (Number.isNaN(end)) return CODE_SHOWN_MS_MAX;
  if (serverTimeMs !== undefined) return clamp(end - serverTimeMs);
  const remaining = end - localTimeMs;
  return remaining > 0 && remaining <= CODE_SHOWN_MS_MAX ? remaining : CODE_SHOWN_MS_MAX;
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

const clamp = (ms: number): number => Math.min(CODE_SHOWN_MS_MAX, Math.max(0, ms));
