import { FREE_PLAN_ID } from "../plan/plan.ts";
import { DAY_MS } from "../time.ts";
import { RENEWAL_PATIENCE_MS } from "./patience.ts";
import {
  type EndReason,
  NEW_RECORD,
  type PendingChange,
  type ProvenPeriod,
  type StripeLink,
  type SubscriptionRecord,
} from "./state.ts";
import { isLive } from "./stripe-picture.ts";

/** Everything that what is so now follows from. */
export type Basis = Pick<SubscriptionRecord, "periods" | "link">;

/** What is so now. */
export type Current = Omit<
  SubscriptionRecord,
  "trialUsedBy" | "periods" | "purchases" | "link" | "surplus" | "refusedOrders"
>;

/** The plan that the customer has now: of everything that covers this moment, what ranks highest. */
export function currentOf(basis: Basis, graceDays: number, nowMs: number): Current {
  const claims = [
    ...byCard(basis, graceDays, nowMs),
    ...basis.periods
      .filter((period) => period.source !== "stripe" && runs(period, nowMs))
      .map((period) => paidClaim(period, basis.periods, nowMs)),
  ];
  const [best] = claims.sort(byRank);
  return best ?? none(basis, nowMs);
}

const byRank = (a: Current, b: Current): number =>
  Number(b.entitled) - Number(a.entitled) ||
  (b.terms?.rank ?? 0) - (a.terms?.rank ?? 0) ||
  Number(a.status === "past_due") - Number(b.status === "past_due") ||
  SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source) ||
  (b.periodEndMs ?? Number.MAX_SAFE_INTEGER) - (a.periodEndMs ?? Number.MAX_SAFE_INTEGER);

const SOURCES = ["lifetime", "stripe", "prepaid", "manual"];

const covers = ({ startMs, endMs }: ProvenPeriod, nowMs: number): boolean =>
  startMs <= nowMs && (endMs === null || endMs > nowMs);

const runs = (period: ProvenPeriod, nowMs: number): boolean =>
  period.standing !== "taken" && covers(period, nowMs);

function claimOf(period: ProvenPeriod, change: Partial<Current>): Current {
  const { terms, source, startMs, endMs } = period;
  const { trialUsedBy, periods, purchases, link, surplus, refusedOrders, ...nothing } = NEW_RECORD;
  return {
    ...nothing,
    ...{ planId: terms.planId, terms, source, periodStartMs: startMs, periodEndMs: endMs },
    periodPrice: period.price ?? null,
    status: "active",
    entitled: true,
    entitledUntilMs: endMs,
    ...change,
  };
}

/** A disputed period is there and gives nothing until the dispute is over. */
const FROZEN = { status: "paused", entitled: false } as const;

function paidClaim(period: ProvenPeriod, periods: ProvenPeriod[], nowMs: number): Current {
  if (period.standing === "frozen") return claimOf(period, FROZEN);
  const chain = periods.filter(
    ({ source, standing, startMs }) =>
      source === period.source && standing === "good" && startMs >= period.startMs,
  );
  const { endMs, next } = followed(period, chain);
  const pendingChange =
    next && endMs !== null && endMs > nowMs ? { planId: next.terms.planId, atMs: endMs } : null;
  return claimOf(period, { periodEndMs: endMs, entitledUntilMs: endMs, pendingChange });
}

/** The end of all of one plan in a row, and what comes then. */
function followed(
  period: ProvenPeriod,
  chain: ProvenPeriod[],
): { endMs: number | null; next: ProvenPeriod | null } {
  let endMs = period.endMs;
  while (endMs !== null) {
    const untilMs: number = endMs;
    const [next] = chain
      .filter((each) => each.startMs <= untilMs && (each.endMs === null || each.endMs > untilMs))
      .sort((a, b) => b.terms.rank - a.terms.rank);
    if (!next) return { endMs, next: null };
    if (next.terms.planId !== period.terms.planId) return { endMs, next };
    endMs = next.endMs;
  }
  return { endMs, next: null };
}

/** What a subscription by card gives now: none or one. */
function byCard({ periods, link }: Basis, graceDays: number, nowMs: number): Current[] {
  const card = periods.filter(({ source }) => source === "stripe");
  const [period] = card.filter((each) => runs(each, nowMs)).sort(byLatest);
  if (period) return [coveredByCard(period, link, nowMs)];
  if (!link || !goesOn(link, nowMs)) return [];
  const own = card.filter(
    ({ subscriptionId, startMs }) => subscriptionId === link.subscriptionId && startMs <= nowMs,
  );
  const last = own.filter(wasSound).sort(byEnd)[0];
  const newest = own.filter(({ kind }) => kind !== "raise").sort(byLatest)[0];
  // Money that went back ends the plan: there is nothing that days of grace could follow.
  if (!last || !newest || !wasSound(newest)) return [];
  return [afterPaidEnd(last, link, graceDays, nowMs)];
}

/** It stood to its end. What became of its money afterwards is no reason to end what followed. */
const wasSound = ({ standing, standingSinceMs, endMs }: ProvenPeriod): boolean =>
  standing === "good" || (endMs !== null && standingSinceMs >= endMs);

/** Whether Stripe would charge again, as far as is known. */
export const goesOn = (link: StripeLink, nowMs: number): boolean =>
  isLive(link) && (link.cancelAtMs === null || link.cancelAtMs > nowMs);

