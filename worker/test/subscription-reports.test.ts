import { runDurableObjectAlarm } from "cloudflare:test";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { proratedAllowance } from "../domain/credits/period.ts";
import { runJobs } from "../jobs/all.ts";
import { AccountObject } from "../objects/account/object.ts";
import {
  forgetMail,
  hearAll,
  liveOn,
  pageFor,
  plansByCard,
  stripeIdOf,
  subscribeByCard,
} from "./billing.ts";
import { stripe } from "./card.ts";
import { accountOf } from "./shop.ts";
import { credits, lastingCustomer, subscription } from "./subscribing.ts";
import {
  bindings,
  type Customer,
  control,
  customer,
  deliver,
  restoreAfterEach,
  setClocks,
  strayMail,
  travel,
} from "./world.ts";

/**
 * Reports against others that are about more than the rules: the rest is in
 * `domain/subscription/bug-reports.test.ts`.
 */

restoreAfterEach();
beforeAll(plansByCard);
afterEach(() => vi.restoreAllMocks());
afterAll(() => control.reset());

const DAY = 86_400_000;
const DEC_20 = Date.parse("2036-12-20T04:00:00Z");
beforeEach(async () => {
  await forgetMail();
  await setClocks(DEC_20);
});

const alarm = (who: Customer) => runDurableObjectAlarm(accountOf(who));

const dashboard = (act: string, params: object) =>
  control.stripe("dashboard", { act, params }) as Promise<{ id: string }>;

/** Subscribed by an operator in Stripe's dashboard, with nothing of ours on it. */
async function subscribedInDashboard(stripeId: string): Promise<void> {
  const [price] = (await stripe.prices.list({ lookup_keys: ["pro_monthly"] })).data;
  const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: stripeId });
  await dashboard("POST /v1/subscriptions", {
    ...{ customer: stripeId, default_payment_method: card.id },
    items: { 0: { price: price?.id } },
  });
}

test("3: a failure right after the grant, and everything again: granted once", async () => {
  const who = await lastingCustomer();
  await control.checkout(await pageFor(who, "pro_monthly"), "pay");
  const original = AccountObject.prototype.seeStripe;
  vi.spyOn(AccountObject.prototype, "seeStripe").mockImplementation(function (
    this: AccountObject,
    ...given
  ) {
    original.apply(this, given);
    throw new Error("the answer was lost");
  });
  await hearAll(who);
  vi.restoreAllMocks();
  for (let again = 0; again < 3; again += 1) await liveOn(who, 60_000);
  expect((await credits(who)).available).toBe(100);
  expect(await subscription(who)).toMatchObject({ status: "active" });
});

describe("14, and 10 of the origin's faults: an e-mail address names nobody", () => {
  const email = "same@example.com";

  test("two customers of one address are two at Stripe, and the plan of one is not the other's", async () => {
    const [lin, alex] = [
      await customer({ email, expiresInSeconds: 30 * 366 * 86_400 }),
      await customer({ email, expiresInSeconds: 30 * 366 * 86_400 }),
    ];
    await subscribeByCard(lin);
    await pageFor(alex, "pro_monthly");
    await hearAll(lin, alex);
    expect(await stripeIdOf(alex)).not.toBe(await stripeIdOf(lin));
    expect(await subscription(alex)).toMatchObject({ status: "free" });
    expect(await subscription(lin)).toMatchObject({ status: "active" });
  });

  test("one who is at Stripe already under that address is not taken for ours", async () => {
    const other = await stripe.customers.create({ email });
    await subscribedInDashboard(other.id);
    const who = await customer({ email, expiresInSeconds: 30 * 366 * 86_400 });
    await pageFor(who, "pro_monthly");
    await hearAll(who);
    expect(await stripeIdOf(who)).not.toBe(other.id);
    expect(await subscription(who)).toMatchObject({ status: "free" });
  });
});

describe("15: a subscription without our metadata", () => {
  test("is found by its customer", async () => {
    const who = await lastingCustomer();
    await pageFor(who, "pro_monthly");
    await subscribedInDashboard(await stripeIdOf(who));
    await hearAll(who);
    expect(await subscription(who)).toMatchObject({ status: "active", planId: "pro_monthly" });
    expect((await credits(who)).available).toBe(100);
  });

  test("of an unknown customer is kept, and an operator who writes our id there claims it", async () => {
    const who = await lastingCustomer();
    const stranger = await stripe.customers.create({});
    await subscribedInDashboard(stranger.id);
    await hearAll();
    await runJobs({ ...bindings });
    const kept = bindings.DB.prepare(
      "SELECT count(*) AS events FROM stripe_event WHERE stripe_customer = ?",
    ).bind(stranger.id);
    expect(await kept.first("events")).toBeGreaterThan(5);
    expect(await subscription(who)).toMatchObject({ status: "free" });

    await dashboard(`POST /v1/customers/${stranger.id}`, { metadata: { customer_id: who.id } });
    await hearAll();
    await travel(2 * DAY);
    await hearAll();
    await runJobs({ ...bindings });
    await alarm(who);
    expect(await subscription(who)).toMatchObject({ status: "active", planId: "pro_monthly" });
    expect(await kept.first("events")).toBe(0);
  });
});

