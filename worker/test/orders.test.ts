import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { ORDER_LIFE_MS } from "../domain/order/attempt.ts";
import { sweepOrders } from "../jobs/sweep.ts";
import { detail, objectOf, order, paid, payResult, prepay, rowOf, shown } from "./shop.ts";
import {
  bindings,
  control,
  customer,
  packageOnSale,
  restoreAfterEach,
  stockOf,
  travel,
} from "./world.ts";

restoreAfterEach();

describe("an identical order is not created twice", () => {
  test("asking again answers the same number with 200", async () => {
    const who = await customer();
    const item = await packageOnSale();
    const first = await order(who, item);
    const second = await order(who, item);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
  });

  test("twenty at once make one: 201 once, 200 nineteen times", async () => {
    const who = await customer();
    const item = await packageOnSale({ stock: 9 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => order(who, item)));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(19);
    expect(new Set(answers.map((answer) => answer.body.orderNo)).size).toBe(1);
    expect(await stockOf(item)).toBe(8);
  });

  test("another way to pay, another item or another customer is another order", async () => {
    const who = await customer();
    const item = await packageOnSale();
    const numbers = await Promise.all([
      order(who, item, 1),
      order(who, item, 2),
      order(who, await packageOnSale(), 1),
      order(await customer(), item, 1),
    ]);
    expect(new Set(numbers.map((answer) => answer.body.orderNo)).size).toBe(4);
    expect(numbers.map((answer) => answer.status)).toEqual([201, 201, 201, 201]);
  });

  test("after it is paid, the next one is new", async () => {
    const { who, packageId, orderId } = await paid();
    const next = await order(who, packageId);
    expect(next.status).toBe(201);
    expect(next.body.orderId).not.toBe(orderId);
  });

  test("after its time is over, the next one is new, also before any alarm ran", async () => {
    const { who, packageId, orderId } = await shown({ stock: 3 });
    await travel(ORDER_LIFE_MS + 1_000);
    const next = await order(who, packageId);
    expect(next.status).toBe(201);
    expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "expired", payStatus: 0 });
    expect(await stockOf(packageId)).toBe(2);
  });
});

describe("stock", () => {
  test("twenty buyers of five units make exactly five orders", async () => {
    const item = await packageOnSale({ stock: 5 });
    const buyers = await Promise.all(Array.from({ length: 20 }, () => customer()));
    const answers = await Promise.all(buyers.map((buyer) => order(buyer, item)));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(5);
    const refused = answers.filter((answer) => answer.status === 400);
    expect(refused).toHaveLength(15);
    expect(
      new Set(refused.map((answer) => (answer.body as unknown as { code: string }).code)),
    ).toEqual(new Set(["OUT_OF_STOCK"]));
    expect(await stockOf(item)).toBe(0);
  });

  test("an order that expires gives its unit back, once", async () => {
    const { who, orderId, packageId } = await shown({ stock: 5 });
    expect(await stockOf(packageId)).toBe(4);
    await travel(ORDER_LIFE_MS + 1_000);
    for (let alarms = 0; alarms < 3; alarms++) await runDurableObjectAlarm(objectOf(orderId));
    expect(await stockOf(packageId)).toBe(5);
    expect(await rowOf(orderId)).toEqual({ state: "expired", stock_held: 0 });
    expect(await detail(who, orderId)).toMatchObject({
      orderStatus: "expired",
      paymentStatus: "unpaid",
    });
  });

  test("cancelling gives the unit back, at the gateway too, however often", async () => {
    const { who, orderId, packageId } = await shown({ stock: 5 });
    const cancel = () => who.post("/api/pay/cancel", { from: "coze", orderId });
    const answers = await Promise.all([cancel(), cancel(), cancel()]);
    for (const answer of answers)
      expect(answer).toMatchObject({
        status: 200,
        body: { orderStatus: "cancelled", payStatus: 0 },
      });
    expect(await stockOf(packageId)).toBe(5);
    const books = await control.books();
    expect(
      books.trades.find((trade: { number: string }) => trade.number === `${orderId}_1`).state,
    ).toBe("CLOSED");
  });

  test("a paid order keeps its unit and cannot be cancelled", async () => {
    const { who, orderId, packageId } = await paid({ stock: 5 });
    expect(await who.post("/api/pay/cancel", { from: "coze", orderId })).toMatchObject({
      status: 409,
      body: { code: "ORDER_NOT_PAYABLE" },
    });
    expect(await stockOf(packageId)).toBe(4);
  });
});

describe("an order claimed in D1 whose object was never opened", () => {
  async function claimedOnly() {
    const who = await customer();
    const item = await packageOnSale({ stock: 2 });
    const orderId = `EC20261120${crypto
      .randomUUID()
      .replace(/[^0-9]/g, "")
      .padEnd(10, "7")
      .slice(0, 10)}`;
    await bindings.DB.prepare(
      `INSERT INTO orders (order_no, customer_id, kind, item_id, item_name, grant_json, amount_minor, currency, pay_type, paying_with,
                           stock_limited, stock_held, state, version, created_at, expires_at, updated_at)
       VALUES (?1, ?2, 'coze', ?3, '专业版', '{"kind":"coze","name":"专业版","days":30}', 3990, 'CNY', 1, 1,
               1, 1, 'pending', 0, ?4, ?5, ?4)`,
    )
      .bind(orderId, who.id, item, Date.now(), Date.now() + ORDER_LIFE_MS)
      .run();
    return { who, item, orderId };
  }

  test("is answered, seen and paid as if nothing had happened", async () => {
    const { who, item, orderId } = await claimedOnly();
    expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "pending" });
    expect((await order(who, item)).body.orderId).toBe(orderId);
    expect(await prepay(who, orderId)).toMatchObject({ attempt: 1 });
  });

  test("can be prepaid first", async () => {
    const { who, orderId } = await claimedOnly();
    expect(await prepay(who, orderId)).toMatchObject({ attempt: 1 });
  });

  test("is ended by the sweep when nobody comes back", async () => {
    const { item, orderId } = await claimedOnly();
    await travel(ORDER_LIFE_MS + 120_000);
    await sweepOrders(bindings, Date.now);
    expect(await rowOf(orderId)).toEqual({ state: "expired", stock_held: 0 });
    expect(await stockOf(item)).toBe(3);
  });
});

test("what an order sold does not change with the catalog", async () => {
  const { who, orderId, packageId } = await shown();
  await bindings.DB.prepare(
    "UPDATE coze_package SET current_price_minor = 9999, name = '别的', enabled = 0 WHERE id = ?",
  )
    .bind(packageId)
    .run();
  expect(await detail(who, orderId)).toMatchObject({ totalAmount: "39.90", packageName: "专业版" });
  expect(await prepay(who, orderId)).toMatchObject({ attempt: 2 });
});
