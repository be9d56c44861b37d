import type { StripeEvent } from "./records.ts";

/** The order in which Stripe was seen to tell of a purchase by Checkout (two logs of 2025, one of 2026). */
export const SUBSCRIPTION_CHECKOUT_ORDER = [
  "charge.succeeded",
  "payment_method.attached",
  "customer.created",
  "customer.updated",
  "checkout.session.completed",
  "setup_intent.created",
  "setup_intent.succeeded",
  "customer.subscription.created",
  "payment_intent.succeeded",
  "payment_intent.created",
  "invoice.created",
  "invoice.finalized",
  "invoice.paid",
  "invoice.payment_succeeded",
  "customer.subscription.updated",
  "invoice_payment.paid",
];

export const PAYMENT_CHECKOUT_ORDER = [
  "charge.succeeded",
  "payment_intent.succeeded",
  "payment_intent.created",
  "customer.created",
  "customer.updated",
  "checkout.session.completed",
  "charge.updated",
  "invoice.created",
  "invoice.finalized",
  "invoice.paid",
  "invoice.payment_succeeded",
  "invoice_payment.paid",
];

/** Behind everything else about the same payment, half a second to 21 s later. */
const LAST = "invoice_payment.paid";

/** Puts events into an order seen; what the order does not name keeps its place behind what it followed. */
export function putInOrder(events: StripeEvent[], order: readonly string[]): StripeEvent[] {
  let rank = -1;
  const ranked = events.map((event) => {
    const found = order.indexOf(event.type);
    if (found >= 0) rank = found;
    return { event, rank };
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ event }) => event);
}

export function lastThingsLast(events: StripeEvent[]): StripeEvent[] {
  const isLast = (event: StripeEvent) => event.type === LAST;
  return [...events.filter((event) => !isLast(event)), ...events.filter(isLast)];
}
