import type { CreditRule, CreditSystemVersion, Quota } from "../plan/plan.ts";
import { invariant } from "../result.ts";
import {
  anniversaryPeriod,
  type CreditPeriod,
  calendarPeriod,
  type PeriodMode,
  proratedAllowance,
} from "./period.ts";
import { type VersionHistory, versionAt } from "./version.ts";

/** What a plan gives, as it was when the customer took it. */
export interface CreditTerms {
  planId: string;
  creditRule: CreditRule;
  allowance: Readonly<Record<CreditSystemVersion, number>>;
  /** As in `Plan`. Credits do not depend on them. */
  quotas?: readonly Quota[];
}

/** The plan that a customer has. Null in its place means the free one, which nobody starts or ends. */
export interface HeldPlan {
  terms: CreditTerms;
  /** When it began, epoch ms: months are counted from here where they go by anniversary. */
  startedMs: number;
  /** What is proved to be paid ends here, epoch ms; null without end. */
  endsAtMs: number | null;
  /** After its end nothing is given, not even the free plan's: the customer is to pay first. */
  isPastDue: boolean;
  /** Nothing is given while its payment is disputed, or while it is paused. */
  isFrozen?: boolean;
}

/**
 * What the operator set, and the free plan's terms: null where the catalog has none, undefined where it could not be read. Then
 * whoever has no other plan cannot be told a balance: a refusal for want of credits would be remembered under its key.
 */
export interface CreditRules {
  mode: PeriodMode;
  timeZone: string;
  versions: VersionHistory;
  free: CreditTerms | null | undefined;
}

/** What was given for one period so far, all in all, and what of it was taken back. Both only rise. */
export interface Mark {
  period: string;
  version: CreditSystemVersion;
  granted: number;
  /** Unspent units that went back with the money for the plan: they can be given again. */
  takenBack: number;
  /** Epoch ms; null for what was given once for ever. */
  endsAtMs: number | null;
}

/** What the rule reads of the marks. */
export interface MarkView {
  mark(period: string): Mark | null;
  /** Marks of periods with an end that is after `nowMs`. */
  running(nowMs: number): Mark[];
}

/** What a customer is to have of a period, and what of it is missing. */
export interface Allowance {
  planId: string;
  period: CreditPeriod;
  version: CreditSystemVersion;
  /** Units of the whole period. */
  allowance: number;
  /** Units to grant now, zero or more. */
  due: number;
}

/**
 * What is due to a customer now. The one rule behind events, first touches and the monthly walk.
 *
 * Of an allowance goes off what was given before for the same period, whatever plan it was given for, and what was given for
 * other periods that still run: those exist after a change of the plan's start, the mode or the time zone. So what was
 * given and has not ended is never more than the largest allowance, however plans, versions and settings are toggled.
 */
export function allowanceOf(
  marks: MarkView,
  held: HeldPlan | null,
  rules: CreditRules,
  nowMs: number,
): Allowance | null {
  if (held?.isFrozen) return null;
  const inForce = held !== null && (held.endsAtMs === null || nowMs < held.endsAtMs) ? held : null;
  if (inForce === null && held?.isPastDue) return null;
  const terms = inForce ? inForce.terms : rules.free;
  invariant(terms !== undefined, "the catalog of plans could be read");
  if (terms === null) return null;

  const period = periodOf(terms, inForce, rules, nowMs);
  const mark = marks.mark(period.name);
  const version = mark?.version ?? versionAt(rules.versions, period.startMs);
  const whole = terms.allowance[version];
  const allowance = inForce ? shareSince(whole, inForce.startedMs, period, rules) : whole;
  const given = mark === null ? 0 : netOf(mark);
  // Once for ever is beside the months: whoever paid for it gets it whole.
  const elsewhere =
    period.endMs === null
      ? 0
      : marks
          .running(nowMs)
          .filter((each) => each.period !== period.name)
          .reduce((units, each) => units + netOf(each), 0);
  const isGivenOnce = period.endMs === null && mark !== null && mark.takenBack === 0;
  const due = isGivenOnce ? 0 : Math.max(0, allowance - given - elsewhere);
  return { planId: terms.planId, period, version, allowance, due };
}

/** What the customer got of a period and did not have to give back. */
export const netOf = ({ granted, takenBack }: Mark): number => granted - takenBack;

/** Names of what is given once, so that no plan of that kind is given twice, ever. */
export const ONCE_PREFIX = "once:";

function periodOf(
  terms: CreditTerms,
  inForce: HeldPlan | null,
  { mode, timeZone }: CreditRules,
  nowMs: number,
): CreditPeriod {
  if (terms.creditRule === "once")
    return {
      name: `${ONCE_PREFIX}${terms.planId}`,
      startMs: inForce?.startedMs ?? nowMs,
      endMs: null,
    };
  return mode === "anniversary" && inForce
    ? anniversaryPeriod(inForce.startedMs, nowMs, timeZone)
    : calendarPeriod(nowMs, timeZone);
}

/** The whole allowance, or its share by days in the month in which a plan began. */
export function shareSince(
  allowance: number,
  startedMs: number,
  { startMs, endMs }: Pick<CreditPeriod, "startMs" | "endMs">,
  { mode, timeZone }: Pick<CreditRules, "mode" | "timeZone">,
): number {
  const isFirst =
    mode === "calendar-prorated" && endMs !== null && startedMs >= startMs && startedMs < endMs;
  return isFirst ? proratedAllowance(allowance, startedMs, timeZone) : allowance;
}

/** The mark after the due units were granted. */
export function markAfter({ period, version, due }: Allowance, before: Mark | null): Mark {
  return {
    period: period.name,
    version,
    granted: (before?.granted ?? 0) + due,
    takenBack: before?.takenBack ?? 0,
    endsAtMs:
      period.endMs === null || before?.endsAtMs === null
        ? null
        : Math.max(period.endMs, before?.endsAtMs ?? period.endMs),
  };
}
