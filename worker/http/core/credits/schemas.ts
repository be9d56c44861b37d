import * as v from "valibot";
import { count, instant } from "../schemas.ts";

/** A customer's credits, as customers and host products are told. */

export const Credits = v.object({
  available: v.pipe(
    count,
    v.description("What can be spent, what the plan gives and was not drawn yet included"),
  ),
  held: v.pipe(count, v.description("Set aside by open holds")),
  plan: v.pipe(
    v.nullable(
      v.object({
        granted: v.pipe(count, v.description("Given for the running period")),
        left: v.pipe(count, v.description("…of which this is left")),
        resetsAt: v.pipe(
          v.nullable(instant),
          v.description(
            "When what is left ends and the next period begins; null for what is given once",
          ),
        ),
      }),
    ),
    v.description("What the plan gives; null when it gives nothing now"),
  ),
  purchased: v.pipe(count, v.description("Left of what was bought")),
  other: v.pipe(count, v.description("Left of everything else")),
});

export const HeldPlan = v.object({
  id: v.string(),
  name: v.pipe(v.string(), v.description("In the request's language")),
  source: v.picklist(["none", "stripe", "prepaid", "lifetime", "manual"]),
  startDate: v.nullable(instant),
  endDate: v.nullable(instant),
});

export const COMPONENTS = { Credits, HeldPlan };

export type Credits = v.InferOutput<typeof Credits>;
export type HeldPlan = v.InferOutput<typeof HeldPlan>;
