import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { until } from "../../test-support.ts";
import {
  type Catalog,
  DAY,
  failureOf,
  itemOf,
  makeCatalog,
  makeCustomer,
  START,
  type StripeBench,
  startBench,
  subscribe,
} from "../test-support.ts";

let bench: StripeBench;
let catalog: Catalog;
let customer: string;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(() => bench.close());

beforeEach(async () => {
  await bench.reset();
  catalog = await makeCatalog(bench);
  customer = await makeCustomer(bench);
  await bench.types();
});

const RENEWAL = START + 31 * DAY;

describe("section 6: an invoice by hand", () => {
  const draft = async (amount = 700): Promise<Stripe.Invoice> => {
    await bench.stripe.invoiceItems.create({ customer, amount, currency: "usd", description: "X" });
    return bench.stripe.invoices.create({ customer });
  };

  test("draft, open, paid; its number comes with finalisation", async () => {
    const made = await draft();
    expect(made).toMatchObject({ status: "draft", number: null, total: 700, parent: null });
    const open = await bench.stripe.invoices.finalizeInvoice(made.id);
    expect(open).toMatchObject({
      status: "open",
      number: expect.stringMatching(/^[A-Z0-9]+-0001$/),
      hosted_invoice_url: expect.stringContaining(made.id),
      amount_due: 700,
    });
    const paid = await bench.stripe.invoices.pay(made.id, {}, { idempotencyKey: "pay" });
    expect(paid).toMatchObject({ status: "paid", amount_paid: 700, amount_remaining: 0 });
    expect(await failureOf(bench.stripe.invoices.pay(made.id))).toMatchObject({
      code: "invoice_already_paid",
    });
  });

  test("uncollectible can still be paid, void cannot", async () => {
    const { id } = await bench.stripe.invoices.finalizeInvoice((await draft()).id);
    await bench.stripe.invoices.markUncollectible(id);
    expect((await bench.stripe.invoices.pay(id)).status).toBe("paid");
    const other = await bench.stripe.invoices.finalizeInvoice((await draft()).id);
    expect((await bench.stripe.invoices.voidInvoice(other.id)).status).toBe("void");
    expect(await failureOf(bench.stripe.invoices.pay(other.id))).toMatchObject({
      statusCode: 400,
    });
  });

  test("a draft can be deleted, an open one not", async () => {
    const made = await draft();
    expect(await bench.stripe.invoices.del(made.id)).toMatchObject({ deleted: true });
    const open = await bench.stripe.invoices.finalizeInvoice((await draft()).id);
    expect(await failureOf(bench.stripe.invoices.del(open.id))).toMatchObject({ statusCode: 400 });
  });

  test("too small for a card: paid, and the sum waits on the balance", async () => {
    const { id } = await bench.stripe.invoices.finalizeInvoice((await draft(20)).id);
    expect(await bench.stripe.invoices.retrieve(id)).toMatchObject({
      status: "paid",
      amount_due: 0,
      ending_balance: 20,
    });
    expect(await bench.stripe.customers.retrieve(customer)).toMatchObject({ balance: 20 });
  });

  test("credit on the balance pays first", async () => {
    await bench.stripe.customers.update(customer, { balance: -300 });
    const { id } = await bench.stripe.invoices.finalizeInvoice((await draft(700)).id);
    expect(await bench.stripe.invoices.retrieve(id)).toMatchObject({
      starting_balance: -300,
      ending_balance: 0,
      amount_due: 400,
    });
  });
});

