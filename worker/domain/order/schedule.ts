import { CODE_LIFE_MS } from "./attempt.ts";

/**
 * When to ask the gateway next. The gaps widen with the time since the code was last shown, and stay short while a
 * payer may be looking at it: a payment whose notification is lost is found within ten seconds.
 */

const GAP_MS_MIN = 2_000;
const GAP_WHILE_SHOWN_MS_MAX = 5_000;
const GAP_MS_MAX = 60_000;

/** A payer who scanned in the last second still types a password. */
const SHOWN_MARGIN_MS = 60_000;

/** The gap grows to this part of the time since the code was shown. */
const WIDENING = 6;

export function nextQueryAt(shownAtMs: number, nowMs: number): number {
  const shownFor = Math.max(0, nowMs - shownAtMs);
  const cap = shownFor < CODE_LIFE_MS + SHOWN_MARGIN_MS ? GAP_WHILE_SHOWN_MS_MAX : GAP_MS_MAX;
  return nowMs + Math.min(Math.max(GAP_MS_MIN, Math.floor(shownFor / WIDENING)), cap);
}

/**
 * Once the order is over, a number that may still be payable is asked about at these distances from the end of its
 * time: the 2 h life of a code, and 24 h of notification retries with a margin (payment-protocols 1.7, 2.10).
 */
const LAST_LOOKS_MS = [30_000, 5 * 60_000, 30 * 60_000, 125 * 60_000, 25 * 3_600_000];

/** Null when nothing more can come. */
export function lastLookAfter(endedAtMs: number, nowMs: number): number | null {
  return LAST_LOOKS_MS.map((distance) => endedAtMs + distance).find((at) => at > nowMs) ?? null;
}

const RETRY_MS_MIN = 1_000;
const RETRY_MS_MAX = 60_000;

/** Doubling gaps for work that must not be given up: 1 s, 2 s, 4 s … a minute. */
export const retryAt = (tries: number, nowMs: number): number =>
  nowMs + Math.min(RETRY_MS_MIN * 2 ** Math.min(tries, 16), RETRY_MS_MAX);
