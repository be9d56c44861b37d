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

/** A sequence of stripe-sequences section 8, and what has to hold at its end. */
export interface Sequence {
  name: string;
  steps: Step[];
  ends: Partial<SubscriptionRecord>;
  /** The periods whose allowance stands at the end. */
  stands: string[];
}

type Change = Partial<Omit<StripePicture, "subscriptions" | "invoices">> & {
  subscriptions?: StripeSubscription[];
  invoices?: StripeInvoice[];
};

/** Each step shows what the step before did, with its own change. */
function steps(...told: [event: string, atMs: number, change?: Change][]): Step[] {
  let stripe = picture({ subscriptions: [], invoices: [] });
  return told.map(([event, atMs, change]) => {
    stripe = { ...stripe, ...change };
    return { event, atMs, stripe };
  });
}

const S = 1000;
const open = invoice({ status: "open", paidAtMs: null, amountPaidMinor: 0 });
const subscribed: [string, number, Change?][] = [
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
const first = "stripe:in_1:il_1";
const second = "stripe:in_2:il_2";
const PRO = { planId: "pro_monthly", source: "stripe", status: "active", entitled: true } as const;
const FIRST_MONTH = { ...PRO, periodStartMs: T0, periodEndMs: T1 };
const SECOND_MONTH = { ...PRO, periodStartMs: T1, periodEndMs: T2 };
const NOTHING = { planId: "free", source: "none", entitled: false } as const;

const trialing = { trialStartMs: T0, trialEndMs: T0 + 14 * DAY };
const trialStart: [string, number, Change?][] = [
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
const trialEnd = T0 + 14 * DAY;
const afterTrial = (change: Partial<StripeInvoice>): StripeInvoice =>
  renewal({
    createdMs: trialEnd,
    lines: [line({ id: "il_2", periodStartMs: trialEnd, periodEndMs: trialEnd + 31 * DAY })],
    ...change,
  });

const failed: [string, number, Change?][] = [
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
const paid = (change: Partial<StripeInvoice> = {}) =>
  renewal({ status: "paid", paidAtMs: T1 + HOUR, amountPaidMinor: 999, ...change });

const at = T0 + 10 * DAY;
const debit = (of: Plan) =>
  line({ id: "il_u2", proration: true, periodStartMs: at, amountMinor: 1400 }, of);
const credit = line({ id: "il_u1", proration: true, periodStartMs: at, amountMinor: -700 });
const upgrade = (change: Partial<StripeInvoice> = {}, of = PLANS.team): StripeInvoice =>
  invoice({
    ...{ id: "in_u", billingReason: "subscription_update", createdMs: at, paidAtMs: at + S },
    ...{ amountPaidMinor: 700, lines: [credit, debit(of)], ...change },
  });
const teamItem = [{ id: "si_1", price: price(PLANS.team), periodStartMs: T0, periodEndMs: T1 }];
const liteItem = [{ id: "si_1", price: price(PLANS.archived), periodStartMs: T1, periodEndMs: T2 }];
const refund = (status: "pending" | "succeeded" | "failed", amountMinor = 999) => ({
  ...{ id: "re_1", invoiceId: "in_1", status, amountMinor, createdMs: at },
});
const dispute = (status: StripePicture["disputes"][number]["status"]) => ({
  ...{ id: "dp_1", invoiceId: "in_1", status, createdMs: at },
});
const schedule = {
  id: "sub_sched_1",
  phases: [
    { startMs: T0, price: price(PLANS.pro) },
    { startMs: T1, price: price(PLANS.archived) },
  ],
};
const sub2 = (change: Partial<StripeSubscription> = {}) =>
  subscription({ id: "sub_2", createdMs: T0 + 5 * 60 * S, ...change });
const in2 = (change: Partial<StripeInvoice> = {}) =>
  invoice({
    ...{
      id: "in_9",
      subscriptionId: "sub_2",
      createdMs: T0 + 5 * 60 * S,
      paidAtMs: T0 + 6 * 60 * S,
    },
    ...change,
  });
const lifetime = (standing: PaidOrder["standing"]): PaidOrder[] => [
  order({ standing }, PLANS.lifetime),
];
const lifetimeInvoice = invoice({
  ...{ id: "in_m", subscriptionId: null, billingReason: "manual", amountPaidMinor: 14_900 },
  lines: [line({ id: "il_m", amountMinor: 14_900 }, PLANS.lifetime)],
});
const canceled = (atMs: number, cancelReason: string | null = "cancellation_requested") =>
  ({ status: "canceled", endedAtMs: atMs, cancelReason }) as const;
const written = (status: "void" | "uncollectible") => [invoice(), renewal({ status })];

export const SEQUENCES: Sequence[] = [
  {
    name: "8.1 subscribed by Checkout",
    steps: steps(...subscribed),
    ends: FIRST_MONTH,
    stands: [first],
  },
  {
    name: "8.2 a trial",
    steps: steps(...trialStart, ["customer.subscription.trial_will_end", T0 + 11 * DAY]),
    ends: { ...PRO, status: "trialing", trialEndMs: trialEnd, periodEndMs: trialEnd },
    stands: ["trial"],
  },
  {
    name: "8.2 a trial that is paid afterwards",
    steps: steps(
      ...trialStart,
      ["invoice.created", trialEnd, { invoices: [afterTrial({})] }],
      [
        "customer.subscription.updated",
        trialEnd + S,
        { subscriptions: [subscription({ ...trialing })] },
      ],
      [
        "invoice.paid",
        trialEnd + HOUR,
        {
          invoices: [
            afterTrial({ status: "paid", paidAtMs: trialEnd + HOUR, amountPaidMinor: 999 }),
          ],
        },
      ],
    ),
    ends: { ...PRO, periodStartMs: trialEnd, trialEndMs: null },
    stands: ["trial", second],
  },
  {
    name: "8.3 a renewal",
    steps: steps(
      ...subscribed,
      ["invoice.created", T1, { subscriptions: [renewed()], invoices: [invoice(), renewal()] }],
      ["customer.subscription.updated", T1 + S],
      ["invoice.finalized", T1 + HOUR, { invoices: [invoice(), renewal({ status: "open" })] }],
      ["invoice.paid", T1 + HOUR + S, { invoices: [invoice(), paid()] }],
      ["invoice_payment.paid", T1 + HOUR + 20 * S],
    ),
    ends: SECOND_MONTH,
    stands: [first, second],
  },
  {
    name: "8.4 a renewal that fails",
    steps: steps(...failed),
    ends: { ...PRO, status: "past_due", pastDueSinceMs: T1, periodEndMs: T1 },
    stands: [first],
  },
  {
    name: "8.4 a renewal that fails and recovers",
    steps: steps(
      ...failed,
      ["invoice.payment_failed", T1 + 3 * DAY],
      ["invoice.paid", T1 + 5 * DAY, { invoices: [invoice(), paid({ paidAtMs: T1 + 5 * DAY })] }],
      ["customer.subscription.updated", T1 + 5 * DAY + S, { subscriptions: [renewed()] }],
    ),
    ends: { ...SECOND_MONTH, pastDueSinceMs: null },
    stands: [first, second],
  },
  {
    name: "8.4 retries used up",
    steps: steps(...failed, [
      "customer.subscription.deleted",
      T1 + 14 * DAY,
      { subscriptions: [renewed(canceled(T1 + 14 * DAY, "payment_failed"))] },
    ]),
    ends: {
      ...NOTHING,
      status: "ended",
      ended: { planId: "pro_monthly", atMs: T1, why: "payment-failed" },
    },
    stands: [first],
  },
  {
    name: "8.5 an upgrade with proration",
    steps: steps(
      ...subscribed,
      [
        "invoice.created",
        at,
        { invoices: [invoice(), upgrade({ status: "open", paidAtMs: null })] },
      ],
      ["invoice.paid", at + S, { invoices: [invoice(), upgrade()] }],
      [
        "customer.subscription.updated",
        at + 2 * S,
        { subscriptions: [subscription({ items: teamItem })] },
      ],
      ["invoice_payment.paid", at + 20 * S],
    ),
    ends: {
      ...PRO,
      planId: "team_monthly",
      periodStartMs: at,
      periodEndMs: T1,
      pendingChange: null,
    },
    stands: [first, "stripe:in_u:il_u2"],
  },
  {
    name: "8.5 an upgrade that is declined",
    steps: steps(
      ...subscribed,
      [
        "invoice.payment_failed",
        at,
        { invoices: [invoice(), upgrade({ status: "open", paidAtMs: null })] },
      ],
      [
        "customer.subscription.updated",
        at + S,
        {
          subscriptions: [
            subscription({
              pendingUpdate: { price: price(PLANS.team), expiresAtMs: at + 23 * HOUR },
            }),
          ],
        },
      ],
      [
        "invoice.voided",
        at + 23 * HOUR,
        { invoices: [invoice(), upgrade({ status: "void", paidAtMs: null })] },
      ],
      [
        "customer.subscription.pending_update_expired",
        at + 23 * HOUR + S,
        { subscriptions: [subscription()] },
      ],
    ),
    ends: FIRST_MONTH,
    stands: [first],
  },
  {
    name: "8.6 a downgrade at the end",
    steps: steps(
      ...subscribed,
      ["subscription_schedule.created", at, { subscriptions: [subscription({ schedule })] }],
      [
        "customer.subscription.updated",
        T1,
        {
          subscriptions: [renewed({ schedule, items: liteItem })],
          invoices: [
            invoice(),
            renewal({
              lines: [line({ id: "il_2", periodStartMs: T1, periodEndMs: T2 }, PLANS.archived)],
            }),
          ],
        },
      ],
      [
        "invoice.paid",
        T1 + HOUR,
        {
          invoices: [
            invoice(),
            paid({
              lines: [line({ id: "il_2", periodStartMs: T1, periodEndMs: T2 }, PLANS.archived)],
            }),
          ],
        },
      ],
      [
        "subscription_schedule.released",
        T1 + HOUR + S,
        { subscriptions: [renewed({ items: liteItem })] },
      ],
    ),
    ends: { ...SECOND_MONTH, planId: "lite_monthly", pendingChange: null },
    stands: [first, second],
  },
  {
    name: "8.7 cancelled in the portal, for the end",
    steps: steps(...subscribed, [
      "customer.subscription.updated",
      at,
      { subscriptions: [subscription({ cancelAtMs: T1 })] },
    ]),
    ends: { ...FIRST_MONTH, cancelAtMs: T1 },
    stands: [first],
  },
  {
    name: "8.7 cancelled by the flag, undone, cancelled, over",
    steps: steps(
      ...subscribed,
      [
        "customer.subscription.updated",
        at,
        { subscriptions: [subscription({ cancelAtPeriodEnd: true })] },
      ],
      ["customer.subscription.updated", at + S, { subscriptions: [subscription()] }],
      [
        "customer.subscription.updated",
        at + 2 * S,
        { subscriptions: [subscription({ cancelAtPeriodEnd: true })] },
      ],
      ["customer.subscription.deleted", T1, { subscriptions: [subscription(canceled(T1))] }],
    ),
    ends: {
      ...NOTHING,
      status: "ended",
      ended: { planId: "pro_monthly", atMs: T1, why: "cancelled" },
    },
    stands: [first],
  },
  {
    name: "8.8 cancelled now",
    steps: steps(...subscribed, [
      "customer.subscription.deleted",
      at,
      { subscriptions: [subscription(canceled(at))] },
    ]),
    ends: {
      ...NOTHING,
      status: "ended",
      ended: { planId: "pro_monthly", atMs: at, why: "cancelled" },
    },
    stands: [first],
  },
  {
    name: "8.9 refunded in full",
    steps: steps(
      ...subscribed,
      ["refund.created", at, { refunds: [refund("pending")] }],
      ["charge.refunded", at + S, { refunds: [refund("succeeded")] }],
      [
        "customer.subscription.deleted",
        at + 60 * S,
        { subscriptions: [subscription(canceled(at + 60 * S))] },
      ],
    ),
    ends: {
      ...NOTHING,
      status: "ended",
      ended: { planId: "pro_monthly", atMs: at, why: "money-returned" },
    },
    stands: [],
  },
  {
    name: "8.9 refunded in part",
    steps: steps(...subscribed, ["charge.refunded", at, { refunds: [refund("succeeded", 400)] }]),
    ends: FIRST_MONTH,
    stands: [first],
  },
  {
    name: "8.9 a refund that fails",
    steps: steps(
      ...subscribed,
      ["refund.created", at, { refunds: [refund("pending")] }],
      ["refund.failed", at + 2 * DAY, { refunds: [refund("failed")] }],
    ),
    ends: FIRST_MONTH,
    stands: [first],
  },
  {
    name: "8.10 a dispute",
    steps: steps(
      ...subscribed,
      ["charge.dispute.created", at, { disputes: [dispute("needs_response")] }],
      ["charge.dispute.updated", at + DAY, { disputes: [dispute("under_review")] }],
    ),
    ends: { ...PRO, status: "paused", entitled: false },
    stands: [],
  },
  {
    name: "8.10 a dispute that is won",
    steps: steps(
      ...subscribed,
      ["charge.dispute.created", at, { disputes: [dispute("needs_response")] }],
      ["charge.dispute.closed", at + 5 * DAY, { disputes: [dispute("won")] }],
      ["charge.dispute.funds_reinstated", at + 5 * DAY + S],
    ),
    ends: FIRST_MONTH,
    stands: [first],
  },
  {
    name: "8.10 a dispute that is lost",
    steps: steps(
      ...subscribed,
      ["charge.dispute.created", at, { disputes: [dispute("needs_response")] }],
      ["charge.dispute.closed", at + 5 * DAY, { disputes: [dispute("lost")] }],
    ),
    ends: {
      ...NOTHING,
      status: "ended",
      ended: { planId: "pro_monthly", atMs: at, why: "money-returned" },
    },
    stands: [],
  },
  {
    name: "8.10 an inquiry",
    steps: steps(...subscribed, [
      "charge.dispute.created",
      at,
      { disputes: [dispute("warning_needs_response")] },
    ]),
    ends: FIRST_MONTH,
    stands: [first],
  },
  {
    name: "8.11 a lifetime with an invoice of its own",
    steps: steps(
      ["charge.succeeded", T0],
      ["invoice.paid", T0 + S, { invoices: [lifetimeInvoice] }],
      ["checkout.session.completed", T0 + 2 * S],
    ).map((step) => ({ ...step, orders: lifetime("good") })),
    ends: { planId: "lifetime", source: "lifetime", status: "active", periodEndMs: null },
    stands: ["order:1001"],
  },
  {
    name: "8.12 a delayed method that pays",
    steps: steps(
      ["checkout.session.completed", T0, { subscriptions: [subscription()], invoices: [open] }],
      ["invoice.paid", T0 + 3 * DAY, { invoices: [invoice({ paidAtMs: T0 + 3 * DAY })] }],
    ),
    ends: FIRST_MONTH,
    stands: [first],
  },
  {
    name: "8.12 a delayed method that fails: the subscription stays active, unpaid",
    steps: steps(
      ["checkout.session.completed", T0, { subscriptions: [subscription()], invoices: [open] }],
      ["invoice.payment_failed", T0 + 3 * DAY],
      [
        "invoice.voided",
        T0 + 3 * DAY + S,
        { invoices: [invoice({ status: "void", paidAtMs: null })] },
      ],
    ),
    ends: { ...NOTHING, status: "free" },
    stands: [],
  },
  {
    name: "8.13 switched down in the portal, at once, with proration",
    steps: steps(
      ...subscribed,
      [
        "invoice.paid",
        at,
        { invoices: [invoice(), upgrade({ lines: [credit, debit(PLANS.archived)] })] },
      ],
      [
        "customer.subscription.updated",
        at + S,
        {
          subscriptions: [
            subscription({
              items: [
                {
                  ...liteItem[0],
                  periodStartMs: T0,
                  periodEndMs: T1,
                } as StripeSubscription["items"][number],
              ],
            }),
          ],
        },
      ],
    ),
    ends: { ...PRO, planId: "lite_monthly", periodEndMs: T1, pendingChange: null },
    stands: [first, "stripe:in_u:il_u2"],
  },
  {
    name: "8.14 made in the dashboard, without metadata of ours",
    steps: steps(
      ["customer.subscription.created", T0, { subscriptions: [subscription()], invoices: [open] }],
      ["invoice.paid", T0 + S, { invoices: [invoice()] }],
    ),
    ends: FIRST_MONTH,
    stands: [first],
  },
  {
    name: "8.16 the price is archived, and the renewal goes on",
    steps: steps(
      [
        "invoice.paid",
        T0,
        {
          subscriptions: [subscription({}, PLANS.archived)],
          invoices: [invoice({ lines: [line({}, PLANS.archived)] })],
        },
      ],
      ["price.updated", at],
      [
        "invoice.paid",
        T1 + HOUR,
        {
          subscriptions: [renewed({ items: liteItem })],
          invoices: [
            invoice({ lines: [line({}, PLANS.archived)] }),
            paid({
              lines: [line({ id: "il_2", periodStartMs: T1, periodEndMs: T2 }, PLANS.archived)],
            }),
          ],
        },
      ],
    ),
    ends: { ...SECOND_MONTH, planId: "lite_monthly" },
    stands: [first, second],
  },
  ...(["void", "uncollectible"] as const).map(
    (status): Sequence => ({
      name: `8.18 a renewal that an operator makes ${status}`,
      steps: steps(
        ...failed,
        ["invoice.updated", T1 + 2 * DAY, { invoices: written(status) }],
        ["customer.subscription.updated", T1 + 2 * DAY + S, { subscriptions: [renewed()] }],
      ),
      ends: { ...PRO, status: "past_due", pastDueSinceMs: T1, periodEndMs: T1 },
      stands: [first],
    }),
  ),
  {
    name: "8.19 two subscriptions",
    steps: steps(
      ...subscribed,
      [
        "customer.subscription.created",
        T0 + 5 * 60 * S,
        {
          subscriptions: [subscription(), sub2()],
          invoices: [invoice(), in2({ status: "open", paidAtMs: null })],
        },
      ],
      ["invoice.paid", T0 + 6 * 60 * S, { invoices: [invoice(), in2()] }],
      [
        "customer.subscription.deleted",
        T0 + 7 * 60 * S,
        { subscriptions: [subscription(), sub2(canceled(T0 + 7 * 60 * S))] },
      ],
      [
        "charge.refunded",
        T0 + 8 * 60 * S,
        { refunds: [{ ...refund("succeeded"), invoiceId: "in_9", createdMs: T0 + 8 * 60 * S }] },
      ],
    ),
    ends: FIRST_MONTH,
    stands: [first],
  },
  {
    name: "8.20 a trial without a card is paused",
    steps: steps(...trialStart, [
      "customer.subscription.paused",
      trialEnd,
      { subscriptions: [subscription({ status: "paused", ...trialing })] },
    ]),
    ends: { ...PRO, status: "paused", entitled: false },
    stands: ["trial"],
  },
  {
    name: "8.20 a trial without a card is over",
    steps: steps(...trialStart, [
      "customer.subscription.deleted",
      trialEnd,
      { subscriptions: [subscription({ ...canceled(trialEnd), ...trialing })] },
    ]),
    ends: { ...NOTHING, status: "ended" },
    stands: ["trial"],
  },
];
