import * as v from "valibot";

export const amount = v.pipe(v.string(), v.description("Decimal string of the major unit"));
