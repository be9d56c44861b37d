import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Billing, StripeAct } from "../billing/port.ts";
import { err, ok } from "../domain/result.ts";
import * as make from "../domain/subscription/testing/make.ts";
import { AccountObject } from "../objects/account/object.ts";
import { ACCOUNT_SCHEMA } from "../objects/account/tables.ts";
import { accountRules } from "../store/plans.ts";
import { accountOf } from "./shop.ts";
import {
  buyPlan,
  credits,
  hostWithCustomer,
  lastingCustomer,
  plans,
  plansAtTheirPrices,
  subscription,
  upgrade,
} from "./subscribing.ts";
import { bindings, request, restoreAfterEach, setClocks, travel } from "./world.ts";

restoreAfterEach();
beforeAll(plansAtTheirPrices);
afterEach(() => bindings.CONFIG.delete("customer_portal_status"));

const DAY = 86_400_000;
const DEC_20 = Date.parse("2036-12-20T04:00:00Z");
beforeEach(() => setClocks(DEC_20));

const FREE = {
  planId: "free",
  planName: "计划 free",
  status: "free",
  source: "none",
  startDate: null,
  endDate: null,
  renews: false,
  cancelAt: null,
  pendingChange: null,
  pastDueSince: null,
  endReason: null,
  nextCharge: null,
};

describe("the portal", () => {
  test("shows a guest the plans, and asks for a sign-in for all else", async () => {
    const response = await request("/api/portal/plans", { headers: { "accept-language": "en" } });
    const { plans } = (await response.json()) as { plans: object[] };
    expect(plans).toMatchObject([
      { id: "free", price: "0.00", credits: 5, action: "current", prices: [] },
      { id: "pro_monthly", name: "pro_monthly", price: "69.00", credits: 100, action: "subscribe" },
      { id: "pro_yearly", interval: "year", price: "549.00", credits: 150, action: "subscribe" },
      { id: "lifetime", creditRule: "once", credits: 500, action: "subscribe" },
    ]);
    expect((await request("/api/portal/subscription")).status).toBe(401);
    for (const act of ["preview", "upgrade", "cancel", "resume"])
      expect((await request(`/api/portal/subscription/${act}`, { method: "POST" })).status).toBe(
        401,
      );
  });

  test("says what a customer can do with each plan, and writes nothing for who has none", async () => {
    const who = await lastingCustomer();
    expect(await subscription(who)).toEqual(FREE);
    await buyPlan(who, "pro_monthly");
    const actions = (await plans(who)).map(({ id, action, actionReason }) => [
      ...[id, action, actionReason],
    ]);
    expect(actions).toEqual([
      ["free", "none", "ends-already"],
      ["pro_monthly", "current", "can-extend"],
      ["pro_yearly", "upgrade", "higher-rank"],
      ["lifetime", "upgrade", "higher-rank"],
    ]);
  });

  test("shows nobody another customer's plan or order", async () => {
    const [who, other] = [await lastingCustomer(), await lastingCustomer()];
    const { orderId } = await buyPlan(who, "pro_monthly");
    expect(await subscription(other)).toEqual(FREE);
    expect((await other.get(`/api/account/orders/${orderId}`)).status).toBe(404);
    const asked = { from: "subscription", orderId, payType: 1 };
    expect((await other.post("/api/pay/prepay", asked)).status).toBe(404);
  });

  test("is locked when the operator closes it; what was ordered before can be paid", async () => {
    const who = await lastingCustomer();
    await bindings.CONFIG.put("customer_portal_status", "false");
    const closed = { status: 403, body: { code: "CENTER_CLOSED" } };
    expect(await who.get("/api/portal/plans")).toMatchObject(closed);
    expect(await who.get("/api/portal/subscription")).toMatchObject(closed);
    expect(await upgrade(who, "pro_monthly")).toMatchObject(closed);
    expect(await who.post("/api/portal/subscription/cancel", {})).toMatchObject(closed);
  });

  test("takes no write that another site's page starts", async () => {
    const answer = await request("/api/portal/subscription/cancel", {
      method: "POST",
      headers: { cookie: "ec_session=x", origin: "https://elsewhere.example" },
    });
    expect(answer.status).toBe(403);
  });
});

