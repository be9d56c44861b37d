import type Stripe from "stripe";
import { STRIPE_LINES_MAX, type StripeDocument } from "../domain/invoice/stripe-document.ts";
import { isCurrency } from "../domain/money.ts";
import { oneOf, subscriptionIdOf } from "./picture-parts.ts";

const STATUSES = ["open", "paid", "void", "uncollectible"] as const;

/**
 * What Stripe issued for a subscription. Null for a draft, and for what belongs to none: a purchase by Checkout is an order of ours,
 * and stands on our own invoice.
 */
export function documentOf(from: Stripe.Invoice): StripeDocument | null {
  const { id, number } = from;
  const currency = from.currency.toUpperCase();
  if (!number || !from.status || from.status === "draft" || !isCurrency(currency)) return null;
  if (subscriptionIdOf(from) === null) return null;
  const status = oneOf(STATUSES, from.status);
  const { finalized_at: issuedAt, paid_at: paidAt } = from.status_transitions;
  return {
    ...{ id, number, currency, status },
    totalMinor: from.total,
    paidMinor: from.amount_paid,
    taxMinor: from.total - (from.total_excluding_tax ?? from.total),
    issuedAtMs: (issuedAt ?? from.created) * 1000,
    paidAtMs: status === "paid" ? (paidAt ?? from.created) * 1000 : null,
    url: from.hosted_invoice_url ?? null,
    pdfUrl: from.invoice_pdf ?? null,
    lines: from.lines.data.slice(0, STRIPE_LINES_MAX).map(({ description, quantity, amount }) => ({
      text: description ?? "",
      quantity: quantity ?? 1,
      amountMinor: amount,
    })),
    seller: { name: from.account_name ?? "", country: from.account_country ?? "" },
    buyer: { name: from.customer_name ?? "", email: from.customer_email ?? "" },
  };
}
