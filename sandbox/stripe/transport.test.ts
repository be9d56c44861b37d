import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { until } from "../test-support.ts";
import { clientOf, deliveredTo, failureOf, type StripeBench, startBench } from "./test-support.ts";

let bench: StripeBench;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(() => bench.close());

beforeEach(() => bench.reset());

const raw = (path: string, init: RequestInit = {}, key = bench.sandbox.keys.stripe.secretKey) =>
  fetch(`${bench.sandbox.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${key}`, ...init.headers },
  });

const form = (body: string, headers: Record<string, string> = {}) => ({
  method: "POST",
  body,
  headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
});

describe("transport", () => {
  test("nested parameters, arrays and metadata arrive, with literal or encoded brackets", async () => {
    const made = await bench.stripe.customers.create({
      email: "lin@example.com",
      metadata: { customer_id: "c-1", "a key": "b&c=d" },
      preferred_locales: ["zh", "en"],
      address: { country: "CN", line1: "街道 1" },
    });
    expect(made).toMatchObject({
      object: "customer",
      metadata: { customer_id: "c-1", "a key": "b&c=d" },
      preferred_locales: ["zh", "en"],
      address: { country: "CN", line1: "街道 1", city: null },
      livemode: false,
    });
    const literal = await raw("/v1/customers", form("metadata[k]=v&preferred_locales[]=ja"));
    expect(await literal.json()).toMatchObject({
      metadata: { k: "v" },
      preferred_locales: ["ja"],
    });
  });

  test("clearing: an empty value clears, an empty metadata value deletes its key", async () => {
    const { id } = await bench.stripe.customers.create({
      name: "Lin",
      metadata: { a: "1", b: "2" },
    });
    const updated = await bench.stripe.customers.update(id, { name: "", metadata: { a: "" } });
    expect(updated).toMatchObject({ name: null, metadata: { b: "2" } });
  });

  test("every answer has a Request-Id, and Basic works as Bearer does", async () => {
    const basic = Buffer.from(`${bench.sandbox.keys.stripe.secretKey}:`).toString("base64");
    const answer = await fetch(`${bench.sandbox.url}/v1/customers`, {
      headers: { authorization: `Basic ${basic}` },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("request-id")).toMatch(/^req_/);
    expect((await raw("/v1/nonsense")).headers.get("request-id")).toMatch(/^req_/);
  });

  test.each([
    ["no key", "/v1/customers", { headers: { authorization: "" } }, 401, undefined],
    ["an unknown address", "/v1/nonsense", {}, 404, undefined],
    ["an unknown parameter", "/v1/customers", form("emial=a"), 400, "parameter_unknown"],
    ["an unknown nested one", "/v1/customers", form("address[x]=a"), 400, "parameter_unknown"],
    ["a missing one", "/v1/prices", form("currency=usd"), 400, "parameter_missing"],
    ["no number", "/v1/customers", form("balance=1.5"), 400, "parameter_invalid_integer"],
    ["an empty value", "/v1/prices", form("currency="), 400, "parameter_invalid_empty"],
    ["an unknown customer", "/v1/customers/cus_none", {}, 404, "resource_missing"],
    [
      "an old version",
      "/v1/customers",
      { headers: { "stripe-version": "2020-08-27" } },
      400,
      undefined,
    ],
  ])("%s is refused in Stripe's shape", async (_, path, init, status, code) => {
    const answer = await raw(path, init);
    expect(answer.status).toBe(status);
    const { error } = (await answer.json()) as { error: Record<string, string> };
    expect(error).toMatchObject({ type: "invalid_request_error", message: expect.any(String) });
    expect(error.code).toBe(code);
  });

  test("the package raises its own error classes", async () => {
    const stranger = clientOf(bench.sandbox, "sk_test_wrong");
    expect(await failureOf(stranger.customers.list())).toMatchObject({
      type: "StripeAuthenticationError",
      statusCode: 401,
    });
    expect(await failureOf(bench.stripe.customers.retrieve("cus_none"))).toMatchObject({
      type: "StripeInvalidRequestError",
      code: "resource_missing",
      param: "id",
    });
  });

  test("lists go page by page, newest first, and a cursor that is gone is refused", async () => {
    for (const name of ["a", "b", "c", "d", "e"]) await bench.stripe.customers.create({ name });
    const first = await bench.stripe.customers.list({ limit: 2 });
    expect(first.has_more).toBe(true);
    expect(first.data.map(({ name }) => name)).toEqual(["e", "d"]);
    const last = first.data[1]?.id ?? "";
    const second = await bench.stripe.customers.list({ limit: 2, starting_after: last });
    expect(second.data.map(({ name }) => name)).toEqual(["c", "b"]);
    const back = await bench.stripe.customers.list({
      limit: 2,
      ending_before: second.data[0]?.id ?? "",
    });
    expect(back.data.map(({ name }) => name)).toEqual(["e", "d"]);
    const all = await bench.stripe.customers.list({ limit: 2 }).autoPagingToArray({ limit: 100 });
    expect(all).toHaveLength(5);
    expect(await failureOf(bench.stripe.customers.list({ starting_after: "cus_x" }))).toMatchObject(
      {
        code: "resource_missing",
      },
    );
  });

  test("expand replaces an id by its object, in lists too, and refuses what cannot be", async () => {
    const { stripe } = bench;
    const product = await stripe.products.create({ name: "Pro" });
    const price = await stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 100,
    });
    const expanded = await stripe.prices.retrieve(price.id, { expand: ["product"] });
    expect(expanded.product).toMatchObject({ name: "Pro" });
    const page = await stripe.prices.list({ expand: ["data.product"] });
    expect(page.data[0]?.product).toMatchObject({ name: "Pro" });
    expect(
      await failureOf(stripe.prices.retrieve(price.id, { expand: ["nonsense"] })),
    ).toMatchObject({ param: "expand" });
  });
});

