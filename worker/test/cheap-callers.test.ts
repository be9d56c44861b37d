import { runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Prepaid, Problem } from "../app.ts";
import { compareOrders } from "../jobs/compare.ts";
import { forgetUnopened, KEPT_MS } from "../jobs/forget.ts";
import { UNPAID_ORDERS_PER_DAY_MAX } from "../store/claim.ts";
import { dayIsOver } from "./reconciling.ts";
import { objectOf, order, payResult, prepay, rowOf, shown, timeline } from "./shop.ts";
import {
  bindings,
  type Customer,
  control,
  customer,
  packageOnSale,
  pressFreely,
  restoreAfterEach,
  setClocks,
  stockOf,
  travel,
} from "./world.ts";

/** What one customer can make the product do, and what it costs then. The figures stand in docs/limits.md. */

restoreAfterEach();
afterEach(() => {
  vi.restoreAllMocks();
});

/** As `who.post`, by somebody whom no rate limit of a minute stops. */
async function press<T>(who: Customer, path: string, body: object, times = 1) {
  const answers: { status: number; body: T }[] = [];
  pressFreely();
  for (let time = 0; time < times; time++) answers.push(await who.post<T>(path, body));
  return answers;
}

/** Calls about the order's numbers that gateways got since. Orders of other tests have alarms that ask as well. */
function gatewayCalls(orderId: string): () => number {
  const gateways = [bindings.WECHAT_BASE_URL, bindings.ALIPAY_GATEWAY_URL].map(String);
  const fetches = vi.spyOn(globalThis, "fetch");
  return () =>
    fetches.mock.calls.filter(
      ([input, init]) =>
        gateways.some((address) => String(input).startsWith(address)) &&
        `${input} ${init?.body}`.includes(orderId),
    ).length;
}

describe("codes", () => {
  const CODES = 49;

  test("49 Alipay codes and then WeChat: few live numbers, few calls, and WeChat is shown", async () => {
    const who = await customer();
    const { orderId } = (await order(who, await packageOnSale(), 2)).body;
    const calls = gatewayCalls(orderId);
    const alipay = await press<Prepaid>(
      who,
      "/api/pay/prepay",
      { from: "coze", orderId, payType: 2 },
      CODES,
    );
    expect(alipay.map(({ status }) => status)).toEqual(Array(CODES).fill(200));
    expect(new Set(alipay.map(({ body }) => body.qrCode.code_url)).size).toBe(4);
    const before = calls();
    const wechat = await prepay(who, orderId, 1);
    expect(wechat.payType).toBe(1);
    // Each of the four is asked about, and the new one is opened.
    expect(calls() - before).toBeLessThanOrEqual(5);
    expect(calls()).toBeLessThanOrEqual(70);
    const file = await objectOf(orderId).file();
    const live = file.ok ? file.value.attempts.filter(({ state }) => state === "open") : [];
    expect(live).toHaveLength(5);
    expect(await control.pay(alipay.at(-1)?.body.qrCode.code_url ?? "")).toMatchObject({
      ok: true,
    });
  });

  test("fifty codes left alone for a minute cost a few questions", async () => {
    const who = await customer();
    const { orderId } = (await order(who, await packageOnSale(), 2)).body;
    await press(who, "/api/pay/prepay", { from: "coze", orderId, payType: 2 }, CODES + 1);
    const beganMs = Date.now();
    await setClocks(beganMs + 60_000);
    const before = (await questions(orderId)).length;
    for (let second = 61; second <= 120; second++) {
      await setClocks(beganMs + second * 1_000);
      await objectOf(orderId).attend();
    }
    expect((await questions(orderId)).length - before).toBeLessThanOrEqual(30);
  });

  const questions = async (orderId: string) =>
    (await timeline(orderId)).filter(({ event }) => event === "queried");

  test("changing the way without end asks no more than a minute allows, and every way stays open", async () => {
    const { who, orderId } = await shown({ payType: 2 });
    const calls = gatewayCalls(orderId);
    const statuses: number[] = [];
    for (let turn = 0; turn < 30; turn++)
      for (const payType of [1, 2]) {
        const [answer] = await press<Prepaid & Problem>(who, "/api/pay/prepay", {
          from: "coze",
          orderId,
          payType,
        });
        statuses.push(answer?.status ?? 0);
      }
    expect(statuses).toEqual(Array(60).fill(200));
    const asked = calls();
    expect(asked).toBeGreaterThan(60);
    expect(asked).toBeLessThanOrEqual(83);
    const { attempt } = await prepay(who, orderId, 2);
    expect(attempt).toBeGreaterThan(0);
  });

  test("WeChat's code is re-entered twenty times and then stays, and the timeline ends growing", async () => {
    const { who, orderId } = await shown();
    const codes = await press<Prepaid>(
      who,
      "/api/pay/prepay",
      { from: "coze", orderId, payType: 1 },
      120,
    );
    expect(new Set(codes.map(({ body }) => body.qrCode.code_url)).size).toBe(19);
    expect((await timeline(orderId)).length).toBeLessThan(120);
    expect(await control.pay(codes.at(-1)?.body.qrCode.code_url ?? "")).toMatchObject({ ok: true });
  });

  test("of one kind of event a timeline keeps so many, and says where there were more", async () => {
    const { orderId } = await shown();
    await runInDurableObject(objectOf(orderId), async (object, state) => {
      for (let times = 0; times < 100; times++) object.noteNotice("wechat", "closed");
      const rows = state.storage.sql
        .exec("SELECT event, data FROM timeline WHERE event IN ('notified', 'no-more-kept')")
        .toArray();
      expect(rows).toHaveLength(61);
      expect(rows.at(-1)).toEqual({ event: "no-more-kept", data: '{"of":"notified"}' });
    });
  });
});

