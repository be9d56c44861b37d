import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { goOn } from "./refunding.ts";
import { accountOf, objectOf } from "./shop.ts";
import {
  buyPlan,
  codeOf,
  credits,
  detail,
  hostWithCustomer,
  lastingCustomer,
  ordered,
  payFor,
  payUnheard,
  plansAtTheirPrices,
  subscription,
  upgrade,
} from "./subscribing.ts";
import { control, deliver, mailAbout, restoreAfterEach, setClocks, travel } from "./world.ts";

restoreAfterEach();
beforeAll(plansAtTheirPrices);

const at = (text: string): number => Date.parse(text);
const DAY = 86_400_000;
/** A Saturday in Shanghai, in the middle of a day and of a month of 31 days. */
const DEC_20 = at("2036-12-20T04:00:00Z");
const JAN_20 = at("2037-01-20T04:00:00Z");
beforeEach(() => setClocks(DEC_20));

describe("a month of Pro by QR code", () => {
  test.each([1, 2])("by way %i gives 100 credits at once, and says until when", async (payType) => {
    const who = await lastingCustomer();
    const order = await buyPlan(who, "pro_monthly", payType);
    expect(order).toMatchObject({ orderAmount: "69.00", currency: "CNY" });
    expect(await credits(who)).toMatchObject({ available: 100, plan: { granted: 100 } });
    expect(await subscription(who)).toEqual({
      planId: "pro_monthly",
      planName: "计划 pro_monthly",
      status: "active",
      source: "prepaid",
      startDate: "2036-12-20T04:00:00.000Z",
      endDate: "2037-01-20T04:00:00.000Z",
      renews: false,
      cancelAt: null,
      pendingChange: null,
      pastDueSince: null,
      endReason: null,
      nextCharge: null,
    });
    expect(await detail(who, order.orderId)).toMatchObject({
      from: "subscription",
      packageConfigId: "pro_monthly",
      packageName: "计划 pro_monthly",
      orderStatus: "completed",
      entitlement: {
        startsAt: "2036-12-20T04:00:00.000Z",
        expiresAt: "2037-01-20T04:00:00.000Z",
      },
    });
    expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
  });

  test("gives what the free plan gave already less", async () => {
    const { who, spend } = await hostWithCustomer();
    await spend(2);
    await buyPlan(who, "pro_monthly");
    expect(await credits(who)).toMatchObject({ available: 98, plan: { granted: 100, left: 98 } });
  });

  test("is extended by buying it again, without more credits in the same period", async () => {
    const who = await lastingCustomer();
    await buyPlan(who, "pro_monthly");
    await setClocks(at("2036-12-30T04:00:00Z"));
    await buyPlan(who, "pro_monthly");
    expect(await subscription(who)).toMatchObject({
      endDate: "2037-02-20T04:00:00.000Z",
      pendingChange: null,
    });
    expect((await credits(who)).available).toBe(100);
    await setClocks(at("2037-02-10T04:00:00Z"));
    expect(await credits(who)).toMatchObject({ available: 100, plan: { granted: 100 } });
    await setClocks(at("2037-02-21T04:00:00Z"));
    expect(await subscription(who)).toMatchObject({ planId: "free", status: "ended" });
  });

  test("is placed once however often it is clicked, and granted once however often it is told", async () => {
    const who = await lastingCustomer();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => upgrade(who, "pro_monthly")),
    );
    const ids = new Set(answers.map(({ body }) => body.outcome === "order" && body.orderId));
    expect(ids.size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const [orderId] = [...ids] as [string];
    await control.pay(await codeOf(who, orderId));
    const mail = await mailAbout(`${orderId}_1`);
    await Promise.all([deliver(mail), deliver(mail), deliver(mail)]);
    expect((await credits(who)).available).toBe(100);
    expect(await subscription(who)).toMatchObject({ endDate: "2037-01-20T04:00:00.000Z" });
  });

  test("costs what was shown, or is refused", async () => {
    const who = await lastingCustomer();
    const refused = await upgrade(who, "pro_monthly", 1, { expectedAmount: "68.00" });
    expect(refused).toMatchObject({ status: 409, body: { code: "PRICE_CHANGED" } });
    const taken = await upgrade(who, "pro_monthly", 1, { expectedAmount: "69.00" });
    expect(taken).toMatchObject({ status: 201, body: { outcome: "order" } });
  });

  test("keeps the terms that it was ordered with", async () => {
    const who = await lastingCustomer();
    const { orderId } = await ordered(who, "pro_monthly");
    const file = await objectOf(orderId).file();
    expect(file).toMatchObject({
      value: {
        order: {
          placed: {
            sale: {
              price: { amountMinor: 6900, currency: "CNY" },
              grant: {
                kind: "subscription",
                terms: { planId: "pro_monthly", allowance: { v1: 300, v2: 100 } },
                buys: { kind: "period" },
              },
            },
          },
        },
      },
    });
  });
});

