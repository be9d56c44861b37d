import type Stripe from "stripe";
import type { StripePrice } from "../domain/plan/catalog.ts";
import { ok, type Result } from "../domain/result.ts";
import { assertPicture, type StripePicture } from "../domain/subscription/stripe-picture.ts";
import { type Answer, type BillingFailure, OWN_CODES } from "./calls.ts";
import type { StripeClient } from "./client.ts";
import { retrieve } from "./customer.ts";
import { documentOf } from "./document.ts";
import { refused } from "./failure.ts";
import { readAll, wholeOf } from "./pages.ts";
import { type MoneyBack, readMoneyBack } from "./picture-money.ts";
import {
  idOf,
  invoiceOf,
  pricesOfInvoice,
  pricesOfSubscription,
  subscriptionIdOf,
  subscriptionOf,
  Unreadable,
} from "./picture-parts.ts";
import { namedPrice, type Prices } from "./prices.ts";

/**
 * The present state of one customer. Its parts are read at slightly different moments; each change between them has an
 * event of its own, after which everything is read again.
 */
export async function readPicture(
  client: StripeClient,
  prices: Prices,
  stripeId: string,
): Answer<StripePicture> {
  try {
    return await read(client, prices, stripeId);
  } catch (error) {
    if (error instanceof Unreadable) return refused(OWN_CODES.unreadable, error.message);
    throw error;
  }
}

async function read(client: StripeClient, prices: Prices, stripeId: string): Answer<StripePicture> {
  const customer = await retrieve(client, stripeId);
  if (!customer.ok) return customer;
  if (customer.value.deleted) return ok(emptyOf(stripeId, true));
  const [invoices, seen] = await Promise.all([
    readInvoices(client, stripeId),
    readSubscriptions(client, stripeId),
  ]);
  if (!invoices.ok) return invoices;
  if (!seen.ok) return seen;
  const [money, subscriptions] = await Promise.all([
    readMoneyBack(client, stripeId, invoices.value),
    withMissing(client, seen.value, invoices.value),
  ]);
  if (!money.ok) return money;
  if (!subscriptions.ok) return subscriptions;
  const known = await resolve(prices, subscriptions.value, invoices.value);
  if (!known.ok) return known;
  const told = { subscriptions: subscriptions.value, invoices: invoices.value };
  const picture = pictureOf(stripeId, told, money.value, known.value);
  assertPicture(picture);
  return ok(picture);
}

const emptyOf = (customerId: string, deleted: boolean): StripePicture => ({
  ...{ customerId, deleted },
  ...{ subscriptions: [], invoices: [], refunds: [], disputes: [] },
});

interface Told {
  subscriptions: Stripe.Subscription[];
  invoices: Stripe.Invoice[];
}

type Resolved = ReadonlyMap<string, StripePrice>;

const pictureOf = (
  stripeId: string,
  { subscriptions, invoices }: Told,
  { refunds, disputes }: MoneyBack,
  prices: Resolved,
): StripePicture => ({
  ...emptyOf(stripeId, false),
  subscriptions: subscriptions.map((each) => subscriptionOf(each, prices)),
  invoices: invoices.map((each) => invoiceOf(each, prices)),
  refunds,
  disputes,
  documents: invoices.flatMap((each) => documentOf(each) ?? []),
});

async function readInvoices(client: StripeClient, customer: string): Answer<Stripe.Invoice[]> {
  const expand = ["data.payments"];
  const invoices = await readAll(client, (stripe, page) =>
    stripe.invoices.list({ customer, expand, ...page }),
  );
  if (!invoices.ok) return invoices;
  return each(invoices.value, async (invoice) => {
    const lines = await wholeOf(client, invoice.lines, (stripe, page) =>
      stripe.invoices.listLineItems(invoice.id, page),
    );
    return lines.ok ? ok(withData(invoice, "lines", lines.value)) : lines;
  });
}

async function readSubscriptions(
  client: StripeClient,
  customer: string,
): Answer<Stripe.Subscription[]> {
  const expand = ["data.schedule"];
  const subscriptions = await readAll(client, (stripe, page) =>
    stripe.subscriptions.list({ customer, status: "all", expand, ...page }),
  );
  if (!subscriptions.ok) return subscriptions;
  return each(subscriptions.value, async (subscription) => {
    const items = await wholeOf(client, subscription.items, (stripe, page) =>
      stripe.subscriptionItems.list({ subscription: subscription.id, ...page }),
    );
    return items.ok ? ok(withData(subscription, "items", items.value)) : items;
  });
}

const withData = <T, Name extends keyof T>(of: T, name: Name, data: unknown[]): T => ({
  ...of,
  [name]: { ...of[name], data },
});

/** A subscription that began between the two readings: its invoice was seen, and it was not. */
async function withMissing(
  client: StripeClient,
  subscriptions: Stripe.Subscription[],
  invoices: Stripe.Invoice[],
): Answer<Stripe.Subscription[]> {
  const known = new Set(subscriptions.map(({ id }) => id));
  const named = invoices.map(subscriptionIdOf).filter((id) => id !== null && !known.has(id));
  const missing = await each([...new Set(named as string[])], async (id) => {
    const expand = ["schedule"];
    const found = await client.ask((stripe) => stripe.subscriptions.retrieve(id, { expand }));
    if (found.ok) return ok([found.value]);
    return found.error.reason === "gone" ? ok([]) : found;
  });
  return missing.ok ? ok([...subscriptions, ...missing.value.flat()]) : missing;
}

/** What each price is for: of an item's price that is told whole, of a line's and a phase's by its id. */
async function resolve(
  prices: Prices,
  subscriptions: Stripe.Subscription[],
  invoices: Stripe.Invoice[],
): Answer<Resolved> {
  const known = new Map<string, StripePrice>();
  const named = [
    ...subscriptions.flatMap(pricesOfSubscription),
    ...invoices.flatMap(pricesOfInvoice),
  ];
  for (const price of named) {
    if (typeof price !== "string" && "lookup_key" in price)
      known.set(price.id, namedPrice(price as Stripe.Price));
  }
  const unknown = new Set(named.map(idOf).filter((id) => !known.has(id)));
  const found = await each([...unknown], (id) => prices.named(id));
  if (!found.ok) return found;
  for (const price of found.value) known.set(price.id, price);
  return ok(known);
}

/** One after another, until one fails. */
async function each<T, R>(
  all: T[],
  act: (one: T) => Promise<Result<R, BillingFailure>>,
): Answer<R[]> {
  const results: R[] = [];
  for (const one of all) {
    const result = await act(one);
    if (!result.ok) return result;
    results.push(result.value);
  }
  return ok(results);
}