describe("a renewal's draft", () => {
  test("waits for the endpoint to have heard of it, where that is played", async () => {
    await bench.control.post("/stripe/settings", { finalizeAfterAcknowledged: true });
    const { id } = await subscribe(bench, catalog.monthly, { customer });
    await bench.control.post("/stripe/idle");
    bench.merchant.answers[0] = { status: 500, body: "" };
    await bench.moveTo(RENEWAL + 1);
    await bench.control.post("/stripe/idle");
    await bench.moveTo(RENEWAL + 2 * 3600);
    const status = async () =>
      (await bench.stripe.invoices.list({ subscription: id })).data[0]?.status;
    expect(await status()).toBe("draft");
    bench.merchant.answers[0] = { status: 200, body: "" };
    // The retries of the deliveries are due by then.
    await bench.moveTo(RENEWAL + 6 * 3600);
    const [made] = (await bench.stripe.events.list({ type: "invoice.created" })).data;
    const heard = () =>
      bench.sandbox
        .snapshot()
        .deliveries.some(
          ({ verdict, number, attempt }) =>
            verdict === "accepted" && number === made?.type && attempt > 1,
        );
    await until(heard, "the retry");
    await bench.moveTo(RENEWAL + 8 * 3600);
    expect(await status()).toBe("paid");
  });

  test("is finalised after three days in any case", async () => {
    await bench.control.post("/stripe/settings", { finalizeAfterAcknowledged: true });
    const { id } = await subscribe(bench, catalog.monthly, { customer });
    await bench.control.post("/stripe/idle");
    await bench.control.fault({ gateway: "stripe", fault: "drop-notification", times: 10 });
    await bench.moveTo(RENEWAL + 71 * 3600);
    const [waiting] = (await bench.stripe.invoices.list({ subscription: id })).data;
    expect(waiting?.status).toBe("draft");
    await bench.moveTo(RENEWAL + 73 * 3600 + 1);
    expect((await bench.stripe.invoices.retrieve(String(waiting?.id))).status).toBe("paid");
  });
});

describe("the invoice's page", () => {
  test("a renewal that needs 3-D Secure is confirmed there", async () => {
    const { id } = await subscribe(bench, catalog.monthly, { customer });
    await bench.control.post("/stripe/cards", { card: customer, behaviour: "requires-action" });
    await bench.moveTo(RENEWAL + 3601);
    expect(await bench.types()).toContain("invoice.payment_action_required");
    expect((await bench.stripe.subscriptions.retrieve(id)).status).toBe("past_due");
    const [invoice] = (await bench.stripe.invoices.list({ subscription: id })).data;
    const url = invoice?.hosted_invoice_url ?? "";
    expect(await (await fetch(url)).text()).toContain("Authentication needed");
    const body = new URLSearchParams({ action: "authenticate" });
    expect((await fetch(url, { method: "POST", body })).status).toBe(200);
    expect((await bench.stripe.subscriptions.retrieve(id)).status).toBe("active");
  });

  test("the PDF is one", async () => {
    const { latest_invoice } = await subscribe(bench, catalog.monthly, { customer });
    const { invoice_pdf } = await bench.stripe.invoices.retrieve(String(latest_invoice));
    const answer = await fetch(invoice_pdf ?? "");
    expect(answer.headers.get("content-type")).toBe("application/pdf");
    expect((await answer.text()).startsWith("%PDF-1.4")).toBe(true);
  });
});

describe("items of a subscription, one by one", () => {
  test("added, changed, read, listed, deleted", async () => {
    const subscription = await subscribe(bench, catalog.monthly, { customer });
    const { subscriptionItems } = bench.stripe;
    const added = await subscriptionItems.create({
      subscription: subscription.id,
      price: catalog.yearly.id,
    });
    expect(added).toMatchObject({ object: "subscription_item", price: { id: catalog.yearly.id } });
    const changed = await subscriptionItems.update(itemOf(subscription).id, { quantity: 3 });
    expect(changed.quantity).toBe(3);
    expect((await subscriptionItems.retrieve(added.id)).subscription).toBe(subscription.id);
    await subscriptionItems.del(added.id);
    const { data } = await subscriptionItems.list({ subscription: subscription.id });
    expect(data.map(({ id }) => id)).toEqual([itemOf(subscription).id]);
    expect(await failureOf(subscriptionItems.del(itemOf(subscription).id))).toMatchObject({
      statusCode: 400,
    });
  });

  test("two rhythms on one subscription renew each at its own boundary", async () => {
    const subscription = await bench.stripe.subscriptions.create({
      customer,
      items: [{ price: catalog.monthly.id }, { price: catalog.yearly.id }],
    });
    await bench.moveTo(RENEWAL + 2 * 3600);
    const [renewal] = (await bench.stripe.invoices.list({ subscription: subscription.id })).data;
    expect(renewal?.lines.data.map(({ amount }) => amount)).toEqual([1000]);
    await bench.moveTo(START + 365 * DAY + 2 * 3600);
    const [yearly] = (await bench.stripe.invoices.list({ subscription: subscription.id })).data;
    expect(yearly?.lines.data.map(({ amount }) => amount)).toEqual([1000, 10_000]);
  });
});
