import * as v from "valibot";
import { OrderFrom } from "../../../core/orders/schemas.ts";
import { count, instant, payType } from "../../../core/schemas.ts";
import { amount } from "../schemas.ts";

export const DAYS_MAX = 92;

export const OverviewQuery = v.object({
  days: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,3}$/, "a number of days"),
      v.description(`How many days (UTC) until today, at most ${DAYS_MAX}; 30 without it`),
      v.transform(Number),
      v.minValue(1),
      v.maxValue(DAYS_MAX),
    ),
  ),
});

const money = { paid: amount, orders: count, refunded: amount, refunds: count };

export const ATTENTION = [
  "stuck-orders",
  "failed-refunds",
  "anomalies",
  "discrepancies",
  "credit-notes",
  "drafts",
  "settings",
] as const;

export const Overview = v.object({
  asOf: v.pipe(
    instant,
    v.description("When this was read. Orders are told to it within seconds of a change"),
  ),
  days: v.pipe(
    v.array(v.object({ day: v.string(), currency: v.string(), ...money })),
    v.description(
      "Money of orders by day (UTC) and currency; days without any are left out. Renewals that Stripe charges by itself are not among them",
    ),
  ),
  byKind: v.array(v.object({ from: OrderFrom, payType, currency: v.string(), ...money })),
  paidToCredited: v.pipe(
    v.object({
      orders: v.pipe(
        count,
        v.description("Paid in the last day and granted; at most the newest 5,000"),
      ),
      p50Ms: v.nullable(count),
      p99Ms: v.nullable(count),
    }),
    v.description("How long customers waited for what they had paid"),
  ),
  attention: v.pipe(
    v.array(
      v.object({
        kind: v.picklist(ATTENTION),
        count: v.pipe(
          v.nullable(count),
          v.description("How many, 0 when all is well; null where it cannot be read"),
        ),
        more: v.pipe(v.boolean(), v.description("There are more than these")),
      }),
    ),
    v.description("What a person should look at"),
  ),
});

export const COMPONENTS = { Overview };

export type Overview = v.InferOutput<typeof Overview>;
