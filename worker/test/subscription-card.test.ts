import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { leadStripeEvents } from "../actions/takeElsewhere.ts";
import type { Preview } from "../app.ts";
import { runJobs } from "../jobs/all.ts";
import {
  forgetMail,
  hearAll,
  liveOn,
  pageFor,
  plansByCard,
  stripeIdOf,
  subscribeByCard,
} from "./billing.ts";
import { signed, stripe } from "./card.ts";
import { accountOf } from "./shop.ts";
import { buyPlan, credits, lastingCustomer, plans, subscription, upgrade } from "./subscribing.ts";
import {
  bindings,
  type Customer,
  control,
  deliver,
  request,
  restoreAfterEach,
  setClocks,
  strayMail,
  travel,
} from "./world.ts";

restoreAfterEach();
beforeAll(plansByCard);
// A later test may go years ahead, where Stripe would renew all that was subscribed to here.
afterAll(() => control.reset());

const MINUTE = 60_000;
const DAY = 86_400_000;
const DEC_20 = Date.parse("2036-12-20T04:00:00Z");
beforeEach(async () => {
  await forgetMail();
  await setClocks(DEC_20);
});

const cards = async (who: Parameters<typeof stripeIdOf>[0], behaviour: string) =>
  control.stripe("cards", { card: await stripeIdOf(who), behaviour });

