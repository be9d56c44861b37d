import type Stripe from "stripe";
import { isCurrency } from "../domain/money.ts";
import { err, ok, type Result } from "../domain/result.ts";
import {
  type Answer,
  type BillingFailure,
  OWN_CODES,
  type UpgradeAtStripe,
  type UpgradeOutcome,
  type UpgradePreview,
} from "./calls.ts";
import type { StripeClient } from "./client.ts";
import { refused } from "./failure.ts";
import { keyOf } from "./keys.ts";
import { idOf } from "./picture-parts.ts";
import type { StripeLine } from "./port.ts";
import type { Prices } from "./prices.ts";
import {
  isEnded,
  priceIdOf,
  readSubscription,
  releaseSchedule,
  type Subscription,
} from "./subscription.ts";

/** What is previewed and what is done differ in nothing: the same item, price, moment and anchor. */
const changeOf = (
  { itemId, resetsAnchor, endsTrial }: UpgradeAtStripe,
  price: string,
  prorationSeconds: number,
) => ({
  // Without the item's id the price would be added, and both charged.
  items: [{ id: itemId, price, quantity: 1 }],
  proration_behavior: "always_invoice" as const,
  ...(endsTrial ? { trial_end: "now" as const } : { proration_date: prorationSeconds }),
  ...(resetsAnchor && !endsTrial && { billing_cycle_anchor: { type: "now" as const } }),
});

/** What the upgrade would charge now. Nothing changes. */
export async function previewUpgrade(
  client: StripeClient,
  prices: Prices,
  change: UpgradeAtStripe & { nowMs: number },
): Answer<UpgradePreview> {
  const price = await prices.ofPlan(change.plan);
  if (!price.ok) return price;
  const subscription = await readSubscription(client, change.subscriptionId);
  if (!subscription.ok) return subscription;
  const item = itemIn(subscription.value, change.itemId);
  if (!item.ok) return item;
  const prorationSeconds = withinPeriod(Math.floor(change.nowMs / 1000), item.value);
  const invoice = await client.ask((stripe) =>
    stripe.invoices.createPreview({
      customer: change.stripeId,
      subscription: change.subscriptionId,
      subscription_details: changeOf(change, price.value, prorationSeconds),
    }),
  );
  if (!invoice.ok) return invoice;
  const lines: StripeLine[] = [];
  for (const line of invoice.value.lines.data)
    lines.push(await lineOf(line, { prices, change, newPriceId: price.value }));
  return previewOf(invoice.value, { change, lines, prorationSeconds });
}

interface LineReading {
  prices: Prices;
  change: UpgradeAtStripe;
  newPriceId: string;
}

/** Words are no reason to refuse a preview: what cannot be told keeps Stripe's. */
async function lineOf(
  { description, amount, parent, pricing }: Stripe.InvoiceLineItem,
  { prices, change: { itemId, plan }, newPriceId }: LineReading,
): Promise<StripeLine> {
  const line = { text: description ?? "", amountMinor: amount, about: null };
  const price = pricing?.price_details?.price;
  if (!price || parent?.subscription_item_details?.subscription_item !== itemId) return line;
  const priceId = idOf(price);
  if (amount >= 0 && priceId === newPriceId) {
    const code = amount === plan.price.amountMinor ? "interval" : "rest";
    return { ...line, about: { code, planId: plan.planId } };
  }
  if (amount >= 0) return line;
  const named = await prices.named(priceId);
  const planId = named.ok ? named.value.lookupKey : null;
  return planId === null ? line : { ...line, about: { code: "unused", planId } };
}

interface PreviewParts {
  change: UpgradeAtStripe;
  lines: StripeLine[];
  prorationSeconds: number;
}

