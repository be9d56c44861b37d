import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { Customer, HOUR, must, standing } from "./testing/bench.ts";
import { startSequences } from "./testing/sequences.ts";

/** Sequences (`testing/sequences.ts`): money that goes back, and what others do at Stripe. */

const sequences = await startSequences();
const { bench, daysOn, sameForALateOne, dashboard, pastRenewal, subscribed, firstInvoice } =
  sequences;
afterAll(() => bench.close());
beforeEach(sequences.reset);

describe("8.9 a refund", () => {
  test("in full takes the period back, and the subscription is cancelled by itself", async () => {
    const customer = await subscribed();
    must(await bench.billing.refundInvoice(await firstInvoice(customer), "by-operator-1"));
    expect(await customer.settle()).toEqual(["cancel-now"]);
    await sameForALateOne(customer);
    expect(customer.record).toMatchObject({ status: "ended", ended: { why: "money-returned" } });
    expect(standing(customer)).toEqual([]);
  });

  test("in part takes nothing back, and the rest of the act is bounded by what is left", async () => {
    const customer = await subscribed();
    const [payment] = (
      await bench.stripe.invoicePayments.list({ invoice: await firstInvoice(customer) })
    ).data;
    const payment_intent = String(payment?.payment.payment_intent);
    await dashboard("POST /v1/refunds", { payment_intent, amount: 400 });
    await sameForALateOne(customer);
    expect(standing(customer)).toEqual(["pro_monthly paid"]);
    must(await bench.billing.refundInvoice(await firstInvoice(customer), "rest"));
    must(await bench.billing.refundInvoice(await firstInvoice(customer), "rest"));
    must(await bench.billing.refundInvoice(await firstInvoice(customer), "again"));
    const refunds = (await bench.stripe.refunds.list()).data.map(({ amount }) => amount);
    expect(refunds).toEqual([599, 400]);
  });

  test("that fails gives back what was taken", async () => {
    const customer = await subscribed();
    await bench.control.fault({ gateway: "stripe", fault: "refund-failed", times: 1 });
    must(await bench.billing.refundInvoice(await firstInvoice(customer), "by-operator-1"));
    await customer.look();
    await bench.moveTo(bench.now() + HOUR);
    await customer.look();
    const { refunds } = must(await bench.billing.picture(customer.stripeId));
    expect(refunds.map(({ status }) => status)).toEqual(["failed"]);
    expect(customer.record).toMatchObject({ planId: "pro_monthly", status: "active" });
    expect(standing(customer)).toEqual(["pro_monthly paid"]);
  });
});

describe("8.10 a dispute", () => {
  const opened = async (inquiry = false) => {
    const customer = await subscribed();
    const { id } = await bench.control.post<{ id: string }>("/stripe/disputes", {
      of: await firstInvoice(customer),
      inquiry,
    });
    await customer.look();
    return { customer, dispute: id };
  };

  test("freezes at opening, restores at a win", async () => {
    const { customer, dispute } = await opened();
    expect(customer.record).toMatchObject({ status: "paused", entitled: false });
    expect([...customer.worth.values()]).toEqual(["frozen"]);
    await bench.control.post("/stripe/disputes", { dispute, outcome: "won" });
    await customer.look();
    expect(customer.record).toMatchObject({ status: "active", entitled: true });
    expect(standing(customer)).toEqual(["pro_monthly paid"]);
  });

  test("takes at a loss", async () => {
    const { customer, dispute } = await opened();
    await bench.control.post("/stripe/disputes", { dispute, outcome: "lost" });
    await customer.settle();
    await sameForALateOne(customer);
    expect(customer.record).toMatchObject({ status: "ended", ended: { why: "money-returned" } });
  });

  test("an inquiry changes nothing", async () => {
    const { customer } = await opened(true);
    expect(customer.record).toMatchObject({ status: "active", entitled: true });
    await sameForALateOne(customer);
  });
});

describe("8.11 a lifetime bought in payment mode, with an invoice of its own", () => {
  test("is no subscription, and proves nothing here: its order grants it", async () => {
    const customer = await Customer.create(bench);
    const [once] = (await bench.stripe.prices.list({ lookup_keys: ["lifetime"] })).data;
    const session = await bench.stripe.checkout.sessions.create({
      ...{ mode: "payment", customer: customer.stripeId, success_url: "http://localhost:8788/" },
      line_items: [{ price: once?.id ?? "", quantity: 1 }],
      invoice_creation: { enabled: true },
    });
    await bench.control.post("/stripe/checkout", { session: session.id, action: "pay" });
    const { invoices } = must(await bench.billing.picture(customer.stripeId));
    expect(invoices).toMatchObject([{ subscriptionId: null, status: "paid" }]);
    await sameForALateOne(customer);
    expect(customer.grants.size).toBe(0);
  });
});

