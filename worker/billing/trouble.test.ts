import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { PLANS } from "../domain/subscription/testing/make.ts";
import { type ActAtStripe, OWN_CODES } from "./calls.ts";
import { CALL_MS_MAX, createClient } from "./client.ts";
import { Customer, DAY, makePrices, must, OURS, standing, startBench } from "./testing/bench.ts";

/** Every fault of the wire or at Stripe that concerns a call of ours. */

const bench = await startBench();
afterAll(() => bench.close());

beforeEach(async () => {
  await bench.reset();
  await makePrices(bench);
});

const fault = (name: string, operation: string, more: object = {}) =>
  bench.control.fault({ gateway: "stripe", fault: name, operation, times: 1, ...more });

const own = { customerId: OURS, knownStripeId: null };
const UNAVAILABLE = { ok: false, error: { reason: "unavailable" } };

async function subscribed(): Promise<Customer> {
  const customer = await Customer.create(bench);
  await customer.checkout(PLANS.pro);
  await customer.look();
  return customer;
}

const invoicesOf = async ({ stripeId }: Customer) =>
  (await bench.stripe.invoices.list({ customer: stripeId })).data;

describe("Stripe is silent", () => {
  test("a call is given up after its time, and says so", async () => {
    expect(CALL_MS_MAX).toBe(10_000);
    const customer = await subscribed();
    const hasty = bench.billingWith({ callMsMax: 50 });
    for (const operation of ["customers.retrieve", "invoices.list", "charges.list"]) {
      await fault("hang", operation, { delayMs: 3_000 });
      expect(await hasty.picture(customer.stripeId)).toMatchObject(UNAVAILABLE);
    }
  });

  test("nobody is there: unavailable, and the account keeps what it knows", async () => {
    const customer = await subscribed();
    const before = customer.record;
    const nobody = bench.billingWith({ fetch: () => Promise.reject(new TypeError("refused")) });
    expect(await nobody.picture(customer.stripeId)).toMatchObject(UNAVAILABLE);
    expect(await nobody.customer(own)).toMatchObject(UNAVAILABLE);
    await customer.look();
    expect(customer.record).toEqual(before);
  });

  test("an upgrade whose answer is lost is charged once when it is asked for again", async () => {
    const customer = await subscribed();
    await bench.moveTo(bench.now() + 10 * DAY);
    const wish = await customer.changeTo(PLANS.team);
    const { prorationSeconds } = must(
      await bench.billing.preview({ ...wish, nowMs: bench.now() * 1000 }),
    );
    await fault("response-lost-after-acting", "subscriptions.update");
    const change = { ...wish, prorationSeconds };
    expect(await bench.billing.upgrade(change)).toMatchObject(UNAVAILABLE);
    expect(must(await bench.billing.upgrade(change))).toEqual({ outcome: "done" });
    expect(await invoicesOf(customer)).toHaveLength(2);
  });
});