describe("a change that cannot be is refused with its reason", () => {
  test.each([
    ["nothing", 1, 400, "PLAN_UNAVAILABLE", undefined],
    ["pro_monthly", 3, 400, "PAY_WAY_UNAVAILABLE", undefined],
    ["pro_monthly", 9, 400, "PAY_WAY_UNAVAILABLE", undefined],
    ["free", 1, 409, "ALREADY_SUBSCRIBED", undefined],
  ])("plan %s by way %i of a new customer: %i %s", async (planId, payType, status, code) => {
    const who = await lastingCustomer();
    expect(await upgrade(who, planId, payType)).toMatchObject({ status, body: { code } });
    const preview = await who.post("/api/portal/subscription/preview", { planId, payType });
    expect(preview).toMatchObject({ status, body: { code } });
  });

  test("a plan that is not sold any more, in the customer's language", async () => {
    await bindings.DB.prepare("UPDATE plan SET enabled = 0 WHERE id = 'lifetime'").run();
    await bindings.CONFIG.delete("cache:plans:2");
    await setClocks(DEC_20 + 5 * 60_000);
    const who = await lastingCustomer();
    await who.get("/api/portal/plans"); // Reads the catalog anew behind the answer.
    expect(await upgrade(who, "lifetime")).toMatchObject({
      status: 400,
      body: { code: "PLAN_NOT_OFFERED", title: "该订阅计划目前不出售，请选择其他计划" },
    });
    await bindings.DB.prepare("UPDATE plan SET enabled = 1 WHERE id = 'lifetime'").run();
    await bindings.CONFIG.delete("cache:plans:2");
  });

  test.each([
    ["/cancel", "ends-already"],
    ["/resume", "nothing-to-undo"],
  ])("%s of what does not renew: %s", async (act, reason) => {
    const who = await lastingCustomer();
    await buyPlan(who, "pro_monthly");
    expect(await who.post(`/api/portal/subscription${act}`, {})).toMatchObject({
      status: 409,
      body: { code: "CHANGE_NOT_POSSIBLE", reason },
    });
  });

  test("lifetime held, and a plan that a host gave", async () => {
    await travel(10 * 60_000);
    const { who, plan } = await hostWithCustomer();
    await buyPlan(who, "lifetime");
    expect(await upgrade(who, "pro_monthly")).toMatchObject({
      status: 409,
      body: { code: "CHANGE_NOT_POSSIBLE", reason: "lifetime-held" },
    });
    expect(await plan("pro_yearly")).toMatchObject({
      status: 409,
      body: { code: "ALREADY_SUBSCRIBED" },
    });
    expect(await upgrade(who, "lifetime")).toMatchObject({
      status: 409,
      body: { code: "ALREADY_SUBSCRIBED" },
    });
  });
});

test("a host sees the plan that the customer bought, and its end", async () => {
  const { who, send } = await hostWithCustomer();
  await buyPlan(who, "pro_monthly");
  expect((await send("GET", "")).body).toMatchObject({
    plan: {
      id: "pro_monthly",
      source: "prepaid",
      startDate: "2036-12-20T04:00:00.000Z",
      endDate: "2037-01-20T04:00:00.000Z",
    },
    credits: { available: 100 },
  });
});

test("a plan by hand of an account from before there was a record goes on", async () => {
  const who = await lastingCustomer();
  const account = accountOf(who);
  const endsAtMs = DEC_20 + 40 * DAY;
  await runInDurableObject(account, (_object, { storage: { sql } }) => {
    const before = ACCOUNT_SCHEMA.findIndex((step) => step.includes("DROP TABLE plan;"));
    sql.exec("CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT");
    sql.exec("INSERT INTO schema_version VALUES (?)", before);
    for (const step of ACCOUNT_SCHEMA.slice(0, before)) sql.exec(step);
    const terms = {
      planId: "pro_monthly",
      creditRule: "monthly",
      allowance: { v1: 300, v2: 100 },
    };
    sql.exec(
      "INSERT INTO plan VALUES (1, ?, 'manual', 'a present', ?, ?, 0)",
      JSON.stringify(terms),
      DEC_20 - DAY,
      endsAtMs,
    );
    sql.exec("INSERT INTO credit_period VALUES ('2036-12', 'v2', 40, ?)", DEC_20 + 12 * DAY);
  });
  expect(await subscription(who)).toMatchObject({
    planId: "pro_monthly",
    source: "manual",
    status: "active",
    startDate: new Date(DEC_20 - DAY).toISOString(),
    endDate: new Date(endsAtMs).toISOString(),
  });
  expect(await credits(who)).toMatchObject({ plan: { granted: 100 } });
  await setClocks(endsAtMs + DAY);
  expect(await subscription(who)).toMatchObject({ planId: "free", status: "ended" });
});