describe("time", () => {
  test("turns the month with nobody there: nothing is done, and each reads right afterwards", async () => {
    const { who, spend } = await hostWithCustomer();
    await buyPlan(who, "pro_yearly");
    await spend(40);
    await setClocks(at("2037-05-02T04:00:00Z"));
    expect(await credits(who)).toMatchObject({
      available: 150,
      plan: { granted: 150, left: 150, resetsAt: "2037-05-31T16:00:00.000Z" },
    });
    expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
  });

  test("ends what is not renewed: the free plan follows, and what was left of the month stays", async () => {
    const { who, spend } = await hostWithCustomer();
    await buyPlan(who, "pro_monthly");
    await setClocks(at("2037-01-05T04:00:00Z"));
    await spend(10);
    await setClocks(JAN_20);
    expect(await subscription(who)).toMatchObject({
      planId: "free",
      status: "ended",
      source: "none",
    });
    expect(await credits(who)).toMatchObject({ available: 90 });
    await setClocks(at("2037-02-02T04:00:00Z"));
    expect(await credits(who)).toMatchObject({ available: 5, plan: { granted: 5 } });
  });
});

describe("an upgrade", () => {
  test("from monthly to yearly pays the difference by whole days left and raises by 50 at once", async () => {
    const who = await lastingCustomer();
    await buyPlan(who, "pro_monthly");
    await setClocks(DEC_20 + 10 * DAY + 3_600_000);
    const preview = await who.post("/api/portal/subscription/preview", {
      ...{ planId: "pro_yearly", payType: 1 },
    });
    // 20 whole days are left of 31: 6900 * 20 / 31 = 4451.6 is counted against 54900.
    expect(preview.body).toMatchObject({
      dueNow: "504.48",
      currency: "CNY",
      lines: [
        { text: "计划 pro_yearly", amount: "549.00" },
        { text: "抵扣：计划 pro_monthly剩余 20 天", amount: "-44.52" },
      ],
      creditsNow: 100,
      creditsAfter: 150,
      effectiveAt: new Date(Date.now()).toISOString(),
    });
    const order = await buyPlan(who, "pro_yearly");
    expect(order.orderAmount).toBe("504.48");
    expect(await credits(who)).toMatchObject({ available: 150, plan: { granted: 150 } });
    expect(await subscription(who)).toMatchObject({
      planId: "pro_yearly",
      startDate: new Date(Date.now()).toISOString(),
      endDate: new Date(at("2037-12-30T05:00:00Z")).toISOString(),
    });
  });

  test("whose base moved meanwhile is ordered anew at the new amount", async () => {
    const who = await lastingCustomer();
    await buyPlan(who, "pro_monthly");
    const first = await ordered(who, "pro_yearly");
    await travel(2 * DAY);
    const second = await ordered(who, "pro_yearly");
    expect(second.orderId).not.toBe(first.orderId);
    expect(Number(second.orderAmount)).toBeGreaterThan(Number(first.orderAmount));
  });

  test("clicked ten times at once is one order, and two plans at once are never both had", async () => {
    const { who } = await hostWithCustomer();
    await buyPlan(who, "pro_monthly");
    const answers = await Promise.all(Array.from({ length: 10 }, () => upgrade(who, "pro_yearly")));
    const orders = answers.map(({ body }) => (body.outcome === "order" ? body.orderId : null));
    expect(new Set(orders).size).toBe(1);
    const forever = await ordered(who, "lifetime");
    const codes = [await codeOf(who, orders[0] ?? ""), await codeOf(who, forever.orderId)];
    for (const code of codes) await control.pay(code);
    await deliver(await mailAbout(`${forever.orderId}_1`));
    await deliver(await mailAbout(`${orders[0]}_1`));
    // Lifetime was settled first, and nobody may pay for a lower plan beside it.
    expect(await subscription(who)).toMatchObject({ planId: "lifetime", source: "lifetime" });
    expect(await detail(who, orders[0] ?? "")).toMatchObject({
      paymentStatus: expect.stringMatching(/^refund/),
      refund: { why: "not-grantable", takenBack: null },
    });
    expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
  });
});

