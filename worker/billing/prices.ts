import type Stripe from "stripe";
import type { Currency } from "../domain/money.ts";
import type { StripePrice } from "../domain/plan/catalog.ts";
import type { PlanInterval } from "../domain/plan/plan.ts";
import { ok } from "../domain/result.ts";
import { type Answer, OWN_CODES, type PlanPrice } from "./calls.ts";
import type { StripeClient } from "./client.ts";
import { refused } from "./failure.ts";

/** In the metadata of a price: what it is for. It stays when the lookup key moves on to a newer price. */
export const ITEM = "item_id";

/**
 * Lookup keys of a plan's or pack's price in a currency. The first price made has the id itself; a key names one price only,
 * so those in other currencies have theirs added.
 */
export const lookupKeysOf = (itemId: string, currency: Currency): [string, string] => [
  itemId,
  `${itemId}.${currency.toLowerCase()}`,
];

/** A price as the rules know it: its key is the id of what it is for. */
export const namedPrice = ({ id, lookup_key, metadata }: Stripe.Price): StripePrice => ({
  id,
  lookupKey: metadata?.[ITEM] ?? lookup_key,
});

export interface Prices {
  /** The price to charge a plan by. Refused when there is none, or when it is another than the catalog's. */
  ofPlan(plan: PlanPrice): Answer<string>;
  /** A price that Stripe named by id alone; one that is gone is for nothing. */
  named(priceId: string): Answer<StripePrice>;
}

/** Prices that are remembered by one client. */
const REMEMBERED_MAX = 1000;

/** A price never changes its amount, but it can be archived, and another be made in its place. */
const PLAN_PRICE_LIFE_MS = 60_000;

export function createPrices(client: StripeClient, now: () => number): Prices {
  const byPlan = new Map<string, { priceId: string; foundAtMs: number }>();
  // What a price is for never changes.
  const byId = new Map<string, StripePrice>();
  return {
    async ofPlan(plan) {
      const [key, nowMs] = [JSON.stringify(plan), now()];
      const known = byPlan.get(key);
      if (known && Math.abs(nowMs - known.foundAtMs) < PLAN_PRICE_LIFE_MS) return ok(known.priceId);
      const found = await findPrice(client, plan);
      if (found.ok) remember(byPlan, key, { priceId: found.value, foundAtMs: nowMs });
      return found;
    },
    async named(priceId) {
      const known = byId.get(priceId);
      if (known) return ok(known);
      const found = await client.ask((stripe) => stripe.prices.retrieve(priceId));
      if (!found.ok)
        return found.error.reason === "gone" ? ok({ id: priceId, lookupKey: null }) : found;
      const price = namedPrice(found.value);
      // One without a name may be given one later.
      if (price.lookupKey !== null) remember(byId, priceId, price);
      return ok(price);
    },
  };
}

function remember<T>(in_: Map<string, T>, key: string, value: T): void {
  if (in_.size >= REMEMBERED_MAX) in_.clear();
  in_.set(key, value);
}

async function findPrice(client: StripeClient, plan: PlanPrice): Answer<string> {
  const { planId, price } = plan;
  const lookup_keys = lookupKeysOf(planId, price.currency);
  const found = await client.ask((stripe) => stripe.prices.list({ active: true, lookup_keys }));
  if (!found.ok) return found;
  const inCurrency = found.value.data.filter(
    ({ currency }) => currency.toUpperCase() === price.currency,
  );
  const [first] = inCurrency;
  if (!first) return refused(OWN_CODES.priceMissing, `${planId} in ${price.currency}`);
  const same = inCurrency.find((each) => isPriceOf(each, price.amountMinor, plan.interval));
  return same
    ? ok(same.id)
    : refused(OWN_CODES.priceDiffers, `${planId}: ${first.id} charges ${first.unit_amount}`);
}

/** Whether a price charges this amount this often. */
export const isPriceOf = (
  { unit_amount, recurring }: Stripe.Price,
  amountMinor: number,
  interval: PlanInterval,
): boolean =>
  unit_amount === amountMinor &&
  (recurring?.interval ?? "once") === interval &&
  (recurring?.interval_count ?? 1) === 1;