describe("500 after the write", () => {
  test("a customer is found again, not made twice, though the outage is kept under the key", async () => {
    await fault("error-500-after-acting", "customers.create");
    expect(await bench.billing.customer(own)).toMatchObject(UNAVAILABLE);
    const found = must(await bench.billing.customer(own));
    const all = (await bench.stripe.customers.list()).data;
    expect(all.map(({ id }) => id)).toEqual([found]);
  });

  test("a session is found again", async () => {
    const customer = await Customer.create(bench);
    await fault("error-500-after-acting", "checkout.sessions.create");
    await bench.billing.openCheckout(customer.wish(PLANS.pro));
    must(await bench.billing.openCheckout(customer.wish(PLANS.pro)));
    const sessions = await bench.stripe.checkout.sessions.list({ customer: customer.stripeId });
    expect(sessions.data).toHaveLength(1);
  });

  test("an upgrade is charged once", async () => {
    const customer = await subscribed();
    await bench.moveTo(bench.now() + 10 * DAY);
    await fault("error-500-after-acting", "subscriptions.update");
    const { outcome, preview } = await customer.upgradeTo(PLANS.team);
    expect(outcome).toMatchObject(UNAVAILABLE);
    const wish = { ...(await customer.changeTo(PLANS.team)), resetsAnchor: false };
    const { prorationSeconds } = preview;
    expect(must(await bench.billing.upgrade({ ...wish, prorationSeconds }))).toEqual({
      outcome: "done",
    });
    expect(await invoicesOf(customer)).toHaveLength(2);
    await customer.look();
    expect(standing(customer)).toEqual(["pro_monthly paid", "team_monthly raise"]);
  });

  test("a refund moves the money once", async () => {
    const customer = await subscribed();
    const [invoice] = await invoicesOf(customer);
    const act: ActAtStripe = {
      kind: "refund-invoice",
      ...{ invoiceId: invoice?.id ?? "", amountMinor: 400, currency: "USD", key: "refund:1" },
    };
    await fault("error-500-after-acting", "refunds.create");
    expect(await bench.billing.perform(act)).toMatchObject(UNAVAILABLE);
    must(await bench.billing.perform(act));
    must(await bench.billing.perform(act));
    expect((await bench.stripe.refunds.list()).data.map(({ amount }) => amount)).toEqual([400]);
  });

  test("a schedule that was made is gone on with", async () => {
    const customer = await subscribed();
    const wish = await customer.changeTo(PLANS.archived);
    await fault("error-500-after-acting", "subscriptionSchedules.create");
    expect(await bench.billing.scheduleDowngrade(wish)).toMatchObject(UNAVAILABLE);
    must(await bench.billing.scheduleDowngrade(wish));
    await customer.look();
    expect(customer.record.pendingChange?.planId).toBe("lite_monthly");
  });

  test("an outage that is kept under every key is an outage, not a refusal", async () => {
    const answers = [500, 500, 500, 500].map(
      (status) =>
        new Response(JSON.stringify({ error: { type: "api_error", message: "no" } }), {
          ...{ status, headers: { "idempotent-replayed": "true" } },
        }),
    );
    const keys: (string | null)[] = [];
    const client = createClient(bench.access, {
      sleep: async () => {},
      fetch: async (_input, init) => {
        keys.push(new Headers(init?.headers).get("idempotency-key"));
        return answers.shift() as Response;
      },
    });
    const write = client.write("key", (stripe, keyed) => stripe.customers.create({}, keyed));
    expect(await write).toMatchObject(UNAVAILABLE);
    expect(keys).toEqual(["key", "key:2", "key:3"]);
  });
});

describe("a conflict or a limit", () => {
  test("an object that another request holds is asked for again, a little later each time", async () => {
    const customer = await subscribed();
    await fault("lock-timeout", "subscriptions.update", { times: 2 });
    const { subscriptionId } = customer;
    must(await bench.billing.cancelAtEnd({ subscriptionId, releaseScheduleId: null }));
    expect(bench.waits).toEqual([100, 200]);
  });

  test("one that is held for long is unavailable, after a bounded time", async () => {
    const customer = await subscribed();
    await fault("lock-timeout", "subscriptions.update", { times: 100 });
    const { subscriptionId } = customer;
    const of = { subscriptionId, releaseScheduleId: null };
    expect(await bench.billing.cancelAtEnd(of)).toMatchObject(UNAVAILABLE);
    expect(bench.waits).toEqual([100, 200, 400, 800]);
  });

  test("a limit of the rate is unavailable, and nothing is asked again by itself", async () => {
    const customer = await subscribed();
    await fault("error-429", "invoices.list");
    expect(await bench.billing.picture(customer.stripeId)).toMatchObject(UNAVAILABLE);
    expect(bench.waits).toEqual([]);
    await customer.look();
  });

  test("a read that lags behind is healed by the next one", async () => {
    const customer = await Customer.create(bench);
    await fault("stale-read", "subscriptions.retrieve", { times: 10 });
    await customer.checkout(PLANS.pro);
    await customer.look();
    expect(standing(customer)).toEqual(["pro_monthly paid"]);
  });
});

