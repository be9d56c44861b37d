import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as make from "../domain/subscription/testing/make.ts";
import { accountRules } from "../store/plans.ts";
import { hostWithCustomer, lastingCustomer, plansOnSale, switchTo } from "./crediting.ts";
import { accountOf } from "./shop.ts";
import { bindings, type Customer, restoreAfterEach, setClocks, travel } from "./world.ts";

restoreAfterEach();
beforeAll(plansOnSale);

const at = (text: string): number => Date.parse(text);
const DEC_20 = at("2036-12-20T04:00:00Z");
const JAN_2 = at("2037-01-02T04:00:00Z");
beforeEach(() => setClocks(DEC_20));

const balance = async (who: Customer) =>
  // biome-ignore lint/suspicious/noExplicitAny: read for single facts.
  (await who.get<any>("/api/credits/balance")).body;

/** Whether the object has any table. */
const isEmpty = (who: Customer) =>
  runInDurableObject(accountOf(who), (_object, { storage }) => {
    const [row] = storage.sql
      .exec<{ n: number }>(
        "SELECT count(*) AS n FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'",
      )
      .toArray();
    return row?.n === 0;
  });

const grantsOf = async (who: Customer) =>
  (await accountOf(who).history({ page: 1, pageSize: 100 })).items.filter(
    ({ kind, entries }) => kind === "grant" && entries[0]?.asset === "credits",
  );

