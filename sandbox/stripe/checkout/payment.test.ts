import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Catalog,
  DAY,
  makeCatalog,
  START,
  type StripeBench,
  startBench,
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
  customer = (await bench.stripe.customers.create({ email: "lin@example.com" })).id;
  await bench.types();
});

const session = (
  price: Stripe.Price,
  more: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Promise<Stripe.Checkout.Session> =>
  bench.stripe.checkout.sessions.create({
    mode: price.recurring ? "subscription" : "payment",
    customer,
    line_items: [{ price: price.id, quantity: 1 }],
    client_reference_id: "c-1",
    metadata: { order: "EC1" },
    success_url: "http://localhost:9/done?session={CHECKOUT_SESSION_ID}",
    cancel_url: "http://localhost:9/back",
    ...more,
  });

const act = (id: string, action: string) =>
  bench.control.post<{ outcome?: string; error?: string }>("/stripe/checkout", {
    session: id,
    action,
  });

describe("payment mode", () => {
  test("8.11 a purchase once", async () => {
    const open = await session(catalog.once, {
      payment_intent_data: { metadata: { order: "EC1" } },
    });
    await act(open.id, "pay");
    const events = await bench.events();
    expect(events.map(({ type }) => type)).toEqual([
      "charge.succeeded",
      "payment_intent.succeeded",
      "payment_intent.created",
      "checkout.session.completed",
      "charge.updated",
    ]);
    expect(events[3]?.data.object).toMatchObject({ payment_status: "paid", amount_total: 50_000 });
    const done = await bench.stripe.checkout.sessions.retrieve(open.id, {
      expand: ["payment_intent"],
    });
    expect(done.payment_intent).toMatchObject({ status: "succeeded", metadata: { order: "EC1" } });
  });

  test("8.17 in the payer's own currency: the session's amount stays ours", async () => {
    const open = await session(catalog.once);
    const presentment = { amount: 3_600_00, currency: "cny" };
    await bench.control.post("/stripe/checkout", { session: open.id, action: "pay", presentment });
    expect(await bench.stripe.checkout.sessions.retrieve(open.id)).toMatchObject({
      amount_total: 50_000,
      currency: "usd",
      presentment_details: { presentment_amount: 360_000, presentment_currency: "cny" },
    });
  });

  test("with an invoice, which the intent leads to", async () => {
    const open = await session(catalog.once, { invoice_creation: { enabled: true } });
    await act(open.id, "pay");
    const done = await bench.stripe.checkout.sessions.retrieve(open.id, { expand: ["invoice"] });
    expect(done.invoice).toMatchObject({
      status: "paid",
      billing_reason: "manual",
      parent: null,
      amount_paid: 50_000,
    });
    const payments = await bench.stripe.invoicePayments.list({
      payment: { type: "payment_intent", payment_intent: String(done.payment_intent) },
    });
    expect(payments.data).toMatchObject([{ invoice: (done.invoice as Stripe.Invoice).id }]);
    expect(await bench.types()).toContain("invoice.paid");
  });

  test("a declined card can be followed by one that pays, on the same intent", async () => {
    const open = await session(catalog.once);
    expect(await act(open.id, "decline")).toEqual({ outcome: "declined" });
    expect(await bench.types()).toEqual([
      "payment_intent.created",
      "charge.failed",
      "payment_intent.payment_failed",
    ]);
    await act(open.id, "pay");
    expect((await bench.stripe.paymentIntents.list({ customer })).data).toHaveLength(1);
  });

  test.each([
    [
      "delayed",
      ["charge.succeeded", "payment_intent.succeeded"],
      "async_payment_succeeded",
      "paid",
    ],
    [
      "delayed-fails",
      ["charge.failed", "payment_intent.payment_failed"],
      "async_payment_failed",
      "unpaid",
    ],
  ])("8.12 a method that answers days later: %s", async (action, first, last, status) => {
    const open = await session(catalog.once);
    await act(open.id, action);
    const done = await bench.stripe.checkout.sessions.retrieve(open.id);
    expect(done).toMatchObject({ status: "complete", payment_status: "unpaid" });
    await bench.types();
    await bench.moveTo(START + 3 * DAY + 1);
    expect(await bench.types()).toEqual([...first, `checkout.session.${last}`]);
    expect((await bench.stripe.checkout.sessions.retrieve(open.id)).payment_status).toBe(status);
  });
});

describe("8.12 a subscription by a method that answers days later", () => {
  test("is active at once, and its invoice is paid with the money", async () => {
    const open = await session(catalog.monthly);
    await act(open.id, "delayed");
    const [subscription] = (await bench.stripe.subscriptions.list({ customer })).data;
    expect(subscription?.status).toBe("active");
    expect(await bench.types()).not.toContain("invoice.paid");
    await bench.moveTo(START + 3 * DAY + 1);
    expect(await bench.types()).toContain("invoice.paid");
  });

  test("stays active when the money never comes; the invoice is voided", async () => {
    const open = await session(catalog.monthly);
    await act(open.id, "delayed-fails");
    await bench.types();
    await bench.moveTo(START + 3 * DAY + 1);
    const types = await bench.types();
    expect(types).toContain("invoice.payment_failed");
    expect(types).toContain("invoice.voided");
    const [subscription] = (await bench.stripe.subscriptions.list({ customer })).data;
    expect(subscription?.status).toBe("active");
  });
});
