import type Stripe from "stripe";
import { ok } from "../domain/result.ts";
import type { Answer } from "./calls.ts";
import type { StripeClient } from "./client.ts";
import { idOf } from "./picture-parts.ts";

export type Subscription = Stripe.Subscription;

/** As it is now, with its schedule and newest invoice whole. */
export const readSubscription = (client: StripeClient, id: string): Answer<Subscription> =>
  client.ask((stripe) =>
    stripe.subscriptions.retrieve(id, { expand: ["schedule", "latest_invoice"] }),
  );

export const isEnded = ({ status }: Subscription): boolean =>
  status === "canceled" || status === "incomplete_expired";

export const priceIdOf = (item: { price: string | { id: string } }): string => idOf(item.price);

/** No longer attached is what it was to become: one that ran out or was released before. */
export async function releaseSchedule(
  client: StripeClient,
  scheduleId: string | null,
): Answer<null> {
  if (scheduleId === null) return ok(null);
  const released = await client.ask((stripe) => stripe.subscriptionSchedules.release(scheduleId));
  if (released.ok || released.error.reason === "gone") return ok(null);
  if (released.error.reason === "unavailable") return released;
  const now = await client.ask((stripe) => stripe.subscriptionSchedules.retrieve(scheduleId));
  if (!now.ok) return now.error.reason === "gone" ? ok(null) : now;
  const isAttached = now.value.status === "active" || now.value.status === "not_started";
  return isAttached ? released : ok(null);
}
