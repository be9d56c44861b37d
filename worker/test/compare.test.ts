import { describe, expect, test } from "vitest";
import { compareOrders, DAY_OVER_MS } from "../jobs/compare.ts";
import { sweepOrders } from "../jobs/sweep.ts";
import type { Gateway } from "../payments/port.ts";
import { gatewayFor } from "../payments/registry.ts";
import { liveTools } from "../payments/tools.ts";
import {
  DAY_MS,
  dayIsOver,
  forgetDaysBeforeEach,
  HOUR_MS,
  inBook,
  neverAsk,
  report,
  run,
  today,
} from "./reconciling.ts";
import { ask, goOn, operator, retry, stateOf } from "./refunding.ts";
import { daysOf, objectOf, paid, payResult, prepay, rowOf, shown, timeline } from "./shop.ts";
import {
  bindings,
  control,
  customer,
  deliver,
  mailAbout,
  restoreAfterEach,
  travel,
} from "./world.ts";

restoreAfterEach();
forgetDaysBeforeEach();

function gatewayIn(name: "wechat" | "alipay"): Gateway {
  const gateway = gatewayFor(name, bindings, liveTools);
  if (!gateway.ok) throw new Error(gateway.error.how);
  return gateway.value;
}

/** What somebody at the gateway's own console does, past us. */
async function refundAtConsole(name: "wechat" | "alipay", number: string) {
  const amount = { currency: "CNY", amountMinor: 3990 } as const;
  const refunded = await gatewayIn(name).refund({
    refundNo: `console_${number}`,
    tradeNo: number,
    amount,
    tradeTotal: amount,
    reason: "by hand",
    notifyUrl: "http://localhost:9/nowhere",
  });
  if (!refunded.ok) throw new Error(refunded.error.detail);
}

const GATEWAYS = [
  ["wechat", 1],
  ["alipay", 2],
] as const;

describe.each(GATEWAYS)("%s", (gateway, payType) => {
  test("a payment that nobody told of is found when its day is over, and granted once", async () => {
    const { who, orderId, codeUrl } = await shown({ payType });
    await control.pay(codeUrl);
    await neverAsk(orderId);
    await dayIsOver();
    await run();
    expect(await payResult(who, orderId)).toMatchObject({ payStatus: 1, orderStatus: "completed" });
    expect((await timeline(orderId)).map(({ event }) => event)).toContain("granted");
    expect(await rowOf(orderId)).toMatchObject({ state: "completed" });
    expect(await today()).toMatchObject({
      orders: 1,
      numbers: 1,
      matched: 0,
      mended: 1,
      discrepancies: 0,
      unanswered: 0,
      waiting: 0,
      finished: true,
    });
    const days = await daysOf(who);
    await run();
    expect(await daysOf(who)).toBe(days);
    expect(await today()).toMatchObject({ orders: 1, mended: 1 });
  });

  test("an order that ended unpaid, and whose payment is found, is granted late", async () => {
    const { who, orderId, codeUrl } = await shown({ payType });
    await control.pay(codeUrl);
    await neverAsk(orderId);
    await inBook(orderId, "UPDATE attempt SET state = 'closed'");
    await inBook(orderId, "UPDATE purchase SET state = 'expired'");
    await dayIsOver();
    await run();
    expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "completed" });
    expect((await today()).mended).toBe(1);
  });

  test("what both have alike is a match, paid or not", async () => {
    await paid({ payType });
    await shown({ payType });
    await dayIsOver();
    await run();
    expect(await today()).toMatchObject({ orders: 2, numbers: 2, matched: 2, finished: true });
    expect((await report()).discrepancies).toEqual([]);
  });

  test("a payment refunded at the gateway's console is told, once, and moves nothing", async () => {
    const { who, orderId } = await paid({ payType });
    await refundAtConsole(gateway, `${orderId}_1`);
    await dayIsOver();
    await run();
    const found = { orderNo: orderId, number: `${orderId}_1`, gateway, reason: "refunded-outside" };
    expect((await report()).discrepancies).toEqual([expect.objectContaining(found)]);
    expect(await today()).toMatchObject({ matched: 0, discrepancies: 1, finished: true });
    expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "completed" });
    await objectOf(orderId).compare(null, 0);
    const told = (await timeline(orderId)).filter(({ event }) => event === "discrepancy");
    expect(told).toEqual([expect.objectContaining({ reason: "refunded-outside", gateway })]);
  });

  test("paid and refunded at the gateway before we had heard is told, and never granted", async () => {
    const { who, orderId, codeUrl } = await shown({ payType });
    await control.pay(codeUrl);
    await neverAsk(orderId);
    await refundAtConsole(gateway, `${orderId}_1`);
    await dayIsOver();
    await run();
    expect((await report()).discrepancies).toMatchObject([{ reason: "refunded-outside" }]);
    const told = await gatewayIn(gateway).query({ tradeNo: `${orderId}_1` });
    if (!told.ok || told.value.kind !== "refunded" || !told.value.proof)
      throw new Error("no proof");
    const verdict = await objectOf(orderId).settle(told.value.proof, "notification");
    expect(verdict).toEqual({
      ok: true,
      value: { kind: "anomaly", reason: "refunded-outside" },
    });
    expect(await daysOf(who)).toBe(0);
  });

  test("a payment that the gateway does not have is told", async () => {
    const { orderId } = await paid({ payType });
    await control.forgetTrades();
    await dayIsOver();
    await run();
    expect((await report()).discrepancies).toMatchObject([
      { orderNo: orderId, reason: "not-at-gateway" },
    ]);
  });

  test.each([
    ["of another amount", "UPDATE payment SET amount_minor = 1", "other-amount"],
    ["of another transaction", "UPDATE payment SET transaction_id = 'x'", "other-transaction"],
    [
      "that we hold refunded",
      `INSERT INTO refund (number, trade_number, gateway, amount_minor, why, state, tries)
       SELECT number || 'R', number, gateway, amount_minor, 'surplus', 'done', 1 FROM payment`,
      "not-refunded",
    ],
  ])("a payment %s is told", async (_what, change, reason) => {
    const { orderId } = await paid({ payType });
    await inBook(orderId, change);
    await dayIsOver();
    await run();
    expect((await report()).discrepancies).toMatchObject([{ orderNo: orderId, reason }]);
  });
});