describe("a customer who was never seen", () => {
  test("has the free plan's credits to see, and nothing is written", async () => {
    const who = await lastingCustomer();
    expect(await balance(who)).toEqual({
      available: 5,
      held: 0,
      plan: { granted: 5, left: 5, resetsAt: "2036-12-31T16:00:00.000Z" },
      purchased: 0,
      other: 0,
    });
    expect(await isEmpty(who)).toBe(true);
  });

  test("is granted them by the first deduction, in the same transaction", async () => {
    const { who, spend } = await hostWithCustomer();
    expect((await spend(2)).body).toMatchObject({ available: 3, amount: 2 });
    expect((await grantsOf(who)).map(({ key }) => key)).toEqual(["credits:2036-12:5"]);
    expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
  });

  test("is granted them once by fifty first deductions at the same time", async () => {
    const { who, spend } = await hostWithCustomer();
    const answers = await Promise.all(Array.from({ length: 50 }, () => spend(1)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(45);
    expect(await grantsOf(who)).toHaveLength(1);
    expect((await balance(who)).available).toBe(0);
  });

  test("keeps the grant when the deduction is refused, and spends it then", async () => {
    const { spend } = await hostWithCustomer();
    expect(await spend(6)).toMatchObject({ status: 402, body: { available: 5 } });
    expect(await spend(5)).toMatchObject({ status: 200, body: { available: 0 } });
  });

  test("is granted them by the first hold; a deduction of power touches no credits", async () => {
    const { who, send } = await hostWithCustomer();
    await send("POST", "/deduct", { asset: "power", amount: 1 });
    expect(await grantsOf(who)).toEqual([]);
    const held = await send("POST", "/hold", { asset: "credits", amount: 4, ttlSeconds: 60 });
    expect(held.body).toMatchObject({ available: 1, held: 4 });
  });
});

describe("a month turns", () => {
  test("with nobody there: no alarm, no work, and each reads right afterwards", async () => {
    const { who, spend } = await hostWithCustomer();
    await spend(2);
    await runDurableObjectAlarm(accountOf(who)); // D1 hears of it.
    await setClocks(DEC_20 + 60_000);
    await runDurableObjectAlarm(accountOf(who));
    expect(
      await runInDurableObject(accountOf(who), (_object, { storage }) => storage.getAlarm()),
    ).toBeNull();
    await setClocks(JAN_2);
    expect(await balance(who)).toMatchObject({
      available: 5,
      plan: { granted: 5, left: 5, resetsAt: "2037-01-31T16:00:00.000Z" },
    });
    expect(await grantsOf(who)).toHaveLength(1);
  });

  test("what is left ends without rollover, and events say both", async () => {
    const { who, spend } = await hostWithCustomer();
    await spend(2);
    await setClocks(JAN_2);
    expect((await spend(1)).body.available).toBe(4);
    await travel(60_000);
    await runDurableObjectAlarm(accountOf(who));
    const { results } = await bindings.DB.prepare(
      "SELECT type, data ->> '$.amount' AS amount, data ->> '$.reference' AS reference FROM event WHERE subject = ? ORDER BY seq",
    )
      .bind(who.id)
      .all();
    expect(results).toEqual([
      { type: "credits.granted", amount: 5, reference: "2036-12" },
      { type: "credits.expired", amount: 3, reference: "credits:2036-12:5" },
      { type: "credits.granted", amount: 5, reference: "2037-01" },
    ]);
  });

  test("a hold over the turn gives nothing of the old month back, and settles beyond from the new", async () => {
    const { send, credits } = await hostWithCustomer();
    await setClocks(at("2036-12-31T15:59:00Z"));
    const { body } = await send("POST", "/hold", { asset: "credits", amount: 5, ttlSeconds: 600 });
    await setClocks(at("2036-12-31T16:01:00Z"));
    const settled = await send("POST", "/settle", { hold: body.hold, amount: 7 });
    expect(settled.body).toMatchObject({ amount: 7, available: 3 });
    expect((await credits()).available).toBe(3);
  });

  test("the turn is where the billing time zone has it", async () => {
    await bindings.CONFIG.put("billing_time_zone", "America/Los_Angeles");
    const who = await lastingCustomer();
    await setClocks(at("2037-01-01T07:59:00Z"));
    expect((await balance(who)).plan.resetsAt).toBe("2037-01-01T08:00:00.000Z");
    await bindings.CONFIG.delete("billing_time_zone");
  });
});

const JAN_1 = at("2037-01-01T00:00:00Z");

/** What Stripe says of a subscription to Pro that is paid from 20 December until then. */
function paidUntil(endMs: number, change: Parameters<typeof make.subscription>[0] = {}) {
  const period = { periodStartMs: DEC_20, periodEndMs: endMs };
  const [item] = make.subscription().items;
  if (!item) throw new Error("a subscription has an item");
  const items = [{ ...item, ...period }];
  const paid = { createdMs: DEC_20, paidAtMs: DEC_20, lines: [make.line(period)] };
  return {
    picture: make.picture({
      subscriptions: [make.subscription({ createdMs: DEC_20, items, ...change })],
      invoices: [make.invoice({ ...paid, id: `in_${endMs}` })],
    }),
    catalog: make.CATALOG,
    askedAtMs: Date.now(),
  };
}

describe("a plan given by hand", () => {
  test("free to pro gives 95 more, to yearly 50 more, and toggling gives nothing", async () => {
    const { who, spend, plan } = await hostWithCustomer();
    await spend(1);
    expect((await plan("pro_monthly")).body).toMatchObject({
      plan: { id: "pro_monthly", name: "pro_monthly", source: "manual" },
      credits: { available: 99, plan: { granted: 100, left: 99 } },
    });
    await plan("pro_yearly");
    for (const planId of [null, "pro_monthly", "pro_yearly", null, "pro_yearly"])
      expect((await plan(planId)).body.credits).toMatchObject({
        available: 149,
        plan: { granted: 150, left: 149 },
      });
    expect((await grantsOf(who)).map(({ key }) => key).sort()).toEqual([
      "credits:2036-12:100",
      "credits:2036-12:150",
      "credits:2036-12:5",
    ]);
  });

  test("lifetime gives once, without end, and is spent after the month's", async () => {
    const { plan, credits, spend } = await hostWithCustomer();
    await plan("pro_monthly");
    await plan("lifetime");
    expect(await credits()).toMatchObject({
      available: 600,
      plan: { granted: 500, left: 500, resetsAt: null },
      other: 100,
      lots: [
        { id: "credits:2036-12:100", source: "plan" },
        { id: "credits:once:lifetime:500", source: "plan", expiresAt: null },
      ],
    });
    await spend(150);
    await setClocks(JAN_2);
    expect(await credits()).toMatchObject({ available: 450, plan: { left: 450 } });
    await plan(null);
    await plan("lifetime");
    expect((await credits()).available).toBe(455);
  });

  test("ends when it was said to, and the free plan follows", async () => {
    const { who, plan } = await hostWithCustomer();
    await plan("pro_monthly", "2037-01-01T00:00:00.000Z");
    await setClocks(JAN_2);
    expect(await balance(who)).toMatchObject({ available: 5, plan: { granted: 5 } });
    const { body } = await who.get<{ user: object }>("/api/credits/status");
    expect(body.user).toMatchObject({ balance: 5, plan: { id: "free", source: "none" } });
  });

  test.each([["nothing"], ["free"]])("of the name %s is refused", async (planId) => {
    const { plan } = await hostWithCustomer();
    expect(await plan(planId)).toMatchObject({ status: 400, body: { code: "PLAN_UNAVAILABLE" } });
  });

  test("does not replace one that somebody pays for, and does once that is over", async () => {
    const { who, plan, credits } = await hostWithCustomer();
    const rules = await accountRules(bindings, Date.now());
    await accountOf(who).seeStripe(paidUntil(JAN_1, { cancelAtMs: JAN_1 }), rules);
    for (const planId of ["pro_yearly", null])
      expect(await plan(planId)).toMatchObject({
        status: 409,
        body: { code: "ALREADY_SUBSCRIBED" },
      });
    expect((await credits()).available).toBe(100);
    await setClocks(JAN_2);
    expect((await plan("pro_yearly")).status).toBe(200);
  });

  test("that is past due gives nothing new until it recovers, and then once", async () => {
    const { who, spend, credits } = await hostWithCustomer();
    const account = accountOf(who);
    const rules = await accountRules(bindings, Date.now());
    await account.seeStripe(paidUntil(JAN_1), rules);
    await setClocks(JAN_2);
    await account.seeStripe(paidUntil(JAN_1, { status: "past_due" }), rules);
    expect(await spend(1)).toMatchObject({ status: 402, body: { available: 0 } });
    expect(await credits()).toMatchObject({ available: 0, plan: null });
    await account.seeStripe(paidUntil(at("2037-02-01T00:00:00Z")), rules);
    expect((await spend(1)).body.available).toBe(99);
    expect((await credits()).available).toBe(99);
  });

  test("survives the object's end between any two steps", async () => {
    const { who, plan, spend } = await hostWithCustomer();
    await spend(1, "one");
    await abortAllDurableObjects();
    await plan("pro_monthly");
    await abortAllDurableObjects();
    await spend(1, "one");
    await abortAllDurableObjects();
    expect(await balance(who)).toMatchObject({ available: 99, plan: { granted: 100, left: 99 } });
    expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
  });
});

describe("a switch of the credit system", () => {
  test("changes no balance, not even of who was not seen yet, until the next period", async () => {
    await switchTo("v2", at("2036-11-01T00:00:00Z"));
    const [seen, unseen] = [await hostWithCustomer(), await lastingCustomer()];
    await seen.plan("pro_monthly");
    await switchTo("v1");
    expect(await balance(seen.who)).toMatchObject({ available: 100 });
    expect(await balance(unseen)).toMatchObject({ available: 5 });
    await setClocks(JAN_2);
    expect(await balance(seen.who)).toMatchObject({ available: 300 });
    expect(await balance(unseen)).toMatchObject({ available: 10 });
    await switchTo("v2");
    await seen.spend(1);
    expect(await balance(seen.who)).toMatchObject({ available: 299 });
  });
});

describe("a host product", () => {
  test("gives credits, which are spent by their end, and sees every lot", async () => {
    const { who, send, spend, credits } = await hostWithCustomer();
    const given = { asset: "credits", amount: 20, reference: "sorry" };
    const first = await send("POST", "/grant", given, "g");
    expect(first.body).toEqual({ asset: "credits", available: 20, held: 0, amount: 20 });
    expect((await send("POST", "/grant", given, "g")).body).toEqual(first.body);
    await spend(6);
    expect(await credits()).toMatchObject({
      available: 19,
      plan: { granted: 5, left: 0 },
      other: 19,
      lots: [{ source: "host", granted: 20, remaining: 19, expiresAt: null }],
      lotsTotal: 1,
    });
    expect((await who.get<{ items: object[] }>("/api/account/ledger")).body.items).toHaveLength(3);
  });

  test.each([
    [{ asset: "power", amount: 1 }],
    [{ asset: "credits", amount: 0 }],
    [{ asset: "credits", amount: 1, expiresAt: "2036-12-01T00:00:00.000Z" }],
    [{ asset: "credits", amount: 1, expiresAt: "soon" }],
  ])("that gives %j is refused", async (body) => {
    const { send } = await hostWithCustomer();
    expect((await send("POST", "/grant", body)).status).toBe(422);
  });

  test("sees plan, balances and entitlements in one", async () => {
    const { who, send, plan } = await hostWithCustomer();
    await plan("pro_monthly");
    expect((await send("GET", "")).body).toMatchObject({
      customerId: who.id,
      plan: { id: "pro_monthly", source: "manual", endDate: null },
      power: { available: 0, held: 0 },
      credits: { available: 100 },
      entitlements: { cozePackage: null },
    });
    const { body } = await send("GET", "/balance");
    expect(body.credits).toEqual({ available: 100, held: 0 });
  });
});

describe("the month's usage", () => {
  test("says what came, went and ended, in the seed's words", async () => {
    const { who, spend, plan, send } = await hostWithCustomer();
    await plan("pro_monthly");
    await spend(25);
    await send("POST", "/grant", { asset: "credits", amount: 10 });
    const { body } = await who.get<object>("/api/credits/usage");
    expect(body).toMatchObject({
      month: "2036-12",
      totalEarned: 110,
      totalSpent: 25,
      totalExpired: 0,
      currentBalance: 85,
      monthlyAllocation: 100,
      daysUntilReset: 12,
      usagePercentage: 25,
      transactions: [
        { type: "bonus", amount: 10 },
        { type: "spent", amount: -25 },
        { type: "earned", amount: 100, reference: "2036-12" },
      ],
      total: 3,
    });
    const before = await who.get<{ total: number }>("/api/credits/usage?month=2036-11");
    expect(before.body.total).toBe(0);
    expect((await who.get("/api/credits/usage?month=2036-13")).status).toBe(422);
  });
});

test("the status says which system is in force, to guests by headers alone too", async () => {
  const who = await lastingCustomer();
  const { status, body } = await who.get<object>("/api/credits/status");
  expect([status, body]).toEqual([
    200,
    {
      status: "ok",
      system: {
        version: "v2",
        purchasesEnabled: false,
        monthlyReset: true,
        rolloverEnabled: false,
      },
      user: {
        balance: 5,
        plan: { id: "free", name: "计划 free", source: "none", startDate: null, endDate: null },
      },
      timestamp: "2036-12-20T04:00:00.000Z",
    },
  ]);
  const head = await who.call("/api/credits/status", { method: "HEAD" });
  expect(head.headers.get("x-credit-system-version")).toBe("v2");
  expect(head.headers.get("x-credit-system-status")).toBe("ok");
  expect(await head.text()).toBe("");
});
