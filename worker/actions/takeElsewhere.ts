import { locatorFor } from "../billing/connect.ts";
import { faultText } from "../domain/fault.ts";
import { DAY_MS } from "../domain/time.ts";
import type { Env } from "../env.ts";
import type { Notice } from "../payments/port.ts";
import {
  customerOfStripe,
  dueStripeEvents,
  forgetStripeEvent,
  keepStripeEvent,
  nameStripeEvent,
  postponeStripeEvent,
  type WaitingEvent,
} from "../store/stripe-customers.ts";
import { accountObject } from "./objects.ts";
import { ownerOfStripeCustomer } from "./stripeBilling.ts";

export type Elsewhere = Extract<Notice, { kind: "elsewhere" }>;

/**
 * A genuine event that is about no payment of an order: of a subscription, an invoice, a customer. Its ids are written into
 * the account of the customer that it names, or kept until somebody knows whose it is; then it may be acknowledged. Nobody is
 * asked here. Throws when nothing could be written. Answers whether it is kept.
 */
export async function takeElsewhere(env: Env, event: Elsewhere, nowMs: number): Promise<boolean> {
  const { id, what: type, customerId: stripeCustomer, objectIds } = event;
  if (stripeCustomer === null && objectIds.length === 0) return false;
  const owner = stripeCustomer && (await customerOfStripe(env.DB, stripeCustomer));
  if (owner) {
    await accountObject(env, owner).hearStripe({ id, type, stripeId: stripeCustomer });
    return false;
  }
  const kept = { id, type, stripeCustomer, objectIds, receivedAtMs: nowMs };
  await keepStripeEvent(env.DB, kept);
  return true;
}

/** Events looked into in one run. */
const EVENTS_PER_RUN_MAX = 50;

/** An event of a customer who is none of ours is dropped after this long. */
const UNKNOWN_KEPT_MS = 30 * DAY_MS;

const GAP_MS_MIN = 60_000;
const GAP_MS_MAX = DAY_MS;

/** Leads the events that wait to their accounts. Repeatable: an account takes an event once. */
export async function leadStripeEvents(env: Env, now: () => number): Promise<void> {
  for (const event of await dueStripeEvents(env.DB, now(), EVENTS_PER_RUN_MAX))
    try {
      // Put off first, each time for longer: one that fails, or dies here, keeps no other from its account.
      await postponeStripeEvent(env.DB, event.id, nextTryMs(event, now()));
      await leadEvent(env, event, now());
    } catch (error) {
      console.error("an event was not led to its account", {
        id: event.id,
        error: faultText(error),
      });
    }
}

const nextTryMs = ({ tries }: WaitingEvent, nowMs: number): number =>
  nowMs + Math.min(GAP_MS_MIN * 2 ** Math.min(tries, 16), GAP_MS_MAX);

async function leadEvent(env: Env, event: WaitingEvent, nowMs: number): Promise<void> {
  const { id, type, receivedAtMs } = event;
  const found = await stripeCustomerOf(env, event);
  if (!found?.ok) return;
  if (found.value === null) return forgetStripeEvent(env.DB, id);
  const owner = await ownerOfStripeCustomer(env, found.value, nowMs);
  if (owner.ok && owner.value !== null)
    await accountObject(env, owner.value).hearStripe({ id, type, stripeId: found.value });
  else if (!owner.ok || nowMs < receivedAtMs + UNKNOWN_KEPT_MS)
    return nameStripeEvent(env.DB, id, found.value);
  await forgetStripeEvent(env.DB, id);
}

/** Null inside: of no customer, as a price is. Undefined while Stripe is not set up. */
const stripeCustomerOf = async (env: Env, { stripeCustomer, objectIds }: WaitingEvent) =>
  stripeCustomer !== null
    ? ({ ok: true, value: stripeCustomer } as const)
    : locatorFor(env)?.customerOf(objectIds);
