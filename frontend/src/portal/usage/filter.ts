import { askPlace, type ListPlace, type PlaceQuery, readPlace } from "../../shared/paging/place.ts";
import { calendarDay } from "../../shared/periods/days.ts";
import { readMonth } from "../../shared/periods/months.ts";
import { type Days, daysOf } from "./period.ts";

/** What the usage page shows, kept in its address. */
export interface UsageFilter extends ListPlace {
  /** undefined: the running period. */
  month: string | undefined;
  /** Of the single events: of this product only. */
  product: string | undefined;
  /** Days of the reader's own choice in place of the period's. */
  custom: { from: string | undefined; to: string | undefined } | undefined;
}

export interface UsageQuery extends PlaceQuery {
  month: string;
  product: string;
  range: string;
  from: string;
  to: string;
}

const PRODUCT_LENGTH_MAX = 64;
/** The longest stretch that the API answers about at once. */
const DAYS_MAX = 400;
const DAY_MS = 86_400_000;
const PAGE_SIZE = 20;

/** Anything that an address cannot mean is as if it were not there. */
export function readFilter(query: Partial<UsageQuery>): UsageFilter {
  const product = query.product || undefined;
  return {
    month: readMonth(query.month),
    product: product && product.length <= PRODUCT_LENGTH_MAX ? product : undefined,
    custom:
      query.range === "custom"
        ? { from: calendarDay(query.from), to: calendarDay(query.to) }
        : undefined,
    ...readPlace(query),
  };
}

/**
 * The days that single events are asked of: the period's, or those chosen. A missing end is the other one's, days in the
 * wrong order change places, and of a stretch that is too long its latest days are taken.
 */
export function stretchOf({ custom }: Pick<UsageFilter, "custom">, period: string): Days {
  const usual = daysOf(period);
  if (!custom) return usual;
  const from = custom.from ?? custom.to ?? usual.first;
  const to = custom.to ?? custom.from ?? usual.last;
  const [first, last] = from <= to ? [from, to] : [to, from];
  const earliest = new Date(Date.parse(last) - DAYS_MAX * DAY_MS).toISOString().slice(0, 10);
  return { first: first < earliest ? earliest : first, last };
}

/** The same as the API takes it. */
export function detailQuery({ first, last }: Days, { product }: UsageFilter): URLSearchParams {
  const query = new URLSearchParams({ start: first, end: last });
  if (product) query.set("product", product);
  return query;
}

export function detailPageQuery(days: Days, filter: UsageFilter): string {
  const query = detailQuery(days, filter);
  askPlace(query, filter, PAGE_SIZE);
  return query.toString();
}
