import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
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

beforeAll(async () => {
  bench = await startBench();
});

afterAll(() => bench.close());

beforeEach(async () => {
  await bench.reset();
  catalog = await makeCatalog(bench);
});

/** The tenth of each month, as the anchor is. */
const RENEWAL = Date.UTC(2027, 1, 10, 8) / 1000;
const RENEWAL_2 = Date.UTC(2027, 2, 10, 8) / 1000;

const get = (id: string) => bench.stripe.subscriptions.retrieve(id);

describe("8.3 renewal", () => {
  test("the period moves first, the money follows an hour later", async () => {
    const { id } = await subscribe(bench, catalog.monthly);
    await bench.types();
    await bench.moveTo(RENEWAL - 3 * DAY + 1);
    expect(await bench.types()).toEqual(["invoice.upcoming"]);
    await bench.moveTo(RENEWAL + 1);
    const [created, updated] = await bench.events();
    expect(created).toMatchObject({
      type: "invoice.created",
      created: RENEWAL,
      data: { object: { status: "draft", billing_reason: "subscription_cycle" } },
    });
    expect(updated).toMatchObject({
      type: "customer.subscription.updated",
      data: {
        object: { status: "active" },
        previous_attributes: { latest_invoice: expect.any(String), items: expect.anything() },
      },
    });
    const moved = await bench.stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] });
    expect(itemOf(moved)).toMatchObject({
      current_period_start: RENEWAL,
      current_period_end: RENEWAL_2,
    });
    await bench.moveTo(RENEWAL + 3601);
    expect(await bench.types()).toEqual([
      "invoice.finalized",
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice.paid",
      "invoice.payment_succeeded",
      "invoice_payment.paid",
    ]);
    const [invoice] = (await bench.stripe.invoices.list({ subscription: id })).data;
    expect(invoice?.lines.data).toMatchObject([
      { amount: 1000, period: { start: RENEWAL, end: RENEWAL_2 } },
    ]);
    expect(invoice?.parent?.subscription_details).toMatchObject({
      subscription: id,
      metadata: { customer_id: "c-1" },
    });
  });

  test("an anchor on the 31st comes back to the 31st", async () => {
    await bench.moveTo(Date.UTC(2027, 0, 31, 9) / 1000);
    const { id } = await subscribe(bench, catalog.monthly);
    const ends: string[] = [];
    for (const month of [1, 2, 3, 4]) {
      const { items } = await get(id);
      const end = items.data[0]?.current_period_end ?? 0;
      ends.push(new Date(end * 1000).toISOString().slice(0, 10));
      await bench.moveTo(end + 2 * 3600);
      expect(month).toBeGreaterThan(0);
    }
    expect(ends).toEqual(["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]);
  });

  test("a jump over a year renews each month, in order", async () => {
    const { id } = await subscribe(bench, catalog.monthly);
    await bench.moveTo(START + 366 * DAY);
    const invoices = await bench.stripe.invoices
      .list({ subscription: id, limit: 100 })
      .autoPagingToArray({ limit: 100 });
    expect(invoices).toHaveLength(13);
    expect(invoices.every(({ status }) => status === "paid")).toBe(true);
    const starts = invoices.map(({ lines }) => lines.data[0]?.period.start ?? 0);
    expect(starts).toEqual([...starts].sort((a, b) => b - a));
  });

  test("8.16 an archived price goes on renewing, and cannot be used anew", async () => {
    const { id } = await subscribe(bench, catalog.monthly);
    await bench.stripe.prices.update(catalog.monthly.id, { active: false });
    await bench.moveTo(RENEWAL + 2 * 3600);
    const [invoice] = (await bench.stripe.invoices.list({ subscription: id })).data;
    expect(invoice).toMatchObject({ status: "paid", billing_reason: "subscription_cycle" });
    expect(itemOf(await get(id)).price.active).toBe(false);
    expect(await failureOf(subscribe(bench, catalog.monthly))).toMatchObject({ statusCode: 400 });
  });
});

