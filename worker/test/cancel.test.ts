import { evictDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { PayResult, Problem } from "../app.ts";
import {
  daysOf,
  detail,
  objectOf,
  payResult,
  prepay,
  type Shown,
  shown,
  timeline,
} from "./shop.ts";
import { control, pressFreely, restoreAfterEach, setClocks, travel } from "./world.ts";

restoreAfterEach();
afterEach(() => {
  vi.restoreAllMocks();
});

/** Whatever answers that an order is not paid has asked the gateways, or says that it does not know. */

const ALIPAY = { payType: 2 };

const cancel = ({ who, orderId }: Shown) =>
  who.post<PayResult & Problem>("/api/pay/cancel", { from: "coze", orderId });

const queries = async (orderId: string) =>
  (await timeline(orderId)).filter(({ event }) => event === "queried").length;

describe("an Alipay code outlives its cancelled order", () => {
  test("a second cancel asks again, and finds the payment", async () => {
    const purchase = await shown(ALIPAY);
    expect(await cancel(purchase)).toMatchObject({
      status: 200,
      body: { orderStatus: "cancelled" },
    });
    expect(await control.pay(purchase.codeUrl)).toMatchObject({ ok: true });
    await travel(10_000);
    expect(await cancel(purchase)).toMatchObject({
      status: 409,
      body: { code: "ORDER_NOT_PAYABLE" },
    });
    expect(await payResult(purchase.who, purchase.orderId)).toMatchObject({
      payStatus: 1,
      orderStatus: "completed",
    });
    expect(await daysOf(purchase.who)).toBe(30);
  });

  test("every code of it is asked about, the oldest too", async () => {
    const purchase = await shown(ALIPAY);
    await prepay(purchase.who, purchase.orderId, 2);
    await prepay(purchase.who, purchase.orderId, 2);
    await cancel(purchase);
    await control.pay(purchase.codeUrl);
    await travel(10_000);
    expect(await cancel(purchase)).toMatchObject({ status: 409 });
  });

  test("an answer that rests on asking all claims it; one from memory says so", async () => {
    const purchase = await shown(ALIPAY);
    expect((await cancel(purchase)).body).not.toHaveProperty("unconfirmed");
    expect(await payResult(purchase.who, purchase.orderId)).toMatchObject({
      payStatus: 0,
      orderStatus: "cancelled",
      unconfirmed: true,
    });
  });

  test("the order says of itself what its watch says, until its last code is over", async () => {
    const purchase = await shown(ALIPAY);
    const itself = () => detail(purchase.who, purchase.orderId);
    expect(await itself()).not.toHaveProperty("unconfirmed");
    await cancel(purchase);
    expect(await itself()).toMatchObject({ paymentStatus: "unpaid", unconfirmed: true });
    await control.pay(purchase.codeUrl);
    await travel(10_000);
    await cancel(purchase);
    const paid = await itself();
    expect(paid).toMatchObject({ paymentStatus: "paid" });
    expect(paid).not.toHaveProperty("unconfirmed");
  });

  test("repeats within seconds ask nobody, and say so", async () => {
    const purchase = await shown(ALIPAY);
    await cancel(purchase);
    const asked = await queries(purchase.orderId);
    for (let times = 0; times < 10; times++)
      expect((await cancel(purchase)).body).toMatchObject({ unconfirmed: true });
    expect(await queries(purchase.orderId)).toBe(asked);
    await travel(6_000);
    expect((await cancel(purchase)).body).not.toHaveProperty("unconfirmed");
  });

  test("repeated without end it asks ever more seldom, also when the object has forgotten", async () => {
    const purchase = await shown(ALIPAY);
    pressFreely();
    const beganMs = Date.now();
    const askedAt: number[] = [];
    for (let second = 0; second <= 600; second += 10) {
      await setClocks(beganMs + second * 1_000);
      if (second % 50 === 0) await evictDurableObject(objectOf(purchase.orderId));
      const { status, body } = await cancel(purchase);
      expect([status, body.orderStatus]).toEqual([200, "cancelled"]);
      if (!body.unconfirmed) askedAt.push(second);
    }
    expect(askedAt.slice(0, 7)).toEqual([0, 10, 20, 30, 40, 50, 60]);
    expect(askedAt.length).toBeLessThanOrEqual(20);
    expect(askedAt.at(-1)).toBeGreaterThan(480);
  });

  test("a gateway that does not answer leaves it unconfirmed, the first time and again", async () => {
    const purchase = await shown(ALIPAY);
    await control.fault({ gateway: "alipay", fault: "system-error", times: 50 });
    const unknown = { status: 200, body: { orderStatus: "cancelled", unconfirmed: true } };
    expect(await cancel(purchase)).toMatchObject(unknown);
    await travel(10_000);
    expect(await cancel(purchase)).toMatchObject(unknown);
  });
});

test("a closed WeChat number is certain, and stays so without a question", async () => {
  const purchase = await shown();
  await cancel(purchase);
  const asked = await queries(purchase.orderId);
  await travel(10_000);
  for (const { body } of [
    await cancel(purchase),
    { body: await payResult(purchase.who, purchase.orderId) },
    { body: await detail(purchase.who, purchase.orderId) },
  ]) {
    expect(body).toMatchObject({ orderStatus: "cancelled" });
    expect(body).not.toHaveProperty("unconfirmed");
  }
  expect(await queries(purchase.orderId)).toBe(asked);
});
