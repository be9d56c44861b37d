import {
  type CreditRules,
  type HeldPlan,
  type Mark,
  ONCE_PREFIX,
  shareSince,
} from "../credits/allowance.ts";
import { calendarPeriod } from "../credits/period.ts";
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

/** When the plan began. Months are counted from there. */
function startOf({ periods, terms, source, periodStartMs }: SubscriptionRecord): number {
  return terms === null || source === "none"
    ? (periodStartMs ?? 0)
    : firstOf(periods, { source, planId: terms.planId, startMs: periodStartMs ?? 0 });
}

/** The start of the first of the paid periods of one plan that follow each other without a gap. */
function firstOf(
  periods: readonly ProvenPeriod[],
  { source, planId, ...last }: { source: ProvenPeriod["source"]; planId: string; startMs: number },
): number {
  let { startMs } = last;
  const before = (): ProvenPeriod | undefined =>
    periods.find(
      (period) =>
        period.source === source &&
        period.terms.planId === planId &&
        period.kind === "paid" &&
        period.endMs === startMs &&
        period.startMs < startMs,
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
  const sound = soundOf(periods, nowMs);
  if (mark.endsAtMs === null)
    return sound.some(({ terms }) => `${ONCE_PREFIX}${terms.planId}` === mark.period)
      ? mark.granted
      : 0;
  return mostMonthly(mark, sound, free, nowMs, ({ terms }) => terms.allowance[mark.version]);
}

/** What stands and has begun. What was ended before it began gives nothing. */
const soundOf = (periods: readonly ProvenPeriod[], nowMs: number): ProvenPeriod[] =>
  periods.filter(
    ({ standing, startMs, endMs }) =>
      standing === "good" && startMs <= nowMs && (endMs === null || endMs > startMs),
  );

function mostMonthly(
  { endsAtMs, version }: Mark,
  sound: readonly ProvenPeriod[],
  free: CreditRules["free"],
  nowMs: number,
  shareOf: (period: ProvenPeriod) => number,
): number {
  const beganMs = (endsAtMs ?? nowMs) - CREDIT_PERIOD_MS_MAX;
  const shares = sound
    .filter(({ terms, endMs }) => terms.creditRule === "monthly" && (endMs ?? nowMs) > beganMs)
    .map(shareOf);
  return Math.max(0, free?.creditRule === "monthly" ? free.allowance[version] : 0, ...shares);
}

/**
 * Units of a credit period that a customer is to have when money for a plan is ours again: of a plan that began in a month
 * whose shares go by days, no more than its share. Once for ever is never more than once.
 */
export function entitledAgain(
  mark: Mark,
  { periods }: Pick<SubscriptionRecord, "periods">,
  rules: Pick<CreditRules, "free" | "mode" | "timeZone">,
  nowMs: number,
): number {
  const { version, period, endsAtMs } = mark;
  const sound = soundOf(periods, nowMs);
  if (endsAtMs !== null)
    return mostMonthly(mark, sound, rules.free, nowMs, ({ terms, source, startMs }) => {
      const startedMs = firstOf(sound, { source, planId: terms.planId, startMs });
      return shareSince(
        terms.allowance[version],
        startedMs,
        calendarPeriod(endsAtMs - 1, rules.timeZone),
        rules,
      );
    });
  const allowances = sound
    .filter(({ terms }) => `${ONCE_PREFIX}${terms.planId}` === period)
    .map(({ terms }) => terms.allowance[version]);
  return Math.max(0, ...allowances);
}
