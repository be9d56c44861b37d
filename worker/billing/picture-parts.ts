import type Stripe from "stripe";
import type { StripePrice } from "../domain/plan/catalog.ts";
import { invariant } from "../domain/result.ts";
import {
  type StripeInvoice,
  type StripeLine,
  type StripeSchedule,
  type StripeSubscription,
  SUBSCRIPTION_STATUSES,
} from "../domain/subscription/stripe-picture.ts";

/** Stripe's objects as the rules know them. Seconds become milliseconds, and fields are where 2026-10-28 has them. */

type Prices = ReadonlyMap<string, StripePrice>;

/** A price as Stripe names it: by id, whole, or as a stub of a deleted one. */
type Named = string | { id: string };

export const idOf = (named: Named): string => (typeof named === "string" ? named : named.id);

const ms = (seconds: number): number => seconds * 1000;
const msOrNull = (seconds: number | null | undefined): number | null =>
  seconds == null ? null : ms(seconds);

function priceOf(named: Named, prices: Prices): StripePrice {
  const price = prices.get(idOf(named));
  invariant(price, "every price of a picture was looked up");
  return price;
}

export const pricesOfSubscription = (subscription: Stripe.Subscription): Named[] => [
  ...subscription.items.data.map(({ price }) => price),
  ...(subscription.pending_update?.subscription_items ?? []).map(({ price }) => price),
  ...phasesOf(subscription).flatMap(({ items }) => items.map(({ price }) => price)),
];

export function subscriptionOf(from: Stripe.Subscription, prices: Prices): StripeSubscription {
  const { id, created, ended_at, canceled_at, cancellation_details, cancel_at_period_end } = from;
  const status = oneOf(SUBSCRIPTION_STATUSES, from.status);
  const endedAt = ended_at ?? (status === "canceled" ? (canceled_at ?? created) : null);
  return {
    id,
    status,
    createdMs: ms(created),
    endedAtMs: msOrNull(endedAt),
    cancelReason: cancellation_details?.reason ?? null,
    cancelledFor: cancellation_details?.comment ?? null,
    items: from.items.data.map((item) => ({
      id: item.id,
      price: priceOf(item.price, prices),
      periodStartMs: ms(item.current_period_start),
      periodEndMs: ms(item.current_period_end),
    })),
    cancelAtMs: msOrNull(from.cancel_at),
    cancelAtPeriodEnd: cancel_at_period_end,
    schedule: scheduleOf(from, prices),
    pendingUpdate: pendingOf(from.pending_update, prices),
    trialStartMs: msOrNull(from.trial_start),
    trialEndMs: msOrNull(from.trial_end),
  };
}

/** Stripe answered with something that the pinned version does not have. */
export class Unreadable extends Error {}

/** The one of these words that Stripe used. */
export function oneOf<Word extends string>(words: readonly Word[], word: string | null): Word {
  const known = words.find((each) => each === word);
  if (known === undefined) throw new Unreadable(`unknown word of Stripe: ${word}`);
  return known;
}

const INVOICE_STATUSES = ["draft", "open", "paid", "void", "uncollectible"] as const;

function pendingOf(
  pending: Stripe.Subscription["pending_update"],
  prices: Prices,
): StripeSubscription["pendingUpdate"] {
  const [item] = pending?.subscription_items ?? [];
  if (!pending || !item) return null;
  return { price: priceOf(item.price, prices), expiresAtMs: ms(pending.expires_at) };
}

/** Those of its schedule, which was asked for whole. */
function phasesOf({ schedule }: Stripe.Subscription): Stripe.SubscriptionSchedule.Phase[] {
  return schedule && typeof schedule !== "string" ? schedule.phases : [];
}

function scheduleOf(from: Stripe.Subscription, prices: Prices): StripeSchedule | null {
  if (!from.schedule) return null;
  const phases = phasesOf(from).flatMap(({ start_date, items: [item] }) =>
    item ? [{ startMs: ms(start_date), price: priceOf(item.price, prices) }] : [],
  );
  return { id: idOf(from.schedule), phases };
}

export function subscriptionIdOf({ parent }: Stripe.Invoice): string | null {
  const named = parent?.subscription_details?.subscription;
  return named ? idOf(named) : null;
}

export const pricesOfInvoice = ({ lines }: Stripe.Invoice): Named[] =>
  lines.data.map(priceOfLine).filter((price) => price !== null);

const priceOfLine = ({ pricing }: Stripe.InvoiceLineItem): Named | null =>
  pricing?.price_details?.price ?? null;

export function invoiceOf(from: Stripe.Invoice, prices: Prices): StripeInvoice {
  const { id, status, billing_reason, created, status_transitions, amount_paid, currency } = from;
  const paidAt = status_transitions.paid_at ?? (status === "paid" ? created : null);
  return {
    id,
    subscriptionId: subscriptionIdOf(from),
    status: oneOf(INVOICE_STATUSES, status ?? "draft"),
    billingReason: billing_reason ?? "manual",
    createdMs: ms(created),
    paidAtMs: status === "paid" ? msOrNull(paidAt) : null,
    amountPaidMinor: amount_paid,
    currency: currency.toUpperCase(),
    lines: from.lines.data.map((line) => lineOf(line, prices)),
  };
}

function lineOf(line: Stripe.InvoiceLineItem, prices: Prices): StripeLine {
  const price = priceOfLine(line);
  const { subscription_item_details: item, invoice_item_details: extra } = line.parent ?? {};
  return {
    id: line.id,
    price: price === null ? null : priceOf(price, prices),
    // Prorations that waited for their invoice are items of it.
    proration: item?.proration ?? extra?.proration ?? false,
    periodStartMs: ms(line.period.start),
    periodEndMs: ms(line.period.end),
    amountMinor: line.amount,
  };
}