describe("idempotency", () => {
  test("the same key gives the first answer, and nothing happens twice", async () => {
    const first = await bench.stripe.customers.create({ name: "A" }, { idempotencyKey: "k1" });
    const again = await bench.stripe.customers.create({ name: "A" }, { idempotencyKey: "k1" });
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect((await bench.stripe.customers.list()).data).toHaveLength(1);
  });

  test("the same key with another body is an idempotency error", async () => {
    await bench.stripe.customers.create({ name: "A" }, { idempotencyKey: "k1" });
    const failure = await failureOf(
      bench.stripe.customers.create({ name: "B" }, { idempotencyKey: "k1" }),
    );
    expect(failure).toMatchObject({ type: "StripeIdempotencyError", statusCode: 400 });
  });

  test("a request that was refused before it began keeps no key", async () => {
    const options = { idempotencyKey: "k1" };
    await failureOf(bench.stripe.prices.create({ currency: "usd" }, options));
    const made = await bench.stripe.customers.create({ name: "A" }, options);
    expect(made.name).toBe("A");
  });

  test("a key whose first answer is still on its way is in use", async () => {
    await bench.control.fault({ gateway: "stripe", fault: "hang", delayMs: 1_000 });
    const options = { idempotencyKey: "k1" };
    const slow = bench.stripe.customers.create({ name: "A" }, options);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const failure = await failureOf(bench.stripe.customers.create({ name: "A" }, options));
    expect(failure).toMatchObject({ statusCode: 409, code: "idempotency_key_in_use" });
    const made = await slow;
    const again = await bench.stripe.customers.create({ name: "A" }, options);
    expect(again.id).toBe(made.id);
  });
});