describe("a plan by card", () => {
  test("is subscribed to on Stripe's page, renews, and gives each month its credits", async () => {
    const who = await lastingCustomer();
    await subscribeByCard(who);
    expect(await subscription(who)).toMatchObject({
      ...{ planId: "pro_monthly", status: "active", source: "stripe", renews: true },
      nextCharge: { amount: "9.99", currency: "USD" },
    });
    expect((await credits(who)).available).toBe(100);
    await liveOn(who, 33 * DAY);
    expect(await subscription(who)).toMatchObject({ status: "active", planId: "pro_monthly" });
    expect(await credits(who)).toMatchObject({ available: 100, plan: { granted: 100, left: 100 } });
    expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
  });

  test("clicked twenty times makes one customer and one session", async () => {
    const who = await lastingCustomer();
    const pages = await Promise.all(Array.from({ length: 20 }, () => pageFor(who, "pro_monthly")));
    expect(new Set(pages).size).toBe(1);
    const made = await stripe.customers.list({ limit: 100 });
    const ours = made.data.filter(({ metadata }) => metadata.customer_id === who.id);
    expect(ours.map(({ id }) => id)).toEqual([await stripeIdOf(who)]);
  });

  test("upgrades at the amount that was shown, and gives the difference at once", async () => {
    const who = await lastingCustomer();
    await subscribeByCard(who);
    await liveOn(who, 5 * DAY);
    const choice = { planId: "pro_yearly", payType: 3 };
    const { body } = await who.post<Preview>("/api/portal/subscription/preview", choice);
    expect(body).toMatchObject({ currency: "USD", creditsNow: 100, creditsAfter: 150 });
    expect(body.lines.map(({ text, lang }) => [text, lang])).toEqual([
      ["抵扣：计划 pro_monthly未使用的时间", undefined],
      ["计划 pro_yearly", undefined],
    ]);
    const other = await upgrade(who, "pro_yearly", 3, { expectedAmount: "1.00" });
    expect(other).toMatchObject({ status: 409, body: { code: "PRICE_CHANGED" } });
    const done = await upgrade(who, "pro_yearly", 3, { expectedAmount: body.dueNow });
    expect(done.body).toMatchObject({
      outcome: "done",
      subscription: { planId: "pro_yearly", status: "active" },
    });
    expect((await credits(who)).available).toBe(150);
    await hearAll(who);
    expect((await credits(who)).available).toBe(150);
  });

  test("names the ways by which each plan can be had: what is paid in advance takes no card, and Stripe's own is one", async () => {
    const ways = async (who: Customer) =>
      Object.fromEntries((await plans(who)).map(({ id, payTypes }) => [id, payTypes]));
    const who = await lastingCustomer();
    const all = [1, 2, 3];
    expect(await ways(who)).toEqual({ free: [], pro_monthly: all, pro_yearly: all, lifetime: all });
    await subscribeByCard(who, "pro_yearly");
    expect(await ways(who)).toEqual({ free: [3], pro_monthly: [3], pro_yearly: [], lifetime: all });

    const other = await lastingCustomer();
    await buyPlan(other, "pro_monthly");
    expect(await ways(other)).toMatchObject({ pro_monthly: [1, 2], pro_yearly: [1, 2] });
  });

  test("is cancelled with one click, and resumed with one", async () => {
    const who = await lastingCustomer();
    await subscribeByCard(who);
    const { endDate } = await subscription(who);
    const cancelled = await who.post("/api/portal/subscription/cancel", {});
    expect(cancelled.body).toMatchObject({
      subscription: { renews: false, cancelAt: endDate, status: "active" },
    });
    const resumed = await who.post("/api/portal/subscription/resume", {});
    expect(resumed.body).toMatchObject({ subscription: { renews: true, cancelAt: null } });
  });

  test("cancelled while nobody has heard of the renewal's payment ends with what was paid, not at once", async () => {
    const who = await lastingCustomer();
    await subscribeByCard(who);
    await travel(31 * DAY);
    await travel(5 * DAY);
    await forgetMail(); // Lost, all of it.
    expect(await subscription(who)).toMatchObject({ status: "past_due" });
    const cancelled = await who.post("/api/portal/subscription/cancel", {});
    expect(cancelled).toMatchObject({
      status: 200,
      body: {
        subscription: {
          ...{ status: "active", renews: false },
          cancelAt: "2037-02-20T04:00:00.000Z",
        },
      },
    });
  });

  test("cancelled while it is overdue ends at once, and its retries with it", async () => {
    const who = await lastingCustomer();
    await subscribeByCard(who);
    await cards(who, "declines");
    await liveOn(who, 32 * DAY);
    const cancelled = await who.post("/api/portal/subscription/cancel", {});
    expect(cancelled).toMatchObject({ status: 200, body: { subscription: { status: "ended" } } });
    const { data } = await stripe.subscriptions.list({
      ...{ customer: await stripeIdOf(who), status: "all" },
    });
    expect(data.map(({ status }) => status)).toEqual(["canceled"]);
  });

  test("whose card fails is past due, gives nothing new, and recovers once", async () => {
    const who = await lastingCustomer();
    await subscribeByCard(who);
    await cards(who, "declines");
    await liveOn(who, 32 * DAY);
    expect(await subscription(who)).toMatchObject({ status: "past_due", planId: "pro_monthly" });
    expect((await credits(who)).available).toBe(0);
    const page = await who.post<{ url: string }>("/api/portal/subscription/card", {});
    expect(page).toMatchObject({ status: 200, body: { outcome: "redirect" } });
    expect(page.body.url).toMatch(/^http/);
    await cards(who, "succeeds");
    await liveOn(who, 6 * DAY);
    expect(await subscription(who)).toMatchObject({ status: "active", pastDueSince: null });
    expect((await credits(who)).available).toBe(100);
    await hearAll(who);
    expect((await credits(who)).available).toBe(100);
  });

  test("without a card there is no page to change one", async () => {
    const who = await lastingCustomer();
    expect(await who.post("/api/portal/subscription/card", {})).toMatchObject({
      status: 409,
      body: { code: "CHANGE_NOT_POSSIBLE", reason: "no-card" },
    });
  });
});

