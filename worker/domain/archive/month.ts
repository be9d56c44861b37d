import { DAY_MS } from "../time.ts";

/** A month (UTC) by which rows leave D1, `2025-02`. */

export const MONTH_SHAPE = /^(20\d\d|21\d\d)-(0[1-9]|1[0-2])$/;

export const monthOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 7);

export interface MonthBounds {
  /** Epoch ms, inclusive. */
  startMs: number;
  /** Epoch ms, exclusive. */
  endMs: number;
}

export function boundsOfMonth(month: string): MonthBounds {
  const [year = 0, ordinal = 0] = month.split("-").map(Number);
  return { startMs: Date.UTC(year, ordinal - 1), endMs: Date.UTC(year, ordinal) };
}

/** Months that end by then lie wholly more than `days` back. */
export const archivableBefore = (nowMs: number, days: number): number =>
  boundsOfMonth(monthOf(nowMs - days * DAY_MS)).startMs;

/** Orders are placed before then, whatever is asked for. */
const END_MS = Date.UTC(2200, 0);

export interface InMonths {
  /** Whole months, from `first` up to and without `end`; none or one stretch. */
  months: { first: string; end: string }[];
  /** What is left of the stretch: at most a part of a month on either side. */
  rest: MonthBounds[];
}

/** A stretch of time (either side may be open) as whole months and what is left of it. */
export function inMonths(fromMs = 0, toMs = END_MS): InMonths {
  const [startMs, endMs] = [withinTime(fromMs), withinTime(toMs)];
  if (startMs >= endMs) return { months: [], rest: [] };
  const month = boundsOfMonth(monthOf(startMs));
  const firstMs = month.startMs === startMs ? startMs : month.endMs;
  const lastMs = boundsOfMonth(monthOf(endMs)).startMs;
  if (firstMs >= lastMs) return { months: [], rest: [{ startMs, endMs }] };
  const rest = [
    { startMs, endMs: firstMs },
    { startMs: lastMs, endMs },
  ];
  return {
    months: [{ first: monthOf(firstMs), end: monthOf(lastMs) }],
    rest: rest.filter((part) => part.startMs < part.endMs),
  };
}

const withinTime = (atMs: number): number => Math.min(Math.max(atMs, 0), END_MS);
