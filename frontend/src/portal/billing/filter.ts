import { askPlace, type ListPlace, type PlaceQuery, readPlace } from "../../shared/paging/place.ts";
import { monthBeside, readMonth } from "../../shared/periods/months.ts";

export const STATUSES = ["paid", "issued", "void"] as const;
export type Status = (typeof STATUSES)[number];

/** What the billing page shows, kept in its address. */
export interface BillingFilter extends ListPlace {
  month: string | undefined;
  status: Status | undefined;
  /** The id or number of the one that is looked at. */
  invoice: string | undefined;
}

export interface BillingQuery extends PlaceQuery {
  month: string;
  status: string;
  invoice: string;
}

const PAGE_SIZE = 12;
/** How far back months are offered. */
const MONTHS_OFFERED = 24;
const REFERENCE_SHAPE = /^[\w-]{1,64}$/;

/** Anything that an address cannot mean is as if it were not there. */
export const readFilter = (query: Partial<BillingQuery>): BillingFilter => ({
  month: readMonth(query.month),
  status: STATUSES.find((status) => status === query.status),
  ...readPlace(query),
  invoice: REFERENCE_SHAPE.test(query.invoice ?? "") ? query.invoice : undefined,
});

export const isFiltered = ({ month, status }: BillingFilter): boolean =>
  month !== undefined || status !== undefined;

/** The same as the API takes it. */
export function pageQuery({ month, status, ...place }: BillingFilter): string {
  const query = new URLSearchParams();
  if (month) query.set("period", month);
  if (status) query.set("status", status);
  askPlace(query, place, PAGE_SIZE);
  return query.toString();
}

/** From the present month back, and the chosen one wherever it is. */
export function monthsOffered(present: string, chosen: string | undefined): string[] {
  const months = [present];
  while (months.length < MONTHS_OFFERED) months.push(monthBeside(months.at(-1) ?? present, -1));
  if (chosen && !months.includes(chosen)) months.push(chosen);
  return months.sort().reverse();
}