describe("8.4 a renewal that fails", () => {
  const failing = async () => {
    const subscription = await subscribe(bench, catalog.monthly);
    const customer = String(subscription.customer);
    await bench.control.post("/stripe/cards", { card: customer, behaviour: "declines" });
    await bench.moveTo(RENEWAL + 1);
    await bench.types();
    await bench.moveTo(RENEWAL + 3601);
    return { id: subscription.id, customer };
  };

  test("is past due, is tried again, and recovers", async () => {
    const { id, customer } = await failing();
    const events = await bench.events();
    expect(events.map(({ type }) => type)).toEqual([
      "invoice.finalized",
      "payment_intent.created",
      "charge.failed",
      "payment_intent.payment_failed",
      "invoice.payment_failed",
      "invoice.updated",
      "customer.subscription.updated",
    ]);
    const firstRetry = RENEWAL + 3600 + DAY;
    expect(events[4]?.data.object).toMatchObject({
      attempt_count: 1,
      next_payment_attempt: firstRetry,
    });
    expect(events[6]?.data).toMatchObject({
      object: { status: "past_due" },
      previous_attributes: { status: "active" },
    });
    await bench.moveTo(firstRetry + 1);
    expect(await bench.types()).toEqual([
      "charge.failed",
      "payment_intent.payment_failed",
      "invoice.payment_failed",
      "invoice.updated",
    ]);
    await bench.control.post("/stripe/cards", { card: customer, behaviour: "succeeds" });
    await bench.moveTo(firstRetry + 2 * DAY + 1);
    expect(await bench.types()).toEqual([
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice.paid",
      "invoice.payment_succeeded",
      "customer.subscription.updated",
      "invoice_payment.paid",
    ]);
    expect((await get(id)).status).toBe("active");
  });

  test.each([
    ["cancel", "canceled", "customer.subscription.deleted"],
    ["unpaid", "unpaid", "customer.subscription.updated"],
    ["past_due", "past_due", "invoice.updated"],
  ] as const)("retries used up, by setting: %s", async (retriesEnd, status, last) => {
    await bench.control.post("/stripe/settings", { retriesEnd, retryHours: [24, 48] });
    const { id } = await failing();
    await bench.types();
    await bench.moveTo(RENEWAL + 3600 + 3 * DAY + 1);
    const types = await bench.types();
    expect(types.filter((type) => type === "invoice.payment_failed")).toHaveLength(2);
    expect(types.at(-1)).toBe(last);
    const ended = await get(id);
    expect(ended.status).toBe(status);
    if (status === "canceled") {
      expect(ended.cancellation_details?.reason).toBe("payment_failed");
    }
  });

  test("a card that will never pay is not tried again", async () => {
    const subscription = await subscribe(bench, catalog.monthly);
    const customer = String(subscription.customer);
    await bench.control.post("/stripe/cards", { card: customer, behaviour: "declines-hard" });
    await bench.moveTo(RENEWAL + 3601);
    const [invoice] = (await bench.stripe.invoices.list({ customer })).data;
    expect(invoice).toMatchObject({ attempt_count: 1, next_payment_attempt: null, status: "open" });
    expect((await get(subscription.id)).status).toBe("past_due");
    await bench.moveTo(RENEWAL + 16 * DAY);
    expect((await bench.stripe.invoices.retrieve(String(invoice?.id))).attempt_count).toBe(1);
    expect((await get(subscription.id)).status).toBe("canceled");
  });

  test("paying by hand: declined is a 402 that stays, then it recovers", async () => {
    const { id, customer } = await failing();
    const { latest_invoice } = await get(id);
    const invoice = String(latest_invoice);
    expect(await failureOf(bench.stripe.invoices.pay(invoice))).toMatchObject({
      type: "StripeCardError",
      statusCode: 402,
      code: "card_declined",
      decline_code: "generic_decline",
    });
    expect((await bench.stripe.invoices.retrieve(invoice)).attempt_count).toBe(2);
    const good = await bench.stripe.paymentMethods.attach("pm_card_visa", { customer });
    const paid = await bench.stripe.invoices.pay(invoice, { payment_method: good.id });
    expect(paid.status).toBe("paid");
    expect((await get(id)).status).toBe("active");
  });

  test.each(["voidInvoice", "markUncollectible"] as const)(
    "8.18 %s by an operator makes it active without a payment",
    async (act) => {
      const { id } = await failing();
      const { latest_invoice } = await get(id);
      await bench.types();
      await bench.stripe.invoices[act](String(latest_invoice));
      const types = await bench.types();
      expect(types.at(-1)).toBe("customer.subscription.updated");
      expect(types).not.toContain("invoice.paid");
      expect((await get(id)).status).toBe("active");
    },
  );
});

