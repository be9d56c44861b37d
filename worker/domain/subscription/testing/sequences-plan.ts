import {
  DAY,
  HOUR,
  invoice,
  line,
  PLANS,
  price,
  renewal,
  renewed,
  subscription,
  T0,
  T1,
  T2,
} from "./make.ts";
import {
  afterTrial,
  at,
  canceled,
  FIRST_MONTH,
  failed,
  first,
  liteItem,
  NOTHING,
  PRO,
  paid,
  S,
  SECOND_MONTH,
  type Sequence,
  schedule,
  second,
  steps,
  subscribed,
  teamItem,
  trialEnd,
  trialing,
  trialStart,
  upgrade,
} from "./sequence-parts.ts";

/** Subscribing, trying, renewing, changing, cancelling: 8.1 to 8.8. */
export const PLAN_SEQUENCES: Sequence[] = [
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
];
