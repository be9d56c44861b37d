import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { accountOf } from "./shop.ts";
import {
  buyPlan,
  credits,
  detail,
  hostWithCustomer,
  lastingCustomer,
  plansAtTheirPrices,
  refund,
  subscription,
} from "./subscribing.ts";
import { type Customer, restoreAfterEach, setClocks } from "./world.ts";

restoreAfterEach();
beforeAll(plansAtTheirPrices);

const DAY = 86_400_000;
const DEC_20 = Date.parse("2036-12-20T04:00:00Z");
beforeEach(() => setClocks(DEC_20));

const grantsOf = async (who: Customer) =>
  (await accountOf(who).history({ page: 1, pageSize: 100 })).items
    .filter(({ kind }) => kind === "grant")
    .map(({ key }) => key)
    .sort();

describe("a full refund of the running period", () => {
  test("ends the plan and takes what is left of its credits; the free plan's stay", async () => {
    const { who, spend } = await hostWithCustomer();
    await spend(2);
    const { orderId } = await buyPlan(who, "pro_monthly");
    await setClocks(DEC_20 + 3 * DAY + 1);
    expect(await refund(orderId)).toMatchObject({ ok: true });
    expect(await subscription(who)).toMatchObject({ planId: "free", status: "ended" });
    // Of the free plan's five two were spent.
    expect(await credits(who)).toMatchObject({ available: 3, plan: { granted: 5, left: 3 } });
    expect(await detail(who, orderId)).toMatchObject({
      orderStatus: expect.stringMatching(/^refund/),
      refund: { amount: "69.00", takenBack: { amount: 28, unit: "days" } },
    });
    expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
  });

  test("takes nothing that was spent", async () => {
    const { who, spend } = await hostWithCustomer();
    const { orderId } = await buyPlan(who, "pro_monthly");
    await spend(60);
    await refund(orderId);
    expect(await credits(who)).toMatchObject({ available: 0, plan: { granted: 60, left: 0 } });
  });

  test("paid again, it gives what was taken, and no more than the allowance in all", async () => {
    const { who, spend } = await hostWithCustomer();
    const { orderId } = await buyPlan(who, "pro_monthly");
    await spend(30);
    await refund(orderId);
    await buyPlan(who, "pro_monthly");
    expect(await credits(who)).toMatchObject({ available: 70, plan: { granted: 100, left: 70 } });
    expect(await grantsOf(who)).toEqual(["credits:2036-12:100", "credits:2036-12:170"]);
  });

  test("asked twice, and carried on after a crash, is one refund", async () => {
    const { who } = await hostWithCustomer();
    const { orderId } = await buyPlan(who, "pro_monthly");
    await Promise.all([refund(orderId), refund(orderId)]);
    await refund(orderId);
    expect(await credits(who)).toMatchObject({ available: 5 });
    expect((await detail(who, orderId)).refund?.takenBack).toEqual({ amount: 31, unit: "days" });
  });
});

describe("a refund that demands all that was granted", () => {
  test("is refused when a day has passed", async () => {
    const who = await lastingCustomer();
    const { orderId } = await buyPlan(who, "pro_monthly");
    await setClocks(DEC_20 + DAY);
    expect(await refund(orderId, "full")).toMatchObject({
      ok: false,
      error: { reason: "not-enough-left", left: 30, granted: 31, unit: "days" },
    });
    expect(await subscription(who)).toMatchObject({ planId: "pro_monthly" });
  });

  test("is refused when its credits were spent, and not when only the free plan's were", async () => {
    const { who, spend } = await hostWithCustomer();
    const { orderId } = await buyPlan(who, "pro_monthly");
    await spend(6);
    expect(await refund(orderId, "full")).toMatchObject({
      ok: false,
      error: { reason: "not-enough-left", left: 94, granted: 100, unit: "credits" },
    });
    const second = await hostWithCustomer();
    const other = await buyPlan(second.who, "pro_monthly");
    await second.spend(5);
    expect(await refund(other.orderId, "full")).toMatchObject({ ok: true });
    expect((await credits(second.who)).available).toBe(0);
  });
});

describe("of several purchases", () => {
  test("the refund of the first closes the gap: the second runs at once", async () => {
    const who = await lastingCustomer();
    const first = await buyPlan(who, "pro_monthly");
    await buyPlan(who, "pro_monthly");
    await setClocks(DEC_20 + 10 * DAY);
    await refund(first.orderId);
    const now = await subscription(who);
    expect(now).toMatchObject({ planId: "pro_monthly", status: "active" });
    expect(now.endDate).toBe(new Date(DEC_20 + 41 * DAY).toISOString());
    expect((await credits(who)).available).toBe(100);
  });

  test("the refund of an extension takes no credits", async () => {
    const { who, spend } = await hostWithCustomer();
    await buyPlan(who, "pro_monthly");
    const second = await buyPlan(who, "pro_monthly");
    await spend(40);
    await refund(second.orderId);
    expect((await credits(who)).available).toBe(60);
    expect(await subscription(who)).toMatchObject({ endDate: "2037-01-20T04:00:00.000Z" });
    expect((await detail(who, second.orderId)).refund?.takenBack).toEqual({
      amount: 31,
      unit: "days",
    });
  });

  test("the refund of an upgrade takes what it gave on top", async () => {
    const { who, spend } = await hostWithCustomer();
    await buyPlan(who, "pro_monthly");
    const yearly = await buyPlan(who, "pro_yearly");
    await spend(40);
    await refund(yearly.orderId);
    expect(await subscription(who)).toMatchObject({
      planId: "pro_monthly",
      endDate: "2037-01-20T04:00:00.000Z",
    });
    expect(await credits(who)).toMatchObject({ available: 60, plan: { granted: 100, left: 60 } });
  });

  test("of a plan for ever takes its credits, and leaves the month's", async () => {
    const { who, spend } = await hostWithCustomer();
    await spend(1);
    const { orderId } = await buyPlan(who, "lifetime");
    expect((await credits(who)).available).toBe(504);
    await spend(104);
    await refund(orderId);
    expect(await subscription(who)).toMatchObject({ planId: "free", status: "ended" });
    expect((await credits(who)).available).toBe(0);
    expect((await detail(who, orderId)).refund?.takenBack).toEqual({
      amount: 400,
      unit: "credits",
    });
  });
});
