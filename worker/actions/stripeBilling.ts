import { billingFor, locatorFor } from "../billing/connect.ts";
import { type Billing, CARD_CURRENCY } from "../billing/port.ts";
import { readPublicBase } from "../config/variables.ts";
import type { Language } from "../domain/language.ts";
import { ok, type Result } from "../domain/result.ts";
import { anchorOf } from "../domain/subscription/anchor.ts";
import type { Env } from "../env.ts";
import { type CreditSystem, catalogOf } from "../store/plans.ts";
import { customerOfStripe, keepStripeCustomer } from "../store/stripe-customers.ts";
import { accountObject } from "./objects.ts";

/** How and where a customer sees what is done at Stripe. */
export interface Shown {
  language: Language;
  /** In a host's frame, which the pages of Stripe leave. */
  inFrame: boolean;
}

/** Stripe Billing for what a customer decided. Null while it is not set up. */
export function stripeBilling(
  env: Env,
  { rules, snapshot }: CreditSystem,
  { language, inFrame }: Shown,
): Billing | null {
  const base = readPublicBase(env);
  if (!base.ok) return null;
  const page = (path: string) => new URL(path, base.value).href;
  return billingFor(env, {
    customers: {
      find: async (customerId) => accountObject(env, customerId).stripeCustomer(),
      keep: (customerId, stripeId) => linkStripeCustomer(env, customerId, stripeId, Date.now()),
    },
    catalog: async () => (snapshot.plans.length === 0 ? null : catalogOf(snapshot)),
    ...{ currency: CARD_CURRENCY, language, anchor: anchorOf(rules, Date.now()) },
    returnTo: inFrame
      ? // In a window of its own, where nobody is signed in: it says that it can be closed.
        { paid: page("/embed?done"), unpaid: page("/embed?left"), card: page("/embed?done") }
      : {
          paid: page("/portal/subscription?checkout=done"),
          unpaid: page("/pricing"),
          card: page("/portal/subscription?card=changed"),
        },
    now: () => Date.now(),
  });
}

/**
 * Remembers who a customer at Stripe is, in the account and in the map that events are led by. Repeatable; the account comes
 * first, and an event that finds no row in the map is led by what the customer at Stripe has in its metadata.
 */
export async function linkStripeCustomer(
  env: Env,
  customerId: string,
  stripeId: string,
  nowMs: number,
): Promise<void> {
  await accountObject(env, customerId).linkStripe(stripeId);
  await keepStripeCustomer(env.DB, { stripeId, customerId, nowMs });
}

/** Whose a customer at Stripe is: by our own map, else by our metadata. `unavailable` when Stripe was to be asked and is silent. */
export async function ownerOfStripeCustomer(
  env: Env,
  stripeId: string,
  nowMs: number,
): Promise<Result<string | null, { reason: "unavailable" }>> {
  const known = await customerOfStripe(env.DB, stripeId);
  if (known !== null) return ok(known);
  const owner = await locatorFor(env)?.ownerOf(stripeId);
  if (!owner?.ok) return { ok: false, error: { reason: "unavailable" } };
  if (owner.value !== null) await linkStripeCustomer(env, owner.value, stripeId, nowMs);
  return owner;
}