describe("catalog", () => {
  test("a lookup key belongs to one price and moves when it is told to", async () => {
    const { stripe } = bench;
    const { id: product } = await stripe.products.create({ name: "Pro" });
    const common = { product, currency: "usd", lookup_key: "pro_monthly" } as const;
    const old = await stripe.prices.create({ ...common, unit_amount: 100 });
    expect(await failureOf(stripe.prices.create({ ...common, unit_amount: 200 }))).toMatchObject({
      param: "lookup_key",
    });
    const made = await stripe.prices.create({
      ...common,
      unit_amount: 200,
      transfer_lookup_key: true,
    });
    const found = await stripe.prices.list({ lookup_keys: ["pro_monthly"] });
    expect(found.data.map(({ id }) => id)).toEqual([made.id]);
    expect((await stripe.prices.retrieve(old.id)).lookup_key).toBeNull();
    expect(await bench.types()).toEqual([
      "product.created",
      "price.created",
      "price.updated",
      "price.created",
    ]);
  });

  test("a price's amount cannot change, and archiving tells what it was", async () => {
    const { stripe } = bench;
    const price = await stripe.prices.create({
      product_data: { name: "Pro" },
      currency: "usd",
      unit_amount: 100,
    });
    expect(
      await failureOf(stripe.prices.update(price.id, { unit_amount: 5 } as never)),
    ).toMatchObject({ code: "parameter_unknown" });
    await stripe.prices.update(price.id, { active: false });
    const [event] = (await stripe.events.list({ type: "price.updated" })).data;
    expect(event?.data.previous_attributes).toEqual({ active: true });
    expect(event?.data.object).toMatchObject({ id: price.id, active: false });
  });

  test("a deleted customer leaves a stub, and cannot be used", async () => {
    const { id } = await bench.stripe.customers.create({ name: "A" });
    expect(await bench.stripe.customers.del(id)).toMatchObject({ deleted: true });
    expect(await bench.stripe.customers.retrieve(id)).toMatchObject({ id, deleted: true });
    expect(await failureOf(bench.stripe.customers.update(id, { name: "B" }))).toMatchObject({
      code: "resource_missing",
    });
  });
});

describe("deliveries", () => {
  test("each event is posted, signed so that the package accepts it", async () => {
    const { id } = await bench.stripe.customers.create({ name: "A" }, { idempotencyKey: "mine" });
    const [event] = await deliveredTo(bench, 1);
    expect(event).toMatchObject({
      type: "customer.created",
      api_version: "2026-10-28.endive",
      livemode: false,
      request: { id: expect.stringMatching(/^req_/), idempotency_key: "mine" },
      data: { object: { id } },
    });
    expect(bench.merchant.received[0]?.path).toBe("/api/pay/notify/stripe");
  });

  test("an endpoint made by the API has a secret and events of its own", async () => {
    const { stripe, merchant } = bench;
    const endpoint = await stripe.webhookEndpoints.create({
      url: `${new URL(merchant.notifyUrl).origin}/other`,
      enabled_events: ["product.created"],
    });
    await stripe.products.create({ name: "Pro" });
    await stripe.customers.create({ name: "A" });
    await until(() => merchant.received.length === 3, "three deliveries");
    const { secret } = endpoint;
    const other = merchant.received.filter(({ path }) => path === "/other");
    expect(other).toHaveLength(1);
    const [mail] = other;
    const signature = String(mail?.headers["stripe-signature"]);
    const event = stripe.webhooks.constructEvent(mail?.body ?? "", signature, secret ?? "");
    expect(event.type).toBe("product.created");
    expect((await stripe.webhookEndpoints.retrieve(endpoint.id)).secret).toBeUndefined();
  });

  test("a refused event comes again with a fresh signature; accepted ones are no longer pending", async () => {
    const { merchant, control, stripe } = bench;
    merchant.answers.unshift({ status: 500, body: "" });
    await control.post("/clock", { scale: 100_000 });
    await stripe.customers.create({ name: "A" });
    const events = await deliveredTo(bench, 2);
    expect(events[0]?.id).toBe(events[1]?.id);
    await control.post("/clock", { scale: 1 });
    const [kept] = (await stripe.events.list()).data;
    expect(kept).toMatchObject({ id: events[0]?.id, pending_webhooks: 0 });
  });
});
