import { describe, expect, test } from "vitest";
import type { OrderPage, Prepaid, Problem } from "../app.ts";
import { ORDER_LIFE_MS } from "../domain/order/attempt.ts";
import {
  daysOf,
  detail,
  objectOf,
  order,
  paid,
  payResult,
  prepay,
  shown,
  timeline,
} from "./shop.ts";
import {
  control,
  customer,
  deliver,
  mailAbout,
  packageOnSale,
  restoreAfterEach,
  travel,
} from "./world.ts";

restoreAfterEach();

const refusal = async (shownBy: Awaited<ReturnType<typeof shown>>, payType = 1) => {
  const { who, orderId } = shownBy;
  return who.post<Problem>("/api/pay/prepay", { from: "coze", orderId, payType });
};

const tradesOf = async (orderId: string): Promise<{ number: string; state: string }[]> =>
  (await control.books()).trades.filter((trade: { number: string }) =>
    trade.number.startsWith(orderId),
  );

describe("refreshing a code", () => {
  test("WeChat re-enters its number: a fresh code, and the old one is dead", async () => {
    const { who, orderId, codeUrl } = await shown();
    const fresh = await prepay(who, orderId);
    expect(fresh).toMatchObject({ attempt: 2 });
    expect(fresh.qrCode.code_url).not.toBe(codeUrl);
    expect(await control.pay(codeUrl)).toMatchObject({ ok: false });
    expect(await control.pay(fresh.qrCode.code_url)).toMatchObject({ ok: true });
    expect(await tradesOf(orderId)).toHaveLength(1);
    await deliver(await mailAbout(`${orderId}_1`));
    expect(await daysOf(who)).toBe(30);
  });

  test("Alipay takes a new number, and a payment by the old code still counts", async () => {
    const { who, orderId, codeUrl } = await shown({ payType: 2 });
    expect(await prepay(who, orderId, 2)).toMatchObject({ attempt: 2 });
    expect(await control.pay(codeUrl)).toMatchObject({ ok: true });
    await deliver(await mailAbout(`${orderId}_1`));
    expect(await daysOf(who)).toBe(30);
  });

  test("when the old code was paid a moment ago, no new one is shown", async () => {
    const purchase = await shown({ payType: 2 });
    await control.pay(purchase.codeUrl);
    expect(await refusal(purchase, 2)).toMatchObject({
      status: 409,
      body: { code: "ORDER_NOT_PAYABLE" },
    });
    expect(await payResult(purchase.who, purchase.orderId)).toMatchObject({
      orderStatus: "completed",
    });
  });

  test("WeChat says that the number is paid: the order settles instead", async () => {
    const purchase = await shown();
    await control.pay(purchase.codeUrl);
    expect(await refusal(purchase)).toMatchObject({ status: 409 });
    expect(await daysOf(purchase.who)).toBe(30);
  });

  test("two requests at once show one code", async () => {
    const who = await customer();
    const { orderId } = (await order(who, await packageOnSale())).body;
    // Long enough for the others to arrive while the first is being answered.
    await control.fault({ gateway: "wechat", fault: "hang", times: 1, delayMs: 400 });
    const codes = await Promise.all([1, 2, 3].map(() => prepay(who, orderId)));
    expect(new Set(codes.map((code) => code.qrCode.code_url)).size).toBe(1);
    expect(codes.map((code) => code.attempt)).toEqual([1, 1, 1]);
  });

  test("a code is offered for 120 seconds", async () => {
    const who = await customer();
    const { orderId } = (await order(who, await packageOnSale())).body;
    const code = await prepay(who, orderId);
    const lifeMs = Date.parse(code.expiresAt) - Date.now();
    expect(lifeMs).toBeGreaterThan(115_000);
    expect(lifeMs).toBeLessThanOrEqual(120_000);
  });
});

