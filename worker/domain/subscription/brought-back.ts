import type { Purchase } from "./state.ts";

/**
 * Purchases whose money had gone back and is ours again after all. What else was bought meanwhile was bought because they were
 * gone, so it keeps its place, and what was left of them follows: nobody pays for one moment twice, and no day is lost.
 */

interface Placing {
  /** Where all that stands besides ends; now, when nothing does. */
  freeMs: number;
  nowMs: number;
  monthsOf(purchase: Purchase): number;
  /** Whether it was counted against another purchase that stands: that one has its time, and it keeps its place below. */
  isCounted(purchase: Purchase): boolean;
}

const hasTime = ({ buys, cutByOperator }: Purchase): boolean =>
  buys.kind !== "rest" && !cutByOperator;

/** What fell with a refund ends now, and remembers what was left of it. */
export function endedNow(purchase: Purchase, endMs: number, nowMs: number): Purchase {
  const { startMs } = purchase;
  const cutMs = Math.max(startMs, Math.min(nowMs, endMs));
  return { ...purchase, endMs: cutMs, takenMs: endMs - cutMs };
}

/** Those that stand again, by the order in which they had begun. */
export const standingAgain = (
  before: readonly Purchase[],
  after: readonly Purchase[],
  isLive: (purchase: Purchase, all: readonly Purchase[]) => boolean,
): Purchase[] =>
  after
    .filter((each, at) => {
      const was = before[at];
      return was !== undefined && hasTime(each) && !isLive(was, before) && isLive(each, after);
    })
    .sort((a, b) => a.startMs - b.startMs || (a.orderNo < b.orderNo ? -1 : 1));

/** What was counted against it stays counted, although it begins later by now. */
export const stillCounting = (purchase: Purchase): Purchase =>
  purchase.buys.kind === "instead"
    ? { ...purchase, countedAtMs: purchase.countedAtMs ?? purchase.startMs }
    : purchase;

/** As if it had never been refunded. */
const inPlace = (purchase: Purchase): Purchase => ({
  ...purchase,
  endMs: purchase.endMs === null ? null : purchase.endMs + purchase.takenMs,
  takenMs: 0,
});

/** Each behind what is there and behind each other; a plan for ever last. What was used up stays where it was. */
export function placedBehind(
  back: readonly Purchase[],
  { freeMs, nowMs, monthsOf, isCounted }: Placing,
): Purchase[] {
  let startMs = freeMs;
  const timed = back.filter(({ endMs, takenMs }) => endMs !== null && takenMs > 0);
  const placed = timed.map((each) => {
    if (isCounted(each)) return inPlace(each);
    const endMs = startMs + each.takenMs;
    const lived = Math.max(0, (each.endMs ?? startMs) - each.startMs);
    const again: Purchase = {
      ...each,
      ...{ startMs, endMs, takenMs: 0, usedMs: (each.usedMs ?? 0) + lived },
      // It is a part of its months: those that follow it are counted from its end.
      ...{ anchorMs: endMs, monthsBefore: -monthsOf(each) },
    };
    startMs = endMs;
    return again;
  });
  const forEver = back.filter(({ endMs }) => endMs === null);
  if (startMs <= nowMs) return [...placed, ...forEver];
  return [...placed, ...forEver.map((each) => ({ ...each, startMs }))];
}
