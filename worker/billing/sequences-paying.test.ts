import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { NEW_RECORD } from "../domain/subscription/state.ts";
import { PLANS } from "../domain/subscription/testing/make.ts";
import { Customer, HOUR, must, standing } from "./testing/bench.ts";
import { A_MONTH_DAYS, startSequences } from "./testing/sequences.ts";

/** Sequences (`testing/sequences.ts`): what is paid, and what is not. */

const sequences = await startSequences();
const { bench, daysOn, sameForALateOne, cards, dashboard, pastRenewal, subscribed } = sequences;
afterAll(() => bench.close());
beforeEach(sequences.reset);

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
