import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Catalog,
  DAY,
  deliveredTo,
  failureOf,
  itemOf,
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

const press = (open: Stripe.Checkout.Session, action: string) =>
  fetch(open.url ?? "", {
    method: "POST",
    body: new URLSearchParams({ action }),
    redirect: "manual",
  });

describe("8.1 a subscription by Checkout", () => {
  test("events come in the order that was observed, and the objects agree", async () => {
    const open = await session(catalog.monthly, {
      subscription_data: { metadata: { customer_id: "c-1" } },
    });
    expect(open).toMatchObject({ status: "open", payment_status: "unpaid", subscription: null });
    const answer = await press(open, "pay");
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe(`http://localhost:9/done?session=${open.id}`);
    expect(await bench.types()).toEqual([
      "charge.succeeded",
      "payment_method.attached",
      "customer.updated",
      "checkout.session.completed",
      "customer.subscription.created",
      "payment_intent.succeeded",
      "payment_intent.created",
      "invoice.created",
      "invoice.finalized",
      "invoice.paid",
      "invoice.payment_succeeded",
      "invoice_payment.paid",
    ]);
    const done = await bench.stripe.checkout.sessions.retrieve(open.id, {
      expand: ["subscription.latest_invoice", "line_items"],
    });
    expect(done).toMatchObject({
      status: "complete",
      payment_status: "paid",
      amount_total: 1000,
      client_reference_id: "c-1",
      metadata: { order: "EC1" },
      line_items: { data: [{ amount_total: 1000, price: { id: catalog.monthly.id } }] },
    });
    const subscription = done.subscription as Stripe.Subscription;
    expect(subscription).toMatchObject({
      status: "active",
      metadata: { customer_id: "c-1" },
      billing_mode: { type: "flexible" },
      latest_invoice: { status: "paid", billing_reason: "subscription_create", amount_paid: 1000 },
    });
    const item = itemOf(subscription);
    expect(item.current_period_end - item.current_period_start).toBe(31 * DAY);
  });

  test("the payer comes back only after the endpoint has heard of it", async () => {
    const open = await session(catalog.monthly);
    await press(open, "pay");
    const heard = await deliveredTo(bench, 1);
    expect(heard.map(({ type }) => type)).toContain("checkout.session.completed");
  });

  test("the older form: created as incomplete, then updated to active", async () => {
    await bench.control.post("/stripe/settings", { subscriptionCreatedIncomplete: true });
    const open = await session(catalog.monthly);
    await act(open.id, "pay");
    const events = (await bench.events()).filter(({ type }) => type.startsWith("customer.subs"));
    expect(events).toMatchObject([
      { type: "customer.subscription.created", data: { object: { status: "incomplete" } } },
      {
        type: "customer.subscription.updated",
        data: { object: { status: "active" }, previous_attributes: { status: "incomplete" } },
      },
    ]);
  });

  test("a declined card leaves the session open and nothing made", async () => {
    const open = await session(catalog.monthly);
    const answer = await press(open, "decline");
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("The card was declined");
    expect((await bench.stripe.subscriptions.list({ customer })).data).toEqual([]);
    expect((await bench.stripe.checkout.sessions.retrieve(open.id)).status).toBe("open");
    expect(await act(open.id, "pay")).toEqual({ outcome: "complete" });
    expect(await act(open.id, "pay")).toHaveProperty("error");
  });

  test("3-D Secure: incomplete until the customer did it", async () => {
    const open = await session(catalog.monthly);
    expect(await act(open.id, "3ds")).toEqual({ outcome: "requires-action" });
    const [waiting] = (await bench.stripe.subscriptions.list({ customer })).data;
    expect(waiting?.status).toBe("incomplete");
    expect(await (await fetch(open.url ?? "")).text()).toContain("Authentication needed");
    expect(await act(open.id, "authenticate")).toEqual({ outcome: "complete" });
    expect((await bench.stripe.subscriptions.list({ customer })).data).toMatchObject([
      { id: waiting?.id, status: "active" },
    ]);
  });

  test("expiring a session with an incomplete subscription ends that too", async () => {
    const open = await session(catalog.monthly);
    await act(open.id, "3ds");
    await bench.stripe.checkout.sessions.expire(open.id);
    const [gone] = (await bench.stripe.subscriptions.list({ customer, status: "all" })).data;
    expect(gone?.status).toBe("incomplete_expired");
    const invoice = await bench.stripe.invoices.retrieve(String(gone?.latest_invoice));
    expect(invoice.status).toBe("void");
    expect(await failureOf(bench.stripe.checkout.sessions.expire(open.id))).toMatchObject({
      statusCode: 400,
    });
  });

  test("left alone it expires by the clock", async () => {
    const open = await session(catalog.monthly, { expires_at: START + 1800 });
    await bench.types();
    await bench.moveTo(START + 1801);
    expect(await bench.types()).toEqual(["checkout.session.expired"]);
    expect((await bench.stripe.checkout.sessions.retrieve(open.id)).url).toBeNull();
  });

  test("a payer without a customer becomes one", async () => {
    const { id } = await bench.stripe.checkout.sessions.create({
      mode: "subscription",
      customer_email: "new@example.com",
      line_items: [{ price: catalog.monthly.id, quantity: 1 }],
      success_url: "http://localhost:9/done",
    });
    await act(id, "pay");
    const done = await bench.stripe.checkout.sessions.retrieve(id, { expand: ["customer"] });
    expect(done.customer).toMatchObject({ email: "new@example.com" });
    expect((await bench.types()).slice(0, 3)).toEqual([
      "charge.succeeded",
      "payment_method.attached",
      "customer.created",
    ]);
  });

  test("one subscription per customer, where the dashboard says so, on this page", async () => {
    await bench.control.post("/stripe/settings", { limitToOneSubscription: true });
    await act((await session(catalog.monthly)).id, "pay");
    const second = await session(catalog.monthly);
    expect(await act(second.id, "pay")).toEqual({ outcome: "one-already" });
  });

  test.each([
    ["a price of the wrong kind", { mode: "payment" as const }],
    ["an end too near", { expires_at: START + 60 }],
    ["an end too far", { expires_at: START + 25 * 3600 }],
    [
      "a trial together with an anchor",
      {
        subscription_data: {
          trial_period_days: 7,
          billing_cycle_anchor_config: { day_of_month: 1 },
        },
      },
    ],
    ["what payment mode takes", { payment_intent_data: { metadata: { a: "b" } } }],
  ])("%s is refused", async (_, more) => {
    expect(await failureOf(session(catalog.monthly, more))).toMatchObject({
      type: "StripeInvalidRequestError",
      statusCode: 400,
    });
  });

  test("the list of payment methods of old examples has a refusal of its own", async () => {
    const old = { payment_method_types: ["card"] } as never;
    expect(await failureOf(session(catalog.monthly, old))).toMatchObject({
      code: "payment_method_types_no_longer_supported",
    });
  });

  test("anchored on the first, the first period is charged by the second", async () => {
    const open = await session(catalog.monthly, {
      subscription_data: {
        billing_cycle_anchor_config: { day_of_month: 1, hour: 0, minute: 0, second: 0 },
      },
    });
    await act(open.id, "pay");
    const [subscription] = (await bench.stripe.subscriptions.list({ customer })).data;
    const anchor = Date.UTC(2027, 1, 1) / 1000;
    expect(subscription?.billing_cycle_anchor).toBe(anchor);
    expect(subscription?.items.data[0]).toMatchObject({
      current_period_start: START,
      current_period_end: anchor,
    });
    const invoice = await bench.stripe.invoices.retrieve(String(subscription?.latest_invoice));
    expect(invoice.total).toBe(Math.round((1000 * (anchor - START)) / (31 * DAY)));
  });
});

