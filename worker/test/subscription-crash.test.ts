import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { AccountObject } from "../objects/account/object.ts";
import { breakD1 } from "./breaking.ts";
import { accountOf, objectOf } from "./shop.ts";
import {
  buyPlan,
  codeOf,
  credits,
  detail,
  lastingCustomer,
  ordered,
  plansAtTheirPrices,
  refund,
  subscription,
} from "./subscribing.ts";
import {
  bindings,
  control,
  deliver,
  mailAbout,
  restoreAfterEach,
  setClocks,
  travel,
} from "./world.ts";

restoreAfterEach();
beforeAll(plansAtTheirPrices);
afterEach(() => vi.restoreAllMocks());

const DEC_20 = Date.parse("2036-12-20T04:00:00Z");
beforeEach(() => setClocks(DEC_20));

const crash = abortAllDurableObjects;

const alarm = async (orderId: string) => {
  await travel(65_000);
  await runDurableObjectAlarm(objectOf(orderId));
};

test("restarting the objects between any two steps of buying, upgrading and refunding loses nothing", async () => {
  const who = await lastingCustomer();
  const month = await ordered(who, "pro_monthly");
  await crash();
  const code = await codeOf(who, month.orderId);
  await crash();
  await control.pay(code);
  const mail = await mailAbout(`${month.orderId}_1`);
  await crash();
  await deliver(mail);
  await crash();
  await deliver(mail);
  expect(await subscription(who)).toMatchObject({ endDate: "2037-01-20T04:00:00.000Z" });
  await crash();
  expect((await credits(who)).available).toBe(100);
  const yearly = await buyPlan(who, "pro_yearly");
  await crash();
  expect((await credits(who)).available).toBe(150);
  await refund(yearly.orderId);
  await crash();
  await refund(yearly.orderId);
  await crash();
  expect(await subscription(who)).toMatchObject({ planId: "pro_monthly", status: "active" });
  expect((await credits(who)).available).toBe(100);
  expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
});

describe("the account cannot be reached when the payment comes", () => {
  test.each(["before", "after"] as const)(
    "%s it took the plan: the alarm grants, once",
    async (when) => {
      const who = await lastingCustomer();
      const { orderId } = await ordered(who, "pro_monthly");
      const code = await codeOf(who, orderId);
      const original = AccountObject.prototype.grant;
      vi.spyOn(AccountObject.prototype, "grant").mockImplementation(function (
        this: AccountObject,
        ...given
      ) {
        if (when === "after") original.apply(this, given);
        throw new Error("the object was reset");
      });
      await control.pay(code);
      await deliver(await mailAbout(`${orderId}_1`));
      expect(await detail(who, orderId)).toMatchObject({ orderStatus: "paid" });
      vi.restoreAllMocks();
      await alarm(orderId);
      expect(await detail(who, orderId)).toMatchObject({ orderStatus: "completed" });
      expect((await credits(who)).available).toBe(100);
      expect(await subscription(who)).toMatchObject({
        endDate: when === "after" ? "2037-01-20T04:00:00.000Z" : "2037-01-20T04:01:05.000Z",
      });
    },
  );

  test.each(["before", "after"] as const)(
    "nor when its money goes back, %s it took the plan away: once all the same",
    async (when) => {
      const who = await lastingCustomer();
      const { orderId } = await buyPlan(who, "pro_monthly");
      const original = AccountObject.prototype.reverseGrant;
      vi.spyOn(AccountObject.prototype, "reverseGrant").mockImplementation(function (
        this: AccountObject,
        ...given
      ) {
        if (when === "after") original.apply(this, given);
        throw new Error("the object was reset");
      });
      await refund(orderId);
      vi.restoreAllMocks();
      await alarm(orderId);
      expect((await detail(who, orderId)).refund?.takenBack).toEqual({ amount: 31, unit: "days" });
      expect((await credits(who)).available).toBe(5);
      expect(await subscription(who)).toMatchObject({ planId: "free", status: "ended" });
    },
  );

  test("and a grant that arrives after the money went back is refused", async () => {
    const who = await lastingCustomer();
    const { orderId } = await ordered(who, "pro_monthly");
    const code = await codeOf(who, orderId);
    const late: Parameters<AccountObject["grant"]>[] = [];
    vi.spyOn(AccountObject.prototype, "grant").mockImplementation((...given) => {
      late.push(given);
      throw new Error("on its way");
    });
    await control.pay(code);
    await deliver(await mailAbout(`${orderId}_1`));
    vi.restoreAllMocks();
    vi.spyOn(AccountObject.prototype, "grant").mockImplementation(() => {
      throw new Error("the object is silent");
    });
    await travel(2 * 3_600_000); // By now it counts as stuck.
    expect(await refund(orderId)).toMatchObject({ ok: true });
    vi.restoreAllMocks();
    const [first] = late as [Parameters<AccountObject["grant"]>];
    expect(await accountOf(who).grant(...first)).toEqual({
      ok: false,
      error: { reason: "not-honoured", why: "money-returned" },
    });
    expect((await credits(who)).available).toBe(5);
    expect((await detail(who, orderId)).refund?.takenBack).toEqual({ amount: 0, unit: "days" });
  });
});

test("while D1 is down a paid plan is there all the same, and the customer's row follows", async () => {
  const who = await lastingCustomer();
  const { orderId } = await ordered(who, "pro_monthly");
  await control.pay(await codeOf(who, orderId));
  const mail = await mailAbout(`${orderId}_1`);
  await subscription(who);
  breakD1("before");
  await deliver(mail);
  expect((await credits(who)).available).toBe(100);
  vi.restoreAllMocks();
  await travel(65_000);
  await runDurableObjectAlarm(accountOf(who));
  const row = await bindings.DB.prepare("SELECT plan FROM customer WHERE id = ?")
    .bind(who.id)
    .first<{ plan: string }>();
  expect(JSON.parse(row?.plan ?? "null")).toMatchObject({
    planId: "pro_monthly",
    status: "active",
    source: "prepaid",
  });
});

describe("the alarm", () => {
  test("goes off when the paid time ends, tells D1 and is at rest afterwards", async () => {
    const who = await lastingCustomer();
    await buyPlan(who, "pro_monthly");
    await travel(65_000);
    await runDurableObjectAlarm(accountOf(who));
    const alarmOf = () =>
      runInDurableObject(accountOf(who), (_object, { storage }) => storage.getAlarm());
    expect(await alarmOf()).toBe(Date.parse("2037-01-20T04:00:00Z"));
    await setClocks(Date.parse("2037-01-20T04:00:00Z"));
    await runDurableObjectAlarm(accountOf(who));
    await travel(65_000);
    await runDurableObjectAlarm(accountOf(who));
    expect(await alarmOf()).toBeNull();
    const { results } = await bindings.DB.prepare(
      `SELECT data ->> '$.planId' AS planId, data ->> '$.status' AS status, data ->> '$.beforePlanId' AS was
       FROM event WHERE subject = ? AND type = 'subscription.changed' ORDER BY seq`,
    )
      .bind(who.id)
      .all();
    expect(results).toEqual([
      { planId: "pro_monthly", status: "active", was: "free" },
      { planId: "free", status: "ended", was: "pro_monthly" },
    ]);
  });
});
