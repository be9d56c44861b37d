export interface Period {
  start: number;
  end: number;
}

export interface Interval {
  interval: string;
  interval_count: number;
}

const SECONDS: Record<string, number> = { day: 86_400, week: 7 * 86_400 };

/**
 * The boundary `count` intervals from the anchor, in UTC. A month is counted from the anchor itself, never from the
 * boundary before: the 31st bills on the last day of shorter months and comes back to the 31st.
 */
export function boundary(anchor: number, { interval, interval_count }: Interval, count: number) {
  const seconds = SECONDS[interval];
  if (seconds !== undefined) return anchor + count * interval_count * seconds;
  const months = count * interval_count * (interval === "year" ? 12 : 1);
  const from = new Date(anchor * 1000);
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const midnight = Date.UTC(year, month, Math.min(from.getUTCDate(), lastDay));
  return (midnight + (from.getTime() % 86_400_000)) / 1000;
}

/** The interval between two boundaries in which a moment lies; one that begins at the moment, not one that ends there. */
export function periodAt(anchor: number, interval: Interval, at: number): Period {
  const rough = boundary(anchor, interval, 1) - anchor;
  let count = Math.floor((at - anchor) / rough);
  while (boundary(anchor, interval, count) > at) count -= 1;
  while (boundary(anchor, interval, count + 1) <= at) count += 1;
  return {
    start: boundary(anchor, interval, count),
    end: boundary(anchor, interval, count + 1),
  };
}

interface AnchorConfig {
  day_of_month?: number | undefined;
  month?: number | undefined;
  hour?: number | undefined;
  minute?: number | undefined;
  second?: number | undefined;
}

/** The first moment after `from` with this day of the month (and month) and time, which default to those of `from`. */
export function anchorFrom(config: AnchorConfig, from: number): number {
  const now = new Date(from * 1000);
  for (let ahead = 0; ahead <= 12; ahead += 1) {
    const month = now.getUTCMonth() + ahead;
    const year = now.getUTCFullYear();
    const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    const at =
      Date.UTC(
        year,
        month,
        Math.min(config.day_of_month ?? now.getUTCDate(), lastDay),
        config.hour ?? now.getUTCHours(),
        config.minute ?? now.getUTCMinutes(),
        config.second ?? now.getUTCSeconds(),
      ) / 1000;
    const monthFits = config.month === undefined || (month % 12) + 1 === config.month;
    if (at > from && monthFits) return at;
  }
  return from;
}
