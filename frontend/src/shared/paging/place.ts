import { pageNumber } from "../periods/days.ts";

/** Where a list is, in its address: the number of the page, and the cursor that leads to it once somebody went there by "next". */
export interface ListPlace {
  page: number;
  before: string | undefined;
}

/** What the API answers of a page: all that turning to the next one takes. */
export interface Turnable {
  page: number;
  pageSize: number;
  total: number;
  next: string | null;
}

export interface PlaceQuery extends Record<string, string> {
  page: string;
  before: string;
}

/** The first page. Whatever else of a list changes begins there. */
export const FIRST = { page: undefined, before: undefined } as const;

/** Anything that an address cannot mean is as if it were not there. */
export const readPlace = (query: Partial<Record<keyof PlaceQuery, string>>): ListPlace => ({
  page: pageNumber(query.page),
  before: /^[\w-]{1,1200}$/.test(query.before ?? "") ? query.before : undefined,
});

/** The same as the API takes it. */
export const placeAsked = ({ page, before }: ListPlace, pageSize: number) => ({
  ...{ page: String(page), pageSize: String(pageSize) },
  ...(before && { before }),
});

export function askPlace(query: URLSearchParams, place: ListPlace, pageSize: number): void {
  for (const [name, value] of Object.entries(placeAsked(place, pageSize))) query.set(name, value);
}

/** How many pages there are; rows that left a list may have been on those that somebody came by. */
export function pagesOf({ total, pageSize }: Omit<Turnable, "next">, place: ListPlace): number {
  const pages = Math.max(1, Math.ceil(total / pageSize));
  return place.before ? Math.max(pages, place.page) : pages;
}
