import { goesOn } from "./current.ts";
import type { SubscriptionRecord } from "./state.ts";

/** How long something that is under way elsewhere may take to be noticed when its event is lost. */
const UNSETTLED_MS = 3_600_000;

/** What is to be done at Stripe is tried again this soon when nothing else leads there. */
const ACTS_MS = 60_000;

/**
 * When to reduce again: each instant at which something can change without an event, and soon while something is open. A
 * change that nobody announced, whose event was lost, is left to the daily comparison.
 */
export function nextLook(
  record: SubscriptionRecord,
  hasActs: boolean,
  nowMs: number,
): number | null {
  const { link, periods } = record;
  const instants = [
    record.periodEndMs,
    record.cancelAtMs,
    record.trialEndMs,
    record.entitledUntilMs,
    record.pendingChange?.atMs,
    link?.pendingUpdate?.expiresAtMs,
    link && goesOn(link, nowMs) ? link.itemEndMs : null,
    ...periods.flatMap(({ startMs, endMs }) => [startMs, endMs]),
    hasActs ? nowMs + ACTS_MS : null,
    isUnsettled(record, nowMs) ? nowMs + UNSETTLED_MS : null,
  ];
  const ahead = instants.filter((each): each is number => typeof each === "number" && each > nowMs);
  return ahead.length > 0 ? Math.min(...ahead) : null;
}

/** Money is expected: a first payment, a renewal, an upgrade, or what is overdue. */
function isUnsettled({ link, periodEndMs, status }: SubscriptionRecord, nowMs: number): boolean {
  if (!link) return false;
  if (link.status === "incomplete" || link.pendingUpdate !== null) return true;
  if (!goesOn(link, nowMs)) return false;
  return status === "past_due" || periodEndMs === null || periodEndMs <= nowMs;
}