describe("first payments", () => {
  test("8.14 made by the API: no Checkout among the events", async () => {
    const customer = await makeCustomer(bench);
    await bench.types();
    const made = await subscribe(bench, catalog.monthly, { customer, metadata: {} });
    expect(made).toMatchObject({ status: "active", metadata: {} });
    expect(await bench.types()).toEqual([
      "charge.succeeded",
      "customer.updated",
      "customer.subscription.created",
      "payment_intent.succeeded",
      "payment_intent.created",
      "invoice.created",
      "invoice.finalized",
      "invoice.paid",
      "invoice.payment_succeeded",
      "invoice_payment.paid",
    ]);
  });

  test("allow_incomplete: declined is incomplete, then expires with its invoice voided", async () => {
    const customer = await makeCustomer(bench, "pm_card_chargeCustomerFail");
    const made = await subscribe(bench, catalog.monthly, { customer });
    expect(made.status).toBe("incomplete");
    await bench.moveTo(START + 23 * 3600 + 1);
    expect((await get(made.id)).status).toBe("incomplete_expired");
    const invoice = await bench.stripe.invoices.retrieve(String(made.latest_invoice));
    expect(invoice.status).toBe("void");
  });

  test("error_if_incomplete: 402 and nothing is made", async () => {
    const customer = await makeCustomer(bench, "pm_card_chargeCustomerFail");
    await bench.types();
    const failure = await failureOf(
      subscribe(bench, catalog.monthly, { customer, payment_behavior: "error_if_incomplete" }),
    );
    expect(failure).toMatchObject({ statusCode: 402, code: "card_declined" });
    expect((await bench.stripe.subscriptions.list({ customer, status: "all" })).data).toEqual([]);
    expect(await bench.types()).toEqual([]);
  });

  test("default_incomplete: the customer confirms", async () => {
    const customer = await makeCustomer(bench);
    const made = await bench.stripe.subscriptions.create({
      customer,
      items: [{ price: catalog.monthly.id }],
      payment_behavior: "default_incomplete",
      expand: ["latest_invoice.confirmation_secret", "latest_invoice.payments"],
    });
    expect(made.status).toBe("incomplete");
    const invoice = made.latest_invoice as import("stripe").Stripe.Invoice;
    expect(invoice.confirmation_secret?.client_secret).toMatch(/^pi_.*_secret_/);
    const intent = String(invoice.payments?.data[0]?.payment.payment_intent);
    await bench.stripe.paymentIntents.confirm(intent);
    expect((await get(made.id)).status).toBe("active");
  });

  test("8.17 another currency is refused", async () => {
    const { customer } = await subscribe(bench, catalog.monthly);
    const failure = await failureOf(
      bench.stripe.invoiceItems.create({
        customer: String(customer),
        amount: 100,
        currency: "cny",
      }),
    );
    expect(failure).toMatchObject({ statusCode: 400, param: "currency" });
  });

  test("8.19 two at once are both made", async () => {
    const customer = await makeCustomer(bench);
    await subscribe(bench, catalog.monthly, { customer });
    await subscribe(bench, catalog.monthly, { customer });
    expect((await bench.stripe.subscriptions.list({ customer })).data).toHaveLength(2);
  });
});

describe("8.7 and 8.8 ends", () => {
  test.each([
    [
      "cancel_at=max_period_end",
      { cancel_at: "max_period_end" as const },
      false,
      { cancel_at: "" as const },
    ],
    ["the flag", { cancel_at_period_end: true }, true, { cancel_at_period_end: false }],
  ])("%s: set, undone, set, reached", async (_, end, flag, undo) => {
    const { id } = await subscribe(bench, catalog.monthly);
    await bench.types();
    const set = await bench.stripe.subscriptions.update(id, end);
    expect(set).toMatchObject({
      status: "active",
      cancel_at: RENEWAL,
      cancel_at_period_end: flag,
      canceled_at: expect.any(Number),
      cancellation_details: { reason: "cancellation_requested" },
    });
    const undone = await bench.stripe.subscriptions.update(id, undo);
    expect(undone).toMatchObject({
      cancel_at: null,
      cancel_at_period_end: false,
      canceled_at: null,
    });
    await bench.stripe.subscriptions.update(id, end);
    await bench.types();
    await bench.moveTo(RENEWAL + 1);
    expect(await bench.types()).toEqual(["customer.subscription.deleted"]);
    expect(await get(id)).toMatchObject({ status: "canceled", ended_at: RENEWAL });
  });

  test("cancel now, with what is unused put on the balance: no money goes back", async () => {
    const { id, customer } = await subscribe(bench, catalog.monthly);
    await bench.moveTo(START + 31 * DAY * 0.5);
    await bench.types();
    await bench.stripe.subscriptions.cancel(id, { invoice_now: true, prorate: true });
    const types = await bench.types();
    expect(types).toEqual([
      "invoiceitem.created",
      "invoice.created",
      "customer.updated",
      "invoice.finalized",
      "invoice.paid",
      "invoice.payment_succeeded",
      "customer.subscription.deleted",
    ]);
    expect(await bench.stripe.customers.retrieve(String(customer))).toMatchObject({
      balance: -500,
    });
  });

  test("8.15 a customer deleted under it", async () => {
    const { id, customer } = await subscribe(bench, catalog.monthly);
    await bench.types();
    await bench.stripe.customers.del(String(customer));
    expect(await bench.types()).toEqual(["customer.subscription.deleted", "customer.deleted"]);
    expect((await get(id)).status).toBe("canceled");
    expect(
      await failureOf(subscribe(bench, catalog.monthly, { customer: String(customer) })),
    ).toMatchObject({ code: "resource_missing", statusCode: 400 });
  });

  test("a cancelled one takes no change but metadata", async () => {
    const { id } = await subscribe(bench, catalog.monthly);
    await bench.stripe.subscriptions.cancel(id);
    expect(
      await failureOf(bench.stripe.subscriptions.update(id, { cancel_at_period_end: true })),
    ).toMatchObject({ statusCode: 400 });
    expect(await failureOf(bench.stripe.subscriptions.cancel(id))).toMatchObject({
      code: "resource_missing",
    });
  });
});
