import type { StripeDocument } from "../invoice/stripe-document.ts";
import type { StripePrice } from "../plan/catalog.ts";
import { invariant } from "../result.ts";

/**
 * What Stripe says now about one customer, reduced to what decides. Asked for, never taken from an event. Times are epoch
 * ms, amounts integers of the minor unit. It is built by the billing client, which reads all subscriptions (`status=all`).
 */
export interface StripePicture {
  customerId: string;
  /** A deleted customer answers with a stub; nothing else can be read of it. */
  deleted: boolean;
  subscriptions: StripeSubscription[];
  invoices: StripeInvoice[];
  refunds: StripeRefund[];
  disputes: StripeDispute[];
  /** Invoices of subscriptions as documents, of those that were issued. No rule looks at them. */
  documents?: StripeDocument[];
}

export const SUBSCRIPTION_STATUSES = [
  "incomplete",
  "incomplete_expired",
  "trialing",
  "active",
  "past_due",
  "unpaid",
  "paused",
  "canceled",
] as const;
export type StripeStatus = (typeof SUBSCRIPTION_STATUSES)[number];

export interface StripeSubscription {
  id: string;
  status: StripeStatus;
  createdMs: number;
  /** When it was over for good. */
  endedAtMs: number | null;
  /** `cancellation_details.reason`: `payment_failed`, `payment_disputed`, `cancellation_requested`. */
  cancelReason: string | null;
  /** `cancellation_details.comment`: why, where it was cancelled by an act of ours. */
  cancelledFor: string | null;
  items: StripeItem[];
  /** Portal and flexible billing set this one, others set the flag: either is a planned end. */
  cancelAtMs: number | null;
  cancelAtPeriodEnd: boolean;
  schedule: StripeSchedule | null;
  /** A change that waits for its payment. */
  pendingUpdate: { price: StripePrice; expiresAtMs: number } | null;
  trialStartMs: number | null;
  trialEndMs: number | null;
}

export interface StripeItem {
  id: string;
  price: StripePrice;
  periodStartMs: number;
  periodEndMs: number;
}

export interface StripeSchedule {
  id: string;
  phases: { startMs: number; price: StripePrice }[];
}

export interface StripeInvoice {
  id: string;
  /** Null for one that belongs to no subscription, such as a purchase by Checkout in payment mode. */
  subscriptionId: string | null;
  status: "draft" | "open" | "paid" | "void" | "uncollectible";
  /** `subscription_create`, `subscription_cycle`, `subscription_update`, `manual`, ... */
  billingReason: string;
  createdMs: number;
  paidAtMs: number | null;
  amountPaidMinor: number;
  /** ISO 4217. */
  currency: string;
  lines: StripeLine[];
}

export interface StripeLine {
  id: string;
  price: StripePrice | null;
  /** For a part of a period, at a change: credits (below zero) and debits. */
  proration: boolean;
  periodStartMs: number;
  periodEndMs: number;
  /** Before discounts. */
  amountMinor: number;
}

export interface StripeRefund {
  id: string;
  invoiceId: string;
  status: "pending" | "requires_action" | "succeeded" | "failed" | "canceled";
  amountMinor: number;
  createdMs: number;
}

export const DISPUTE_STATUSES = [
  "warning_needs_response",
  "warning_under_review",
  "warning_closed",
  "needs_response",
  "under_review",
  "appeal_needs_response",
  "appeal_under_review",
  "prevented",
  "won",
  "lost",
] as const;

export interface StripeDispute {
  id: string;
  invoiceId: string;
  status: (typeof DISPUTE_STATUSES)[number];
  createdMs: number;
}

const OVER: readonly StripeStatus[] = ["canceled", "incomplete_expired"];

export const isOver = ({ status }: Pick<StripeSubscription, "status">): boolean =>
  OVER.includes(status);

/** It goes on charging. One whose first payment is not done yet is none. */
export const isLive = ({ status }: Pick<StripeSubscription, "status">): boolean =>
  status !== "incomplete" && !OVER.includes(status);

/** Throws on what the billing client must not hand over. */
export function assertPicture(picture: StripePicture): void {
  const { subscriptions, invoices, refunds, disputes } = picture;
  for (const list of [subscriptions, invoices, refunds, disputes])
    invariant(new Set(list.map(({ id }) => id)).size === list.length, "Stripe's ids are unique");
  if (picture.deleted)
    invariant(
      subscriptions.length + invoices.length === 0,
      "nothing is read of a deleted customer",
    );
  for (const { status, endedAtMs } of subscriptions)
    invariant(status !== "canceled" || endedAtMs !== null, "a cancelled subscription has its end");
  for (const { status, paidAtMs, lines, amountPaidMinor } of invoices) {
    invariant(status !== "paid" || paidAtMs !== null, "a paid invoice says when");
    invariant(Number.isSafeInteger(amountPaidMinor), "an amount is an integer");
    for (const { periodStartMs, periodEndMs, amountMinor } of lines)
      invariant(
        periodStartMs <= periodEndMs && Number.isSafeInteger(amountMinor),
        "a line has a period and an amount",
      );
  }
  for (const { amountMinor } of refunds)
    invariant(Number.isSafeInteger(amountMinor) && amountMinor >= 0, "a refund has an amount");
}
