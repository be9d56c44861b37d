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
 * Between two looks at a number that can still be paid although its order is over: an unscanned Alipay code survives its
 * closing, and who kept it can pay until its own end (payment-protocols 2.7).
 */
export const GAP_WHEN_OVER_MS = 5 * 60_000;

/**
 * After its end a number is asked about at these distances from it: the 2 h life of a code, and 24 h of notification
 * retries with a margin (payment-protocols 1.7, 2.10).
 */
const LAST_LOOKS_MS = [30_000, 5 * 60_000, 30 * 60_000, 125 * 60_000, 25 * 3_600_000];

/** When to ask about a number of an order that is over. Null when nothing more can come. */
export function nextLookWhenOver(payableUntilMs: number, nowMs: number): number | null {
  const looks = LAST_LOOKS_MS.map((distance) => payableUntilMs + distance);
  const next = looks.find((at) => at > nowMs);
  if (next === undefined) return null;
  return nowMs < payableUntilMs ? Math.min(nowMs + GAP_WHEN_OVER_MS, next) : next;
}
