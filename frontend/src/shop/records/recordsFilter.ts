import { askPlace, type ListPlace, readPlace } from "../../shared/paging/place.ts";
import { calendarDay, dayText, startOf } from "../../shared/periods/days.ts";

/** The records page's filters, kept in its address. */
export const TABS = ["orders", "ledger"] as const;
export type Tab = (typeof TABS)[number];

export const PERIODS = ["all", "7d", "30d", "90d", "custom"] as const;
export type Period = (typeof PERIODS)[number];

export interface RecordsFilter extends ListPlace {
  tab: Tab;
  /** undefined: of every kind. */
  kind: string | undefined;
  period: Period;
  /** Days of the reader's calendar, `2026-11-20`, both included; only with the custom period, and either may be open. */
  from: string | undefined;
  to: string | undefined;
}

export type RecordsQuery = { [K in keyof RecordsFilter]?: string | undefined };

const PAGE_SIZE = 20;
const CUSTOM_DAYS = 30;
const PERIOD_DAYS: Partial<Record<Period, number>> = { "7d": 7, "30d": 30, "90d": 90 };

/** What an address asks for. Anything it cannot mean is as if it were not there. */
export function readFilter(
  query: RecordsQuery,
  kinds: Record<Tab, readonly string[]>,
): RecordsFilter {
  const tab = oneOf(TABS, query.tab) ?? "orders";
  const period = oneOf(PERIODS, query.period) ?? "all";
  const custom = period === "custom";
  return {
    tab,
    kind: oneOf(kinds[tab], query.kind),
    period,
    from: custom ? calendarDay(query.from) : undefined,
    to: custom ? calendarDay(query.to) : undefined,
    ...readPlace(query),
  };
}

export const isFiltered = ({ kind, period }: RecordsFilter): boolean =>
  kind !== undefined || period !== "all";

/** What a period changes in the address. Custom dates start from the last month, ready to be moved. */
export function periodQuery(period: Period, now: Date): RecordsQuery {
  if (period !== "custom")
    return { period: period === "all" ? undefined : period, from: undefined, to: undefined };
  return { period, from: dayText(daysBefore(now, CUSTOM_DAYS - 1)), to: dayText(now) };
}

/** The same filters as the API takes them: instants, of which the end is not included. */
export function apiQuery(filter: RecordsFilter, now: Date): URLSearchParams {
  const query = new URLSearchParams();
  const { from, to } = stretch(filter, now);
  if (filter.kind) query.set("kind", filter.kind);
  if (from) query.set("from", from.toISOString());
  if (to) query.set("to", to.toISOString());
  return query;
}

export function pageQuery(filter: RecordsFilter, now: Date): string {
  const query = apiQuery(filter, now);
  askPlace(query, filter, PAGE_SIZE);
  return query.toString();
}

function stretch({ period, from, to }: RecordsFilter, now: Date): { from?: Date; to?: Date } {
  const days = PERIOD_DAYS[period];
  if (days !== undefined) return { from: daysBefore(now, days - 1) };
  return {
    ...(from === undefined ? {} : { from: startOf(from) }),
    ...(to === undefined ? {} : { to: daysBefore(startOf(to), -1) }),
  };
}

/** Whether the stretch depends on what day it is. */
export const endsToday = ({ period }: RecordsFilter): boolean => PERIOD_DAYS[period] !== undefined;

/** Midnight of the reader's calendar; a day is not always 24 hours. */
const daysBefore = (day: Date, count: number): Date =>
  new Date(day.getFullYear(), day.getMonth(), day.getDate() - count);

const oneOf = <T extends string>(known: readonly T[], text: string | undefined): T | undefined =>
  known.find((one) => one === text);