describe("17: a method that takes days", () => {
  test("gives nothing while the session is complete and unpaid, and the plan when the money comes", async () => {
    const who = await lastingCustomer();
    await control.checkout(await pageFor(who, "pro_monthly"), "delayed");
    await hearAll(who);
    expect(await subscription(who)).toMatchObject({ status: "free" });
    expect((await credits(who)).available).toBe(5);
    await liveOn(who, 4 * DAY);
    expect(await subscription(who)).toMatchObject({ status: "active" });
    expect((await credits(who)).available).toBe(100);
  });

  test("gives nothing when the money never comes, though Stripe calls it active", async () => {
    const who = await lastingCustomer();
    await control.checkout(await pageFor(who, "pro_monthly"), "delayed-fails");
    await hearAll(who);
    await liveOn(who, 4 * DAY);
    const customerId = await stripeIdOf(who);
    const { data } = await stripe.subscriptions.list({ customer: customerId });
    expect(data.map(({ status }) => status)).toEqual(["active"]);
    expect(await subscription(who)).toMatchObject({ status: "free" });
    expect((await credits(who)).available).toBe(5);
  });
});

describe("19: the calendar's month beside the plan's own", () => {
  afterEach(() => bindings.CONFIG.delete("credit_period"));

  const JAN_1 = Date.parse("2036-12-31T16:00:00Z"); // In Shanghai.

  test("by the calendar the month turns on the 1st, whenever the plan began", async () => {
    const who = await lastingCustomer();
    await subscribeByCard(who);
    await liveOn(who, JAN_1 + 60_000 - Date.now());
    expect((await credits(who)).plan).toMatchObject({ granted: 100 });
    await liveOn(who, 20 * DAY);
    expect(await credits(who)).toMatchObject({ available: 100, plan: { granted: 100 } });
  });

  test("by days left the first allowance is a share, and Stripe renews on the 1st too", async () => {
    await bindings.CONFIG.put("credit_period", "calendar-prorated");
    const who = await lastingCustomer();
    await subscribeByCard(who);
    const share = proratedAllowance(100, DEC_20, "Asia/Shanghai");
    expect(share).toBeLessThan(50);
    expect((await credits(who)).available).toBe(share);
    expect((await subscription(who)).endDate).toBe(new Date(JAN_1).toISOString());
    await liveOn(who, JAN_1 - Date.now());
    await liveOn(who, 2 * 3_600_000);
    expect((await credits(who)).available).toBe(100);
  });

  test("by anniversary the 1st gives nothing, and the renewal the next allowance", async () => {
    await bindings.CONFIG.put("credit_period", "anniversary");
    const who = await lastingCustomer();
    await subscribeByCard(who);
    await accountOf(who).deduct({
      ...{ key: "spent", reference: "test", asset: "credits" as const, amount: 60 },
    });
    await liveOn(who, JAN_1 + DAY - Date.now());
    expect((await credits(who)).available).toBe(40);
    await liveOn(who, 21 * DAY);
    expect((await credits(who)).available).toBe(100);
  });
});

describe("30: Stripe's API hangs", () => {
  /** Calls of Stripe's API that never answer. */
  function hang() {
    const real = globalThis.fetch;
    let calls = 0;
    vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
      const url = String((input as Request).url ?? input);
      if (!url.startsWith(new URL("/v1/", bindings.STRIPE_API_BASE).href)) return real(input, init);
      calls += 1;
      return new Promise(() => undefined);
    });
    return () => calls;
  }

  test("its events are acknowledged without asking it anything, and what they are about is done later", async () => {
    const who = await lastingCustomer();
    await control.checkout(await pageFor(who, "pro_monthly"), "pay");
    await control.stripe("idle");
    const mails = (await strayMail()).filter(({ path }) => path.endsWith("/stripe"));
    const calls = hang();
    for (const mail of mails) expect((await deliver(mail)).status).toBe(200);
    expect(calls()).toBe(0);
    vi.restoreAllMocks();
    await travel(2_000);
    await alarm(who);
    expect(await subscription(who)).toMatchObject({ status: "active" });
  });
});
