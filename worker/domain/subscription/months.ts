import { invariant } from "../result.ts";

/** What the clocks of a zone show, as if it were UTC: epoch ms of the same digits. */
function shown(atMs: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(atMs);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const digits = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return digits + (((atMs % 1000) + 1000) % 1000);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Building one costs far more than using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}

/** The instant at which the clocks of a zone show these digits; the later one of two, just after a gap when skipped. */
function instantOf(digitsMs: number, timeZone: string): number {
  let atMs = digitsMs;
  // The offset at the guess may be another one than at the answer, so it is taken twice.
  for (let round = 0; round < 2; round++) atMs = digitsMs - (shown(atMs, timeZone) - atMs);
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
  const from = new Date(shown(anchorMs, timeZone));
  const first = new Date(from);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + months);
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(from.getUTCDate(), last));
  return instantOf(first.getTime(), timeZone);
}

/** Months of one interval that is paid at a time. */
export const MONTHS = { month: 1, year: 12 } as const;
