import { runInDurableObject } from "cloudflare:test";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { resetCredits } from "../actions/resetCredits.ts";
import type { Env } from "../env.ts";
import { PLANS_KEY } from "../store/plans.ts";
import { forgetKeys } from "../store/settings.ts";
import { counting } from "./counting.ts";
import {
  beginWith,
  hostWithCustomer,
  lastingCustomer,
  plansOnSale,
  switchTo,
} from "./crediting.ts";
import { accountOf } from "./shop.ts";
import { bindings, requestIn, restoreAfterEach, setClocks } from "./world.ts";

/**
 * The faults of the credit system that this one replaces, each by its number in the list of what was wrong in it, as far
 * as they are about credits; those about Stripe's events are with the subscriptions.
 */

restoreAfterEach();
beforeAll(plansOnSale);

const at = (text: string): number => Date.parse(text);
const DEC_20 = at("2036-12-20T04:00:00Z");
beforeEach(async () => {
  await setClocks(DEC_20);
  await beginWith("v2");
});

const now = () => Date.now();

test("2. a repeated grant sets no balance: what was spent stays spent", async () => {
  const { spend, plan, credits } = await hostWithCustomer();
  await plan("pro_monthly");
  await spend(60);
  for (let again = 0; again < 3; again++) await plan("pro_monthly");
  expect((await credits()).available).toBe(40);
});

test("4. toggling plans is no refill", async () => {
  const { spend, plan, credits } = await hostWithCustomer();
  await plan("pro_yearly");
  await spend(150);
  for (const planId of ["pro_monthly", null, "pro_yearly", "pro_monthly", "pro_yearly"])
    await plan(planId);
  expect((await credits()).available).toBe(0);
});

test("5. a month has its own days", async () => {
  await bindings.CONFIG.put("credit_period", "calendar-prorated");
  await setClocks(at("2037-02-15T04:00:00Z"));
  const { plan, credits } = await hostWithCustomer();
  await plan("pro_monthly");
  expect((await credits()).available).toBe(50); // 14 of 28 days.
  await bindings.CONFIG.delete("credit_period");
});

test("6. months do not drift: ten years of touches on any day turn where the calendar does", async () => {
  const { who, plan, spend } = await hostWithCustomer();
  await plan("pro_monthly");
  for (let month = 0; month < 24; month++) {
    await setClocks(Date.UTC(2037, month, 1 + ((month * 7) % 27), 12));
    expect((await spend(1)).body.available).toBe(99);
  }
  const { items } = await accountOf(who).history({ page: 1, pageSize: 100, kind: "grant" });
  expect(items).toHaveLength(25);
});

test("6b. the cron and the first touch are no two mechanisms", async () => {
  const { who, spend, credits } = await hostWithCustomer();
  await spend(5);
  await bindings.DB.prepare(
    `INSERT INTO customer (id, balances, entitlements, first_seen_at, last_seen_at, version, updated_at)
     VALUES (?, '[]', '[]', 0, 0, 0, 0)`,
  )
    .bind(who.id)
    .run();
  await resetCredits(bindings, now);
  await resetCredits(bindings, now);
  expect((await credits()).available).toBe(0);
});

test("9. a new customer has the free plan's credits, and reading inserts nothing", async () => {
  const who = await lastingCustomer();
  for (let reads = 0; reads < 3; reads++)
    expect((await who.get("/api/credits/balance")).body).toMatchObject({ available: 5 });
  expect((await accountOf(who).history({ page: 1, pageSize: 10 })).total).toBe(0);
});

test("12. a yearly plan gives each month, with no cron at all", async () => {
  const { plan, spend } = await hostWithCustomer();
  await plan("pro_yearly");
  await setClocks(at("2037-05-03T00:00:00Z"));
  expect((await spend(1)).body.available).toBe(149);
});

describe("13 to 16. between the systems nothing bought is lost", () => {
  test("no balance is clipped, no history refused, no pack made up", async () => {
    const { who, spend, send, credits } = await hostWithCustomer();
    const bought = { kind: "credits" as const, name: "入门包", credits: 100 };
    await accountOf(who).grant({ key: "order:1", grant: bought });
    await send("POST", "/grant", { asset: "credits", amount: 30 });
    await spend(15);
    const before = await credits();
    expect(before).toMatchObject({ available: 120, purchased: 100, other: 20 });
    for (const version of ["v1", "v2", "v1", "v2"] as const) {
      await switchTo(version);
      expect(await credits()).toEqual(before);
    }
    expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
  });
});

test("a mark and its lot are written together or not at all", async () => {
  const { who, spend, credits } = await hostWithCustomer();
  await spend(6); // Refused; the account is there now.
  const failing = (sql: string) =>
    runInDurableObject(accountOf(who), (_object, { storage }) => void storage.sql.exec(sql));
  await setClocks(at("2037-01-02T04:00:00Z"));
  await failing(
    "CREATE TRIGGER broken BEFORE INSERT ON credit_period BEGIN SELECT raise(ABORT, 'disk'); END",
  );
  expect((await spend(1)).status).toBe(500);
  await failing("DROP TRIGGER broken");
  expect((await accountOf(who).history({ page: 1, pageSize: 10 })).total).toBe(1);
  expect((await spend(1)).status).toBe(200);
  expect(await credits()).toMatchObject({ available: 4, plan: { granted: 5, left: 4 } });
});

test("while nobody can read the plans, no balance is made up, and a plan that was taken goes on", async () => {
  const [free, pro] = [await hostWithCustomer(), await hostWithCustomer()];
  await pro.plan("pro_monthly");
  await setClocks(at("2037-02-02T04:00:00Z"));
  await bindings.CONFIG.delete(PLANS_KEY);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const down = {
    ...bindings,
    DB: { ...bindings.DB, batch: () => Promise.reject(new Error("down")) },
  };
  const deduct = async (of: typeof free, key: string) => {
    forgetKeys();
    const headers = {
      authorization: `Bearer ${of.token}`,
      "content-type": "application/json",
      "idempotency-key": key,
    };
    const body = JSON.stringify({ asset: "credits", amount: 1 });
    const init = { method: "POST", headers, body };
    return requestIn(down as unknown as Env, `/api/customers/${of.who.id}/deduct`, init);
  };
  for (const of of [free, pro]) await of.send("GET", "/balance"); // Their keys are remembered.
  await bindings.CONFIG.delete(PLANS_KEY);
  expect((await deduct(free, "k")).status).toBe(500);
  expect((await deduct(pro, "k")).status).toBe(200);
  vi.restoreAllMocks();
  expect((await free.spend(1, "k")).status).toBe(200);
});

test("a deduction of power asks neither KV nor D1; one of credits KV once a second, and no D1", async () => {
  const { who, token } = await hostWithCustomer();
  await accountOf(who).grant({
    key: "order:power",
    grant: { kind: "power", name: "", power: 10, givePower: 0 },
  });
  const { env: change, costs } = counting();
  const env = { ...bindings, ...change };
  const deduct = async (asset: string) => {
    const response = await requestIn(env, `/api/customers/${who.id}/deduct`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "idempotency-key": crypto.randomUUID(),
      },
      body: JSON.stringify({ asset, amount: 1 }),
    });
    expect(response.status).toBe(200);
  };
  await deduct("power");
  costs();
  await deduct("power");
  expect(costs()).toEqual({ kv: 0, d1: 0, objects: 1 });
  await deduct("credits"); // The isolate reads the plans for the first time.
  await setClocks(DEC_20 + 2_000);
  costs();
  await deduct("credits");
  await deduct("credits");
  expect(costs()).toEqual({ kv: 1, d1: 0, objects: 2 });
});
