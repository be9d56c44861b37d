import { calendarPeriod } from "../credits/period.ts";
import { instantOf } from "../zone.ts";

/** A month of the calendar that invoices are made for, `2026-11`. Where it turns is the setting `billing_time_zone`. */

export const PERIOD_SHAPE = /^(20\d\d|21\d\d)-(0[1-9]|1[0-2])$/;

export const isPeriod = (text: string): boolean => PERIOD_SHAPE.test(text);

export interface PeriodBounds {
  /** Epoch ms, inclusive. */
  startMs: number;
  /** Epoch ms, exclusive. */
  endMs: number;
}

export function boundsOf(period: string, zone: string): PeriodBounds {
  const { year, month } = partsOf(period);
  const first = (ofMonth: number) => instantOf({ year, month: ofMonth, day: 1, timeMs: 0 }, zone);
  return { startMs: first(month), endMs: first(month + 1) };
}

export const periodAt = (atMs: number, zone: string): string => calendarPeriod(atMs, zone).name;

/** The period that many months later; earlier for a negative count. */
export function monthsAfter(period: string, months: number): string {
  const { year, month } = partsOf(period);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 7);
}

function partsOf(period: string): { year: number; month: number } {
  const [year = 0, month = 0] = period.split("-").map(Number);
  return { year, month };
}

/** How long after a month's end it is invoiced: what was paid in its last minute reaches D1 within seconds. */
export const AFTER_MONTH_MS = 3_600_000;
