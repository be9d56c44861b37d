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