describe("an event of Stripe's", () => {
  test("that is lost is made good by looking, soonest while the customer waits", async () => {
    const who = await lastingCustomer();
    await control.checkout(await pageFor(who, "pro_monthly"), "pay");
    await forgetMail(); // Lost, all of it.
    await travel(5_000);
    expect(await subscription(who)).toMatchObject({ status: "free" });
    await runDurableObjectAlarm(accountOf(who));
    expect(await subscription(who)).toMatchObject({ status: "active" });
    expect((await credits(who)).available).toBe(100);
  });

  test("that is lost is made good though nobody waits", async () => {
    const who = await lastingCustomer();
    await control.checkout(await pageFor(who, "pro_monthly"), "pay");
    await forgetMail();
    await travel(MINUTE);
    await runDurableObjectAlarm(accountOf(who));
    expect(await subscription(who)).toMatchObject({ status: "active" });
  });

  test("that a refund failed, weeks after it ended the plan, is made good though it is lost: the money goes back again", async () => {
    const who = await lastingCustomer();
    await subscribeByCard(who, "pro_yearly");
    const { data: invoices } = await stripe.invoices.list({ customer: await stripeIdOf(who) });
    const { data: payments } = await stripe.invoicePayments.list({
      invoice: invoices[0]?.id ?? "",
    });
    const intent = String(payments[0]?.payment.payment_intent);
    const refund = await stripe.refunds.create({ payment_intent: intent });
    // That the money went back, and that the plan ended for it.
    for (let times = 0; times < 2; times += 1) await hearAll(who);
    expect(await subscription(who)).toMatchObject({ status: "ended" });
    for (let days = 0; days < 28; days += 1) await liveOn(who, DAY);

    await control.stripe("refunds", { refund: refund.id, outcome: "failed" });
    await forgetMail();
    await travel(DAY);
    await runDurableObjectAlarm(accountOf(who));
    const { data: refunds } = await stripe.refunds.list({ payment_intent: intent });
    expect(refunds.map(({ status }) => status).sort()).toEqual(["failed", "succeeded"]);

    // Nothing can come again any more, and the account is at rest.
    await forgetMail();
    for (let days = 0; days < 40; days += 1) await liveOn(who, DAY);
    const alarm = await runInDurableObject(accountOf(who), (_, { storage }) => storage.getAlarm());
    expect(alarm).toBe(null);
  });

  test("waits in the account while Stripe is down for an hour, and nothing is lost", async () => {
    const who = await lastingCustomer();
    await control.checkout(await pageFor(who, "pro_monthly"), "pay");
    await control.fault({ gateway: "stripe", fault: "error-500", times: 100_000 });
    await hearAll(who);
    for (let minutes = 0; minutes < 60; minutes += 10) await liveOn(who, 10 * MINUTE);
    expect(await subscription(who)).toMatchObject({ status: "free" });
    await control.clearFaults();
    await travel(MINUTE);
    await runDurableObjectAlarm(accountOf(who));
    expect(await subscription(who)).toMatchObject({ status: "active" });
    expect((await credits(who)).available).toBe(100);
  });

  test("is not put off by a page that is opened after it", async () => {
    const who = await lastingCustomer();
    await control.checkout(await pageFor(who, "pro_monthly"), "pay");
    await forgetMail();
    const account = accountOf(who);
    const stripeId = await stripeIdOf(who);
    await account.hearStripe({ id: `evt_${who.id}`, type: "invoice.paid", stripeId });
    await account.watchStripe();
    await runDurableObjectAlarm(account);
    expect(await subscription(who)).toMatchObject({ status: "active" });
  });

  test("delivered five times, each, changes nothing more", async () => {
    const who = await lastingCustomer();
    await control.checkout(await pageFor(who, "pro_monthly"), "pay");
    await control.stripe("idle");
    const mails = (await strayMail()).filter(({ path }) => path.endsWith("/stripe"));
    for (const mail of [...mails, ...mails.toReversed(), ...mails, ...mails, ...mails]) {
      expect((await deliver(mail)).status).toBe(200);
      await runDurableObjectAlarm(accountOf(who));
    }
    expect((await credits(who)).available).toBe(100);
    expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
  });

  test("about a customer whom only Stripe's metadata knows finds the account", async () => {
    const who = await lastingCustomer();
    await control.checkout(await pageFor(who, "pro_monthly"), "pay");
    await bindings.DB.prepare("DELETE FROM stripe_customer").run();
    await hearAll(who);
    await runJobs({ ...bindings });
    await travel(2_000);
    await runDurableObjectAlarm(accountOf(who));
    expect(await subscription(who)).toMatchObject({ status: "active" });
  });

  test("about a stranger is kept, asked about ever more seldom, and dropped at last", async () => {
    const stranger = await stripe.customers.create({ metadata: { shop: "another" } });
    await hearAll();
    const waiting = async () =>
      (
        await bindings.DB.prepare("SELECT tries FROM stripe_event WHERE stripe_customer = ?")
          .bind(stranger.id)
          .all<{ tries: number }>()
      ).results;
    await runJobs({ ...bindings });
    expect(await waiting()).toHaveLength(1);
    await travel(31 * DAY);
    await runJobs({ ...bindings });
    expect(await waiting()).toEqual([]);
  });

  test("that cannot be led however often keeps no other from its account", async () => {
    const broken = Array.from({ length: 60 }, (_, at) => `evt_broken_${at}`);
    await bindings.DB.prepare(
      `INSERT INTO stripe_event (id, type, stripe_customer, object_ids, received_at, due_at)
       SELECT value, 'broken', NULL, 'null', 0, 0 FROM json_each(?)`,
    )
      .bind(JSON.stringify(broken))
      .run();
    const who = await lastingCustomer();
    await control.checkout(await pageFor(who, "pro_monthly"), "pay");
    await bindings.DB.prepare("DELETE FROM stripe_customer WHERE customer_id = ?")
      .bind(who.id)
      .run();
    await hearAll(who);
    for (let run = 0; run < 2; run++) await leadStripeEvents(bindings, () => Date.now());
    const left = await bindings.DB.prepare(
      "SELECT count(*) AS n, max(tries) AS tries FROM stripe_event WHERE type = 'broken'",
    ).first();
    expect(left).toEqual({ n: 60, tries: 1 });
    await travel(2_000);
    await runDurableObjectAlarm(accountOf(who));
    expect(await subscription(who)).toMatchObject({ status: "active" });
    await bindings.DB.prepare("DELETE FROM stripe_event WHERE type = 'broken'").run();
  });

  test("that is forged, stale or of the other mode is refused, and nothing moves", async () => {
    const who = await lastingCustomer();
    await subscribeByCard(who);
    const before = await subscription(who);
    const event = (change: object) =>
      JSON.stringify({
        ...{ id: "evt_forged", object: "event", type: "customer.subscription.deleted" },
        ...{ livemode: false, data: { object: { id: "sub_1", customer: "cus_1" } }, ...change },
      });
    const send = async (body: string, signature: string) =>
      (
        await request("/api/pay/notify/stripe", {
          method: "POST",
          body,
          headers: { "stripe-signature": signature },
        })
      ).status;
    const genuine = event({});
    const live = event({ livemode: true });
    expect(await send(genuine, await signed(genuine, { secret: "whsec_wrong" }))).toBe(400);
    expect(await send(genuine, await signed(genuine, { atMs: Date.now() - 301_000 }))).toBe(400);
    expect(await send(live, await signed(live))).toBe(400);
    await travel(2_000);
    await runDurableObjectAlarm(accountOf(who));
    expect(await subscription(who)).toEqual(before);
  });
});

