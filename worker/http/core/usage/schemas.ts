import * as v from "valibot";
import { count, instant } from "../schemas.ts";

/** What was used, as customers and host products are told. */

export const standing = {
  used: v.pipe(
    count,
    v.description(
      "In the running period; of a gauge its value. Below zero when more of an earlier period was corrected than was used since",
    ),
  ),
  limit: v.pipe(v.nullable(count), v.description("Null when the plan does not limit it")),
  remaining: v.pipe(v.nullable(count), v.description("Null without a limit")),
  resetsAt: v.pipe(
    v.nullable(instant),
    v.description("When the counter begins anew; null for a gauge, and for a period that is over"),
  ),
};

export const ProductUsage = v.object({
  id: v.string(),
  name: v.pipe(v.string(), v.description("In the request's language")),
  unit: v.string(),
  kind: v.pipe(
    v.nullable(v.picklist(["counter", "gauge"])),
    v.description("Null for a product that is not counted any more"),
  ),
  ...standing,
  mode: v.pipe(
    v.nullable(v.picklist(["hard", "soft"])),
    v.description("Whether more than the limit is refused, or only told"),
  ),
  owed: v.pipe(
    count,
    v.description("Units of its price that there was no balance for; the next event takes them"),
  ),
});

export const UsageSummary = v.object({
  period: v.pipe(
    v.string(),
    v.description("`2026-12` by the calendar; `2026-12-20` from the plan's own start"),
  ),
  items: v.pipe(v.record(v.string(), count), v.description("Units used, by product")),
  products: v.array(ProductUsage),
  days: v.pipe(
    v.array(v.object({ date: v.string(), items: v.record(v.string(), count) })),
    v.description(
      "Days with usage in them, by the operator's time zone. Late events count on their own day",
    ),
  ),
});

/** `2026-12`, or `2026-12-20` for a period that begins on that day. */
export const PeriodQuery = v.object({
  period: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$/),
      v.description("`2026-12`, or the day on which it began; left out, the running period"),
    ),
  ),
});

export const COMPONENTS = { ProductUsage, UsageSummary };

export type UsageSummary = v.InferOutput<typeof UsageSummary>;