describe("changing the way to pay", () => {
  test("closes WeChat's number first", async () => {
    const { who, orderId, codeUrl } = await shown();
    const alipay = await prepay(who, orderId, 2);
    expect(alipay).toMatchObject({ payType: 2, attempt: 2 });
    expect(await control.pay(codeUrl)).toMatchObject({ ok: false });
    expect(await control.pay(alipay.qrCode.code_url)).toMatchObject({ ok: true });
    await deliver(await mailAbout(`${orderId}_2`));
    expect(await daysOf(who)).toBe(30);
  });

  test("is what the order is shown with, in D1's list too", async () => {
    const { who, orderId } = await shown();
    await prepay(who, orderId, 2);
    expect(await detail(who, orderId)).toMatchObject({ payType: 2 });
    const { body } = await who.get<OrderPage>("/api/account/orders");
    expect(body.items).toMatchObject([{ orderNo: orderId, payType: 2 }]);
  });

  test("and back again opens a new WeChat number", async () => {
    const { who, orderId } = await shown();
    await prepay(who, orderId, 2);
    expect(await prepay(who, orderId, 1)).toMatchObject({ payType: 1, attempt: 3 });
    expect((await tradesOf(orderId)).map((trade) => trade.number)).toContain(`${orderId}_3`);
  });

  test("finds that the first was paid, and shows nothing new", async () => {
    const purchase = await shown();
    await control.pay(purchase.codeUrl);
    expect(await refusal(purchase, 2)).toMatchObject({ status: 409 });
    expect(await daysOf(purchase.who)).toBe(30);
  });

  test("works while the first gateway is down, and its number stays watched", async () => {
    const { who, orderId, codeUrl } = await shown();
    await control.fault({ gateway: "wechat", fault: "error-500", times: 50 });
    expect(await prepay(who, orderId, 2)).toMatchObject({ payType: 2 });
    await control.clearFaults();
    expect(await control.pay(codeUrl)).toMatchObject({ ok: true });
    await travel(10_000);
    await objectOf(orderId).attend();
    expect(await daysOf(who)).toBe(30);
  });
});

describe("a gateway in trouble", () => {
  const first = async (payType: number) => {
    const who = await customer();
    const { orderId } = (await order(who, await packageOnSale(), payType)).body;
    const ask = () =>
      who.post<Prepaid & Problem>("/api/pay/prepay", { from: "coze", orderId, payType });
    return { who, orderId, ask };
  };

  test.each([
    ["wechat", 1, "error-500"],
    ["wechat", 1, "error-429"],
    ["wechat", 1, "unsigned-response"],
    ["wechat", 1, "tampered-response"],
    ["wechat", 1, "system-error-after-creating"],
    ["wechat", 1, "response-lost-after-acting"],
    ["alipay", 2, "system-error"],
    ["alipay", 2, "unsigned-response"],
    ["alipay", 2, "tampered-response"],
    ["alipay", 2, "response-lost-after-acting"],
  ] as const)("%s (%i) with %s is 504, and the next try pays", async (gateway, payType, fault) => {
    const { who, orderId, ask } = await first(payType);
    // By its number: orders of earlier tests go on asking the gateway, and must not take it.
    await control.fault({ gateway, fault, times: 1, number: `${orderId}_1` });
    expect(await ask()).toMatchObject({ status: 504, body: { code: "GATEWAY_TIMEOUT" } });
    await control.clearFaults();
    const { status, body } = await ask();
    expect(status).toBe(200);
    expect(await control.pay(body.qrCode.code_url)).toMatchObject({ ok: true });
    await travel(6_000);
    await objectOf(orderId).attend();
    expect(await daysOf(who)).toBe(30);
  });
});

describe("an order that can no longer be paid", () => {
  test("because it is paid", async () => {
    expect(await refusal(await paid())).toMatchObject({
      status: 409,
      body: { code: "ORDER_NOT_PAYABLE" },
    });
  });

  test("because it was cancelled, and its code is dead", async () => {
    const purchase = await shown();
    await purchase.who.post("/api/pay/cancel", { from: "coze", orderId: purchase.orderId });
    expect(await refusal(purchase)).toMatchObject({ status: 409 });
    expect(await control.pay(purchase.codeUrl)).toMatchObject({ ok: false });
  });

  test("because its time is over, before any alarm ran", async () => {
    const purchase = await shown();
    await travel(ORDER_LIFE_MS - 30_000);
    expect(await refusal(purchase)).toMatchObject({ status: 409 });
  });

  test("cancelling while the payment goes through keeps the payment", async () => {
    const purchase = await shown();
    await control.fault({ gateway: "wechat", fault: "pay-during-close", times: 1 });
    const answer = await purchase.who.post("/api/pay/cancel", {
      from: "coze",
      orderId: purchase.orderId,
    });
    expect(answer).toMatchObject({ status: 409 });
    expect(await payResult(purchase.who, purchase.orderId)).toMatchObject({
      orderStatus: "completed",
    });
    expect(await daysOf(purchase.who)).toBe(30);
  });
});

test("an order's timeline tells every code, query and closing", async () => {
  const { who, orderId } = await shown();
  await prepay(who, orderId, 2);
  await who.post("/api/pay/cancel", { from: "coze", orderId });
  expect((await timeline(orderId)).map((entry) => entry.event)).toEqual([
    "created",
    "code-shown",
    "queried",
    "closed-at-gateway",
    "code-shown",
    "queried",
    "cancelled",
  ]);
});
