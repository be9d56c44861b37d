import { afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import {
  CUSTOMERS_PER_GROUP,
  CUSTOMERS_PER_RUN_MAX,
  resetCredits,
} from "../actions/resetCredits.ts";
import type { Env } from "../env.ts";
import { keepCredits } from "../jobs/credits.ts";
import { AccountObject } from "../objects/account/object.ts";
import { VERSION_HISTORY_KEY } from "../store/plans.ts";
import { lastingCustomer, plansOnSale } from "./crediting.ts";
import { bindings, customer, request, requestWith, restoreAfterEach, setClocks } from "./world.ts";

restoreAfterEach();
beforeAll(plansOnSale);

const NOW = Date.parse("2036-12-20T04:00:00Z");
const CRON = { authorization: `Bearer ${inject("variables").CRON_SECRET}` };
const now = () => Date.now();

beforeEach(async () => {
  await setClocks(NOW);
  await bindings.DB.batch(
    ["customer", "credit_reset", "credit_reset_failure"].map((table) =>
      bindings.DB.prepare(`DELETE FROM ${table}`),
    ),
  );
});
afterEach(() => {
  vi.restoreAllMocks();
});

const accountOf = (id: string) => bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(id));

/** Customers as D1 lists them. */
async function customers(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `${crypto.randomUUID()}-${index}`);
  await bindings.DB.prepare(
    `INSERT INTO customer (id, balances, entitlements, first_seen_at, last_seen_at, version, updated_at)
     SELECT value, '[]', '[]', 0, 0, 0, 0 FROM json_each(?)`,
  )
    .bind(JSON.stringify(ids))
    .run();
  return ids.sort();
}

const grantsOf = async (id: string) =>
  (await accountOf(id).history({ page: 1, pageSize: 100, kind: "grant" })).total;