test("a refund that the gateway closed and another number carried through is a match", async () => {
  const { orderId } = await paid();
  await control.fault({ gateway: "wechat", fault: "refund-closed", number: `${orderId}_1` });
  const by = await operator();
  await ask(by, orderId, "full");
  await goOn(orderId);
  expect((await retry(by, orderId)).body.retried).toHaveLength(1);
  await goOn(orderId);
  expect(await stateOf(orderId)).toBe("refunded");
  expect(await objectOf(orderId).compare(null, 0)).toMatchObject({
    ok: true,
    value: { matched: 1, discrepancies: [] },
  });
});

test("a second payment that was lost is found and refunded", async () => {
  const { who, orderId, codeUrl } = await shown({ payType: 2 });
  const second = await prepay(who, orderId, 2);
  await control.pay(codeUrl);
  await deliver(await mailAbout(`${orderId}_1`));
  await neverAsk(orderId);
  await inBook(orderId, "UPDATE attempt SET state = 'closed' WHERE ordinal = 2");
  await control.pay(second.qrCode.code_url);
  await dayIsOver();
  await run();
  expect(await today()).toMatchObject({ orders: 1, numbers: 2, matched: 1, mended: 1 });
  await objectOf(orderId).attend();
  expect(await timeline(orderId)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ event: "surplus-received", via: "reconciliation" }),
      expect.objectContaining({ event: "refunded" }),
    ]),
  );
});

test("a day is compared 26 hours after its end in Beijing, and not before", async () => {
  const { orderId } = await shown();
  const { createdAtMs } = (await objectOf(orderId)
    .file()
    .then((f) => {
      if (!f.ok) throw new Error("no order");
      return f.value.order.placed;
    })) as { createdAtMs: number };
  const offsetMs = 8 * HOUR_MS;
  const endMs = (Math.floor((createdAtMs + offsetMs) / DAY_MS) + 1) * DAY_MS - offsetMs;
  const dueMs = endMs + DAY_OVER_MS;
  expect((await compareOrders(bindings, () => dueMs - 1)).compared).toBe(0);
  expect((await report()).items).toEqual([]);
  expect((await compareOrders(bindings, () => dueMs)).compared).toBe(1);
  expect((await today()).day).toBe(new Date(createdAtMs + offsetMs).toISOString().slice(0, 10));
});

test("days follow each other, and days without orders are passed over", async () => {
  await shown();
  await travel(3 * DAY_MS);
  await shown();
  await dayIsOver();
  await run();
  const { items } = await report();
  expect(items.map(({ orders, finished }) => [orders, finished])).toEqual([
    [1, true],
    [1, true],
  ]);
});

describe("D1 behind an object", () => {
  const behind = (orderId: string, state: string) =>
    bindings.DB.prepare("UPDATE orders SET state = ?, version = 0 WHERE order_no = ?")
      .bind(state, orderId)
      .run();

  test.each(["pending", "paid", "refunding"])("as %s is mended by the sweep", async (state) => {
    const { orderId } = await paid();
    await behind(orderId, state);
    await travel(HOUR_MS);
    await sweepOrders(bindings, Date.now);
    expect(await rowOf(orderId)).toMatchObject({ state: "completed" });
  });

  test("in what looks final is mended by the comparison", async () => {
    const { orderId } = await paid();
    await behind(orderId, "expired");
    await dayIsOver();
    await sweepOrders(bindings, Date.now);
    expect(await rowOf(orderId)).toMatchObject({ state: "expired" });
    await run();
    expect(await rowOf(orderId)).toMatchObject({ state: "completed" });
  });
});

test("the report is an operator's", async () => {
  expect((await (await customer()).get("/api/console/reconciliations")).status).toBe(403);
});
