import { err, ok, type Result } from "../result.ts";
import {
  type CancelDecision,
  type CancelWish,
  type ChangeRefusal,
  cancelSubscription,
} from "./changes.ts";
import { ahead } from "./prepaid.ts";
import type { ProvenPeriod, SubscriptionRecord } from "./state.ts";

/** How an operator ends a customer's plan: what there is to end, in which ways, and what each means. Pure. */

export const END_WAYS = ["at-period-end", "at-once"] as const;
export type EndWay = (typeof END_WAYS)[number];

export interface Endable {
  /** What is meant: the subscription, the gift or the last purchase. What the customer gets afterwards has another. */
  ref: string;
  planId: string;
  source: Exclude<SubscriptionRecord["source"], "none">;
  /** Until when it runs as it stands now; null without an end. */
  endsAtMs: number | null;
  /** It is paid again at the end of each period, unless it is ended. */
  renews: boolean;
  /** What does not renew ends by itself, so that it can only be ended at once. */
  ways: EndWay[];
}

/** What gives the customer's plan now; null for the free plan. */
export function endableOf(record: SubscriptionRecord, nowMs: number): Endable | null {
  const { source, planId, periodEndMs, link } = record;
  if (source === "none") return null;
  const ref = refOf(record, nowMs);
  if (ref === null) return null;
  const can = (way: EndWay) =>
    source === "stripe" && cancelSubscription(record, wishFor(way), nowMs).ok;
  const ways = END_WAYS.filter((way) => (source === "stripe" ? can(way) : way === "at-once"));
  const renews = source === "stripe" && link?.cancelAtMs === null;
  return { ...{ ref, planId, source, renews, ways }, endsAtMs: periodEndMs };
}

/** The money of what is ended stays: it goes back by a refund alone. */
export const wishFor = (way: EndWay): CancelWish => ({
  by: "operator",
  atOnce: way === "at-once",
  refund: false,
});

function refOf(record: SubscriptionRecord, nowMs: number): string | null {
  switch (record.source) {
    case "stripe":
      return record.link?.subscriptionId ?? null;
    case "manual":
      return runningByHand(record.periods, nowMs)?.key ?? null;
    case "prepaid":
    case "lifetime":
      return lastPurchase(record, nowMs);
    case "none":
      return null;
  }
}

export const runningByHand = (
  periods: readonly ProvenPeriod[],
  nowMs: number,
): ProvenPeriod | undefined =>
  periods.find(({ source, endMs }) => source === "manual" && (endMs === null || endMs > nowMs));

/** A further purchase makes another one of it: nobody ends what they have not seen. */
function lastPurchase({ purchases }: SubscriptionRecord, nowMs: number): string | null {
  const last = ahead(purchases, nowMs).at(-1);
  return last ? `order:${last.orderNo}` : null;
}

/** `over`: it has ended, or does so at the end of the period already. */
export type EndDecision =
  | { kind: "over" }
  | { kind: "in-account" }
  | { kind: "at-stripe"; decision: CancelDecision };

export type EndRefusal = { reason: "plan-changed" } | ChangeRefusal;

/** What is to be done to end `ref`, for the caller to carry out. Asked again after it was done, it is over. */
export function decideEnd(
  record: SubscriptionRecord,
  { ref, way }: { ref: string; way: EndWay },
  nowMs: number,
): Result<EndDecision, EndRefusal> {
  const endable = endableOf(record, nowMs);
  if (endable?.ref !== ref)
    return isOver(record, ref, nowMs) ? ok({ kind: "over" }) : err({ reason: "plan-changed" });
  if (endable.source !== "stripe")
    return way === "at-once" || endable.endsAtMs !== null
      ? ok({ kind: way === "at-once" ? "in-account" : "over" })
      : err({ reason: "change-not-possible", why: "lifetime-held" });
  if (way === "at-period-end" && record.link?.cancelAtMs !== null) return ok({ kind: "over" });
  const decided = cancelSubscription(record, wishFor(way), nowMs);
  if (decided.ok) return ok({ kind: "at-stripe", decision: decided.value });
  const { error } = decided;
  const isDone = error.reason === "change-not-possible" && error.why === "ends-already";
  return isDone ? ok({ kind: "over" }) : err(error);
}

/** It was there once, and no time of it is left. */
function isOver({ periods }: SubscriptionRecord, ref: string, nowMs: number): boolean {
  const own = periods.filter(({ key, subscriptionId }) => key === ref || subscriptionId === ref);
  const isPast = ({ standing, endMs }: ProvenPeriod) =>
    standing === "taken" || (endMs !== null && endMs <= nowMs);
  return own.length > 0 && own.every(isPast);
}
