import * as v from "valibot";
import { WHY_LENGTH_MAX } from "../../../store/audit.ts";

/** Of a list without pages: what is left out is said, never silently cut. */
export const more = v.pipe(v.boolean(), v.description("There are more than these"));

export const amount = v.pipe(v.string(), v.description("Decimal string of the major unit"));

/** Why an operator acts, where the act itself asks for no reason. */
export const reason = v.optional(
  v.pipe(v.string(), v.trim(), v.maxLength(WHY_LENGTH_MAX), v.description("Why, for the audit")),
  "",
);

/** Of an act that needs nothing else said. */
export const Reasoned = v.object({ reason });
