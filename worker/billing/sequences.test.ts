import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { SubscriptionRecord } from "../domain/subscription/state.ts";
import { NEW_RECORD } from "../domain/subscription/state.ts";
import { PLANS } from "../domain/subscription/testing/make.ts";
import {
  Customer,
  DAY,
  grantedOnce,
  HOUR,
  makePrices,
  must,
  standing,
  startBench,
} from "./testing/bench.ts";

/** The sequences of stripe-sequences section 8, played by the sandbox; what is seen is what the picture shows. */

const bench = await startBench();
afterAll(() => bench.close());

beforeEach(async () => {
  await bench.reset();
  await makePrices(bench);
});

/** All but what tells how a standing came about: an account that slept saw only its end. */
const stateOf = ({ surplus: _surplus, ...record }: SubscriptionRecord) => ({
  ...record,
  periods: record.periods.map(
    ({ turns: _turns, granted: _granted, standingSinceMs: _since, ...period }) => period,
  ),
});

/** Every event but the last lost, or all of them told when everything was over: one look, or many, end in the same. */
async function sameForALateOne(customer: Customer): Promise<void> {
  await customer.look();
  const late = new Customer(bench);
  late.stripeId = customer.stripeId;
  await late.look();
  expect(stateOf(late.record)).toEqual(stateOf(customer.record));
  expect(standing(late).sort()).toEqual(standing(customer).sort());
  const doubled = customer.record;
  expect((await customer.look()).events).toEqual([]);
  expect(customer.record).toEqual(doubled);
  grantedOnce(customer);
  grantedOnce(late);
}

const daysOn = (days: number) => bench.moveTo(bench.now() + days * DAY);
const cards = (customer: Customer, behaviour: string) =>
  bench.control.post("/stripe/cards", { card: customer.stripeId, behaviour });
const dashboard = (act: string, params: object = {}) =>
  bench.control.post<{ id: string }>("/stripe/dashboard", { act, params });

/** Longest month of a picture taken at the start, and an hour for the renewal's draft. */
const A_MONTH_DAYS = 31;
const pastRenewal = async () => {
  await daysOn(A_MONTH_DAYS);
  await bench.moveTo(bench.now() + 2 * HOUR);
};

async function subscribed(plan = PLANS.pro): Promise<Customer> {
  const customer = await Customer.create(bench);
  await customer.checkout(plan);
  await customer.look();
  return customer;
}

const firstInvoice = async ({ stripeId }: Customer): Promise<string> => {
  const { data } = await bench.stripe.invoices.list({ customer: stripeId });
  return data.at(-1)?.id ?? "";
};

describe("8.1 subscribed by Checkout", () => {
  test("is one active plan and one grant", async () => {
    const customer = await subscribed();
    expect(customer.record).toMatchObject({
      ...{ planId: "pro_monthly", status: "active", source: "stripe", entitled: true },
      terms: { price: { currency: "USD", amountMinor: 999 } },
      link: { status: "active", planId: "pro_monthly", scheduleId: null, cancelAtMs: null },
    });
    expect(standing(customer)).toEqual(["pro_monthly paid"]);
    await sameForALateOne(customer);
  });

  test("carries our customer id on the session and on the subscription", async () => {
    const customer = await subscribed();
    const subscription = await bench.stripe.subscriptions.retrieve(customer.subscriptionId);
    expect(subscription.metadata).toMatchObject({ customer_id: "customer-lin" });
    expect(await bench.billing.ownerOf(customer.stripeId)).toEqual({
      ok: true,
      value: "customer-lin",
    });
  });

  test("a declined card, and a bank that wants to see the customer, give nothing until it is paid", async () => {
    const customer = await Customer.create(bench);
    expect(await customer.checkout(PLANS.pro, {}, "decline")).toBe("declined");
    await customer.look();
    expect(customer.grants.size).toBe(0);
    expect(await customer.checkout(PLANS.pro, {}, "3ds")).toBe("requires-action");
    await customer.look();
    expect(customer.record).toMatchObject({ status: "free", link: { status: "incomplete" } });
    expect(await customer.checkout(PLANS.pro, {}, "authenticate")).toBe("complete");
    await sameForALateOne(customer);
    expect(standing(customer)).toEqual(["pro_monthly paid"]);
  });

  test("a session that is left alone gives nothing", async () => {
    const customer = await Customer.create(bench);
    must(await bench.billing.openCheckout(customer.wish(PLANS.pro)));
    await daysOn(2);
    await customer.look();
    expect(customer.record).toEqual(NEW_RECORD);
  });
});

