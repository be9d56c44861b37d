import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { FAULTS, STRIPE_VARIANTS } from "../faults.ts";
import { until } from "../test-support.ts";
import {
  type Catalog,
  deliveredTo,
  failureOf,
  itemOf,
  makeCatalog,
  makeCustomer,
  START,
  type StripeBench,
  startBench,
  subscribe,
} from "./test-support.ts";

let bench: StripeBench;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(() => bench.close());

beforeEach(() => bench.reset());

const fault = (name: string, more: Record<string, unknown> = {}) =>
  bench.control.fault({ gateway: "stripe", fault: name, ...more });

const names = async () => (await bench.stripe.customers.list()).data.map(({ name }) => name);

describe("faults on calls", () => {
  test.each([
    ["error-500", "StripeAPIError", 500],
    ["error-429", "StripeRateLimitError", 429],
    ["lock-timeout", "StripeInvalidRequestError", 409],
  ])("%s: nothing is done", async (name, type, statusCode) => {
    await fault(name, { operation: "customers.create" });
    const failure = await failureOf(bench.stripe.customers.create({ name: "A" }));
    expect(failure).toMatchObject({ statusCode });
    if (type !== "StripeInvalidRequestError") expect(failure.type).toBe(type);
    expect(await names()).toEqual([]);
    await bench.stripe.customers.create({ name: "B" });
    expect(await names()).toEqual(["B"]);
  });

  test("lock-timeout strikes writes only", async () => {
    await fault("lock-timeout");
    expect(await names()).toEqual([]);
    expect(await failureOf(bench.stripe.customers.create({ name: "A" }))).toMatchObject({
      code: "lock_timeout",
    });
  });

  test("error-500-after-acting: it is done, and the key replays the 500", async () => {
    await fault("error-500-after-acting");
    const create = () =>
      bench.stripe.customers.create({ name: "A" }, { idempotencyKey: "k", maxNetworkRetries: 0 });
    expect(await failureOf(create())).toMatchObject({ statusCode: 500 });
    expect(await names()).toEqual(["A"]);
    expect(await failureOf(create())).toMatchObject({ statusCode: 500 });
    expect(await names()).toEqual(["A"]);
    expect(await bench.types()).toEqual(["customer.created"]);
  });

  test("response-lost-after-acting: the package's own retry gets the first answer", async () => {
    await fault("response-lost-after-acting");
    const made = await bench.stripe.customers.create({ name: "A" }, { maxNetworkRetries: 1 });
    expect(made.name).toBe("A");
    expect(made.lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect(await names()).toEqual(["A"]);
  });

  test("stale-read: an object is what it was a moment ago", async () => {
    const { id } = await bench.stripe.customers.create({ name: "A" });
    await bench.stripe.customers.update(id, { name: "B" });
    await fault("stale-read", { number: id, delayMs: 60_000 });
    expect(await bench.stripe.customers.retrieve(id)).toMatchObject({ name: "A" });
    expect(await bench.stripe.customers.retrieve(id)).toMatchObject({ name: "B" });
  });

  test("stale-read: what was just made is not there yet, what is old is", async () => {
    const { id } = await bench.stripe.customers.create({ name: "A" });
    await fault("stale-read", { number: id, delayMs: 60_000 });
    expect(await failureOf(bench.stripe.customers.retrieve(id))).toMatchObject({ statusCode: 404 });
    await fault("stale-read", { number: id, delayMs: 0 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await bench.stripe.customers.retrieve(id)).toMatchObject({ name: "A" });
  });

  test("change-between-pages: nothing is skipped and nothing doubled by the cursor", async () => {
    for (const name of ["a", "b", "c"]) await bench.stripe.customers.create({ name });
    await fault("change-between-pages", { operation: "customers.list" });
    const first = await bench.stripe.customers.list({ limit: 2 });
    const rest = await bench.stripe.customers.list({
      limit: 2,
      starting_after: first.data[1]?.id ?? "",
    });
    expect([...first.data, ...rest.data].map(({ name }) => name)).toEqual(["c", "b", "a"]);
    expect(await names()).toEqual(["Between two pages", "c", "b", "a"]);
  });

  test("what the sandbox was asked is in its journal", async () => {
    await failureOf(bench.stripe.prices.create({ currency: "usd" }));
    expect(bench.sandbox.snapshot().requests.at(-1)).toMatchObject({
      gateway: "stripe",
      operation: "prices.create",
      outcome: "400 parameter_missing",
    });
  });
});

describe("faults on deliveries", () => {
  const one = () => bench.stripe.customers.create({ name: "A" });
  const ids = () => bench.merchant.received.map(({ body }) => JSON.parse(body).id as string);

  test("duplicate-notification: the same event several times", async () => {
    await fault("duplicate-notification", { count: 3 });
    await one();
    await until(() => ids().length === 3, "three copies");
    expect(new Set(ids()).size).toBe(1);
  });

  test("second-event: the same fact under two ids", async () => {
    await fault("second-event");
    await one();
    const [first, second] = await deliveredTo(bench, 2);
    expect(first?.id).not.toBe(second?.id);
    expect(first?.data).toEqual(second?.data);
  });

  test("drop-notification: lost for good, but in the list of events", async () => {
    await fault("drop-notification", { number: "customer.created" });
    await one();
    await bench.stripe.products.create({ name: "Pro" });
    const heard = await deliveredTo(bench, 1);
    expect(heard.map(({ type }) => type)).toEqual(["product.created"]);
    expect(await bench.types()).toEqual(["customer.created", "product.created"]);
  });

  test("delay-notification: hours later, behind what came after it", async () => {
    await fault("delay-notification", { delayMs: 3 * 3_600_000 });
    await one();
    await bench.stripe.products.create({ name: "Pro" });
    await deliveredTo(bench, 1);
    await bench.moveTo(START + 3 * 3600 + 1);
    const heard = await deliveredTo(bench, 2);
    expect(heard.map(({ type }) => type)).toEqual(["product.created", "customer.created"]);
  });

  test("shuffle-notifications: within the window each comes at a moment of its own", async () => {
    await fault("shuffle-notifications", { times: 20 });
    for (let made = 0; made < 20; made += 1) await one();
    await bench.moveTo(START + 26);
    const heard = await deliveredTo(bench, 20);
    const sent = (await bench.stripe.events.list({ limit: 20 })).data.map(({ id }) => id);
    expect(new Set(heard.map(({ id }) => id))).toEqual(new Set(sent));
  });

  test("held back: nothing is sent until the test delivers it, in any order", async () => {
    await bench.control.post("/stripe/hold", { held: true });
    await one();
    await bench.stripe.products.create({ name: "Pro" });
    const [product, customer] = (await bench.stripe.events.list()).data;
    expect(bench.merchant.received).toHaveLength(0);
    for (const event of [product, customer, product]) {
      const answer = await bench.control.post("/stripe/deliver", { event: event?.id });
      expect(answer).toEqual({ status: 200, body: "" });
    }
    expect(ids()).toEqual([product?.id, customer?.id, product?.id]);
  });

  const composed = async (variant: string) => {
    await one();
    const [event] = (await bench.stripe.events.list({ limit: 1 })).data;
    return bench.control.post<{ headers: Record<string, string>; body: string }>(
      "/stripe/compose",
      { event: event?.id, variant },
    );
  };

  const verify = ({ headers, body }: { headers: Record<string, string>; body: string }) => {
    const secret = bench.sandbox.keys.stripe.webhookSecret;
    return new Stripe("sk_test_x").webhooks.constructEvent(
      body,
      headers["stripe-signature"] ?? "",
      secret,
    );
  };

  test.each(["tampered-body", "wrong-secret", "missing-signature", "stale-timestamp"])(
    "%s does not verify",
    async (variant) => {
      const message = await composed(variant);
      expect(() => verify(message)).toThrow(Stripe.errors.StripeSignatureVerificationError);
    },
  );

  test("two-signatures: while a secret is rolled one of two is ours", async () => {
    const message = await composed("two-signatures");
    expect(message.headers["stripe-signature"]?.match(/v1=/g)).toHaveLength(2);
    expect(verify(message).type).toBe("customer.created");
  });

  test("livemode-flipped is genuinely signed", async () => {
    expect(verify(await composed("livemode-flipped")).livemode).toBe(true);
  });

  test("a variant is also a fault on the next delivery", async () => {
    await fault("livemode-flipped");
    await one();
    expect(await deliveredTo(bench, 1)).toMatchObject([{ livemode: true }]);
  });

  test("every variant is named by a fault", () => {
    for (const name of STRIPE_VARIANTS.filter((each) => each !== "genuine")) {
      expect(FAULTS.stripe).toContain(name);
    }
  });
});

describe("an endpoint of long ago", () => {
  let catalog: Catalog;

  beforeEach(async () => {
    catalog = await makeCatalog(bench);
  });

  test("sends fields where they used to be", async () => {
    const subscription = await subscribe(bench, catalog.monthly);
    const { data } = await bench.stripe.events.list({
      types: ["invoice.paid", "customer.subscription.created"],
    });
    const older = await Promise.all(
      data.map(({ id }) =>
        bench.control.post<{ body: string }>("/stripe/compose", {
          event: id,
          variant: "older-api-version",
        }),
      ),
    );
    const bodies = older.map(({ body }) => JSON.parse(body));
    const invoice = bodies.find(({ type }) => type === "invoice.paid");
    const made = bodies.find(({ type }) => type === "customer.subscription.created");
    expect(invoice.data.object).toMatchObject({ subscription: subscription.id, paid: true });
    expect(invoice.data.object).not.toHaveProperty("parent");
    expect(made.data.object).toMatchObject({
      current_period_end: itemOf(subscription).current_period_end,
    });
    expect(made.data.object.items.data[0]).not.toHaveProperty("current_period_end");
    expect(made.api_version).toBe("2024-06-20");
  });

  test("a subscription can be in classic billing", async () => {
    await fault("classic-billing-mode");
    const customer = await makeCustomer(bench);
    const made = await subscribe(bench, catalog.monthly, { customer });
    expect(made.billing_mode.type).toBe("classic");
    const migrated = await bench.stripe.subscriptions.migrate(made.id, {
      billing_mode: { type: "flexible" },
    });
    expect(migrated.billing_mode.type).toBe("flexible");
  });
});

describe("levers", () => {
  test.each([
    ["/stripe/settings", { retriesEnd: "never" }],
    ["/stripe/settings", { nonsense: 1 }],
    ["/stripe/checkout", { session: "cs_none", action: "pay" }],
    ["/stripe/checkout", { session: "cs_none", action: "fly" }],
    ["/stripe/cards", { card: "cus_none", behaviour: "declines" }],
    ["/stripe/deliver", { event: "evt_none" }],
    ["/stripe/dashboard", { act: "POST /v1/nonsense" }],
    ["/stripe/disputes", { of: "ch_none" }],
  ])("%s with %j is told what is wrong", async (path, body) => {
    expect(await bench.control.post(path, body)).toEqual({ error: expect.any(String) });
  });
});
