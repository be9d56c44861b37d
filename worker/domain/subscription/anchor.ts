import { calendarPeriod, type PeriodMode } from "../credits/period.ts";

/** Stripe's `billing_cycle_anchor_config`: a day of the month and an hour, both UTC. */
export interface BillingAnchor {
  /** 31 is the last day of a shorter month. */
  dayOfMonth: number;
  hour: number;
}

/**
 * Where renewals are put so that they fall on the first of the month as `timeZone` has it (`calendar-prorated`); null
 * where a subscription renews on the day that it began. East of Greenwich the first begins on the day before, in UTC.
 */
export function anchorOf(
  { mode, timeZone }: { mode: PeriodMode; timeZone: string },
  nowMs: number,
): BillingAnchor | null {
  if (mode !== "calendar-prorated") return null;
  const first = new Date(calendarPeriod(nowMs, timeZone).endMs);
  return {
    dayOfMonth: first.getUTCDate() === 1 ? 1 : 31,
    hour: first.getUTCHours(),
  };
}
