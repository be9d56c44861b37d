import type Stripe from "stripe";
import { ok } from "../domain/result.ts";
import type { Answer, CustomerAtStripe } from "./calls.ts";
import type { StripeClient } from "./client.ts";
import { keyOf } from "./keys.ts";

/** In the metadata of all that is made at Stripe: whose it is. */
export const OWNER = "customer_id";

/**
 * The customer that stands for ours. Known ones are asked for, since one may have been deleted in the dashboard. A new one is
 * made under a key of our id: lists and searches there may lag, and an e-mail address names nobody.
 */
export async function ensureCustomer(
  client: StripeClient,
  { customerId, knownStripeId }: CustomerAtStripe,
): Answer<string> {
  if (knownStripeId !== null) {
    const known = await retrieve(client, knownStripeId);
    if (!known.ok && known.error.reason !== "gone") return known;
    if (known.ok && !known.value.deleted) return ok(known.value.id);
  }
  // After a deleted one, its key would answer with it.
  const key = await keyOf("customer", customerId, knownStripeId);
  const made = await client.write(
    key,
    (stripe, keyed) => stripe.customers.create({ metadata: { [OWNER]: customerId } }, keyed),
    () => findRecent(client, customerId),
  );
  return made.ok ? ok(made.value.id) : made;
}

export async function ownerOf(client: StripeClient, stripeId: string): Answer<string | null> {
  const found = await retrieve(client, stripeId);
  if (!found.ok) return found.error.reason === "gone" ? ok(null) : found;
  return ok(found.value.deleted ? null : (found.value.metadata[OWNER] ?? null));
}

export const retrieve = (client: StripeClient, stripeId: string) =>
  client.ask((stripe) => stripe.customers.retrieve(stripeId));

/** Looked at when Stripe failed just after it may have made one. */
const RECENT_MAX = 100;

async function findRecent(
  client: StripeClient,
  customerId: string,
): Answer<Stripe.Customer | null> {
  const recent = await client.ask((stripe) => stripe.customers.list({ limit: RECENT_MAX }));
  if (!recent.ok) return recent;
  return ok(recent.value.data.find(({ metadata }) => metadata[OWNER] === customerId) ?? null);
}
