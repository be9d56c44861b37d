import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Catalog,
  failureOf,
  itemOf,
  makeCatalog,
  START,
  type StripeBench,
  startBench,
  subscribe,
} from "./test-support.ts";

let bench: StripeBench;
let catalog: Catalog;
let subscription: Stripe.Subscription;
let intent: string;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(() => bench.close());

beforeEach(async () => {
  await bench.reset();
  catalog = await makeCatalog(bench);
  subscription = await subscribe(bench, catalog.monthly);
  const invoice = String(subscription.latest_invoice);
  const [payment] = (await bench.stripe.invoicePayments.list({ invoice })).data;
  intent = String(payment?.payment.payment_intent);
  await bench.types();
});

const charge = async () => {
  const { latest_charge } = await bench.stripe.paymentIntents.retrieve(intent, {
    expand: ["latest_charge"],
  });
  return latest_charge as Stripe.Charge;
};

describe("8.9 refunds", () => {
  test("in two parts: amount_refunded adds up, the subscription and its invoice stay", async () => {
    const first = await bench.stripe.refunds.create({ payment_intent: intent, amount: 400 });
    expect(first).toMatchObject({ status: "succeeded", amount: 400, payment_intent: intent });
    expect(await bench.types()).toEqual([
      "charge.refunded",
      "refund.created",
      "refund.updated",
      "charge.refund.updated",
    ]);
    await bench.stripe.refunds.create({ payment_intent: intent });
    expect(await charge()).toMatchObject({ amount_refunded: 1000, refunded: true });
    expect(await failureOf(bench.stripe.refunds.create({ payment_intent: intent }))).toMatchObject({
      code: "charge_already_refunded",
    });
    const kept = await bench.stripe.subscriptions.retrieve(subscription.id, {
      expand: ["latest_invoice"],
    });
    expect(kept).toMatchObject({ status: "active", latest_invoice: { status: "paid" } });
  });

  test("pending, then failed: the money did not leave", async () => {
    await bench.control.fault({ gateway: "stripe", fault: "refund-failed" });
    const refund = await bench.stripe.refunds.create({ payment_intent: intent });
    expect(refund.status).toBe("pending");
    await bench.types();
    await bench.moveTo(START + 601);
    expect(await bench.types()).toEqual([
      "refund.updated",
      "charge.refund.updated",
      "refund.failed",
    ]);
    expect(await charge()).toMatchObject({ amount_refunded: 0, refunded: false });
  });

  test("pending until the bank is told to answer", async () => {
    await bench.control.fault({ gateway: "stripe", fault: "refund-pending" });
    const refund = await bench.stripe.refunds.create({ payment_intent: intent });
    await bench.control.post("/stripe/refunds", { refund: refund.id, outcome: "succeeded" });
    expect((await bench.stripe.refunds.retrieve(refund.id)).status).toBe("succeeded");
  });

  test("a credit note does the books", async () => {
    const note = await bench.stripe.creditNotes.create({
      invoice: String(subscription.latest_invoice),
      amount: 400,
      refund_amount: 400,
    });
    expect(note).toMatchObject({
      type: "post_payment",
      number: expect.stringMatching(/-0001-CN-01$/),
      refunds: [{ amount_refunded: 400 }],
    });
    const types = await bench.types();
    expect(types).toContain("credit_note.created");
    expect(types).toContain("charge.refunded");
    const invoice = await bench.stripe.invoices.retrieve(String(subscription.latest_invoice));
    expect(invoice).toMatchObject({ status: "paid", post_payment_credit_notes_amount: 400 });
  });
});

describe("8.10 disputes", () => {
  const open = (more: Record<string, unknown> = {}) =>
    bench.control.post<Stripe.Dispute>("/stripe/disputes", { of: intent, ...more });

  test.each([
    ["won", ["charge.dispute.updated", "charge.dispute.closed", "charge.dispute.funds_reinstated"]],
    ["lost", ["charge.dispute.updated", "charge.dispute.closed"]],
  ])("opened and %s", async (outcome, types) => {
    const dispute = await open();
    expect(dispute).toMatchObject({ amount: 1000, status: "needs_response" });
    expect(await bench.types()).toEqual([
      "charge.dispute.created",
      "charge.dispute.funds_withdrawn",
    ]);
    expect((await charge()).disputed).toBe(true);
    await bench.control.post("/stripe/disputes", { dispute: dispute.id, outcome });
    expect(await bench.types()).toEqual(types);
    expect((await bench.stripe.disputes.retrieve(dispute.id)).status).toBe(outcome);
  });

  test("an inquiry withdraws nothing", async () => {
    const dispute = await open({ inquiry: true });
    expect(await bench.types()).toEqual(["charge.dispute.created"]);
    await bench.control.post("/stripe/disputes", { dispute: dispute.id, outcome: "won" });
    const closed = await bench.stripe.disputes.retrieve(dispute.id);
    expect(closed.status).toBe("warning_closed");
  });

  test("by setting it cancels the subscription", async () => {
    await bench.control.post("/stripe/settings", { disputeCancels: true });
    await open();
    expect(await bench.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      status: "canceled",
      cancellation_details: { reason: "payment_disputed" },
    });
  });
});

