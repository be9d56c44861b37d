import * as v from "valibot";

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