describe("8.13 switched in Stripe's portal", () => {
  test("is seen though no call of ours came before it", async () => {
    const customer = await subscribed();
    const [team] = (await bench.stripe.prices.list({ lookup_keys: ["team_monthly"] })).data;
    await daysOn(10);
    await dashboard(`POST /v1/subscriptions/${customer.subscriptionId}`, {
      items: { 0: { id: customer.record.link?.itemId, price: team?.id } },
      proration_behavior: "always_invoice",
    });
    await sameForALateOne(customer);
    expect(customer.record.planId).toBe("team_monthly");
  });
});

describe("8.14 made in the dashboard", () => {
  test("is found by its customer, though nothing of it is ours", async () => {
    const customer = await Customer.create(bench);
    const [price] = (await bench.stripe.prices.list({ lookup_keys: ["pro_monthly"] })).data;
    await bench.stripe.paymentMethods.attach("pm_card_visa", { customer: customer.stripeId });
    const [card] = (await bench.stripe.customers.listPaymentMethods(customer.stripeId)).data;
    await dashboard("POST /v1/subscriptions", {
      customer: customer.stripeId,
      items: { 0: { price: price?.id } },
      default_payment_method: card?.id,
    });
    await sameForALateOne(customer);
    expect(standing(customer)).toEqual(["pro_monthly paid"]);
  });
});

describe("8.15 the customer is deleted", () => {
  test("nothing is left, and the next wish makes another customer", async () => {
    const customer = await subscribed();
    await bench.stripe.customers.del(customer.stripeId);
    const { attention } = await customer.look();
    expect(attention).toMatchObject([{ kind: "customer-deleted" }]);
    expect(customer.record).toMatchObject({ status: "ended", link: null });
    const of = { customerId: "customer-lin", knownStripeId: customer.stripeId };
    const next = must(await bench.billing.customer(of));
    expect(next).not.toBe(customer.stripeId);
    expect(must(await bench.billing.customer(of))).toBe(next);
    expect(must(await bench.billing.ownerOf(customer.stripeId))).toBeNull();
  });

  test("one that Stripe never heard of is gone", async () => {
    expect(await bench.billing.picture("cus_unknown")).toMatchObject({
      ok: false,
      error: { reason: "gone" },
    });
  });
});

describe("8.16 the price is archived, and its key moves to a new one", () => {
  test("the renewal at the old price is still the plan's", async () => {
    const customer = await subscribed();
    const [old] = (await bench.stripe.prices.list({ lookup_keys: ["pro_monthly"] })).data;
    await bench.stripe.prices.update(old?.id ?? "", { metadata: { item_id: "pro_monthly" } });
    await bench.stripe.prices.create({
      ...{ product: String(old?.product), currency: "usd", unit_amount: 1299 },
      ...{ recurring: { interval: "month" }, lookup_key: "pro_monthly", transfer_lookup_key: true },
    });
    await bench.stripe.prices.update(old?.id ?? "", { active: false });
    await pastRenewal();
    await sameForALateOne(customer);
    expect(standing(customer)).toEqual(["pro_monthly paid", "pro_monthly paid"]);
  });
});

describe("8.19 two subscriptions", () => {
  test("the later one is cancelled and refunded by itself", async () => {
    const customer = await subscribed();
    const [price] = (await bench.stripe.prices.list({ lookup_keys: ["pro_monthly"] })).data;
    const cards = await bench.stripe.customers.listPaymentMethods(customer.stripeId);
    await bench.moveTo(bench.now() + 60);
    await dashboard("POST /v1/subscriptions", {
      customer: customer.stripeId,
      items: { 0: { price: price?.id } },
      default_payment_method: cards.data[0]?.id,
    });
    const kept = customer.subscriptionId;
    expect(await customer.settle()).toEqual(["cancel-now", "refund-invoice"]);
    expect(customer.record).toMatchObject({ planId: "pro_monthly", status: "active" });
    expect(customer.subscriptionId).toBe(kept);
    const refunds = (await bench.stripe.refunds.list()).data;
    expect(refunds.map(({ amount }) => amount)).toEqual([999]);
    expect(standing(customer)).toEqual(["pro_monthly paid"]);
  });
});
