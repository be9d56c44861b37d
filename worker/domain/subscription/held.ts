import { type CreditRules, type HeldPlan, type Mark, ONCE_PREFIX } from "../credits/allowance.ts";
import { DAY_MS } from "../time.ts";
import type { ProvenPeriod, SubscriptionRecord, SubscriptionSource } from "./state.ts";

/** What the credit rules read of a subscription. */
export interface SubscribedPlan extends HeldPlan {
  source: Exclude<SubscriptionSource, "none">;
  /**
   * Until when its features are there, days of grace included, epoch ms; null without end. Left out in what was stored before
   * there were quotas: then `endsAtMs` counts.
   */
  entitledUntilMs?: number | null;
}

/** The plan that credits go by; null for the free one. The record is as reduced now. */
export function heldPlanOf(record: SubscriptionRecord): SubscribedPlan | null {
  const { terms, source, status, periodEndMs } = record;
  if (terms === null || source === "none") return null;
  const { planId, creditRule, allowance, quotas } = terms;
  return {
    terms: { planId, creditRule, allowance, ...(quotas ? { quotas } : {}) },
    source,
    startedMs: startOf(record),
    endsAtMs: periodEndMs,
    entitledUntilMs: record.entitledUntilMs,
    // A card is charged again at the end: until it was, nothing is given.
    isPastDue: source === "stripe",
    isFrozen: status === "paused",
  };
}

/** When the plan began: the first of the paid periods that follow each other without a gap. Months are counted from there. */
function startOf({ periods, terms, source, periodStartMs }: SubscriptionRecord): number {
  let startMs = periodStartMs ?? 0;
  const isOfPlan = (period: ProvenPeriod) =>
    period.source === source && period.terms.planId === terms?.planId && period.kind === "paid";
  const before = (): ProvenPeriod | undefined =>
    periods.find(
      (period) => isOfPlan(period) && period.endMs === startMs && period.startMs < startMs,
    );
  for (let period = before(); period; period = before()) startMs = period.startMs;
  return startMs;
}

/** Longest credit period: a month of 31 days, and an hour when clocks are put back. */
const CREDIT_PERIOD_MS_MAX = 31 * DAY_MS + 3_600_000;

/**
 * Units that a customer may keep of a credit period, whatever was taken back: the most of what the free plan and each plan
 * that is properly paid give for it.
 */
export function entitledTo(
  mark: Mark,
  { periods }: Pick<SubscriptionRecord, "periods">,
  free: CreditRules["free"],
  nowMs: number,
): number {
  const sound = periods.filter(({ standing, startMs }) => standing === "good" && startMs <= nowMs);
  if (mark.endsAtMs === null)
    return sound.some(({ terms }) => `${ONCE_PREFIX}${terms.planId}` === mark.period)
      ? mark.granted
      : 0;
  const beganMs = mark.endsAtMs - CREDIT_PERIOD_MS_MAX;
  const allowances = sound
    .filter(({ terms, endMs }) => terms.creditRule === "monthly" && (endMs ?? nowMs) > beganMs)
    .map(({ terms }) => terms.allowance[mark.version]);
  const isFreeMonthly = free?.creditRule === "monthly";
  return Math.max(0, isFreeMonthly ? free.allowance[mark.version] : 0, ...allowances);
}

/** Units of a credit period that a customer is to have when money for a plan is ours again. Once for ever is never more than once. */
export function entitledAgain(
  mark: Mark,
  record: Pick<SubscriptionRecord, "periods">,
  free: CreditRules["free"],
  nowMs: number,
): number {
  if (mark.endsAtMs !== null) return entitledTo(mark, record, free, nowMs);
  const allowances = record.periods
    .filter(({ standing, startMs }) => standing === "good" && startMs <= nowMs)
    .filter(({ terms }) => `${ONCE_PREFIX}${terms.planId}` === mark.period)
    .map(({ terms }) => terms.allowance[mark.version]);
  return Math.max(0, ...allowances);
}