function previewOf(
  { amount_due, currency, lines }: Stripe.Invoice,
  { change: { plan }, lines: read, prorationSeconds }: PreviewParts,
): Result<UpgradePreview, BillingFailure> {
  const code = currency.toUpperCase();
  if (!isCurrency(code)) return refused(OWN_CODES.unreadable, `an invoice in ${code}`);
  const ends = lines.data.map(({ period }) => period.end);
  return ok({
    dueNow: { currency: code, amountMinor: amount_due },
    lines: read,
    nextCharge: {
      ...{ currency: code, amountMinor: plan.price.amountMinor },
      atMs: Math.max(...ends, prorationSeconds) * 1000,
    },
    prorationSeconds,
  });
}

/**
 * Charged at once, and only if it is paid: until then the old price stays and the change waits for its invoice. A planned
 * downgrade is released first, since a change of phase would drop the change that waits.
 */
export async function upgrade(
  client: StripeClient,
  prices: Prices,
  change: UpgradeAtStripe & { prorationSeconds: number },
): Answer<UpgradeOutcome> {
  const price = await prices.ofPlan(change.plan);
  if (!price.ok) return price;
  const before = await readSubscription(client, change.subscriptionId);
  if (!before.ok) return before;
  const item = itemIn(before.value, change.itemId);
  if (!item.ok) return item;
  const known = outcomeOf(before.value, change.itemId, price.value);
  if (known) return ok(known);
  const released = await releaseSchedule(client, attachedTo(before.value, change));
  if (!released.ok) return released;
  const { subscriptionId } = change;
  const prorationSeconds = withinPeriod(change.prorationSeconds, item.value);
  const state = [
    subscriptionId,
    change.itemId,
    priceIdOf(item.value),
    item.value.current_period_end,
  ];
  const key = await keyOf("upgrade", ...state, price.value, prorationSeconds);
  const params = {
    ...changeOf(change, price.value, prorationSeconds),
    payment_behavior: "pending_if_incomplete" as const,
    expand: ["latest_invoice"],
  };
  const after = await client.write(
    key,
    (stripe, keyed) => stripe.subscriptions.update(subscriptionId, params, keyed),
    () => findUpgraded(client, change, price.value),
  );
  if (!after.ok) return after;
  const outcome = outcomeOf(after.value, change.itemId, price.value);
  return outcome
    ? ok(outcome)
    : refused(OWN_CODES.changed, "the upgrade is neither made nor waits");
}

/** A moment before the period is refused: our clock may be behind Stripe's, and a quarter of an hour may begin before it. */
const withinPeriod = (seconds: number, item: Stripe.SubscriptionItem): number =>
  Math.max(seconds, item.current_period_start);

/** One may have been planned since this was decided. */
const attachedTo = ({ schedule }: Subscription, { releaseScheduleId }: UpgradeAtStripe) =>
  schedule ? idOf(schedule) : releaseScheduleId;

function itemIn(
  subscription: Subscription,
  itemId: string,
): Result<Stripe.SubscriptionItem, BillingFailure> {
  const item = subscription.items.data.find(({ id }) => id === itemId);
  if (item && !isEnded(subscription)) return ok(item);
  return err({ reason: "refused", code: OWN_CODES.changed, detail: subscription.status });
}

/** Null while the subscription is for something else, and no change to this price waits. */
function outcomeOf(
  { items, pending_update, latest_invoice }: Subscription,
  itemId: string,
  price: string,
): UpgradeOutcome | null {
  const isNow = items.data.some((each) => each.id === itemId && priceIdOf(each) === price);
  if (isNow) return { outcome: "done" };
  const waits = pending_update?.subscription_items?.some((each) => priceIdOf(each) === price);
  if (!pending_update || !waits) return null;
  const invoice = typeof latest_invoice === "string" ? null : latest_invoice;
  return {
    outcome: "payment-needed",
    url: invoice?.hosted_invoice_url ?? null,
    untilMs: pending_update.expires_at * 1000,
  };
}

async function findUpgraded(
  client: StripeClient,
  { subscriptionId, itemId }: UpgradeAtStripe,
  price: string,
): Answer<Subscription | null> {
  const now = await readSubscription(client, subscriptionId);
  if (!now.ok) return now;
  return ok(outcomeOf(now.value, itemId, price) ? now.value : null);
}