describe("orders", () => {
  test("300 place-and-cancel pairs: the limit of a minute lets 20 through", async () => {
    const who = await customer();
    const items = [await packageOnSale(), await packageOnSale()];
    const placed: string[] = [];
    let refused = 0;
    for (let pair = 0; pair < 300; pair++) {
      const answer = await order(who, items[pair % 2] as string);
      if (answer.status === 429) refused += 1;
      else {
        placed.push(answer.body.orderId);
        await who.post("/api/pay/cancel", { from: "coze", orderId: answer.body.orderId });
      }
    }
    // Twice as many when the minute ends in between.
    expect(placed.length).toBeLessThanOrEqual(40);
    expect(placed.length + refused).toBe(300);
  });

  async function unpaidOrders(who: Customer, count: number): Promise<string> {
    const item = await packageOnSale();
    const { orderId } = (await order(who, item)).body;
    await who.post("/api/pay/cancel", { from: "coze", orderId });
    await bindings.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO orders SELECT substr(order_no, 1, 10) || printf('ZZZZZZZ%03d', i), customer_id, kind, item_id, item_name,
         grant_json, quantity, amount_minor, currency, pay_type, paying_with, stock_limited, stock_held, state, version,
         created_at - i * 1000, expires_at, paid_at, completed_at, updated_at, 1 FROM orders, n WHERE order_no = ?`,
    )
      .bind(count - 1, orderId)
      .run();
    return item;
  }

  test("a customer places so many unpaid ones in a day, whatever the rate limits say, and then waits", async () => {
    const who = await customer();
    const item = await unpaidOrders(who, UNPAID_ORDERS_PER_DAY_MAX);
    expect(await who.post("/api/web/coze-package/order", { id: item, payType: 1 })).toMatchObject({
      status: 429,
      body: { code: "TOO_MANY_ORDERS" },
    });
    expect((await order(await customer(), item)).status).toBe(201);
    await travel(86_400_000);
    expect((await order(who, item)).status).toBe(201);
    await bindings.DB.prepare("DELETE FROM orders WHERE order_no LIKE '%ZZZZZZZ%'").run();
  });

  test("the order that is pending is answered at the limit too", async () => {
    const who = await customer();
    const item = await unpaidOrders(who, UNPAID_ORDERS_PER_DAY_MAX - 1);
    const first = await order(who, item);
    expect(first.status).toBe(201);
    expect(await order(who, item)).toMatchObject({
      status: 200,
      body: { orderId: first.body.orderId },
    });
    await bindings.DB.prepare("DELETE FROM orders WHERE order_no LIKE '%ZZZZZZZ%'").run();
  });

  const tablesOf = (orderId: string) =>
    runInDurableObject(objectOf(orderId), async (_object, { storage }) => ({
      tables: storage.sql
        .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'")
        .toArray()
        .map(({ name }) => name),
      alarm: await storage.getAlarm(),
    }));

  const eventsOf = async (orderId: string) =>
    (await bindings.DB.prepare("SELECT id FROM event WHERE id LIKE ? || ':%'").bind(orderId).all())
      .results.length;

  /** Whether the comparison looks at this order. Orders of other tests may come back to D1 by their alarms at any time. */
  async function isCompared(orderId: string): Promise<boolean> {
    for (const table of ["reconciliation_day", "reconciliation_retry"])
      await bindings.DB.prepare(`DELETE FROM ${table}`).run();
    const asked = vi.spyOn(bindings.ORDERS, "get");
    expect((await compareOrders(bindings, () => Date.now())).cut).toBe(false);
    const own = bindings.ORDERS.idFromName(orderId);
    const isAmong = asked.mock.calls.some(([id]) => id.equals(own));
    asked.mockRestore();
    return isAmong;
  }

  test("one that no gateway heard of is not compared, and leaves nothing behind after a week", async () => {
    const who = await customer();
    const { orderId } = (await order(who, await packageOnSale())).body;
    await who.post("/api/pay/cancel", { from: "coze", orderId });
    expect(await eventsOf(orderId)).toBe(1);
    // The newest event of all stays, as the place from which a host reads on: this is another order's.
    const later = await customer();
    const { body } = await order(later, await packageOnSale());
    await later.post("/api/pay/cancel", { from: "coze", orderId: body.orderId });
    await dayIsOver();
    expect(await isCompared(orderId)).toBe(false);

    await forgetUnopened(bindings, () => Date.now());
    expect(await rowOf(orderId)).toMatchObject({ state: "cancelled" });
    await travel(KEPT_MS);
    await forgetUnopened(bindings, () => Date.now());
    expect(await rowOf(orderId)).toBeNull();
    expect(await eventsOf(orderId)).toBe(0);
    expect(await tablesOf(orderId)).toEqual({ tables: [], alarm: null });
    expect(await who.get(`/api/account/orders/${orderId}`)).toMatchObject({ status: 404 });
    // The object is as one that nothing was ever opened in.
    expect(await objectOf(orderId).forget()).toEqual({ ok: false, error: { reason: "not-found" } });
  });

  test("one that showed a code is compared, and kept", async () => {
    const { who, orderId } = await shown();
    await who.post("/api/pay/cancel", { from: "coze", orderId });
    expect(await objectOf(orderId).forget()).toEqual({ ok: false, error: { reason: "kept" } });
    await travel(KEPT_MS + 86_400_000);
    await forgetUnopened(bindings, () => Date.now());
    expect(await rowOf(orderId)).toMatchObject({ state: "cancelled" });
    expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "cancelled" });
    expect(await isCompared(orderId)).toBe(true);
  });

  test("a run that dies between the object and its row ends in the next one", async () => {
    const who = await customer();
    const { orderId } = (await order(who, await packageOnSale())).body;
    await who.post("/api/pay/cancel", { from: "coze", orderId });
    expect(await objectOf(orderId).forget()).toEqual({ ok: true, value: null });
    await travel(KEPT_MS + 1_000);
    await forgetUnopened(bindings, () => Date.now());
    expect(await rowOf(orderId)).toBeNull();
  });
});

describe("limited stock", () => {
  test("one customer holds one unit of an item, by whatever way it is ordered", async () => {
    const who = await customer();
    const item = await packageOnSale({ stock: 2 });
    const first = await order(who, item, 1);
    expect(await order(who, item, 2)).toMatchObject({
      status: 200,
      body: { orderId: first.body.orderId },
    });
    expect(await stockOf(item)).toBe(1);
    expect(await prepay(who, first.body.orderId, 2)).toMatchObject({ payType: 2 });
  });

  test("whoever holds the last unit is led to the order that holds it", async () => {
    const who = await customer();
    const item = await packageOnSale({ stock: 1 });
    const first = await order(who, item, 1);
    expect(await order(who, item, 2)).toMatchObject({
      status: 200,
      body: { orderId: first.body.orderId },
    });
    expect((await order(await customer(), item, 2)).status).toBe(400);
  });

  test("without a limit the ways are orders of their own, as before", async () => {
    const who = await customer();
    const item = await packageOnSale();
    const first = await order(who, item, 1);
    expect(await order(who, item, 2)).toMatchObject({ status: 201 });
    expect(await order(who, item, 1)).toMatchObject({ body: { orderId: first.body.orderId } });
  });
});
