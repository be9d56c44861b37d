import type { Plan } from "../../plan/plan.ts";
import type { PaidOrder, SubscriptionRecord } from "../state.ts";
import type { StripeInvoice, StripePicture, StripeSubscription } from "../stripe-picture.ts";
import {
  DAY,
  HOUR,
  invoice,
  line,
  order,
  PLANS,
  picture,
  price,
  renewal,
  renewed,
  subscription,
  T0,
  T1,
  T2,
} from "./make.ts";

/** One event, and what Stripe shows once it happened. */
export interface Step {
  event: string;
  atMs: number;
  stripe: StripePicture;
  orders?: PaidOrder[];
}

/** A sequence of Stripe's events, numbered 8.n, and what has to hold at its end. */
export interface Sequence {
  name: string;
  steps: Step[];
  ends: Partial<SubscriptionRecord>;
  /** The periods whose allowance stands at the end. */
  stands: string[];
}

export type Change = Partial<Omit<StripePicture, "subscriptions" | "invoices">> & {
  subscriptions?: StripeSubscription[];
  invoices?: StripeInvoice[];
};

/** Each step shows what the step before did, with its own change. */
export function steps(...told: [event: string, atMs: number, change?: Change][]): Step[] {
  let stripe = picture({ subscriptions: [], invoices: [] });
  return told.map(([event, atMs, change]) => {
    stripe = { ...stripe, ...change };
    return { event, atMs, stripe };
  });
}

export const S = 1000;
export const open = invoice({ status: "open", paidAtMs: null, amountPaidMinor: 0 });
export const subscribed: [string, number, Change?][] = [
  [
    "charge.succeeded",
    T0,
    { subscriptions: [subscription({ status: "incomplete" })], invoices: [open] },
  ],
  ["checkout.session.completed", T0 + S],
  ["customer.subscription.created", T0 + 2 * S, { subscriptions: [subscription()] }],
  ["invoice.finalized", T0 + 3 * S],
  ["invoice.paid", T0 + 4 * S, { invoices: [invoice()] }],
  ["invoice_payment.paid", T0 + 20 * S],
];
export const first = "stripe:in_1:il_1";
export const second = "stripe:in_2:il_2";
export const PRO = {
  planId: "pro_monthly",
  source: "stripe",
  status: "active",
  entitled: true,
} as const;
export const FIRST_MONTH = { ...PRO, periodStartMs: T0, periodEndMs: T1 };
export const SECOND_MONTH = { ...PRO, periodStartMs: T1, periodEndMs: T2 };
export const NOTHING = { planId: "free", source: "none", entitled: false } as const;

export const trialing = { trialStartMs: T0, trialEndMs: T0 + 14 * DAY };
export const trialStart: [string, number, Change?][] = [
  [
    "customer.subscription.created",
    T0,
    {
      subscriptions: [subscription({ status: "trialing", ...trialing })],
      invoices: [
        invoice({
          amountPaidMinor: 0,
          lines: [line({ amountMinor: 0, periodEndMs: T0 + 14 * DAY })],
        }),
      ],
    },
  ],
  ["checkout.session.completed", T0 + S],
  ["invoice.paid", T0 + 2 * S],
];
export const trialEnd = T0 + 14 * DAY;
export const afterTrial = (change: Partial<StripeInvoice>): StripeInvoice =>
  renewal({
    createdMs: trialEnd,
    lines: [line({ id: "il_2", periodStartMs: trialEnd, periodEndMs: trialEnd + 31 * DAY })],
    ...change,
  });

export const failed: [string, number, Change?][] = [
  ...subscribed,
  ["invoice.created", T1, { subscriptions: [renewed()], invoices: [invoice(), renewal()] }],
  ["invoice.finalized", T1 + HOUR, { invoices: [invoice(), renewal({ status: "open" })] }],
  ["invoice.payment_failed", T1 + HOUR + S],
  [
    "customer.subscription.updated",
    T1 + HOUR + 2 * S,
    { subscriptions: [renewed({ status: "past_due" })] },
  ],
];
export const paid = (change: Partial<StripeInvoice> = {}) =>
  renewal({ status: "paid", paidAtMs: T1 + HOUR, amountPaidMinor: 999, ...change });

export const at = T0 + 10 * DAY;
export const debit = (of: Plan) =>
  line({ id: "il_u2", proration: true, periodStartMs: at, amountMinor: 1400 }, of);
export const credit = line({ id: "il_u1", proration: true, periodStartMs: at, amountMinor: -700 });
export const upgrade = (change: Partial<StripeInvoice> = {}, of = PLANS.team): StripeInvoice =>
  invoice({
    ...{ id: "in_u", billingReason: "subscription_update", createdMs: at, paidAtMs: at + S },
    ...{ amountPaidMinor: 700, lines: [credit, debit(of)], ...change },
  });
export const teamItem = [
  { id: "si_1", price: price(PLANS.team), periodStartMs: T0, periodEndMs: T1 },
];
export const liteItem = [
  { id: "si_1", price: price(PLANS.archived), periodStartMs: T1, periodEndMs: T2 },
];
export const refund = (status: "pending" | "succeeded" | "failed", amountMinor = 999) => ({
  ...{ id: "re_1", invoiceId: "in_1", status, amountMinor, createdMs: at },
});
export const dispute = (status: StripePicture["disputes"][number]["status"]) => ({
  ...{ id: "dp_1", invoiceId: "in_1", status, createdMs: at },
});
export const schedule = {
  id: "sub_sched_1",
  phases: [
    { startMs: T0, price: price(PLANS.pro) },
    { startMs: T1, price: price(PLANS.archived) },
  ],
};
export const sub2 = (change: Partial<StripeSubscription> = {}) =>
  subscription({ id: "sub_2", createdMs: T0 + 5 * 60 * S, ...change });
export const in2 = (change: Partial<StripeInvoice> = {}) =>
  invoice({
    ...{
      id: "in_9",
      subscriptionId: "sub_2",
      createdMs: T0 + 5 * 60 * S,
      paidAtMs: T0 + 6 * 60 * S,
    },
    ...change,
  });
export const lifetime = (standing: PaidOrder["standing"]): PaidOrder[] => [
  order({ standing }, PLANS.lifetime),
];
export const lifetimeInvoice = invoice({
  ...{ id: "in_m", subscriptionId: null, billingReason: "manual", amountPaidMinor: 14_900 },
  lines: [line({ id: "il_m", amountMinor: 14_900 }, PLANS.lifetime)],
});
export const canceled = (atMs: number, cancelReason: string | null = "cancellation_requested") =>
  ({ status: "canceled", endedAtMs: atMs, cancelReason }) as const;
export const written = (status: "void" | "uncollectible") => [invoice(), renewal({ status })];
