import { cursorOf, type ListName, type Place } from "./cursor.ts";

/** Most rows of one page of any list: it is held in memory on every side that it passes. */
export const PAGE_SIZE_MAX = 100;

/** The rows of a list that are asked for: those after a place in its order, or those of a numbered page. */
export interface PageAsked<L extends ListName> {
  /** From 1. With a place it changes nothing. */
  page: number;
  pageSize: number;
  /** Of the last row that was shown. */
  before?: Place<L> | undefined;
}

/** Rows that are passed over. A numbered page counts from the first row, a place needs no counting. */
export const offsetOf = <L extends ListName>({ page, pageSize, before }: PageAsked<L>): number =>
  before ? 0 : (page - 1) * pageSize;

export interface Part<Row> {
  rows: Row[];
  /** Cursor of the place where the list goes on; null at its end. */
  next: string | null;
}

/** As far as rows of all customers together are counted for a list: no page load looks at more. */
export const COUNTED_MAX = 10_000;

export interface Counted {
  total: number;
  /** There are more than `total`. */
  more?: true;
}

/** Of rows that were counted up to one more than `COUNTED_MAX`. */
export const counted = (rows: number): Counted =>
  rows > COUNTED_MAX ? { total: COUNTED_MAX, more: true } : { total: rows };

/** What is shown of rows that were read one more than `most`: that one alone says whether the list goes on. */
export function partOf<L extends ListName, Row>(
  list: L,
  rows: readonly Row[],
  most: number,
  placeOf: (row: Row) => Place<L>,
): Part<Row> {
  const shown = rows.slice(0, most);
  const last = shown.at(-1);
  return { rows: shown, next: last && rows.length > most ? cursorOf(list, placeOf(last)) : null };
}
