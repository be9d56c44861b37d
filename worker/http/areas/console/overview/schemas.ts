import * as v from "valibot";
import { ASSETS } from "../../../../domain/ledger/assets.ts";
import { REVENUE_KINDS } from "../../../../domain/subscription/revenue.ts";
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
  "subscription-issues",
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
  plans: v.pipe(
    v.object({
      recurring: v.pipe(
        v.array(
          v.object({
            currency: v.string(),
            monthly: v.pipe(amount, v.description("Renewing and prepaid plans, by the month")),
            prepaid: v.pipe(
              amount,
              v.description("…of which prepaid ones: they renew only when bought anew"),
            ),
            customers: count,
          }),
        ),
        v.description(
          "Monthly recurring revenue: what each customer pays for the plan it holds now, before discounts; a year's by a twelfth. Plans for ever, trials, given, paused and overdue ones are not in it",
        ),
      ),
      byPlan: v.pipe(
        v.array(
          v.object({
            planId: v.string(),
            kind: v.picklist(REVENUE_KINDS),
            currency: v.pipe(v.nullable(v.string()), v.description("Null where nothing is paid")),
            customers: count,
            monthly: v.pipe(
              v.nullable(amount),
              v.description("What recurs; null where nothing does"),
            ),
          }),
        ),
        v.description("Customers by plan: who pays, and who has a plan for nothing"),
      ),
      overdue: v.pipe(
        v.array(v.object({ currency: v.string(), customers: count, amount })),
        v.description(
          "Subscriptions whose last period was not paid, and the price of one period of each",
        ),
      ),
    }),
    v.description("Kept as accounts tell it, within seconds of a change"),
  ),
  debts: v.object({
    customers: v.pipe(count, v.description("Who owe units of anything")),
    byAsset: v.array(v.object({ asset: v.picklist(ASSETS), customers: count, units: count })),
  }),
  plansWhole: v.pipe(
    v.boolean(),
    v.description(
      "False while accounts from before these sums were kept are still being asked: plans and debts lack some",
    ),
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
