import { err, invariant, ok, type Result } from "../result.ts";
import {
  type CancelDecision,
  type CancelWish,
  type ChangeRefusal,
  cancelSubscription,
} from "./changes.ts";
import { goesOn } from "./current.ts";
import { ahead } from "./prepaid.ts";
import type { ProvenPeriod, SubscriptionRecord } from "./state.ts";

/** How an operator ends a customer's plan: what there is to end, in which ways, and what each means. Pure. */

export const END_WAYS = ["at-period-end", "at-once"] as const;
export type EndWay = (typeof END_WAYS)[number];

export interface Endable {
  /**
   * What is meant: the subscription or the gift, and the last purchase. What the customer gets afterwards has another, so that
   * nobody ends what they have not seen.
   */
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

/** What gives the customer's plan now, or will by what is paid already; null for the free plan. */
export function endableOf(record: SubscriptionRecord, nowMs: number): Endable | null {
  const { source, planId, periodEndMs, link } = record;
  const ref = refOf(record, nowMs);
  if (ref === null) return null;
  if (source === "none") return { ref, ...toCome(record, nowMs) };
  const can = (way: EndWay) =>
    source === "stripe" && cancelSubscription(record, wishFor(way), nowMs).ok;
  const ways = END_WAYS.filter((way) => (source === "stripe" ? can(way) : way === "at-once"));
  const goesOnPaying = link !== null && goesOn(link, nowMs) && link.cancelAtMs === null;
  const renews = source === "stripe" && goesOnPaying;
  return { ...{ ref, planId, source, renews, ways }, endsAtMs: periodEndMs };
}

/** The money of what is ended stays: it goes back by a refund alone. */
export const wishFor = (way: EndWay): CancelWish => ({
  by: "operator",
  atOnce: way === "at-once",
  refund: false,
});

/** Stands between the two that one end may mean. */
const AND = "+";

const ORDER_PREFIX = "order:";

function refOf(record: SubscriptionRecord, nowMs: number): string | null {
  const last = lastPurchase(record, nowMs);
  const { source, link, periods } = record;
  if (source !== "stripe" && source !== "manual") return last;
  const running = source === "stripe" ? link?.subscriptionId : runningByHand(periods, nowMs)?.key;
  if (running === undefined) return null;
  return last === null ? running : `${running}${AND}${last}`;
}

/** Paid in advance, and nothing runs before it begins. */
function toCome({ purchases }: SubscriptionRecord, nowMs: number): Omit<Endable, "ref"> {
  const queued = ahead(purchases, nowMs).sort((a, b) => a.startMs - b.startMs);
  const [next] = queued;
  invariant(next, "what has a name is there");
  const endsAtMs = Math.max(...queued.map(({ startMs, endMs }) => endMs ?? startMs));
  return {
    ...{ planId: next.terms.planId, source: "prepaid", renews: false, ways: ["at-once"] },
    endsAtMs,
  };
}

export const runningByHand = (
  periods: readonly ProvenPeriod[],
  nowMs: number,
): ProvenPeriod | undefined =>
  periods.find(({ source, endMs }) => source === "manual" && (endMs === null || endMs > nowMs));

function lastPurchase({ purchases }: SubscriptionRecord, nowMs: number): string | null {
  const last = ahead(purchases, nowMs).at(-1);
  return last ? `${ORDER_PREFIX}${last.orderNo}` : null;
}

/** `over`: it has ended, or does so at the end of the period already. What is ended in the account takes all paid in advance along. */
export type EndDecision =
  | { kind: "over" }
  | { kind: "in-account"; byHand: ProvenPeriod | null }
  | { kind: "at-stripe"; decision: CancelDecision };

export type EndRefusal = { reason: "plan-changed" } | ChangeRefusal;

/** What of `ref` the account ends by itself once Stripe has ended the rest of it; null when that was all. */
export const paidAheadIn = (ref: string): string | null =>
  ref.split(AND).find((part) => part.startsWith(ORDER_PREFIX)) ?? null;

/** What is to be done to end `ref`, for the caller to carry out. Asked again after it was done, it is over. */
export function decideEnd(
  record: SubscriptionRecord,
  { ref, way }: { ref: string; way: EndWay },
  nowMs: number,
): Result<EndDecision, EndRefusal> {
  const endable = endableOf(record, nowMs);
  const open = stillOpen(record, ref, { endable, nowMs });
  if (open === null) return ok({ kind: "over" });
  // Purchases are ended by their own name too, while Stripe's end of what runs above them is not seen yet.
  if (way === "at-once" && open === lastPurchase(record, nowMs))
    return ok({ kind: "in-account", byHand: null });
  if (endable?.ref !== open) return err({ reason: "plan-changed" });
  if (endable.source !== "stripe") {
    const byHand = runningByHand(record.periods, nowMs) ?? null;
    if (way === "at-once") return ok({ kind: "in-account", byHand });
    return endable.endsAtMs !== null
      ? ok({ kind: "over" })
      : err({ reason: "change-not-possible", why: "lifetime-held" });
  }
  if (way === "at-period-end" && record.link?.cancelAtMs !== null) return ok({ kind: "over" });
  const decided = cancelSubscription(record, wishFor(way), nowMs);
  if (decided.ok) return ok({ kind: "at-stripe", decision: decided.value });
  const { error } = decided;
  const isDone = error.reason === "change-not-possible" && error.why === "ends-already";
  if (!isDone) return err(error);
  const leavesAhead = way === "at-once" && paidAheadIn(open) !== null;
  return ok(leavesAhead ? { kind: "in-account", byHand: null } : { kind: "over" });
}

/** Without what of it was ended before, so that an end that died halfway goes on; null when all of it is over. */
function stillOpen(
  record: SubscriptionRecord,
  ref: string,
  { endable, nowMs }: { endable: Endable | null; nowMs: number },
): string | null {
  const standing = endable?.ref.split(AND) ?? [];
  const open = ref
    .split(AND)
    .filter((part) => standing.includes(part) || !isOver(record, part, nowMs));
  return open.length > 0 ? open.join(AND) : null;
}

/** It was there once, and no time of it is left. */
function isOver({ periods }: SubscriptionRecord, ref: string, nowMs: number): boolean {
  const own = periods.filter(({ key, subscriptionId }) => key === ref || subscriptionId === ref);
  const isPast = ({ standing, endMs }: ProvenPeriod) =>
    standing === "taken" || (endMs !== null && endMs <= nowMs);
  return own.length > 0 && own.every(isPast);
}
