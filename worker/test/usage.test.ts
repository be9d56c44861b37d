import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { meteringHost, productsInCatalog } from "./metering.ts";
import { accountOf } from "./shop.ts";
import { bindings, restoreAfterEach, setClocks, travel } from "./world.ts";

restoreAfterEach();
beforeAll(productsInCatalog);

const DAY_MS = 86_400_000;
const DEC_20 = Date.parse("2036-12-20T04:00:00Z");
const JAN_1 = Date.parse("2036-12-31T16:00:00Z"); // Shanghai's.
beforeEach(() => setClocks(DEC_20));

const iso = (atMs: number) => new Date(atMs).toISOString();

describe("one event", () => {
  test("is counted, and says what is left and until when", async () => {
    const it = await meteringHost();
    expect(await it.use("ai_chat", 3)).toMatchObject({
      status: 200,
      body: {
        ...{ result: "accepted", used: 3, limit: 50, remaining: 47 },
        ...{ resetsAt: iso(JAN_1), charged: 0 },
      },
    });
    expect(await it.use("ai_chat", 4)).toMatchObject({ body: { used: 7, remaining: 43 } });
  });

  test("counts once however often it comes, and another one under its id is refused", async () => {
    const it = await meteringHost();
    const event = { id: "call-1", product: "text_tokens", count: 2_500 };
    expect((await it.report(event)).body).toMatchObject({ result: "accepted", charged: 2 });
    await travel(3 * 3_600_000);
    expect((await it.report(event)).body).toMatchObject({
      ...{ result: "duplicate", used: 2_500, charged: 2 },
    });
    expect(await it.report({ ...event, count: 2_501 })).toMatchObject({
      ...{ status: 409, body: { code: "EVENT_ID_REUSED" } },
    });
    expect((await it.credits()).available).toBe(3);
  });

  test("at a hard limit is refused when it is enforced, with the reset, and counted when the work is done", async () => {
    const it = await meteringHost();
    await it.use("ai_chat", 48);
    const refused = await it.use("ai_chat", 3, { mode: "enforce" });
    expect(refused).toMatchObject({
      status: 429,
      body: { code: "QUOTA_EXCEEDED", used: 48, limit: 50, remaining: 2, resetsAt: iso(JAN_1) },
    });
    expect(refused.headers.get("retry-after")).toBe(String((JAN_1 - DEC_20) / 1_000));
    expect((await it.use("ai_chat", 2, { mode: "enforce" })).body).toMatchObject({ remaining: 0 });
    expect((await it.use("ai_chat", 5)).body).toMatchObject({ used: 55, remaining: 0 });
  });

  test.each([
    ["an unknown product", { product: "fax", count: 1 }, 404, "PRODUCT_UNKNOWN"],
    ["a count out of range", { product: "ai_chat", count: 1e13 }, 422, "COUNT_INVALID"],
    ["half a count", { product: "ai_chat", count: 0.5 }, 422, "INVALID_REQUEST"],
    ["no count", { product: "ai_chat" }, 422, "COUNT_INVALID"],
    [
      "last week's",
      { product: "ai_chat", count: 1, at: iso(DEC_20 - 8 * DAY_MS) },
      422,
      "EVENT_TOO_OLD",
    ],
    [
      "tomorrow's",
      { product: "ai_chat", count: 1, at: iso(DEC_20 + DAY_MS) },
      422,
      "EVENT_IN_FUTURE",
    ],
    [
      "a correction of nothing",
      { product: "email", count: -1, corrects: "x" },
      409,
      "CORRECTION_INVALID",
    ],
    ["an id of blanks", { id: "a b", product: "email", count: 1 }, 422, "INVALID_REQUEST"],
    [
      "too little balance",
      { product: "paid_calls", count: 30, mode: "enforce" },
      402,
      "INSUFFICIENT_BALANCE",
    ],
    [
      "a model without a price",
      { product: "model_tokens", pools: { input: 5 }, properties: { model: "huge" } },
      ...([422, "MODEL_NOT_PRICED"] as const),
    ],
    [
      "a report of a model that does not add up",
      {
        product: "model_tokens",
        modelUsage: { provider: "openai", usage: { prompt_tokens: 1, total_tokens: 9 } },
      },
      ...([422, "TOKENS_INVALID"] as const),
    ],
  ])("with %s is refused and counts nothing", async (_what, event, status, code) => {
    const it = await meteringHost();
    expect(await it.report(event)).toMatchObject({ status, body: { code } });
    expect((await it.usage()).days).toEqual([]);
  });

  test("of a model is priced by pool from what its provider reports", async () => {
    const it = await meteringHost();
    await it.send("POST", "/grant", { asset: "credits", amount: 100 });
    const sent = await it.report({
      product: "model_tokens",
      properties: { model: "large" },
      modelUsage: {
        provider: "anthropic",
        usage: { input_tokens: 1_000, cache_read_input_tokens: 4_000, output_tokens: 2_000 },
      },
    });
    expect(sent.body).toMatchObject({ used: 7_000, charged: 3 + 4 + 30 });
  });

  test("is not taken without a key", async () => {
    const it = await meteringHost();
    const response = await it.who.post(`/api/customers/${it.who.id}/usage`, {
      ...{ id: "x", product: "ai_chat", count: 1 },
    });
    expect(response.status).toBe(401);
  });
});