describe("an order that is paid late", () => {
  test("after its end is honoured", async () => {
    const who = await lastingCustomer();
    const { orderId } = await ordered(who, "pro_monthly");
    await payUnheard(orderId, await codeOf(who, orderId));
    expect(await detail(who, orderId)).toMatchObject({ orderStatus: "expired" });
    await travel(60_000);
    await objectOf(orderId).attend();
    expect(await subscription(who)).toMatchObject({ planId: "pro_monthly", status: "active" });
    expect((await credits(who)).available).toBe(100);
  });

  test("and is impossible by then is refunded by itself, at once", async () => {
    const who = await lastingCustomer();
    await buyPlan(who, "pro_monthly");
    await setClocks(JAN_20 - 25 * 3_600_000);
    const { orderId } = await ordered(who, "pro_yearly");
    const code = await codeOf(who, orderId);
    await payUnheard(orderId, code);
    await setClocks(JAN_20); // What it was counted against is over.
    await objectOf(orderId).attend();
    expect(await detail(who, orderId)).toMatchObject({
      orderStatus: expect.stringMatching(/^refund/),
      paymentStatus: expect.stringMatching(/^refund/),
      entitlement: null,
      refund: { amount: "546.77", why: "not-grantable", takenBack: null },
    });
    await goOn(orderId);
    expect(await detail(who, orderId)).toMatchObject({ orderStatus: "refunded" });
    expect(await subscription(who)).toMatchObject({ planId: "free", status: "ended" });
    expect((await credits(who)).available).toBe(5);
  });

  test("two of one plan paid at once are two periods in a row", async () => {
    const who = await lastingCustomer();
    const [a, b] = [await ordered(who, "pro_monthly", 1), await ordered(who, "pro_monthly", 2)];
    await control.pay(await codeOf(who, a.orderId, 1));
    await control.pay(await codeOf(who, b.orderId, 2));
    const mails = [await mailAbout(`${a.orderId}_1`), await mailAbout(`${b.orderId}_1`)];
    await Promise.all(mails.map(deliver));
    expect(await subscription(who)).toMatchObject({ endDate: "2037-02-20T04:00:00.000Z" });
    expect((await credits(who)).available).toBe(100);
    for (const { orderId } of [a, b])
      expect(await detail(who, orderId)).toMatchObject({ orderStatus: "completed" });
  });

  test("with Alipay pays as the page is told", async () => {
    const who = await lastingCustomer();
    const { orderId } = await ordered(who, "pro_monthly", 2);
    await payFor(who, orderId, 2);
    expect(await subscription(who)).toMatchObject({ planId: "pro_monthly" });
  });
});
