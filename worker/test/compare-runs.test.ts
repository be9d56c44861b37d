import { afterEach, describe, expect, test, vi } from "vitest";
import { runJobs } from "../jobs/all.ts";
import { ORDERS_PER_RUN_MAX, TRIES_MAX } from "../jobs/compare.ts";
import { OrderObject } from "../objects/order/object.ts";
import {
  DAY_MS,
  dayIsOver,
  forgetDaysBeforeEach,
  neverAsk,
  report,
  run,
  today,
} from "./reconciling.ts";
import { order, paid, prepay, shown } from "./shop.ts";
import { bindings, control, customer, packageOnSale, restoreAfterEach, travel } from "./world.ts";

restoreAfterEach();
forgetDaysBeforeEach();
afterEach(() => {
  vi.restoreAllMocks();
});

/** Orders without a code, so that no gateway is asked. */
async function ordersPlaced(count: number): Promise<string[]> {
  const who = await customer();
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push((await order(who, await packageOnSale())).body.orderId);
  return ids;
}

describe("a run that dies", () => {
  test.each(["before", "after"] as const)(
    "as D1 breaks %s it wrote a comparison down goes on in the next run, and nothing counts twice",
    async (when) => {
      const purchases = [await shown(), await shown(), await shown()];
      for (const { codeUrl, orderId } of purchases) {
        await control.pay(codeUrl);
        await neverAsk(orderId);
      }
      await dayIsOver();
      let batches = 0;
      const DB = new Proxy(bindings.DB, {
        get: (db, name) => {
          const value = Reflect.get(db, name) as unknown;
          if (typeof value !== "function") return value;
          if (name !== "batch") return value.bind(db);
          return async (statements: D1PreparedStatement[]) => {
            batches += 1;
            if (batches !== 2) return db.batch(statements);
            if (when === "after") await db.batch(statements);
            throw new Error("D1_ERROR: Network connection lost.");
          };
        },
      });
      await expect(run({ ...bindings, DB })).rejects.toThrow("connection lost");
      const half = await today();
      expect([half.orders, half.finished]).toEqual([when === "after" ? 2 : 1, false]);

      await run();
      expect(await today()).toMatchObject({
        orders: 3,
        numbers: 3,
        mended: 3,
        matched: 0,
        finished: true,
      });
      for (const { who } of purchases)
        expect((await who.get<{ total: number }>("/api/account/ledger")).body.total).toBe(1);
    },
  );

  test("as another job fails keeps the comparison from nothing, and shows as failed", async () => {
    await shown();
    await dayIsOver();
    const prepare = bindings.DB.prepare.bind(bindings.DB);
    const DB = new Proxy(bindings.DB, {
      get: (db, name) => {
        if (name !== "prepare") return (Reflect.get(db, name) as () => unknown).bind(db);
        return (sql: string) => {
          if (/expires_at < /.test(sql)) throw new Error("the sweep's question fails");
          return prepare(sql);
        };
      },
    });
    await expect(runJobs({ ...bindings, DB })).rejects.toThrow("the sweep's question fails");
    expect(await today()).toMatchObject({ orders: 1, finished: true });
  });
});

test("two runs at once count every order once", async () => {
  const { who, orderId, codeUrl } = await shown();
  await control.pay(codeUrl);
  await neverAsk(orderId);
  await paid();
  await ordersPlaced(8);
  await dayIsOver();
  await Promise.all([run(), run()]);
  await run();
  expect(await today()).toMatchObject({
    orders: 10,
    numbers: 2,
    mended: 1,
    matched: 1,
    finished: true,
  });
  expect((await who.get<{ total: number }>("/api/account/ledger")).body.total).toBe(1);
});