describe("8.13 the portal", () => {
  const portal = async (more: Partial<Stripe.BillingPortal.SessionCreateParams> = {}) =>
    bench.stripe.billingPortal.sessions.create({
      customer: String(subscription.customer),
      return_url: "http://localhost:9/account",
      ...more,
    });

  const press = (session: Stripe.BillingPortal.Session, form: Record<string, string>) =>
    fetch(session.url, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });

  const get = () => bench.stripe.subscriptions.retrieve(subscription.id);

  test("cancelling sets the moment, not the flag; going on clears it", async () => {
    const session = await portal();
    expect(await (await fetch(session.url)).text()).toContain("Cancel subscription");
    await press(session, { action: "cancel", subscription: subscription.id });
    expect(await get()).toMatchObject({
      status: "active",
      cancel_at_period_end: false,
      cancel_at: itemOf(subscription).current_period_end,
    });
    expect(await bench.types()).toEqual([
      "billing_portal.session.created",
      "customer.subscription.updated",
    ]);
    await press(session, { action: "resume", subscription: subscription.id });
    expect(await get()).toMatchObject({ cancel_at: null, canceled_at: null });
  });

  test("in classic billing it sets the flag", async () => {
    await bench.control.fault({ gateway: "stripe", fault: "classic-billing-mode" });
    const classic = await subscribe(bench, catalog.monthly);
    await bench.control.post("/stripe/portal", {
      customer: String(classic.customer),
      action: "cancel",
    });
    expect(await bench.stripe.subscriptions.retrieve(classic.id)).toMatchObject({
      billing_mode: { type: "classic" },
      cancel_at_period_end: true,
    });
  });

  test("a new card pays what is owed: two updates in a row", async () => {
    const customer = String(subscription.customer);
    await bench.control.post("/stripe/cards", { card: customer, behaviour: "declines" });
    await bench.moveTo(itemOf(subscription).current_period_end + 3601);
    expect((await get()).status).toBe("past_due");
    const session = await portal({
      flow_data: {
        type: "payment_method_update",
        after_completion: { type: "redirect", redirect: { return_url: "http://localhost:9/ok" } },
      },
    });
    await bench.types();
    const answer = await press(session, { action: "card" });
    expect(answer.headers.get("location")).toBe("http://localhost:9/ok");
    const updates = (await bench.types()).filter(
      (type) => type === "customer.subscription.updated",
    );
    expect(updates).toHaveLength(2);
    expect((await get()).status).toBe("active");
  });

  test("switching is charged now, or put off by the configuration's conditions", async () => {
    const configuration = await bench.stripe.billingPortal.configurations.create({
      features: {
        subscription_update: {
          enabled: true,
          default_allowed_updates: ["price"],
          proration_behavior: "always_invoice",
          products: [
            {
              product: String(catalog.monthly.product),
              prices: [catalog.monthly.id, catalog.dearer.id],
            },
          ],
          schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" }] },
        },
      },
    });
    const session = await portal({ configuration: configuration.id });
    expect(await (await fetch(session.url)).text()).toContain("Switch to");
    await bench.types();
    await press(session, { action: `switch:${catalog.dearer.id}` });
    expect(itemOf(await get()).price.id).toBe(catalog.dearer.id);
    expect(await bench.types()).toContain("invoice.paid");
    await press(session, { action: `switch:${catalog.monthly.id}` });
    expect(itemOf(await get()).price.id).toBe(catalog.dearer.id);
    expect((await get()).schedule).toMatch(/^sub_sched_/);
    await bench.moveTo(itemOf(subscription).current_period_end + 1);
    expect(itemOf(await get()).price.id).toBe(catalog.monthly.id);
  });

  test("what the portal may do can be read", async () => {
    const { data } = await bench.stripe.billingPortal.configurations.list({ is_default: true });
    expect(data).toMatchObject([
      {
        features: {
          subscription_cancel: { mode: "at_period_end" },
          subscription_update: { enabled: false },
        },
      },
    ]);
  });
});

describe("the dashboard", () => {
  test("8.14 its acts name no request", async () => {
    await bench.control.post("/stripe/dashboard", {
      act: `POST /v1/subscriptions/${subscription.id}`,
      params: { cancel_at_period_end: true },
    });
    const [event] = await bench.events();
    expect(event).toMatchObject({
      type: "customer.subscription.updated",
      request: { id: null, idempotency_key: null },
      data: { object: { cancel_at_period_end: true } },
    });
  });
});
