import * as v from "valibot";
import { CURSOR_LENGTH_MAX, type ListName, type Place, placeOf } from "../../domain/cursor.ts";

/** An instant of a query: ISO 8601 to epoch ms. */
export const instantMs = (description: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.isoTimestamp(),
      v.description(description),
      v.transform(Date.parse),
      v.check((ms: number) => Number.isFinite(ms), "an ISO 8601 time"),
    ),
  );

/** `before` of a query: `next` of an answer of the same list. */
export const beforeIn = <L extends ListName>(list: L) =>
  v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[\w-]+$/, NOT_A_CURSOR),
      v.maxLength(CURSOR_LENGTH_MAX, NOT_A_CURSOR),
      v.description("Goes on after the last row of an earlier answer: its `next`, as it is"),
      v.rawTransform(({ dataset, addIssue, NEVER }): Place<L> => {
        const place = placeOf(list, dataset.value);
        if (place) return place;
        addIssue({ message: NOT_A_CURSOR });
        return NEVER;
      }),
    ),
  );

const NOT_A_CURSOR = "`next` of an answer of this list";