test("a run is bounded, and the next one goes on where it ended", async () => {
  const extra = 7;
  const [orderId] = await ordersPlaced(1);
  // Rows as the claim makes them; nothing was ever opened for them.
  await bindings.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     INSERT INTO orders SELECT substr(order_no, 1, 10) || printf('ZZZZZZZ%03d', i), customer_id, kind, item_id || i, item_name,
       grant_json, quantity, amount_minor, currency, pay_type, paying_with, stock_limited, stock_held, 'expired', version,
       created_at, expires_at, paid_at, completed_at, updated_at, 1 FROM orders, n WHERE order_no = ?`,
  )
    .bind(ORDERS_PER_RUN_MAX + extra - 1, orderId)
    .run();
  await dayIsOver();
  expect(await run()).toEqual({ compared: ORDERS_PER_RUN_MAX, cut: false });
  expect(await today()).toMatchObject({ orders: ORDERS_PER_RUN_MAX, finished: false });
  expect(await run()).toEqual({ compared: extra, cut: false });
  expect(await today()).toMatchObject({ orders: ORDERS_PER_RUN_MAX + extra, finished: true });
  expect(await run()).toEqual({ compared: 0, cut: false });
});

describe("a gateway that does not answer", () => {
  test("is asked again about what it left open, and only about that", async () => {
    const { who, orderId, codeUrl } = await shown({ payType: 2 });
    const wechat = await prepay(who, orderId, 1);
    await control.pay(codeUrl);
    await neverAsk(orderId);
    await dayIsOver();
    await control.fault({ gateway: "wechat", fault: "error-500", operation: "query", times: 1 });
    await run();
    expect(wechat.payType).toBe(1);
    expect(await today()).toMatchObject({
      orders: 1,
      numbers: 2,
      mended: 1,
      waiting: 1,
      unanswered: 0,
      finished: false,
    });
    const before = (await control.books()).requests.length;
    await travel(6 * 60_000);
    await run();
    const asked = (await control.books()).requests.slice(before) as { number: string }[];
    expect(asked.map(({ number }) => number)).toEqual([`${orderId}_2`]);
    expect(await today()).toMatchObject({
      numbers: 2,
      mended: 1,
      matched: 1,
      waiting: 0,
      finished: true,
    });
  });

  test("and is asked again by two runs at once, counts what it says once", async () => {
    await paid();
    await dayIsOver();
    await control.fault({ gateway: "wechat", fault: "error-500", operation: "query" });
    await run();
    expect(await today()).toMatchObject({ numbers: 1, matched: 0, waiting: 1 });
    await travel(6 * 60_000);
    await Promise.all([run(), run()]);
    expect(await today()).toMatchObject({ numbers: 1, matched: 1, waiting: 0, finished: true });
  });

  test("is asked a bounded number of times; then its number counts as unanswered", async () => {
    const { orderId } = await paid();
    await dayIsOver();
    await control.fault({ gateway: "wechat", fault: "error-500", operation: "query", times: 100 });
    const before = (await control.books()).requests.length;
    let runs = 0;
    while (!(await today())?.finished && runs < 20) {
      await run();
      await travel(DAY_MS);
      runs += 1;
    }
    const asked = (await control.books()).requests.slice(before) as { number: string }[];
    expect(asked.filter(({ number }) => number === `${orderId}_1`)).toHaveLength(TRIES_MAX);
    expect(await today()).toMatchObject({
      orders: 1,
      numbers: 1,
      matched: 0,
      unanswered: 1,
      waiting: 0,
      finished: true,
    });
    expect((await report()).discrepancies).toContainEqual(
      expect.objectContaining({ orderNo: orderId, number: `${orderId}_1`, reason: "unanswered" }),
    );
  });

  test("ends the run after a few orders, and the rest is compared when it is back", async () => {
    for (let n = 0; n < 7; n++) await paid();
    await dayIsOver();
    await control.fault({ gateway: "wechat", fault: "error-500", operation: "query", times: 100 });
    expect(await run()).toEqual({ compared: 5, cut: true });
    await control.clearFaults();
    await travel(6 * 60_000);
    await run();
    expect(await today()).toMatchObject({ orders: 7, numbers: 7, matched: 7, finished: true });
  });
});

test("an order whose object fails is tried again, and keeps no other from being compared", async () => {
  const [first, second] = [await paid(), await paid()];
  await dayIsOver();
  const original = OrderObject.prototype.compare;
  vi.spyOn(OrderObject.prototype, "compare").mockImplementation(function (
    this: OrderObject,
    ...rest
  ) {
    if (this.payState({ customerId: first.who.id, kind: null }).ok) throw new Error("reset");
    return original.apply(this, rest);
  });
  await run();
  expect(await today()).toMatchObject({ orders: 2, numbers: 1, matched: 1, waiting: 1 });
  vi.restoreAllMocks();
  await travel(6 * 60_000);
  await run();
  expect(await today()).toMatchObject({ orders: 2, numbers: 2, matched: 2, finished: true });
  expect(second.orderId).not.toBe(first.orderId);
});

test("an order claimed and never opened has no numbers, and is compared", async () => {
  const [orderId = ""] = await ordersPlaced(1);
  await bindings.DB.prepare(
    "UPDATE orders SET order_no = 'EC20260101ZZZZZZZZZ1' WHERE order_no = ?",
  )
    .bind(orderId)
    .run();
  await dayIsOver();
  await run();
  expect(await today()).toMatchObject({ orders: 1, numbers: 0, finished: true });
});