describe("8.2 trials", () => {
  const trial = (more: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
    session(catalog.monthly, { subscription_data: { trial_period_days: 7 }, ...more });

  test("nothing is charged, and the end turns it into a paid period", async () => {
    const open = await trial();
    await act(open.id, "pay");
    expect(await bench.types()).toEqual([
      "payment_method.attached",
      "customer.updated",
      "checkout.session.completed",
      "setup_intent.created",
      "setup_intent.succeeded",
      "customer.subscription.created",
      "invoice.created",
      "invoice.finalized",
      "invoice.paid",
      "invoice.payment_succeeded",
    ]);
    const done = await bench.stripe.checkout.sessions.retrieve(open.id, {
      expand: ["subscription.latest_invoice"],
    });
    expect(done).toMatchObject({ payment_status: "no_payment_required", amount_total: 0 });
    expect(done.subscription).toMatchObject({
      status: "trialing",
      trial_end: START + 7 * DAY,
      latest_invoice: { total: 0, billing_reason: "subscription_create", status: "paid" },
    });
    await bench.moveTo(START + 4 * DAY + 1);
    expect(await bench.types()).toEqual([
      "customer.subscription.trial_will_end",
      "invoice.upcoming",
    ]);
    await bench.moveTo(START + 7 * DAY + 1);
    const ended = await bench.events();
    expect(ended.map(({ type }) => type)).toEqual([
      "invoice.created",
      "customer.subscription.updated",
    ]);
    expect(ended[1]?.data.previous_attributes).toMatchObject({ status: "trialing" });
    await bench.moveTo(START + 7 * DAY + 3601);
    expect(await bench.types()).toEqual([
      "invoice.finalized",
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice.paid",
      "invoice.payment_succeeded",
      "invoice_payment.paid",
    ]);
  });

  test.each([
    ["pause", "paused", ["customer.subscription.paused", "customer.subscription.updated"]],
    ["cancel", "canceled", ["customer.subscription.deleted"]],
  ] as const)("8.20 without a card its end means: %s", async (setting, status, types) => {
    const open = await trial({
      payment_method_collection: "if_required",
      subscription_data: {
        trial_period_days: 2,
        trial_settings: { end_behavior: { missing_payment_method: setting } },
      },
    });
    expect(await act(open.id, "without-card")).toEqual({ outcome: "complete" });
    // Shorter than the notice, so it is given at once.
    await bench.moveTo(START + 1);
    expect((await bench.types()).at(-1)).toBe("customer.subscription.trial_will_end");
    await bench.moveTo(START + 2 * DAY + 1);
    expect(await bench.types()).toEqual(types);
    const [subscription] = (await bench.stripe.subscriptions.list({ customer, status: "all" }))
      .data;
    expect(subscription?.status).toBe(status);
  });
});