test("a hundred enforced at once against a quota of fifty: exactly fifty", async () => {
  const it = await meteringHost();
  const sent = await Promise.all(
    Array.from({ length: 100 }, () => it.use("ai_chat", 1, { mode: "enforce" })),
  );
  expect(sent.filter(({ status }) => status === 200)).toHaveLength(50);
  expect(sent.filter(({ status }) => status === 429)).toHaveLength(50);
  expect((await it.quota("ai_chat")).used).toBe(50);
});

test("credits that are enforced at once are never overspent", async () => {
  const it = await meteringHost(); // The free plan gives five.
  const sent = await Promise.all(
    Array.from({ length: 20 }, () => it.use("text_tokens", 1_000, { mode: "enforce" })),
  );
  expect(sent.filter(({ status }) => status === 200)).toHaveLength(5);
  expect(sent.filter(({ status }) => status === 402)).toHaveLength(15);
  expect((await it.credits()).available).toBe(0);
  expect(await accountOf(it.who).audit()).toMatchObject({ faults: [] });
});

describe("a batch", () => {
  const events = (count: number, more: (at: number) => object = () => ({})) =>
    Array.from({ length: count }, (_, at) => ({
      ...{ id: `e${at}`, product: "ai_chat", count: 1 },
      ...more(at),
    }));

  test("of five hundred events sent five times counts once", async () => {
    const it = await meteringHost();
    const sent = await Promise.all(Array.from({ length: 5 }, () => it.batch(events(500))));
    const results = sent.flatMap((each) => each.results.map(({ result }) => result));
    expect(results.filter((result) => result === "accepted")).toHaveLength(500);
    expect(results.filter((result) => result === "duplicate")).toHaveLength(2_000);
    expect((await it.quota("ai_chat")).used).toBe(500);
  });

  test("answers one result each, in order, whatever became of the others", async () => {
    const it = await meteringHost();
    const { results } = await it.batch([
      { id: "a", product: "ai_chat", count: 49 },
      { id: "b", product: "fax", count: 1 },
      { id: "c", product: "ai_chat", count: 2, mode: "enforce" },
      { id: "d", product: "ai_chat", count: 1, at: iso(DEC_20 - 9 * DAY_MS) },
      { id: "e", product: "ai_chat", count: 1, at: iso(DEC_20 + DAY_MS) },
      { id: "f", product: "email", count: -1, corrects: "a" },
      { id: "a", product: "ai_chat", count: 49 },
      { id: "a", product: "ai_chat", count: 48 },
      { id: "g", product: "ai_chat" },
      {
        id: "h",
        product: "model_tokens",
        pools: { input: 1 },
        modelUsage: { provider: "google", usage: {} },
      },
      { customer: "\u0000", id: "i", product: "ai_chat", count: 1 },
      { id: "j", product: "ai_chat", count: 1, mode: "enforce" },
    ]);
    expect(results.map(({ id, result, code }) => [id, result, code])).toEqual([
      ["a", "accepted", undefined],
      ["b", "rejected", "PRODUCT_UNKNOWN"],
      ["c", "rejected", "QUOTA_EXCEEDED"],
      ["d", "rejected", "EVENT_TOO_OLD"],
      ["e", "rejected", "EVENT_IN_FUTURE"],
      ["f", "rejected", "CORRECTION_INVALID"],
      ["a", "duplicate", undefined],
      ["a", "rejected", "EVENT_ID_REUSED"],
      ["g", "rejected", "COUNT_INVALID"],
      ["h", "rejected", "TOKENS_INVALID"],
      ["i", "rejected", "INVALID_REQUEST"],
      ["j", "accepted", undefined],
    ]);
  });

  test("is of fifty customers at most, and of events of them all", async () => {
    const it = await meteringHost();
    const ids = Array.from({ length: 51 }, () => `customer-${crypto.randomUUID()}`);
    const of = (count: number) =>
      ids.slice(0, count).map((customer) => ({ customer, ...events(1)[0] }));
    expect(await it.batch(of(51))).toMatchObject({
      status: 422,
      body: { code: "INVALID_REQUEST" },
    });
    const { results } = await it.batch(of(50));
    expect(results).toHaveLength(50);
    expect(results.every(({ result, used }) => result === "accepted" && used === 1)).toBe(true);
  });

  test("is of 500 events and of 256 KiB at most", async () => {
    const it = await meteringHost();
    expect((await it.batch(events(501))).status).toBe(422);
    expect((await it.batch([])).status).toBe(422);
    const large = (bytes: number) => ({
      properties: { model: "x".repeat(100) },
      pad: "x".repeat(bytes),
    });
    expect((await it.batch(events(2, () => large(100 * 1024)))).status).toBe(200);
    expect((await it.batch(events(3, () => large(100 * 1024)))).status).toBe(413);
  });
});

