import { CODE_LIFE_MS } from "./attempt.ts";

/**
 * When to ask the gateway next. The gaps widen with the time since the code was last shown, and stay short while a
 * payer may be looking at it: a payment whose notification is lost is found within ten seconds, or twenty by an earlier code.
 */

const GAP_MS_MIN = 2_000;
const GAP_WHILE_SHOWN_MS_MAX = 5_000;
const GAP_MS_MAX = 60_000;

/** A payer who scanned in the last second still types a password. */
const SHOWN_MARGIN_MS = 60_000;

/** The gap grows to this part of the time since the code was shown. */
const WIDENING = 6;

/** A code that a later one has replaced on the page: seldom paid, and there may be several. */
const GAP_EARLIER_MS_MIN = 15_000;

export function nextQueryAt(
  shownAtMs: number,
  nowMs: number,
  which: "latest" | "earlier" = "latest",
): number {
  const shownFor = Math.max(0, nowMs - shownAtMs);
  const isFresh = shownFor < CODE_LIFE_MS + SHOWN_MARGIN_MS;
  if (which === "earlier") return nowMs + (isFresh ? GAP_EARLIER_MS_MIN : GAP_MS_MAX);
  const cap = isFresh ? GAP_WHILE_SHOWN_MS_MAX : GAP_MS_MAX;
  return nowMs + Math.min(Math.max(GAP_MS_MIN, Math.floor(shownFor / WIDENING)), cap);
}

/**
 * Calls about an order's numbers in a minute, whoever causes them. The schedule takes at most 46: 30 for the latest code and 4
 * for each of four earlier ones. The rest is for codes, changes of the way to pay and endings, which a caller can repeat.
 */
export const CALLS_PER_MINUTE_MAX = 60;

/** Calls made since a minute began. */
export interface CallCount {
  sinceMs: number;
  calls: number;
}

/** Counts one call more; null when the minute has had all of its own. */
export function countCall({ sinceMs, calls }: CallCount, nowMs: number): CallCount | null {
  const isOver = nowMs < sinceMs || nowMs - sinceMs >= 60_000;
  if (isOver) return { sinceMs: nowMs, calls: 1 };
  return calls < CALLS_PER_MINUTE_MAX ? { sinceMs, calls: calls + 1 } : null;
}

/**
 * Between two looks at a number that can still be paid although its order is over: an unscanned Alipay code survives
 * its closing, and who kept it can pay until its own end.
 */
export const GAP_WHEN_OVER_MS = 5 * 60_000;

const GAP_OF_ROUNDS_MS_MIN = 5_000;

/**
 * From when on all numbers of an order that is over are asked about again for whoever wants to be sure that it is not paid.
 * The gaps widen with the time since a code was last shown, up to that of the looks which are taken anyway.
 */
export function nextRoundAt(shownAtMs: number, askedAtMs: number): number {
  const gapMs = Math.floor((askedAtMs - shownAtMs) / WIDENING);
  return askedAtMs + Math.min(Math.max(GAP_OF_ROUNDS_MS_MIN, gapMs), GAP_WHEN_OVER_MS);
}

/** Between two looks at a payment that a bank has yet to confirm. The gateway's own word comes sooner. */
const GAP_WHILE_CONFIRMING_MS = 15 * 60_000;

/** No bank takes longer; then it is for a person to look. */
const CONFIRMING_MS_MAX = 30 * 86_400_000;

/** When to ask about a payment that a bank has yet to confirm. Null once that has taken too long. */
export function nextLookWhileConfirming(openedAtMs: number, nowMs: number): number | null {
  return nowMs < openedAtMs + CONFIRMING_MS_MAX ? nowMs + GAP_WHILE_CONFIRMING_MS : null;
}

/**
 * After its end a number is asked about at these distances from it: the 2 h life of a code, and 24 h of notification
 * retries with a margin.
 */
const LAST_LOOKS_MS = [30_000, 5 * 60_000, 30 * 60_000, 125 * 60_000, 25 * 3_600_000];

/** When to ask about a number of an order that is over. Null when nothing more can come. */
export function nextLookWhenOver(payableUntilMs: number, nowMs: number): number | null {
  const looks = LAST_LOOKS_MS.map((distance) => payableUntilMs + distance);
  const next = looks.find((at) => at > nowMs);
  if (next === undefined) return null;
  return nowMs < payableUntilMs ? Math.min(nowMs + GAP_WHEN_OVER_MS, next) : next;
}
