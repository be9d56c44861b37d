import type { Account } from "./account.ts";
import { paymentOfInvoice } from "./links.ts";
import type { Invoice, StripeEvent, Subscription } from "./records.ts";

/** Before the fields moved (basil, 2025-03-31): what an endpoint made long ago still sends. */
export const OLDER_API_VERSION = "2024-06-20";

export function inOlderVersion(account: Account, event: StripeEvent): StripeEvent {
  const { object } = event.data.object as { object?: string };
  const older =
    object === "subscription"
      ? olderSubscription(event.data.object as Subscription)
      : object === "invoice"
        ? olderInvoice(account, event.data.object as Invoice)
        : event.data.object;
  return { ...event, api_version: OLDER_API_VERSION, data: { ...event.data, object: older } };
}

function olderSubscription({ billing_mode: _, ...subscription }: Subscription): object {
  const data = subscription.items.data.map(
    ({ current_period_start: _start, current_period_end: _end, ...item }) => item,
  );
  const [first] = subscription.items.data;
  return {
    ...subscription,
    current_period_start: first?.current_period_start,
    current_period_end: first?.current_period_end,
    items: { ...subscription.items, data },
  };
}

function olderInvoice(account: Account, { parent, ...invoice }: Invoice): object {
  const payment = paymentOfInvoice(account.store, invoice.id);
  const intent = account.store.get("paymentIntent", payment?.payment.payment_intent ?? "");
  return {
    ...invoice,
    paid: invoice.status === "paid",
    subscription: parent?.subscription_details?.subscription ?? null,
    subscription_details: { metadata: parent?.subscription_details?.metadata ?? null },
    payment_intent: intent?.id ?? null,
    charge: intent?.latest_charge ?? null,
  };
}
