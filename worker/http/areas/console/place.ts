import * as v from "valibot";

/** Where a list goes on, as one word: a number and the id of its last row. */
export interface Place {
  at: number;
  id: string;
}

export const placeAfter = ({ at, id }: Place): string => `${at}~${id}`;

const SHAPE = /^(\d{1,15})~(.{1,255})$/s;

/** `before` of a query: `next` of the part before. */
export const before = v.optional(
  v.pipe(
    v.string(),
    v.regex(SHAPE, "`next` of the part before"),
    v.description("Goes on where the part before ended: its `next`"),
    v.transform((text): Place => {
      const [, at = "0", id = ""] = SHAPE.exec(text) ?? [];
      return { at: Number(at), id };
    }),
  ),
);

/** Rows that are shown of one more than was asked for, and where the list goes on. */
export function partOf<Row>(
  rows: readonly Row[],
  most: number,
  place: (row: Row) => Place,
): { rows: readonly Row[]; next: string | null } {
  const shown = rows.slice(0, most);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > most && last ? placeAfter(place(last)) : null };
}