test("a price that was archived goes on being paid by whoever bought it", async () => {
  const who = await lastingCustomer();
  await subscribeByCard(who);
  const [price] = (await stripe.prices.list({ lookup_keys: ["pro_monthly"] })).data;
  await stripe.prices.update(price?.id ?? "", { active: false });
  await liveOn(who, 32 * DAY);
  expect(await subscription(who)).toMatchObject({ planId: "pro_monthly", status: "active" });
  expect((await credits(who)).available).toBe(100);
  await stripe.prices.update(price?.id ?? "", { active: true });
});

test("a customer who was deleted at Stripe has nothing there any more, and subscribes anew", async () => {
  const who = await lastingCustomer();
  await subscribeByCard(who);
  const before = await stripeIdOf(who);
  await stripe.customers.del(before);
  await liveOn(who, 2 * DAY);
  expect(await subscription(who)).toMatchObject({ planId: "free", status: "ended" });
  await subscribeByCard(who);
  expect(await stripeIdOf(who)).not.toBe(before);
});

test("Stripe silent is 504, Stripe's no is 502, and neither sells anything", async () => {
  const who = await lastingCustomer();
  await control.fault({ gateway: "stripe", fault: "error-500", times: 1000 });
  expect(await upgrade(who, "pro_monthly", 3)).toMatchObject({
    status: 504,
    body: { code: "GATEWAY_TIMEOUT" },
  });
  await control.clearFaults();
  // The plan's price was archived at Stripe, and none took its place.
  const { data } = await stripe.prices.list({ lookup_keys: ["pro_monthly"] });
  const [price] = data;
  await stripe.prices.update(price?.id ?? "", { active: false });
  expect(await upgrade(who, "pro_monthly", 3)).toMatchObject({
    status: 502,
    body: { code: "GATEWAY_REFUSED" },
  });
  await stripe.prices.update(price?.id ?? "", { active: true });
  expect(await subscription(who)).toMatchObject({ status: "free" });
});

test("card payment that is switched off offers no plan by card", async () => {
  await bindings.CONFIG.put("payway_3_status", "false");
  await travel(61_000);
  const who = await lastingCustomer();
  expect(await upgrade(who, "pro_monthly", 3)).toMatchObject({
    status: 400,
    body: { code: "PAY_WAY_UNAVAILABLE" },
  });
  await bindings.CONFIG.put("payway_3_status", "true");
});
