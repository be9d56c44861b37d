import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { PLANS } from "../domain/subscription/testing/make.ts";
import { Customer, HOUR, must, standing } from "./testing/bench.ts";
import { startSequences } from "./testing/sequences.ts";

/** Sequences (`testing/sequences.ts`): changes and ends. */

const sequences = await startSequences();
const { bench, daysOn, sameForALateOne, cards, dashboard, pastRenewal, subscribed } = sequences;
afterAll(() => bench.close());
beforeEach(sequences.reset);

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
    // Said in any language: what is given back of which plan, and what is asked for which.
    expect(preview.lines.map(({ about }) => about)).toEqual([
      { code: "unused", planId: "pro_monthly" },
      { code: "rest", planId: "team_monthly" },
    ]);
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
    expect(preview.lines.map(({ about }) => about?.code)).toEqual(["unused", "interval"]);
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

  test("undone with a change of plan that was planned beside it, whose schedule refuses any other end", async () => {
    const customer = await subscribed();
    must(await end(customer));
    await dashboard("POST /v1/subscription_schedules", {
      from_subscription: customer.subscriptionId,
    });
    await customer.look();
    expect(customer.record.cancelAtMs).toBe(customer.record.periodEndMs);
    must(await bench.billing.resume(customer.subscriptionId));
    await sameForALateOne(customer);
    expect(customer.record.cancelAtMs).toBeNull();
    const now = await bench.stripe.subscriptions.retrieve(customer.subscriptionId);
    expect(now).toMatchObject({ status: "active", schedule: null });
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
