import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { PLANS } from "../domain/subscription/testing/make.ts";
import {
  Customer,
  countAtStripe,
  DAY,
  makePrices,
  must,
  OURS,
  startBench,
} from "./testing/bench.ts";

const bench = await startBench();
afterAll(() => bench.close());

beforeEach(async () => {
  await bench.reset();
  await makePrices(bench);
});

const CLICKS = 20;
const clicks = <T>(act: (click: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: CLICKS }, (_, click) => act(click)));

const sessionsOf = async (customer: string) =>
  (await bench.stripe.checkout.sessions.list({ customer, limit: 100 })).data;

/** The whole of what a click does while nothing is remembered yet. */
async function click(change: Parameters<Customer["wish"]>[1] = {}) {
  const customer = new Customer(bench);
  const own = { customerId: OURS, knownStripeId: null };
  customer.stripeId = must(await bench.billing.customer(own));
  const page = must(await bench.billing.openCheckout(customer.wish(PLANS.pro, change)));
  return { stripeId: customer.stripeId, ...page };
}

describe("the first checkout", () => {
  test("clicked twenty times at once makes one customer and one session", async () => {
    const pages = await clicks(() => click());
    expect(new Set(pages.map(({ stripeId }) => stripeId)).size).toBe(1);
    expect(new Set(pages.map(({ url }) => url)).size).toBe(1);
    const { stripeId } = pages[0] as (typeof pages)[number];
    expect(await countAtStripe(bench, stripeId)).toEqual({ customers: 1, live: 0 });
    expect(await sessionsOf(stripeId)).toHaveLength(1);
  });

  test("clicked twenty times from two isolates, in three languages, is one session", async () => {
    const other = bench.billingWith({});
    const { stripeId } = await click();
    await bench.stripe.checkout.sessions.expire((await sessionsOf(stripeId))[0]?.id ?? "");
    const customer = new Customer(bench);
    customer.stripeId = stripeId;
    const languages = ["zh", "en", "jp"] as const;
    const pages = await clicks(async (each) =>
      must(
        await (each % 2 ? other : bench.billing).openCheckout(
          customer.wish(PLANS.pro, { language: languages[each % 3] as "zh" }),
        ),
      ),
    );
    expect(new Set(pages.map(({ sessionId }) => sessionId)).size).toBe(1);
    const open = (await sessionsOf(stripeId)).filter(({ status }) => status === "open");
    expect(open).toHaveLength(1);
  });

  test("clicked one after another shows the same page", async () => {
    const first = await click();
    expect(await click()).toEqual(first);
    expect(await click({ language: "zh" })).toEqual(first);
  });

  test("is not lost with its answer: the repeat finds what was made", async () => {
    const fault = "response-lost-after-acting";
    const lost = { gateway: "stripe", fault, times: 1 };
    await bench.control.fault({ ...lost, operation: "customers.create" });
    const own = { customerId: OURS, knownStripeId: null };
    expect(await bench.billing.customer(own)).toMatchObject({ error: { reason: "unavailable" } });
    await bench.control.fault({ ...lost, operation: "checkout.sessions.create" });
    const customer = await Customer.create(bench);
    const wish = customer.wish(PLANS.pro);
    expect(await bench.billing.openCheckout(wish)).toMatchObject({
      error: { reason: "unavailable" },
    });
    must(await bench.billing.openCheckout(wish));
    expect(await sessionsOf(customer.stripeId)).toHaveLength(1);
    expect((await bench.stripe.customers.list()).data).toHaveLength(1);
  });
});

