import type { StripeSubscription } from "../stripe-picture.ts";
import { DAY, HOUR, invoice, line, PLANS, renewed, subscription, T0, T1, T2 } from "./make.ts";
import {
  at,
  canceled,
  credit,
  debit,
  dispute,
  FIRST_MONTH,
  failed,
  first,
  in2,
  lifetime,
  lifetimeInvoice,
  liteItem,
  NOTHING,
  open,
  PRO,
  paid,
  refund,
  S,
  SECOND_MONTH,
  type Sequence,
  second,
  steps,
  sub2,
  subscribed,
  trialEnd,
  trialing,
  trialStart,
  upgrade,
  written,
} from "./sequence-parts.ts";

/** Refunds, disputes, other ways to pay, and what happens outside: 8.9 to 8.20. */
export const MONEY_SEQUENCES: Sequence[] = [
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