describe("asking for a quota", () => {
  test("is a preview of what would be let through, and writes nothing", async () => {
    const it = await meteringHost();
    expect(await it.quota("ai_chat")).toEqual({
      ...{ product: "ai_chat", allowed: true, used: 0, limit: 50, remaining: 50 },
      ...{ resetsAt: iso(JAN_1), reason: "within-quota" },
    });
    const tables = await runInDurableObject(accountOf(it.who), (_object, { storage }) =>
      storage.sql.exec("SELECT count(*) AS n FROM sqlite_master WHERE name = 'usage_event'").one(),
    );
    expect(tables.n).toBe(0);
    await it.use("ai_chat", 50);
    expect(await it.quota("ai_chat")).toMatchObject({ allowed: false, reason: "quota-exceeded" });
    await it.use("email", 10);
    expect(await it.quota("email")).toMatchObject({ allowed: true, reason: "over-soft-limit" });
    expect(await it.quota("agent_seats", 2)).toMatchObject({ allowed: false, resetsAt: null });
    expect(await it.quota("text_tokens", 5_999)).toMatchObject({
      allowed: true,
      reason: "unlimited",
    });
    expect(await it.quota("text_tokens", 6_000)).toMatchObject({
      ...{ allowed: false, reason: "insufficient-balance" },
    });
    expect(await it.quota("fax")).toMatchObject({ code: "PRODUCT_UNKNOWN" });
  });

  test("follows a change of plan at once, and what was used stays used", async () => {
    const it = await meteringHost();
    await it.use("ai_chat", 50);
    expect(await it.send("POST", "/subscription", { planId: "pro_monthly" })).toMatchObject({
      ...{ status: 200, body: { plan: { id: "pro_monthly", source: "manual" } } },
    });
    expect(await it.quota("ai_chat")).toMatchObject({ used: 50, limit: 10_000, remaining: 9_950 });
    expect((await it.use("agent_seats", 5, { mode: "enforce" })).status).toBe(200);
    await it.plan(null);
    expect(await it.quota("ai_chat")).toMatchObject({ used: 50, limit: 50, allowed: false });
    expect((await it.use("agent_seats", 6, { mode: "enforce" })).status).toBe(429);
    expect((await it.use("agent_seats", 4, { mode: "enforce" })).body).toMatchObject({
      ...{ result: "accepted", used: 4, limit: 1, remaining: 0 },
    });
  });

  test("a plan keeps the quotas it was taken with", async () => {
    const it = await meteringHost();
    await it.plan("pro_monthly");
    await bindings.DB.prepare(
      "UPDATE plan_quota SET quota = 7 WHERE plan_id = 'pro_monthly' AND product_id = 'ai_chat'",
    ).run();
    try {
      await travel(2 * 60_000);
      await it.quota("ai_chat"); // The catalog is read again behind this one.
      await travel(2_000);
      expect((await it.quota("ai_chat")).limit).toBe(10_000);
      const other = await meteringHost();
      await other.plan("pro_monthly");
      expect((await other.quota("ai_chat")).limit).toBe(7);
    } finally {
      await bindings.DB.prepare(
        "UPDATE plan_quota SET quota = 10000 WHERE plan_id = 'pro_monthly' AND product_id = 'ai_chat'",
      ).run();
    }
  });
});

test("80 and 100 percent are told as events, once each", async () => {
  const it = await meteringHost();
  for (let times = 0; times < 11; times++) await it.use("ai_chat", 5);
  await travel(65_000);
  await runDurableObjectAlarm(accountOf(it.who));
  const { results } = await bindings.DB.prepare(
    "SELECT data FROM event WHERE subject = ? AND type = 'usage.quota_reached' ORDER BY seq",
  )
    .bind(it.who.id)
    .all<{ data: string }>();
  expect(results.map(({ data }) => JSON.parse(data))).toMatchObject([
    { product: "ai_chat", percent: 80, used: 40, limit: 50, period: "2036-12" },
    { product: "ai_chat", percent: 100, used: 50, limit: 50, period: "2036-12" },
  ]);
});

test("single events go after 400 days by the alarm, and what they were counted in stays", async () => {
  const it = await meteringHost();
  await it.report({ id: "old", product: "ai_chat", count: 7 });
  await setClocks(DEC_20 + 399 * DAY_MS);
  await it.report({ id: "new", product: "ai_chat", count: 1 });
  const events = () =>
    runInDurableObject(accountOf(it.who), (_object, { storage }) =>
      storage.sql.exec<{ id: string }>("SELECT id FROM usage_event").toArray(),
    );
  expect(await events()).toHaveLength(2);
  const alarm = await runInDurableObject(accountOf(it.who), (_object, { storage }) =>
    storage.getAlarm(),
  );
  expect(alarm).toBe(Math.ceil((DEC_20 + 400 * DAY_MS) / DAY_MS) * DAY_MS);
  await setClocks(alarm ?? 0);
  await runDurableObjectAlarm(accountOf(it.who));
  expect(await events()).toEqual([{ id: "new" }]);
  expect((await it.usage("2036-12")).items.ai_chat).toBe(7);
});