describe("what Stripe says", () => {
  const seen = (change: Parameters<typeof make.picture>[0] = {}) => ({
    picture: make.picture(change),
    catalog: make.CATALOG,
    askedAtMs: Date.now(),
  });
  const second = () => ({
    subscriptions: [
      make.subscription(),
      make.subscription({ id: "sub_2", createdMs: make.T0 + 1 }),
    ],
    invoices: [
      make.invoice(),
      make.invoice({
        ...{ id: "in_2", subscriptionId: "sub_2", paidAtMs: make.T0 + 2 },
        lines: [make.line({ id: "il_2" })],
      }),
    ],
  });

  test("is taken in one transaction: the record, the credits, and what is to be done there", async () => {
    await setClocks(make.T0 + make.HOUR);
    const who = await lastingCustomer();
    const account = accountOf(who);
    const rules = await accountRules(bindings, Date.now());
    await account.seeStripe(seen(), rules);
    expect(await subscription(who)).toMatchObject({
      planId: "pro_monthly",
      source: "stripe",
      renews: true,
      nextCharge: { amount: "9.99", currency: "USD" },
    });
    expect((await credits(who)).available).toBe(100);
    await account.seeStripe(seen(second()), rules);
    await account.seeStripe(seen(second()), rules);
    const waiting = (await account.waitingActs()).map(({ act }) => act.key);
    expect(waiting.sort()).toEqual(["cancel:sub_2", "refund:in_2:0"]);
    expect((await credits(who)).available).toBe(100);
    expect(await who.post("/api/portal/subscription/cancel", {})).toMatchObject({
      status: 502, // This customer is not known at the Stripe that is played.
      body: { code: "GATEWAY_REFUSED" },
    });
  });

  test("is acted on until it is done, by the alarm, under the same keys", async () => {
    await setClocks(make.T0 + make.HOUR);
    const who = await lastingCustomer();
    const account = accountOf(who);
    await account.seeStripe(seen(second()), await accountRules(bindings, Date.now()));
    const asked: StripeAct["key"][] = [];
    const done = new Set<string>();
    let isDown = true;
    const billing: Billing = {
      picture: async () => ok(done.size < 2 ? seen(second()) : seen()),
      carryOut: async ({ key }) => {
        asked.push(key);
        if (isDown) return err({ reason: "silent", detail: "no answer" });
        done.add(key);
        return ok(null);
      },
      change: async () => err({ reason: "refused", detail: "" }),
      quote: async () => err({ reason: "refused", detail: "" }),
      cardPage: async () => err({ reason: "refused", detail: "" }),
    };
    const alarm = async () => {
      await travel(65_000);
      await runInDurableObject(account, (object) => AccountObject.connect(object, billing));
      await runDurableObjectAlarm(account);
    };
    await alarm();
    expect((await account.waitingActs()).map(({ tries, detail }) => [tries, detail])).toEqual([
      [1, "no answer"],
      [1, "no answer"],
    ]);
    isDown = false;
    await alarm();
    expect(await account.waitingActs()).toEqual([]);
    expect(asked.sort()).toEqual([
      ...["cancel:sub_2", "cancel:sub_2", "refund:in_2:0", "refund:in_2:0"],
    ]);
  });

  test("of a payment that is disputed freezes its credits, and gives them back when it is won", async () => {
    await setClocks(make.T0 + make.HOUR);
    const { who, spend } = await hostWithCustomer();
    const account = accountOf(who);
    const rules = await accountRules(bindings, Date.now());
    await account.seeStripe(seen(), rules);
    await spend(30);
    const dispute = { id: "dp_1", invoiceId: "in_1", createdMs: make.T0 + make.HOUR };
    await account.seeStripe(seen({ disputes: [{ ...dispute, status: "needs_response" }] }), rules);
    expect(await subscription(who)).toMatchObject({ status: "paused" });
    expect(await credits(who)).toMatchObject({ available: 0, plan: null });
    await account.seeStripe(seen({ disputes: [{ ...dispute, status: "won" }] }), rules);
    expect(await subscription(who)).toMatchObject({ status: "active" });
    expect(await credits(who)).toMatchObject({ available: 70, plan: { granted: 100, left: 70 } });
    await account.seeStripe(seen({ disputes: [{ ...dispute, status: "lost" }] }), rules);
    expect((await credits(who)).available).toBe(0);
    expect(await account.audit()).toMatchObject({ faults: [] });
  });
});
