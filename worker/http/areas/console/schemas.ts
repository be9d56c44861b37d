import * as v from "valibot";

/** Of a list without pages: what is left out is said, never silently cut. */
export const more = v.pipe(v.boolean(), v.description("There are more than these"));

export const amount = v.pipe(v.string(), v.description("Decimal string of the major unit"));
