import { instantOf, type LocalTime, localTime } from "../zone.ts";

/**
 * How time is cut into credit periods (docs/decisions/0015-credits.md). docs/operate.md says what each can
 * cost at most.
 */
export const PERIOD_MODES = ["calendar", "calendar-prorated", "anniversary"] as const;
export type PeriodMode = (typeof PERIOD_MODES)[number];

export interface CreditPeriod {
  /** `2026-12` by the calendar; `2026-12-31` from a plan's own start, after the local day on which it begins. */
  name: string;
  /** Epoch ms, inclusive. */
  startMs: number;
  /** Epoch ms, exclusive; null for what was given once for ever. */
  endMs: number | null;
}

export type EndingPeriod = CreditPeriod & { endMs: number };

/** The month of the calendar around an instant. */
export function calendarPeriod(atMs: number, zone: string): EndingPeriod {
  const { year, month } = localTime(atMs, zone);
  // A zone that puts its clocks back over midnight shows the old month again: the month's first instant decides.
  for (const ahead of [1, 0, -1]) {
    const startMs = monthStart(year, month + ahead, zone);
    if (startMs > atMs) continue;
    const shown = new Date(Date.UTC(year, month - 1 + ahead, 1));
    return {
      name: `${padded(shown.getUTCFullYear(), 4)}-${padded(shown.getUTCMonth() + 1, 2)}`,
      startMs,
      endMs: monthStart(year, month + ahead + 1, zone),
    };
  }
  throw new Error("an instant lies in the month that the calendar shows, or beside it");
}

const monthStart = (year: number, month: number, zone: string): number =>
  instantOf({ year, month, day: 1, timeMs: 0 }, zone);

/**
 * The month around an instant that is counted from a plan's start. Month k is computed from the original day, never from the
 * month before it, so that 31 January is followed by 28 February and 31 March. Before the start it is the first month.
 */
export function anniversaryPeriod(anchorMs: number, atMs: number, zone: string): EndingPeriod {
  const anchor = localTime(anchorMs, zone);
  const now = localTime(atMs, zone);
  const about = 12 * (now.year - anchor.year) + now.month - anchor.month;
  let k = Math.max(0, about + 1);
  while (k > 0 && monthFrom(anchor, k, zone) > atMs) k--;
  // The first month begins at the start itself, to the millisecond, whatever the wall shows twice.
  const startMs = k === 0 ? anchorMs : monthFrom(anchor, k, zone);
  return { name: dayName(dateOf(anchor, k)), startMs, endMs: monthFrom(anchor, k + 1, zone) };
}

const monthFrom = (anchor: LocalTime, k: number, zone: string): number =>
  instantOf(dateOf(anchor, k), zone);

function dateOf(anchor: LocalTime, k: number): LocalTime {
  const first = new Date(Date.UTC(anchor.year, anchor.month - 1 + k, 1));
  const [year, month] = [first.getUTCFullYear(), first.getUTCMonth() + 1];
  return { year, month, day: Math.min(anchor.day, daysIn(year, month)), timeMs: anchor.timeMs };
}

const daysIn = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();

/**
 * What is due of an allowance in the calendar month in which a plan began: by the days left, the first one counted whole.
 * Rounded up, so that nobody who paid gets nothing.
 */
export function proratedAllowance(allowance: number, startedMs: number, zone: string): number {
  const { year, month, day } = localTime(startedMs, zone);
  const days = daysIn(year, month);
  return Math.ceil((allowance * (days - day + 1)) / days);
}

const dayName = ({ year, month, day }: LocalTime): string =>
  `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;

const padded = (value: number, digits: number): string => String(value).padStart(digits, "0");
