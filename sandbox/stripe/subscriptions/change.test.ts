import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Catalog,
  DAY,
  failureOf,
  itemOf,
  makeCatalog,
  START,
  type StripeBench,
  startBench,
  subscribe,
} from "../test-support.ts";

let bench: StripeBench;
let catalog: Catalog;
let id: string;
let customer: string;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(() => bench.close());

const MONTH = 31 * DAY;
const RENEWAL = START + MONTH;
const MIDDLE = START + MONTH / 2;

beforeEach(async () => {
  await bench.reset();
  catalog = await makeCatalog(bench);
  const subscription = await subscribe(bench, catalog.monthly);
  id = subscription.id;
  customer = String(subscription.customer);
  await bench.moveTo(MIDDLE);
  await bench.types();
});

const get = () => bench.stripe.subscriptions.retrieve(id);

const swap = async (price: Stripe.Price) => [{ id: itemOf(await get()).id, price: price.id }];

/** Upgrade now, only if paid. */
const upgrade = async (
  price = catalog.dearer,
  more: Partial<Stripe.SubscriptionUpdateParams> = {},
): Promise<Stripe.Subscription> =>
  bench.stripe.subscriptions.update(id, {
    items: await swap(price),
    proration_behavior: "always_invoice",
    payment_behavior: "pending_if_incomplete",
    proration_date: MIDDLE,
    ...more,
  });

const preview = async (
  price: Stripe.Price,
  more: Partial<Stripe.InvoiceCreatePreviewParams.SubscriptionDetails> = {},
): Promise<Stripe.Invoice> =>
  bench.stripe.invoices.createPreview({
    customer,
    subscription: id,
    subscription_details: {
      items: await swap(price),
      proration_behavior: "always_invoice",
      proration_date: MIDDLE,
      ...more,
    },
  });

