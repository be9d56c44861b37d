import type { CreditRules } from "../credits/allowance.ts";
import { anniversaryPeriod, calendarPeriod, type EndingPeriod } from "../credits/period.ts";
import { err, ok, type Result } from "../result.ts";
import type { SubscribedPlan } from "../subscription/held.ts";
import { DAY_MS } from "../time.ts";
import { localTime } from "../zone.ts";

/** How late an event may come: a host's queue that was stuck over a long weekend, and some days to mend it. */
export const LATE_MS_MAX = 7 * DAY_MS;

/** How far a host's clock may be ahead of ours. */
export const AHEAD_MS_MAX = 5 * 60_000;

export type UsagePeriodRules = Pick<CreditRules, "mode" | "timeZone">;

/** The plan whose features the customer has: the one that was taken, days of grace included; null for the free one. */
export function planInForce(held: SubscribedPlan | null, nowMs: number): SubscribedPlan | null {
  if (held === null || held.isFrozen) return null;
  const untilMs = held.entitledUntilMs === undefined ? held.endsAtMs : held.entitledUntilMs;
  return untilMs === null || nowMs < untilMs ? held : null;
}

/** The period that counters count in: the credit period, also for a plan that gives its credits once for ever. */
export const usagePeriod = (
  plan: SubscribedPlan | null,
  { mode, timeZone }: UsagePeriodRules,
  nowMs: number,
): EndingPeriod =>
  mode === "anniversary" && plan !== null
    ? anniversaryPeriod(plan.startedMs, nowMs, timeZone)
    : calendarPeriod(nowMs, timeZone);

/** `2026-11-20`, the day at an instant by the zone's calendar. */
export function dayAt(atMs: number, zone: string): string {
  const { year, month, day } = localTime(atMs, zone);
  return [
    String(year).padStart(4, "0"),
    ...[month, day].map((n) => String(n).padStart(2, "0")),
  ].join("-");
}

/** When and where an event counts. */
export interface Place {
  /** Epoch ms; never after now. */
  atMs: number;
  day: string;
  /** The event is of a period that is closed, and counts in the present one. */
  late: boolean;
}

export type OutOfTime = { reason: "too-old" | "in-future" };

export function placeOf(
  saidAtMs: number | null,
  period: EndingPeriod,
  { timeZone }: UsagePeriodRules,
  nowMs: number,
): Result<Place, OutOfTime> {
  const atMs = saidAtMs ?? nowMs;
  if (atMs > nowMs + AHEAD_MS_MAX) return err({ reason: "in-future" });
  if (atMs < nowMs - LATE_MS_MAX) return err({ reason: "too-old" });
  const countedMs = Math.min(atMs, nowMs);
  const day = dayAt(countedMs, timeZone);
  return ok({ atMs: countedMs, day, late: countedMs < period.startMs });
}
