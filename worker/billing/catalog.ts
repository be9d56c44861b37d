import type Stripe from "stripe";
import type { Currency, Money } from "../domain/money.ts";
import type { PlanInterval } from "../domain/plan/plan.ts";
import { ok } from "../domain/result.ts";
import type { Answer } from "./calls.ts";
import type { StripeClient } from "./client.ts";
import { readAll } from "./pages.ts";
import { ITEM, isPriceOf, lookupKeysOf } from "./prices.ts";

/** A plan or pack that is on sale, as far as Stripe has to know it. */
export interface Item {
  id: string;
  /** Customers see it on Stripe's pages. */
  name: string;
  interval: Exclude<PlanInterval, "none">;
  prices: Money[];
}

/** One difference between the catalog and Stripe. */
export type Step =
  | {
      kind: "make-price";
      item: Item;
      price: Money;
      lookupKey: string;
      /** The price that the key is taken from. Who pays it goes on paying it. */
      replaces: { id: string; amountMinor: number | null } | null;
      /** Null: the product is made with it. */
      productId: string | null;
    }
  | { kind: "name-product"; itemId: string; productId: string; from: string; to: string }
  /** So that the price is known for what it is when its key has moved on. */
  | { kind: "label-price"; itemId: string; priceId: string };

/** A price at Stripe with its product. */
export type PriceThere = Stripe.Price & { product: Stripe.Product };

/** Stripe's most in one question. */
const KEYS_PER_CALL = 10;

/** All prices that hold a lookup key of these items, archived ones too. */
export async function readPrices(client: StripeClient, items: Item[]): Answer<PriceThere[]> {
  const keys = items.flatMap(({ id, prices }) =>
    prices.flatMap(({ currency }) => lookupKeysOf(id, currency)),
  );
  const wanted = [...new Set(keys)];
  const all: PriceThere[] = [];
  for (let from = 0; from < wanted.length; from += KEYS_PER_CALL) {
    const lookup_keys = wanted.slice(from, from + KEYS_PER_CALL);
    const found = await readAll(client, (stripe, page) =>
      stripe.prices.list({ lookup_keys, expand: ["data.product"], ...page }),
    );
    if (!found.ok) return found;
    all.push(...(found.value as PriceThere[]));
  }
  return ok(all);
}

/** What has to be done so that Stripe has what the catalog sells. Nothing at Stripe is archived or deleted. */
export const stepsFor = (items: Item[], there: PriceThere[]): Step[] =>
  items.flatMap((item) => stepsOf(item, there));

function stepsOf(item: Item, there: PriceThere[]): Step[] {
  const holder = (key: string) => there.find(({ lookup_key }) => lookup_key === key) ?? null;
  const own = item.prices.flatMap(({ currency }) =>
    lookupKeysOf(item.id, currency).flatMap((key) => holder(key) ?? []),
  );
  const product = own.map((price) => price.product).find(({ active }) => active) ?? null;
  let isPlainKeyFree = holder(item.id) === null;
  const made = item.prices.flatMap((price): Step[] => {
    const inCurrency = own.filter((each) => isIn(each, price.currency));
    const fits = inCurrency.find(
      (each) => each.active && isPriceOf(each, price.amountMinor, item.interval),
    );
    if (fits) return fits.metadata[ITEM] === item.id ? [] : [label(item.id, fits.id)];
    const [before] = inCurrency;
    const [plainKey, ownKey] = lookupKeysOf(item.id, price.currency);
    const lookupKey = before?.lookup_key ?? (isPlainKeyFree ? plainKey : ownKey);
    if (lookupKey === plainKey) isPlainKeyFree = false;
    return [
      ...(before && before.metadata[ITEM] !== item.id ? [label(item.id, before.id)] : []),
      {
        kind: "make-price",
        ...{ item, price, lookupKey, productId: product?.id ?? null },
        replaces: before ? { id: before.id, amountMinor: before.unit_amount } : null,
      },
    ];
  });
  if (!product || product.name === item.name) return made;
  const [productId, from] = [product.id, product.name];
  return [...made, { kind: "name-product", itemId: item.id, productId, from, to: item.name }];
}

const isIn = ({ currency }: Stripe.Price, wanted: Currency): boolean =>
  currency.toUpperCase() === wanted;

const label = (itemId: string, priceId: string): Step => ({ kind: "label-price", itemId, priceId });

/**
 * Makes it so. A key names one price, so a price that is made twice would be refused or take the key from itself: stopped and
 * begun again, the push goes on where it was. Products that are made in this run serve the item's other currencies.
 */
export async function push(client: StripeClient, steps: Step[]): Answer<null> {
  const products = new Map<string, string>();
  for (const step of steps) {
    const done = await perform(client, step, products);
    if (!done.ok) return done;
  }
  return ok(null);
}

async function perform(
  client: StripeClient,
  step: Step,
  products: Map<string, string>,
): Answer<unknown> {
  switch (step.kind) {
    case "make-price": {
      const made = await makePrice(client, step, products.get(step.item.id) ?? step.productId);
      if (made.ok) products.set(step.item.id, String(made.value.product));
      return made;
    }
    case "name-product":
      return client.ask((stripe) => stripe.products.update(step.productId, { name: step.to }));
    case "label-price":
      return client.ask((stripe) =>
        stripe.prices.update(step.priceId, { metadata: { [ITEM]: step.itemId } }),
      );
  }
}

function makePrice(
  client: StripeClient,
  { item, price, lookupKey, replaces }: Extract<Step, { kind: "make-price" }>,
  product: string | null,
): Answer<Stripe.Price> {
  const metadata = { [ITEM]: item.id };
  const { interval } = item;
  return client.ask((stripe) =>
    stripe.prices.create({
      ...{ currency: price.currency.toLowerCase(), unit_amount: price.amountMinor },
      ...{ lookup_key: lookupKey, metadata },
      ...(replaces && { transfer_lookup_key: true }),
      ...(interval !== "once" && { recurring: { interval } }),
      ...(product ? { product } : { product_data: { name: item.name, metadata } }),
    }),
  );
}
