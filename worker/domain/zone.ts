/** Local time of an IANA time zone, by the runtime's own zone data. No library: only offsets are asked of it. */

/** What a calendar and a clock on the wall show. */
export interface LocalTime {
  year: number;
  /** 1 to 12. */
  month: number;
  /** 1 to 31. */
  day: number;
  /** Since local midnight by the clock on the wall, 0 to 86,399,999. */
  timeMs: number;
}

/** An area and a place, or `UTC`. An offset such as `+08:00` is no zone: it knows nothing of summer time. */
const ZONE_SHAPE = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/;

export function isTimeZone(name: string): boolean {
  if (!ZONE_SHAPE.test(name)) return false;
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

export function localTime(atMs: number, zone: string): LocalTime {
  const wall = new Date(wallMs(atMs, zone));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    timeMs: modulo(wall.getTime(), DAY_MS),
  };
}

/**
 * The instant at which the wall shows a local time: the first one where clocks are put back and it shows it twice, and the
 * moment of the change where they are put forward and it never does. Days past the month's end go on into the next.
 */
export function instantOf({ year, month, day, timeMs }: LocalTime, zone: string): number {
  const wantedMs = Date.UTC(year, month - 1, day) + timeMs;
  // The offset is that of some moment nearby, and no two changes lie within two days.
  const candidates = [-DAY_MS, 0, DAY_MS]
    .map((nearbyMs) => wantedMs - offsetMs(wantedMs + nearbyMs, zone))
    .filter((atMs) => wallMs(atMs, zone) === wantedMs);
  return candidates.length > 0 ? Math.min(...candidates) : firstAfter(wantedMs, zone);
}

/** The wall jumps over `wantedMs`: the first instant at which it shows more. */
function firstAfter(wantedMs: number, zone: string): number {
  let before = wantedMs - 2 * DAY_MS;
  let after = wantedMs + 2 * DAY_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallMs(middle, zone) < wantedMs) before = middle;
    else after = middle;
  }
  return after;
}

const DAY_MS = 86_400_000;

/** What the wall shows at an instant, as if it were UTC: epoch ms of the same digits. */
export const wallMs = (atMs: number, zone: string): number => atMs + offsetMs(atMs, zone);

function offsetMs(atMs: number, zone: string): number {
  const fields: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(atMs)) fields[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  return shown - (atMs - modulo(atMs, 1_000));
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** Making one takes a hundred times as long as using it. The names come from one setting, so they are few. */
const formatters = new Map<string, Intl.DateTimeFormat>();
const FORMATTERS_MAX = 1_000;

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    ...{ year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
  if (formatters.size >= FORMATTERS_MAX) formatters.clear();
  formatters.set(zone, made);
  return made;
}