describe("8.2 a trial", () => {
  test("gives its own allowance, and what follows is paid", async () => {
    const customer = await Customer.create(bench);
    await customer.checkout(PLANS.pro, { trialDays: 14 });
    await customer.look();
    expect(customer.record).toMatchObject({ status: "trialing", planId: "pro_monthly" });
    expect(standing(customer)).toEqual(["pro_monthly trial"]);
    await daysOn(14);
    await customer.look();
    expect(standing(customer)).toEqual(["pro_monthly trial"]);
    await bench.moveTo(bench.now() + 2 * HOUR);
    await sameForALateOne(customer);
    expect(customer.record).toMatchObject({ status: "active", trialEndMs: null });
    expect(standing(customer)).toEqual(["pro_monthly trial", "pro_monthly paid"]);
  });
});

describe("8.3 a renewal", () => {
  test("is granted when it is paid, not when the period moves", async () => {
    const customer = await subscribed();
    await daysOn(A_MONTH_DAYS);
    await customer.look();
    expect(customer.record).toMatchObject({ status: "active", link: { status: "active" } });
    expect(standing(customer)).toHaveLength(1);
    await bench.moveTo(bench.now() + 2 * HOUR);
    await sameForALateOne(customer);
    expect(standing(customer)).toEqual(["pro_monthly paid", "pro_monthly paid"]);
  });
});

describe("8.4 a renewal that fails", () => {
  test("is past due without a new grant, and exactly one after it recovers", async () => {
    const customer = await subscribed();
    await cards(customer, "declines");
    await pastRenewal();
    await sameForALateOne(customer);
    expect(customer.record).toMatchObject({ status: "past_due", planId: "pro_monthly" });
    expect(standing(customer)).toHaveLength(1);
    await cards(customer, "succeeds");
    await daysOn(10);
    await sameForALateOne(customer);
    expect(customer.record).toMatchObject({ status: "active", pastDueSinceMs: null });
    expect(standing(customer)).toHaveLength(2);
  });

  test.each(["cancel", "unpaid", "past_due"])(
    "with retries used up (%s) it gives nothing",
    async (retriesEnd) => {
      await bench.control.post("/stripe/settings", { retriesEnd });
      const customer = await subscribed();
      await cards(customer, "declines");
      await pastRenewal();
      await daysOn(25);
      await sameForALateOne(customer);
      expect(customer.record.entitled).toBe(false);
      expect(standing(customer)).toHaveLength(1);
      if (retriesEnd === "cancel")
        expect(customer.record).toMatchObject({
          status: "ended",
          ended: { why: "payment-failed" },
        });
      await bench.control.post("/stripe/settings", { retriesEnd: "cancel" });
    },
  );
});

