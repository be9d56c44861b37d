import * as v from "valibot";
import { END_REASONS } from "../../../domain/subscription/state.ts";
import { PayWay } from "../../core/centre/schemas.ts";
import { count, instant, money, payType } from "../../core/schemas.ts";

/** The customer's plan and what can be done with it. */

const planId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

export const PlanChoice = v.object({ planId, payType });

export const PlanChange = v.object({
  planId,
  payType,
  expectedAmount: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,13}(\.\d+)?$/),
      v.description("What was shown as due now; another amount is refused with PRICE_CHANGED"),
    ),
  ),
});

export const Plan = v.object({
  id: v.string(),
  family: v.pipe(
    v.string(),
    v.description("Plans of one family differ in how often they are paid"),
  ),
  name: v.string(),
  description: v.string(),
  interval: v.picklist(["none", "month", "year", "once"]),
  price: money,
  currency: v.string(),
  prices: v.pipe(
    v.array(v.object({ price: money, currency: v.string() })),
    v.description("In every currency that it is sold in; none for the free plan"),
  ),
  credits: v.pipe(count, v.description("Of each month, or once")),
  creditRule: v.picklist(["monthly", "once"]),
  quotas: v.pipe(
    v.array(v.object({ product: v.string(), limit: count, mode: v.picklist(["hard", "soft"]) })),
    v.description("Limits of products in each credit period"),
  ),
  features: v.array(v.string()),
  rank: v.pipe(count, v.description("A change to a higher one is an upgrade")),
  trialDays: count,
  action: v.pipe(
    v.picklist(["current", "subscribe", "upgrade", "downgrade", "none"]),
    v.description("What the customer can do with it now; for a guest, what a new customer could"),
  ),
  actionReason: v.pipe(v.string(), v.description("Why, as a code that a page has words for")),
  payTypes: v.pipe(
    v.array(payType),
    v.description("The ways of `payWayList` by which the customer can have it now; none without"),
  ),
});

export const Plans = v.object({
  plans: v.array(Plan),
  payWayList: v.pipe(v.array(PayWay), v.description("The ways to pay that are offered")),
});

const Charge = v.object({ amount: money, currency: v.string(), at: instant });

export const Subscription = v.object({
  planId: v.string(),
  planName: v.string(),
  status: v.picklist(["free", "trialing", "active", "past_due", "paused", "ended"]),
  source: v.picklist(["none", "stripe", "prepaid", "lifetime", "manual"]),
  startDate: v.nullable(instant),
  endDate: v.pipe(v.nullable(instant), v.description("Until when it is paid; null without an end")),
  renews: v.pipe(v.boolean(), v.description("Charged again by itself at the end")),
  cancelAt: v.nullable(instant),
  pendingChange: v.pipe(
    v.nullable(v.object({ planId: v.string(), at: instant })),
    v.description("The plan that follows, and when"),
  ),
  pastDueSince: v.nullable(instant),
  endReason: v.pipe(
    v.nullable(v.picklist(END_REASONS)),
    v.description("Why the last plan ended; null unless `status` is `ended`"),
  ),
  nextCharge: v.nullable(Charge),
});

export const Preview = v.object({
  dueNow: money,
  currency: v.string(),
  lines: v.pipe(
    v.array(
      v.object({
        text: v.string(),
        amount: money,
        lang: v.optional(
          v.pipe(
            v.literal("en"),
            v.description("Where the text is Stripe's own, and the caller's language another"),
          ),
        ),
      }),
    ),
    v.description("What makes up the amount due now"),
  ),
  nextCharge: v.pipe(
    v.nullable(Charge),
    v.description("Null when nothing is charged by itself afterwards"),
  ),
  creditsNow: v.pipe(count, v.description("What the plan gives now")),
  creditsAfter: v.pipe(count, v.description("…and what it will give")),
  effectiveAt: instant,
});

export const CardPage = v.object({ outcome: v.literal("redirect"), url: v.string() });

export const PlanChanged = v.union([
  v.object({ outcome: v.literal("done"), subscription: Subscription }),
  v.object({
    outcome: v.literal("order"),
    orderId: v.string(),
    orderNo: v.string(),
    orderAmount: money,
    currency: v.string(),
  }),
  CardPage,
]);

export const COMPONENTS = {
  ...{ CardPage, Plan, Plans, Subscription, Preview, PlanChoice, PlanChange, PlanChanged },
};

export type Plan = v.InferOutput<typeof Plan>;
export type Plans = v.InferOutput<typeof Plans>;
export type Subscription = v.InferOutput<typeof Subscription>;
export type Preview = v.InferOutput<typeof Preview>;
export type PlanChanged = v.InferOutput<typeof PlanChanged>;