describe("8.5 upgrade now", () => {
  test("half a month from 10 to 20: -5 and +10, as previewed", async () => {
    const seen = await preview(catalog.dearer);
    expect(seen.id).toMatch(/^upcoming_in_/);
    expect(seen.lines.data.map(({ amount }) => amount)).toEqual([-500, 1000]);
    expect(seen.amount_due).toBe(500);
    expect(await bench.types()).toEqual([]);

    const upgraded = await upgrade();
    expect(await bench.types()).toEqual([
      "invoiceitem.created",
      "invoiceitem.created",
      "invoice.created",
      "invoice.finalized",
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice.paid",
      "invoice.payment_succeeded",
      "customer.subscription.updated",
      "invoice_payment.paid",
    ]);
    expect(itemOf(upgraded)).toMatchObject({
      price: { id: catalog.dearer.id },
      current_period_start: START,
      current_period_end: RENEWAL,
    });
    const invoice = await bench.stripe.invoices.retrieve(String(upgraded.latest_invoice));
    expect(invoice).toMatchObject({
      billing_reason: "subscription_update",
      amount_paid: 500,
      auto_advance: false,
      parent: { subscription_details: { subscription_proration_date: MIDDLE } },
    });
    const [credit] = invoice.lines.data;
    expect(credit?.parent?.subscription_item_details).toMatchObject({
      proration: true,
      invoice_item: expect.stringMatching(/^ii_/),
      proration_details: { credited_items: { invoice: expect.stringMatching(/^in_/) } },
    });
  });

  test("counts by the second, and differs from the preview when its date is not passed", async () => {
    await bench.moveTo(START + 12_345);
    const at = bench.now();
    const rest = RENEWAL - at;
    const later = await bench.stripe.subscriptions.update(id, {
      items: await swap(catalog.dearer),
      proration_behavior: "always_invoice",
    });
    const invoice = await bench.stripe.invoices.retrieve(String(later.latest_invoice));
    const amounts = invoice.lines.data.map(({ amount }) => amount);
    expect(amounts[0]).toBe(-Math.round((1000 * rest) / MONTH));
    expect(amounts[1]).toBe(Math.round((2000 * rest) / MONTH));
    expect(invoice.total).not.toBe((await preview(catalog.monthly)).total);
  });

  test("a second change credits what was debited, line by line", async () => {
    await upgrade();
    const threeQuarters = START + MONTH * 0.75;
    await bench.moveTo(threeQuarters);
    const back = await upgrade(catalog.monthly, { proration_date: threeQuarters });
    const invoice = await bench.stripe.invoices.retrieve(String(back.latest_invoice));
    // Of the 10.00 debited for the second half, half is left.
    expect(invoice.lines.data.map(({ amount }) => amount)).toEqual([-500, 250]);
    expect(invoice).toMatchObject({ amount_due: 0, status: "paid", ending_balance: -250 });
    expect(await bench.stripe.customers.retrieve(customer)).toMatchObject({ balance: -250 });
  });

  test("create_prorations waits for the renewal's invoice", async () => {
    await bench.stripe.subscriptions.update(id, { items: await swap(catalog.dearer) });
    expect(await bench.types()).toEqual([
      "invoiceitem.created",
      "invoiceitem.created",
      "customer.subscription.updated",
    ]);
    const next = await bench.stripe.invoices.createPreview({ customer, subscription: id });
    expect(next.lines.data.map(({ amount }) => amount)).toEqual([-500, 1000, 2000]);
    await bench.moveTo(RENEWAL + 2 * 3600);
    const [invoice] = (await bench.stripe.invoices.list({ subscription: id })).data;
    expect(invoice?.total).toBe(2500);
  });

  test("without the item's id the price is added, and both are billed", async () => {
    const both = await bench.stripe.subscriptions.update(id, {
      items: [{ price: catalog.dearer.id }],
      proration_behavior: "always_invoice",
    });
    expect(both.items.data).toHaveLength(2);
  });

  test("month to year with the anchor moved: a whole year now, less what is unused", async () => {
    const options = { billing_cycle_anchor: { type: "now" as const } };
    expect((await preview(catalog.yearly, options)).total).toBe(9500);
    const upgraded = await upgrade(catalog.yearly, options);
    expect(upgraded.billing_cycle_anchor).toBe(MIDDLE);
    expect(itemOf(upgraded)).toMatchObject({
      current_period_start: MIDDLE,
      current_period_end: MIDDLE + 365 * DAY,
    });
    const invoice = await bench.stripe.invoices.retrieve(String(upgraded.latest_invoice));
    expect(invoice.lines.data.map(({ amount }) => amount)).toEqual([-500, 10_000]);
  });

  test("month to year without it: the anchor stays where it was", async () => {
    const upgraded = await upgrade(catalog.yearly);
    expect(upgraded.billing_cycle_anchor).toBe(START);
  });

  test.each([
    ["metadata beside a change that waits", { metadata: { a: "b" } }, "metadata"],
    ["a cancel flag beside it", { cancel_at_period_end: true }, "cancel_at_period_end"],
    ["a date outside the period", { proration_date: START - 1 }, "proration_date"],
    ["the old string form", { billing_cycle_anchor: "now" as never }, "billing_cycle_anchor"],
    ["an unknown item", { items: [{ id: "si_none", price: "price_x" }] }, "items[0][id]"],
  ])("%s is refused", async (_, more, param) => {
    expect(await failureOf(upgrade(catalog.dearer, more))).toMatchObject({
      type: "StripeInvalidRequestError",
      param,
    });
    expect((await get()).pending_update).toBeNull();
  });
});