describe("8.5 an upgrade", () => {
  test("charges what was previewed, and grants the higher plan for the rest of the month", async () => {
    const customer = await subscribed();
    await daysOn(10);
    const { preview, outcome } = await customer.upgradeTo(PLANS.team);
    expect(outcome).toEqual({ ok: true, value: { outcome: "done" } });
    await sameForALateOne(customer);
    expect(customer.record).toMatchObject({ planId: "team_monthly", status: "active" });
    expect(standing(customer)).toEqual(["pro_monthly paid", "team_monthly raise"]);
    const [charged] = (await bench.stripe.invoices.list({ customer: customer.stripeId })).data;
    expect(preview.dueNow).toEqual({ currency: "USD", amountMinor: charged?.amount_paid });
    // 21 of 31 days of 19.99 less 9.99.
    expect(preview.dueNow.amountMinor).toBe(677);
    expect(preview.nextCharge).toMatchObject({
      amountMinor: 1999,
      atMs: customer.record.periodEndMs,
    });
    expect(preview.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(677);
  });

  test("twelve hours after its preview it still charges what was shown", async () => {
    const customer = await subscribed();
    await daysOn(10);
    const wish = await customer.changeTo(PLANS.team);
    const shown = must(await bench.billing.preview({ ...wish, nowMs: bench.now() * 1000 }));
    await bench.moveTo(bench.now() + 12 * HOUR);
    must(await bench.billing.upgrade({ ...wish, prorationSeconds: shown.prorationSeconds }));
    const [charged] = (await bench.stripe.invoices.list({ customer: customer.stripeId })).data;
    expect(charged?.amount_paid).toBe(shown.dueNow.amountMinor);
  });

  test("from month to year it begins a year now and pays the rest of the month back", async () => {
    const customer = await subscribed();
    await daysOn(10);
    const startMs = bench.now() * 1000;
    const { preview, outcome } = await customer.upgradeTo(PLANS.yearly);
    expect(outcome).toMatchObject({ ok: true });
    expect(preview.dueNow.amountMinor).toBe(7900 - 677);
    await sameForALateOne(customer);
    expect(customer.record).toMatchObject({ planId: "pro_yearly", periodStartMs: startMs });
    expect(customer.record.periodEndMs).toBe(Date.UTC(2028, 0, 20, 8));
    expect(preview.nextCharge).toMatchObject({ amountMinor: 7900, atMs: Date.UTC(2028, 0, 20, 8) });
  });

  test("declined, it changes nothing, says where to pay, and is over after 23 hours", async () => {
    const customer = await subscribed();
    await daysOn(10);
    await cards(customer, "declines");
    const { outcome } = await customer.upgradeTo(PLANS.team);
    expect(outcome).toMatchObject({ ok: true, value: { outcome: "payment-needed" } });
    expect(must(outcome)).toMatchObject({ url: expect.stringContaining("http") });
    await customer.look();
    expect(customer.record).toMatchObject({
      planId: "pro_monthly",
      link: { pendingUpdate: { planId: "team_monthly" } },
    });
    await daysOn(1);
    await sameForALateOne(customer);
    expect(customer.record).toMatchObject({ planId: "pro_monthly", link: { pendingUpdate: null } });
    expect(standing(customer)).toEqual(["pro_monthly paid"]);
  });

  test("declined and paid later, it takes effect once", async () => {
    const customer = await subscribed();
    await daysOn(10);
    await cards(customer, "declines");
    await customer.upgradeTo(PLANS.team);
    await cards(customer, "succeeds");
    const [open] = (await bench.stripe.invoices.list({ customer: customer.stripeId })).data;
    await bench.stripe.invoices.pay(open?.id ?? "");
    await sameForALateOne(customer);
    expect(standing(customer)).toEqual(["pro_monthly paid", "team_monthly raise"]);
  });

  test("in a trial it ends the trial and is paid at once", async () => {
    const customer = await Customer.create(bench);
    await customer.checkout(PLANS.pro, { trialDays: 14 });
    await daysOn(3);
    const { outcome, preview } = await customer.upgradeTo(PLANS.yearly, { endsTrial: true });
    expect(outcome).toMatchObject({ ok: true, value: { outcome: "done" } });
    expect(preview.dueNow.amountMinor).toBe(7900);
    await sameForALateOne(customer);
    expect(customer.record).toMatchObject({ planId: "pro_yearly", status: "active" });
    expect(standing(customer)).toEqual(["pro_monthly trial", "pro_yearly paid"]);
  });
});

describe("8.6 a downgrade", () => {
  const planned = async () => {
    const customer = await subscribed(PLANS.team);
    await daysOn(5);
    await customer.look();
    must(
      await bench.billing.scheduleDowngrade({
        subscriptionId: customer.subscriptionId,
        plan: (await customer.changeTo(PLANS.pro)).plan,
      }),
    );
    await customer.look();
    return customer;
  };

  test("takes effect with the next period, at its price", async () => {
    const customer = await planned();
    expect(customer.record).toMatchObject({
      planId: "team_monthly",
      pendingChange: { planId: "pro_monthly", atMs: customer.record.periodEndMs },
    });
    await daysOn(26);
    await bench.moveTo(bench.now() + 2 * HOUR);
    await sameForALateOne(customer);
    expect(customer.record).toMatchObject({ planId: "pro_monthly", pendingChange: null });
    expect(standing(customer)).toEqual(["team_monthly paid", "pro_monthly paid"]);
    const subscription = await bench.stripe.subscriptions.retrieve(customer.subscriptionId);
    expect(subscription.metadata).toMatchObject({ customer_id: "customer-lin" });
  });

  test("is undone, planned again, and a second wish for the same is one schedule", async () => {
    const customer = await planned();
    const scheduleId = customer.record.link?.scheduleId ?? "";
    must(await bench.billing.undo(scheduleId));
    must(await bench.billing.undo(scheduleId));
    await customer.look();
    expect(customer.record).toMatchObject({ planId: "team_monthly", pendingChange: null });
    const wish = await customer.changeTo(PLANS.pro);
    must(await bench.billing.scheduleDowngrade(wish));
    must(await bench.billing.scheduleDowngrade(wish));
    await sameForALateOne(customer);
    expect(customer.record.pendingChange?.planId).toBe("pro_monthly");
    const schedules = await bench.stripe.subscriptionSchedules.list({
      customer: customer.stripeId,
    });
    expect(schedules.data.map(({ status }) => status)).toEqual(["active", "released"]);
  });

  test("goes before an upgrade, and before a cancellation", async () => {
    const customer = await planned();
    const { outcome } = await customer.upgradeTo(PLANS.yearly);
    expect(outcome).toMatchObject({ ok: true, value: { outcome: "done" } });
    await customer.look();
    expect(customer.record).toMatchObject({ planId: "pro_yearly", pendingChange: null });
    const wish = await customer.changeTo(PLANS.team);
    must(await bench.billing.scheduleDowngrade(wish));
    await customer.look();
    const { link } = customer.record;
    must(
      await bench.billing.cancelAtEnd({
        subscriptionId: customer.subscriptionId,
        releaseScheduleId: link?.scheduleId ?? null,
      }),
    );
    await sameForALateOne(customer);
    expect(customer.record).toMatchObject({
      pendingChange: null,
      cancelAtMs: customer.record.periodEndMs,
    });
  });
});

describe("8.7 cancelled for the end", () => {
  const end = (customer: Customer) =>
    bench.billing.cancelAtEnd({
      subscriptionId: customer.subscriptionId,
      releaseScheduleId: null,
    });

  test("undone, cancelled again within the day, and over", async () => {
    const customer = await subscribed();
    for (let times = 0; times < 2; times += 1) {
      must(await end(customer));
      must(await end(customer));
      await customer.look();
      expect(customer.record.cancelAtMs).toBe(customer.record.periodEndMs);
      must(await bench.billing.resume(customer.subscriptionId));
      await customer.look();
      expect(customer.record.cancelAtMs).toBeNull();
    }
    must(await end(customer));
    await pastRenewal();
    await sameForALateOne(customer);
    expect(customer.record).toMatchObject({ status: "ended", ended: { why: "cancelled" } });
    expect(standing(customer)).toHaveLength(1);
  });

  test("in the portal, and by the flag: both are ends, and both are undone", async () => {
    const customer = await subscribed();
    await bench.control.post("/stripe/portal", { customer: customer.stripeId, action: "cancel" });
    await customer.look();
    expect(customer.record.cancelAtMs).toBe(customer.record.periodEndMs);
    must(await bench.billing.resume(customer.subscriptionId));
    await dashboard(`POST /v1/subscriptions/${customer.subscriptionId}`, {
      cancel_at_period_end: true,
    });
    await sameForALateOne(customer);
    expect(customer.record.cancelAtMs).toBe(customer.record.periodEndMs);
    must(await bench.billing.resume(customer.subscriptionId));
    await customer.look();
    expect(customer.record.cancelAtMs).toBeNull();
  });

  test("a classic subscription ends and goes on as a flexible one does", async () => {
    await bench.control.fault({ gateway: "stripe", fault: "classic-billing-mode", times: 1 });
    const customer = await subscribed();
    const subscription = await bench.stripe.subscriptions.retrieve(customer.subscriptionId);
    expect(subscription.billing_mode.type).toBe("classic");
    must(await end(customer));
    await customer.look();
    expect(customer.record.cancelAtMs).toBe(customer.record.periodEndMs);
    must(await bench.billing.resume(customer.subscriptionId));
    await sameForALateOne(customer);
    expect(customer.record.cancelAtMs).toBeNull();
  });
});

describe("8.8 cancelled now", () => {
  test("ends the plan, twice as once, and gives no money back by itself", async () => {
    const customer = await subscribed();
    await daysOn(5);
    must(await bench.billing.cancelNow(customer.subscriptionId));
    must(await bench.billing.cancelNow(customer.subscriptionId));
    await sameForALateOne(customer);
    expect(customer.record).toMatchObject({ status: "ended", entitled: false });
    expect((await bench.stripe.refunds.list()).data).toEqual([]);
    const stored = await bench.stripe.customers.retrieve(customer.stripeId);
    expect(stored).toMatchObject({ balance: 0 });
  });
});

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

describe("8.12 a delayed method", () => {
  test("is active at once and granted when the money comes", async () => {
    const customer = await Customer.create(bench);
    await customer.checkout(PLANS.pro, {}, "delayed");
    await customer.look();
    expect(customer.record.link).toMatchObject({ status: "active" });
    expect(customer.grants.size).toBe(0);
    await daysOn(8);
    await sameForALateOne(customer);
    expect(standing(customer)).toEqual(["pro_monthly paid"]);
  });

  test("that fails leaves a subscription that is active and gives nothing", async () => {
    const customer = await Customer.create(bench);
    await customer.checkout(PLANS.pro, {}, "delayed-fails");
    await daysOn(8);
    await sameForALateOne(customer);
    expect(customer.record).toMatchObject({ status: "free", link: { status: "active" } });
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

describe("8.18 given up by an operator", () => {
  test.each(["void", "mark_uncollectible"])(
    "%s: active at Stripe, nothing granted",
    async (act) => {
      const customer = await subscribed();
      await cards(customer, "declines");
      await pastRenewal();
      const [open] = (await bench.stripe.invoices.list({ customer: customer.stripeId })).data;
      await dashboard(`POST /v1/invoices/${open?.id}/${act}`);
      await sameForALateOne(customer);
      expect(customer.record.link?.writtenOff).toBe(true);
      expect(standing(customer)).toHaveLength(1);
      expect(customer.record.status).toBe("past_due");
    },
  );
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

describe("8.20 a trial without a card", () => {
  test.each(["cancel", "pause"] as const)("ends by the setting: %s", async (behaviour) => {
    const customer = await Customer.create(bench);
    const [price] = (await bench.stripe.prices.list({ lookup_keys: ["pro_monthly"] })).data;
    await bench.stripe.subscriptions.create({
      customer: customer.stripeId,
      items: [{ price: price?.id ?? "" }],
      trial_period_days: 14,
      trial_settings: { end_behavior: { missing_payment_method: behaviour } },
    });
    await customer.look();
    await daysOn(15);
    await sameForALateOne(customer);
    expect(customer.record.entitled).toBe(false);
    expect(customer.record.status).toBe(behaviour === "pause" ? "paused" : "ended");
    expect(standing(customer)).toEqual(["pro_monthly trial"]);
  });
});
