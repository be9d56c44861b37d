import { invariant } from "../result.ts";
import { wallMs } from "../zone.ts";

/** The instant at which the clocks of a zone show these digits; the later one of two, just after a gap when skipped. */
function instantOf(digitsMs: number, timeZone: string): number {
  let atMs = digitsMs;
  // The offset at the guess may be another one than at the answer, so it is taken twice.
  for (let round = 0; round < 2; round++) atMs = digitsMs - (wallMs(atMs, timeZone) - atMs);
  return atMs;
}

/**
 * The same day and time of day so many months after the anchor, by the clocks of a zone; the month's last day where it has
 * no such day. Always counted from the anchor: 31 January, 28 February, 31 March.
 */
export function addMonths(anchorMs: number, months: number, timeZone: string): number {
  invariant(Number.isInteger(months) && months >= 0, "months are counted whole");
  // Where the clocks are put back the same digits stand for two instants, and the anchor may be either.
  if (months === 0) return anchorMs;
  const from = new Date(wallMs(anchorMs, timeZone));
  const first = new Date(from);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + months);
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(from.getUTCDate(), last));
  return instantOf(first.getTime(), timeZone);
}

/** Months of one interval that is paid at a time. */
export const MONTHS = { month: 1, year: 12 } as const;