/** Stripe's retries go on for a time that nobody paid. */
export const isOverdue = (link: StripeLink, paidUntilMs: number | null, nowMs: number): boolean =>
  (link.status === "past_due" || link.status === "unpaid") && (paidUntilMs ?? 0) <= nowMs;

/** The card is charged again at the end, so nobody should pay for that time in another way. */
export const renews = (link: StripeLink, paidUntilMs: number | null, nowMs: number): boolean =>
  goesOn(link, nowMs) && link.cancelAtMs === null && !isOverdue(link, paidUntilMs, nowMs);

/** The latest change that was paid decides. */
const byLatest = (a: ProvenPeriod, b: ProvenPeriod): number =>
  b.startMs - a.startMs || b.terms.rank - a.terms.rank || (a.key < b.key ? -1 : 1);

const byEnd = (a: ProvenPeriod, b: ProvenPeriod): number =>
  (b.endMs ?? 0) - (a.endMs ?? 0) || byLatest(a, b);

function coveredByCard(period: ProvenPeriod, link: StripeLink | null, nowMs: number): Current {
  const own = link?.subscriptionId === period.subscriptionId ? link : null;
  const known = own && goesOn(own, nowMs) ? own : null;
  const planned = {
    cancelAtMs: known?.cancelAtMs ?? null,
    pendingChange: known ? changeAhead(period, known, nowMs) : null,
    trialEndMs: period.kind === "trial" ? period.endMs : null,
  };
  if (period.standing === "frozen") return claimOf(period, { ...planned, ...FROZEN });
  if (period.kind === "trial") return claimOf(period, { ...planned, status: "trialing" });
  if (known?.status === "paused") return claimOf(period, { ...planned, status: "paused" });
  if (known?.status !== "past_due" && known?.status !== "unpaid") return claimOf(period, planned);
  const pastDueSinceMs = Math.min(nowMs, known.unpaidSinceMs ?? period.startMs);
  return claimOf(period, { ...planned, status: "past_due", pastDueSinceMs });
}

/** A planned change, or one that is made already and holds from the next period that is paid. */
function changeAhead(period: ProvenPeriod, link: StripeLink, nowMs: number): PendingChange | null {
  if (link.cancelAtMs !== null) return null;
  if (link.scheduled && link.scheduled.atMs > nowMs) return link.scheduled;
  const isOther = link.planId !== null && link.planId !== period.terms.planId;
  return isOther && period.endMs !== null
    ? { planId: link.planId ?? "", atMs: period.endMs }
    : null;
}

/** The paid time is over and Stripe goes on: the renewal is under way, or past due. */
function afterPaidEnd(
  last: ProvenPeriod,
  link: StripeLink,
  graceDays: number,
  nowMs: number,
): Current {
  const sinceMs = last.endMs ?? nowMs;
  if (link.status === "paused") return claimOf(last, FROZEN);
  const isUnderWay =
    (link.status === "active" || link.status === "trialing") &&
    !link.writtenOff &&
    nowMs < sinceMs + RENEWAL_PATIENCE_MS;
  const graceEndMs = sinceMs + graceDays * DAY_MS;
  const untilMs = isUnderWay ? Math.max(graceEndMs, sinceMs + RENEWAL_PATIENCE_MS) : graceEndMs;
  return claimOf(last, {
    cancelAtMs: link.cancelAtMs,
    status: isUnderWay ? "active" : "past_due",
    pastDueSinceMs: isUnderWay ? null : sinceMs,
    entitled: nowMs < untilMs,
    entitledUntilMs: untilMs,
  });
}

/** No plan: the free one, and what was there before. */
function none({ periods, link }: Basis, nowMs: number): Current {
  const {
    trialUsedBy,
    periods: _p,
    purchases,
    link: _l,
    surplus,
    refusedOrders,
    ...nothing
  } = NEW_RECORD;
  const past = periods.filter(({ startMs, endMs, standing }) => {
    const isOver = endMs !== null && endMs <= nowMs;
    return startMs <= nowMs && (isOver || standing === "taken");
  });
  const [last] = past.sort((a, b) => Number(neverRan(a)) - Number(neverRan(b)) || byLatest(a, b));
  if (!last) return nothing;
  return {
    ...nothing,
    status: "ended",
    ended: {
      planId: last.terms.planId,
      atMs: endedAt(last),
      why: whyEnded(last, link),
    },
  };
}

/** It was to follow, and was ended before it began: what ran until then is what ended. */
const neverRan = ({ cutByOperator, startMs, endMs }: ProvenPeriod): boolean =>
  cutByOperator === true && startMs === endMs;

const endedAt = ({ standing, standingSinceMs, endMs }: ProvenPeriod): number =>
  Math.min(
    standing === "taken" ? standingSinceMs : Number.MAX_SAFE_INTEGER,
    endMs ?? standingSinceMs,
  );

function whyEnded(last: ProvenPeriod, link: StripeLink | null): EndReason {
  if (last.standing === "taken") return "money-returned";
  if (last.standing === "frozen") return "disputed";
  if (last.cutByOperator) return "ended-by-operator";
  if (last.source !== "stripe" || link?.subscriptionId !== last.subscriptionId) return "ran-out";
  if (link.cancelReason === "payment_failed") return "payment-failed";
  return link.cancelReason === "payment_disputed" ? "disputed" : "cancelled";
}

export const isFree = ({ planId }: Pick<Current, "planId">): boolean => planId === FREE_PLAN_ID;