describe("a declined change, by payment_behavior", () => {
  beforeEach(async () => {
    await bench.control.post("/stripe/cards", { card: customer, behaviour: "declines" });
  });

  test("pending_if_incomplete: nothing changes, and after 23 hours it is over", async () => {
    const held = await upgrade();
    expect(itemOf(held).price.id).toBe(catalog.monthly.id);
    expect(held).toMatchObject({
      status: "active",
      pending_update: {
        expires_at: MIDDLE + 23 * 3600,
        subscription_items: [{ price: { id: catalog.dearer.id } }],
      },
    });
    const types = await bench.types();
    expect(types.slice(-3)).toEqual([
      "invoice.payment_failed",
      "invoice.updated",
      "customer.subscription.updated",
    ]);
    await bench.moveTo(MIDDLE + 23 * 3600 + 1);
    expect(await bench.types()).toEqual([
      "payment_intent.canceled",
      "invoice.voided",
      "customer.subscription.pending_update_expired",
    ]);
    expect(await get()).toMatchObject({ status: "active", pending_update: null });
  });

  test("pending_if_incomplete: paid in time it is applied", async () => {
    const held = await upgrade();
    await bench.types();
    await bench.control.post("/stripe/cards", { card: customer, behaviour: "succeeds" });
    await bench.stripe.invoices.pay(String(held.latest_invoice));
    expect(await bench.types()).toEqual([
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice.paid",
      "invoice.payment_succeeded",
      "customer.subscription.updated",
      "customer.subscription.pending_update_applied",
      "invoice_payment.paid",
    ]);
    expect(itemOf(await get()).price.id).toBe(catalog.dearer.id);
  });

  test("allow_incomplete: the change is applied and the subscription past due", async () => {
    const changed = await upgrade(catalog.dearer, { payment_behavior: "allow_incomplete" });
    expect(changed.status).toBe("past_due");
    expect(itemOf(changed).price.id).toBe(catalog.dearer.id);
  });

  test("default_incomplete: applied and past due until the customer confirms", async () => {
    await bench.control.post("/stripe/cards", { card: customer, behaviour: "succeeds" });
    const changed = await upgrade(catalog.dearer, { payment_behavior: "default_incomplete" });
    expect(changed.status).toBe("past_due");
    await bench.stripe.invoices.pay(String(changed.latest_invoice));
    expect((await get()).status).toBe("active");
  });

  test("error_if_incomplete: 402, and nothing happened", async () => {
    const failure = await failureOf(
      upgrade(catalog.dearer, { payment_behavior: "error_if_incomplete" }),
    );
    expect(failure).toMatchObject({
      type: "StripeCardError",
      statusCode: 402,
      payment_intent: { object: "payment_intent" },
    });
    expect(itemOf(await get()).price.id).toBe(catalog.monthly.id);
    expect(await bench.types()).toEqual([]);
  });

  test("3-D Secure is asked for first", async () => {
    await bench.control.post("/stripe/cards", { card: customer, behaviour: "requires-action" });
    const held = await upgrade();
    expect(held.pending_update).not.toBeNull();
    const types = await bench.types();
    expect(types.indexOf("invoice.payment_action_required")).toBeLessThan(
      types.indexOf("invoice.payment_failed"),
    );
    const [payment] = (
      await bench.stripe.invoicePayments.list({ invoice: String(held.latest_invoice) })
    ).data;
    await bench.control.post("/stripe/intents", {
      intent: payment?.payment.payment_intent,
      outcome: "succeeds",
    });
    expect(itemOf(await get()).price.id).toBe(catalog.dearer.id);
  });
});

describe("what is easily got wrong", () => {
  test("an unpaid period is credited all the same", async () => {
    await bench.control.post("/stripe/cards", { card: customer, behaviour: "declines" });
    await bench.moveTo(RENEWAL + 3601);
    expect((await get()).status).toBe("past_due");
    const seen = await preview(catalog.dearer, { proration_date: RENEWAL + 3601 });
    expect(seen.lines.data[0]?.amount).toBeLessThan(-990);
  });

  test("paying a change of a past due subscription makes it active", async () => {
    await bench.control.post("/stripe/cards", { card: customer, behaviour: "declines" });
    await bench.moveTo(RENEWAL + 3601);
    await bench.control.post("/stripe/cards", { card: customer, behaviour: "succeeds" });
    const changed = await upgrade(catalog.dearer, { proration_date: RENEWAL + 3601 });
    expect(changed.status).toBe("active");
  });

  test("year to month with the anchor moved is invoiced, and the rest waits on the balance", async () => {
    const anchor = { type: "now" as const };
    await upgrade(catalog.yearly, { billing_cycle_anchor: anchor });
    const back = await bench.stripe.subscriptions.update(id, {
      items: await swap(catalog.monthly),
      billing_cycle_anchor: anchor,
    });
    const invoice = await bench.stripe.invoices.retrieve(String(back.latest_invoice));
    expect(invoice.lines.data.map(({ amount }) => amount)).toEqual([-10_000, 1000]);
    expect(await bench.stripe.customers.retrieve(customer)).toMatchObject({ balance: -9000 });
  });

  test("without prorations the old price's money still counts for a later change", async () => {
    await upgrade(catalog.dearer, {
      payment_behavior: "allow_incomplete",
      proration_behavior: "none",
    });
    expect((await preview(catalog.monthly)).lines.data.map(({ amount }) => amount)).toEqual([
      -500, 500,
    ]);
  });
});
