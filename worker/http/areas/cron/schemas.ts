import * as v from "valibot";
import { count, customerId, instant } from "../../core/schemas.ts";

export const ResetCredits = v.object({
  customerId: v.optional(
    v.pipe(customerId, v.description("Only this one; left out, the walk over all goes on")),
  ),
});

export const CreditReset = v.object({
  period: v.pipe(v.string(), v.description("The month in the billing time zone")),
  total: v.pipe(count, v.description("Customers when the walk began; finished, those it met")),
  done: count,
  failed: v.pipe(count, v.description("Could not be reached yet; tried again by later runs")),
  startedAt: v.nullable(instant),
  finishedAt: v.pipe(v.nullable(instant), v.description("Null while customers are left")),
});

export const COMPONENTS = { CreditReset };

export type CreditReset = v.InferOutput<typeof CreditReset>;