describe("a definite no", () => {
  test("a key that is not accepted is refused, without a word of the key", async () => {
    const client = createClient(
      { ...bench.access, secretKey: "sk_test_wrong_secret" },
      { fetch, sleep: async () => {} },
    );
    const answer = await client.ask((stripe) => stripe.customers.list());
    expect(answer).toMatchObject({ error: { reason: "refused", code: "key_not_accepted" } });
    expect(JSON.stringify(answer)).not.toContain("sk_test");
  });

  test("a subscription that is over is neither upgraded nor planned for", async () => {
    const customer = await subscribed();
    const wish = await customer.changeTo(PLANS.team);
    must(await bench.billing.cancelNow(customer.subscriptionId));
    const changed = { ok: false, error: { reason: "refused", code: "subscription_changed" } };
    const prorationSeconds = bench.now();
    expect(await bench.billing.upgrade({ ...wish, prorationSeconds })).toMatchObject(changed);
    expect(await bench.billing.preview({ ...wish, nowMs: bench.now() * 1000 })).toMatchObject(
      changed,
    );
    expect(await bench.billing.scheduleDowngrade(wish)).toMatchObject(changed);
  });

  test("an invoice that a balance paid has no payment to refund", async () => {
    const customer = await Customer.create(bench);
    await bench.stripe.customers.update(customer.stripeId, { balance: -5000 });
    await customer.checkout(PLANS.pro);
    await customer.look();
    expect(standing(customer)).toEqual(["pro_monthly paid"]);
    const [invoice] = await invoicesOf(customer);
    expect(await bench.billing.refundInvoice(invoice?.id ?? "", "act")).toMatchObject({
      error: { reason: "refused", code: "invoice_without_payment" },
    });
  });
});

describe("what another call changes between our look and our change", () => {
  /** Does `meanwhile` once, before the first change of a subscription is sent. */
  const interrupted = (meanwhile: () => Promise<unknown>) => {
    let isOver = false;
    return bench.billingWith({
      fetch: async (input: string | URL | Request, init?: RequestInit) => {
        const changes = init?.method === "POST" && /\/v1\/subscriptions\//.test(String(input));
        if (changes && !isOver) {
          isOver = true;
          await meanwhile();
        }
        return fetch(input, init);
      },
    });
  };
  const end = ({ subscriptionId }: Customer) => ({ subscriptionId, releaseScheduleId: null });

  test("undone by both, or cancelled by both: done", async () => {
    const customer = await subscribed();
    const { subscriptionId } = customer;
    must(
      await interrupted(() => bench.billing.cancelAtEnd(end(customer))).cancelAtEnd(end(customer)),
    );
    must(await interrupted(() => bench.billing.resume(subscriptionId)).resume(subscriptionId));
    await customer.look();
    expect(customer.record.cancelAtMs).toBeNull();
  });

  test("ended, or given a schedule: told to look again, not that Stripe refuses", async () => {
    const CHANGED = { ok: false, error: { reason: "refused", code: OWN_CODES.changed } };
    const ended = await subscribed();
    must(await bench.billing.cancelAtEnd(end(ended)));
    const over = () => bench.stripe.subscriptions.cancel(ended.subscriptionId);
    expect(await interrupted(over).resume(ended.subscriptionId)).toMatchObject(CHANGED);
    await bench.reset();
    await makePrices(bench);
    const planned = await subscribed();
    const plan = () =>
      bench.stripe.subscriptionSchedules.create({ from_subscription: planned.subscriptionId });
    expect(await interrupted(plan).cancelAtEnd(end(planned))).toMatchObject(CHANGED);
  });

  test("ended by the other, it is cancelled", async () => {
    const customer = await subscribed();
    const over = () => bench.stripe.subscriptions.cancel(customer.subscriptionId);
    must(await interrupted(over).cancelAtEnd(end(customer)));
  });
});
