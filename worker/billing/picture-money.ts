import type Stripe from "stripe";
import { ok } from "../domain/result.ts";
import {
  DISPUTE_STATUSES,
  type StripeDispute,
  type StripePicture,
  type StripeRefund,
} from "../domain/subscription/stripe-picture.ts";
import type { Answer } from "./calls.ts";
import type { StripeClient } from "./client.ts";
import { readAll, wholeOf } from "./pages.ts";
import { idOf, oneOf } from "./picture-parts.ts";

export type MoneyBack = Pick<StripePicture, "refunds" | "disputes">;

/** What went back of invoices' money, or is asked back. Charges tell of both; failed refunds stand among the others. */
export async function readMoneyBack(
  client: StripeClient,
  customer: string,
  invoices: Stripe.Invoice[],
): Answer<MoneyBack> {
  const expand = ["data.refunds"];
  const charges = await readAll(client, (stripe, page) =>
    stripe.charges.list({ customer, expand, ...page }),
  );
  if (!charges.ok) return charges;
  const paid = await paidBy(client, invoices);
  if (!paid.ok) return paid;
  const all: MoneyBack = { refunds: [], disputes: [] };
  for (const charge of charges.value) {
    const intent = charge.payment_intent && idOf(charge.payment_intent);
    const invoiceId = paid.value.get(charge.id) ?? (intent && paid.value.get(intent));
    if (!invoiceId) continue; // Of an order, which has its own road.
    const own = await readCharge(client, charge, invoiceId);
    if (!own.ok) return own;
    all.refunds.push(...own.value.refunds);
    all.disputes.push(...own.value.disputes);
  }
  return ok(all);
}

/** Invoice by the payment intent or charge that it was paid with. */
async function paidBy(
  client: StripeClient,
  invoices: Stripe.Invoice[],
): Answer<Map<string, string>> {
  const paid = new Map<string, string>();
  for (const { id, payments } of invoices) {
    const own = payments
      ? await wholeOf(client, payments, (stripe, page) =>
          stripe.invoicePayments.list({ invoice: id, ...page }),
        )
      : ok([]);
    if (!own.ok) return own;
    for (const { payment } of own.value) {
      if (payment.payment_intent) paid.set(idOf(payment.payment_intent), id);
      if (payment.charge) paid.set(idOf(payment.charge), id);
    }
  }
  return ok(paid);
}

async function readCharge(
  client: StripeClient,
  charge: Stripe.Charge,
  invoiceId: string,
): Answer<MoneyBack> {
  const refunds = charge.refunds
    ? await wholeOf(client, charge.refunds, (stripe, page) =>
        stripe.refunds.list({ charge: charge.id, ...page }),
      )
    : ok([]);
  if (!refunds.ok) return refunds;
  const disputes = charge.disputed
    ? await readAll(client, (stripe, page) => stripe.disputes.list({ charge: charge.id, ...page }))
    : ok([]);
  if (!disputes.ok) return disputes;
  return ok({
    refunds: refunds.value.map((each) => refundOf(each, invoiceId)),
    disputes: disputes.value.map((each) => disputeOf(each, invoiceId)),
  });
}

const REFUND_STATUSES = ["pending", "requires_action", "succeeded", "failed", "canceled"] as const;

const refundOf = (
  { id, status, amount, created }: Stripe.Refund,
  invoiceId: string,
): StripeRefund => ({
  id,
  invoiceId,
  status: oneOf(REFUND_STATUSES, status),
  amountMinor: amount,
  createdMs: created * 1000,
});

const disputeOf = ({ id, status, created }: Stripe.Dispute, invoiceId: string): StripeDispute => ({
  id,
  invoiceId,
  status: oneOf(DISPUTE_STATUSES, status),
  createdMs: created * 1000,
});