const post = (body: object, headers: Record<string, string> = CRON) =>
  request("/api/cron/reset-credits", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

describe("the walk over the customers", () => {
  test("meets everybody, in bounded runs, and grants once whatever is repeated", async () => {
    const ids = await customers(CUSTOMERS_PER_RUN_MAX + 30);
    const first = await resetCredits(bindings, now);
    expect(first).toMatchObject({
      period: "2036-12",
      total: ids.length,
      done: CUSTOMERS_PER_RUN_MAX,
      failed: 0,
      finishedAtMs: null,
    });
    const last = await resetCredits(bindings, now);
    expect(last).toMatchObject({ total: ids.length, done: ids.length, finishedAtMs: NOW });
    expect(await resetCredits(bindings, now)).toEqual(last);
    for (const id of [ids[0], ids[250], ids.at(-1)] as string[]) expect(await grantsOf(id)).toBe(1);
  }, 60_000);

  test("that is killed goes on where it stood, and counts nobody twice", async () => {
    const ids = await customers(3 * CUSTOMERS_PER_GROUP);
    const touch = AccountObject.prototype.touchCredits;
    let touched = 0;
    // The isolate dies in the second group: what it does to D1 afterwards never happens.
    const dying = { ...bindings, DB: dyingAfter(() => touched > CUSTOMERS_PER_GROUP + 5) } as Env;
    vi.spyOn(AccountObject.prototype, "touchCredits").mockImplementation(function (
      this: AccountObject,
      rules,
    ) {
      touched++;
      return touch.call(this, rules);
    });
    await expect(resetCredits(dying, now)).rejects.toThrow("killed");
    const resumed = await resetCredits(bindings, now);
    expect(resumed).toMatchObject({ total: ids.length, done: ids.length, failed: 0 });
    for (const id of ids) expect(await grantsOf(id)).toBe(1);
  });

  test("twice at the same time counts and grants everybody once", async () => {
    const ids = await customers(4 * CUSTOMERS_PER_GROUP);
    await Promise.all([resetCredits(bindings, now), resetCredits(bindings, now)]);
    expect(await resetCredits(bindings, now)).toMatchObject({ done: ids.length, failed: 0 });
    for (const id of ids) expect(await grantsOf(id)).toBe(1);
  });

  test("keeps whom it could not reach, and reaches them later", async () => {
    const ids = await customers(CUSTOMERS_PER_GROUP + 2);
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const broken = vi.spyOn(AccountObject.prototype, "touchCredits").mockImplementationOnce(() => {
      throw new Error("account down");
    });
    expect(await resetCredits(bindings, now)).toMatchObject({ done: ids.length - 1, failed: 1 });
    expect(log).toHaveBeenCalled();
    broken.mockRestore();
    await setClocks(NOW + 120_000);
    expect(await resetCredits(bindings, now)).toMatchObject({
      total: ids.length,
      done: ids.length,
      failed: 0,
    });
  });

  test("of the next month begins anew", async () => {
    const [id = ""] = await customers(1);
    await resetCredits(bindings, now);
    await setClocks(Date.parse("2037-01-02T04:00:00Z"));
    expect(await resetCredits(bindings, now)).toMatchObject({ period: "2037-01", done: 1 });
    expect(await grantsOf(id)).toBe(2);
  });

  test("is what the product's own cron does; by anniversary it is left to the first touch", async () => {
    const [id = ""] = await customers(1);
    await bindings.CONFIG.put("credit_period", "anniversary");
    await keepCredits(bindings, now);
    expect(await grantsOf(id)).toBe(0);
    await bindings.CONFIG.delete("credit_period");
    await keepCredits(bindings, now);
    expect(await grantsOf(id)).toBe(1);
  });
});

test("the cron writes a switch by hand down once, and no typing error", async () => {
  const { CONFIG } = bindings;
  const history = async () => JSON.parse((await CONFIG.get(VERSION_HISTORY_KEY)) ?? "null");
  await CONFIG.delete(VERSION_HISTORY_KEY);
  await keepCredits(bindings, now);
  await keepCredits(bindings, now);
  expect(await history()).toEqual([{ atMs: NOW, from: "v2", to: "v2" }]);
  await CONFIG.put("credit_system_version", "v1");
  await setClocks(NOW + 60_000);
  await keepCredits(bindings, now); // Too soon: the flag may have been read before the history.
  expect(await history()).toHaveLength(1);
  for (const value of ["v1", "v7"]) {
    await CONFIG.put("credit_system_version", value);
    await setClocks(NOW + 300_000);
    await keepCredits(bindings, now);
  }
  expect(await history()).toEqual([
    { atMs: NOW, from: "v2", to: "v2" },
    { atMs: NOW + 300_000, from: "v2", to: "v1" },
  ]);
  await CONFIG.delete("credit_system_version");
  await CONFIG.delete(VERSION_HISTORY_KEY);
});

describe("/api/cron/reset-credits", () => {
  test("is for whoever knows the secret", async () => {
    const ids = await customers(2);
    expect((await post({}, {})).status).toBe(401);
    expect((await post({}, { authorization: "Bearer wrong-secret-of-some-length" })).status).toBe(
      401,
    );
    const answer = await post({});
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { period: "2036-12", total: ids.length, done: ids.length, failed: 0 },
    ]);
    const again = await request("/api/cron/reset-credits", { headers: CRON });
    expect(await again.json()).toMatchObject({ done: ids.length });
  });

  test.each([
    ["is not set", undefined, 401],
    ["is empty", " ", 401],
    ["can be guessed", "secret", 503],
  ])("whose secret %s is for nobody who sends it", async (_what, CRON_SECRET, status) => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const headers = { authorization: `Bearer ${CRON_SECRET?.trim() ?? "undefined"}` };
    const env = { CRON_SECRET } as Partial<Env>;
    expect((await requestWith(env, "/api/cron/reset-credits", { headers })).status).toBe(status);
  });

  test("is for operators, to whom GET only shows", async () => {
    const operator = await lastingOperator();
    await customers(1);
    expect((await operator.get("/api/cron/reset-credits")).body).toMatchObject({
      period: "2036-12",
      total: 0,
      startedAt: null,
    });
    expect((await operator.post("/api/cron/reset-credits", {})).body).toMatchObject({ done: 1 });
    expect((await operator.get("/api/cron/reset-credits")).body).toMatchObject({ done: 1 });
    const who = await lastingCustomer();
    expect(await who.post("/api/cron/reset-credits", {})).toMatchObject({
      status: 403,
      body: { code: "FORBIDDEN" },
    });
  });

  test("renews one customer's", async () => {
    const answer = await post({ customerId: "customer-one" });
    expect(await answer.json()).toMatchObject({ total: 1, done: 1, failed: 0 });
    expect(await grantsOf("customer-one")).toBe(1);
    expect((await post({ customerId: "" })).status).toBe(422);
  });
});

const lastingOperator = () => customer({ role: "operator", expiresInSeconds: 40 * 366 * 86_400 });

/** D1 of a process that dies once `isDead`: from then on nothing reaches it. */
function dyingAfter(isDead: () => boolean): D1Database {
  const { DB } = bindings;
  return new Proxy(DB, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (isDead()) throw new Error("killed");
        return value.apply(target, args);
      };
    },
  });
}