describe("a session", () => {
  test("for another plan ends the one before it, so that two cannot be paid", async () => {
    const customer = await Customer.create(bench);
    const pro = must(await bench.billing.openCheckout(customer.wish(PLANS.pro)));
    const yearly = must(await bench.billing.openCheckout(customer.wish(PLANS.yearly)));
    expect(yearly.sessionId).not.toBe(pro.sessionId);
    expect((await sessionsOf(customer.stripeId)).map(({ status }) => status)).toEqual([
      "open",
      "expired",
    ]);
    const back = must(await bench.billing.openCheckout(customer.wish(PLANS.pro)));
    expect([pro.sessionId, yearly.sessionId]).not.toContain(back.sessionId);
  });

  test("that was paid or ran out is followed by another one", async () => {
    const customer = await Customer.create(bench);
    const first = must(await bench.billing.openCheckout(customer.wish(PLANS.pro)));
    await bench.moveTo(bench.now() + 2 * DAY);
    const second = must(await bench.billing.openCheckout(customer.wish(PLANS.pro)));
    expect(second.sessionId).not.toBe(first.sessionId);
    await bench.control.post("/stripe/checkout", { session: second.sessionId, action: "pay" });
    await customer.look();
    must(await bench.billing.cancelNow(customer.subscriptionId));
    const third = must(await bench.billing.openCheckout(customer.wish(PLANS.pro)));
    expect(third.sessionId).not.toBe(second.sessionId);
  });

  test("of an order's payment is left alone", async () => {
    const customer = await Customer.create(bench);
    const [once] = (await bench.stripe.prices.list({ lookup_keys: ["lifetime"] })).data;
    const order = await bench.stripe.checkout.sessions.create({
      ...{ mode: "payment", customer: customer.stripeId, success_url: "http://localhost:8788/" },
      line_items: [{ price: once?.id ?? "", quantity: 1 }],
    });
    must(await bench.billing.openCheckout(customer.wish(PLANS.pro)));
    must(await bench.billing.openCheckout(customer.wish(PLANS.yearly)));
    expect((await bench.stripe.checkout.sessions.retrieve(order.id)).status).toBe("open");
  });

  test("puts the renewals on the day that was asked for, and not with a trial", async () => {
    const customer = await Customer.create(bench);
    const anchor = { dayOfMonth: 1, hour: 16 };
    await customer.checkout(PLANS.pro, { anchor });
    await customer.look();
    expect(new Date(customer.record.link?.itemEndMs ?? 0).toISOString()).toBe(
      "2027-02-01T16:00:00.000Z",
    );
    must(await bench.billing.cancelNow(customer.subscriptionId));
    await customer.checkout(PLANS.pro, { anchor, trialDays: 7 });
    await customer.look();
    expect(customer.record.status).toBe("trialing");
  });

  test("is refused for a price that is not at Stripe, or that would charge something else", async () => {
    const customer = await Customer.create(bench);
    const wish = customer.wish(PLANS.pro);
    const cny = { ...wish.plan, price: { currency: "CNY" as const, amountMinor: 6990 } };
    expect(await bench.billing.openCheckout({ ...wish, plan: cny })).toMatchObject({
      error: { reason: "refused", code: "price_not_at_stripe" },
    });
    const dearer = { ...wish.plan, price: { currency: "USD" as const, amountMinor: 1099 } };
    expect(await bench.billing.openCheckout({ ...wish, plan: dearer })).toMatchObject({
      error: { reason: "refused", code: "price_differs_at_stripe" },
    });
    const yearly = { ...wish.plan, interval: "year" as const };
    expect(await bench.billing.openCheckout({ ...wish, plan: yearly })).toMatchObject({
      error: { reason: "refused", code: "price_differs_at_stripe" },
    });
    expect(await sessionsOf(customer.stripeId)).toEqual([]);
  });
});

describe("a customer", () => {
  test("of the same e-mail address is another one", async () => {
    const lin = await Customer.create(bench, "lin");
    await bench.stripe.customers.update(lin.stripeId, { email: "lin@example.com" });
    await bench.stripe.customers.create({ email: "lin@example.com" });
    const other = await Customer.create(bench, "lin-2");
    expect(other.stripeId).not.toBe(lin.stripeId);
    expect(must(await bench.billing.ownerOf(other.stripeId))).toBe("lin-2");
  });

  test("made in the dashboard belongs to nobody, and so does one that Stripe does not know", async () => {
    const { id } = await bench.stripe.customers.create({ email: "lin@example.com" });
    expect(must(await bench.billing.ownerOf(id))).toBeNull();
    expect(must(await bench.billing.ownerOf("cus_unknown"))).toBeNull();
  });

  test("with the longest id there may be has a session all the same", async () => {
    const customerId = "客".repeat(255);
    const customer = await Customer.create(bench, customerId);
    must(await bench.billing.openCheckout(customer.wish(PLANS.pro, { customerId })));
    expect(must(await bench.billing.ownerOf(customer.stripeId))).toBe(customerId);
  });

  test("changes the card on Stripe's page, in its language", async () => {
    const customer = await Customer.create(bench);
    const returnUrl = "http://localhost:8788/portal/subscription";
    const { stripeId } = customer;
    const url = must(await bench.billing.cardPage({ stripeId, returnUrl, language: "jp" }));
    expect((await fetch(url)).status).toBe(200);
  });
});
