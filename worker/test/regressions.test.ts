import { runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ORDER_LIFE_MS } from "../domain/order/attempt.ts";
import { sweepOrders } from "../jobs/sweep.ts";
import { AccountObject } from "../objects/account/object.ts";
import { OrderObject } from "../objects/order/object.ts";
import { refundedAtConsole } from "./refunding.ts";
import { daysOf, objectOf, order, paid, prepay, rowOf, shown, timeline } from "./shop.ts";
import {
  bindings,
  control,
  crafted,
  customer,
  deliver,
  mailAbout,
  packageOnSale,
  restoreAfterEach,
  stockOf,
  travel,
} from "./world.ts";

/** Where two parts meet and each was right by itself: every test here was a fault once. */

restoreAfterEach();
afterEach(() => {
  vi.restoreAllMocks();
});

async function file(orderId: string) {
  const found = await objectOf(orderId).file();
  if (!found.ok) throw new Error("no such order");
  return found.value;
}

async function paidTwiceByAlipay() {
  const purchase = await shown({ payType: 2 });
  const second = await prepay(purchase.who, purchase.orderId, 2);
  await control.pay(purchase.codeUrl);
  await deliver(await mailAbout(`${purchase.orderId}_1`));
  await control.pay(second.qrCode.code_url);
  return { ...purchase, mail: await mailAbout(`${purchase.orderId}_2`) };
}

describe("numbers that can be paid", () => {
  test("a WeChat number that may not be re-entered is closed before the next one is opened", async () => {
    const { who, orderId, codeUrl } = await shown();
    await runInDurableObject(objectOf(orderId), (_object, { storage }) => {
      storage.sql.exec(
        "UPDATE purchase SET placed = json_set(placed, '$.sale.grant.name', '改名')",
      );
    });
    const next = await prepay(who, orderId);
    expect(next).toMatchObject({ attempt: 2 });
    expect(await control.pay(codeUrl)).toMatchObject({ ok: false });
    expect((await file(orderId)).attempts.map(({ tradeNo, state }) => [tradeNo, state])).toEqual([
      [`${orderId}_1`, "closed"],
      [`${orderId}_2`, "open"],
    ]);
  });

  test("the way an order was paid stays, when another code was under way", async () => {
    const { who, orderId, codeUrl } = await shown();
    await control.pay(codeUrl);
    const mail = await mailAbout(`${orderId}_1`);
    await control.fault({
      gateway: "wechat",
      fault: "error-500",
      times: 2,
      number: `${orderId}_1`,
    });
    await control.fault({ gateway: "alipay", fault: "hang", times: 1, delayMs: 400 });
    const showing = who.post("/api/pay/prepay", { from: "coze", orderId, payType: 2 });
    await vi.waitFor(async () => expect((await file(orderId)).attempts).toHaveLength(2));
    await deliver(mail);
    await showing;
    expect((await file(orderId)).order.payingWith).toBe(1);
  });

  test("at the end of an order's time a gateway that is down does not keep anyone from ordering", async () => {
    const { who, orderId, packageId } = await shown();
    await travel(ORDER_LIFE_MS - 30_000);
    await control.fault({
      gateway: "wechat",
      fault: "error-500",
      times: 50,
      number: `${orderId}_1`,
    });
    const next = await order(who, packageId);
    expect(next.status).toBe(201);
    expect(next.body.orderId).not.toBe(orderId);
  });
});

describe("money given back past us", () => {
  test("is not granted when the notification of its payment comes late", async () => {
    const { who, orderId, codeUrl } = await shown({ payType: 2 });
    await control.pay(codeUrl);
    const mail = await mailAbout(`${orderId}_1`);
    await refundedAtConsole("alipay", `${orderId}_1`, 3990);
    await travel(10_000);
    await objectOf(orderId).attend();
    await deliver(mail);
    expect(await daysOf(who)).toBe(0);
    expect((await timeline(orderId)).map((entry) => entry.event)).toContain("refunded-at-gateway");
  });

  test("makes our own refund fail for good: tried less and less, noted a bounded number of times", async () => {
    await travel(60_000); // Alarms of a moved clock do not go off by themselves.
    const { orderId, mail } = await paidTwiceByAlipay();
    await refundedAtConsole("alipay", `${orderId}_2`, 3990);
    await deliver(mail);
    for (let tries = 0; tries < 90; tries++) {
      await travel(3_601_000);
      await objectOf(orderId).attend();
    }
    expect((await file(orderId)).refunds).toMatchObject([{ state: "failed" }]);
    const noted = (await timeline(orderId)).filter((entry) => entry.event === "refund-attempted");
    expect(noted.length).toBeLessThanOrEqual(61);
  });

  test("a refund that failed is not made to wait by a slower answer", async () => {
    const { orderId, mail } = await paidTwiceByAlipay();
    await deliver(mail);
    const object = objectOf(orderId);
    await runInDurableObject(object, (_object, { storage }) => {
      storage.sql.exec("UPDATE refund SET state = 'due'");
    });
    await object.applyRefundStatus(`${orderId}R1`, { kind: "failed", detail: "ABNORMAL" });
    await object.applyRefundStatus(`${orderId}R1`, { kind: "accepted" });
    expect((await file(orderId)).refunds).toMatchObject([{ state: "failed" }]);
  });
});

test("a grant whose answer never comes is given up, and the payment is granted all the same", async () => {
  const { who, orderId, codeUrl } = await shown();
  await control.pay(codeUrl);
  const mail = await mailAbout(`${orderId}_1`);
  vi.spyOn(AccountObject.prototype, "grant").mockImplementation(
    () => new Promise(() => {}) as never,
  );
  expect((await deliver(mail)).status).toBeLessThan(300);
  vi.restoreAllMocks();
  await travel(61_000);
  await objectOf(orderId).attend();
  expect(await daysOf(who)).toBe(30);
});

describe("D1 beside the object", () => {
  test("a telling that comes late never gives back a unit that was taken again", async () => {
    const { who, orderId, packageId, codeUrl } = await shown({ payType: 2, stock: 1 });
    const prototype = Object.getPrototypeOf(bindings.DB);
    const batch = prototype.batch;
    const late: Promise<unknown>[] = [];
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let hanging = true;
    vi.spyOn(prototype, "batch").mockImplementation(function (this: unknown, ...rest: unknown[]) {
      if (!hanging) return batch.apply(this, rest);
      late.push(gate.then(() => batch.apply(this, rest)));
      return late.at(-1);
    });
    await who.post("/api/pay/cancel", { from: "coze", orderId });
    hanging = false;
    await control.pay(codeUrl);
    const mail = await mailAbout(`${orderId}_1`);
    const grant = AccountObject.prototype.grant;
    vi.spyOn(AccountObject.prototype, "grant").mockImplementation(async function (
      this: AccountObject,
      request: Parameters<typeof grant>[0],
    ) {
      open();
      await Promise.all(late);
      return grant.call(this, request);
    } as never);
    await deliver(mail);
    expect(await daysOf(who)).toBe(30);
    expect(await stockOf(packageId)).toBe(0);
  });

  test("put back to an earlier state it is told again, and the customer can order", async () => {
    const { who, orderId, packageId } = await paid();
    await bindings.DB.prepare("UPDATE orders SET state = 'pending', version = 0 WHERE order_no = ?")
      .bind(orderId)
      .run();
    const next = await order(who, packageId);
    expect(next.status).toBe(201);
    expect(await rowOf(orderId)).toMatchObject({ state: "completed" });
  });

  test("put back to a time before an order, it learns of it again, its unit of stock too", async () => {
    const { who, orderId, packageId, codeUrl } = await shown({ stock: 2 });
    await bindings.DB.batch([
      bindings.DB.prepare("DELETE FROM orders WHERE order_no = ?").bind(orderId),
      bindings.DB.prepare("UPDATE coze_package SET stock = 2 WHERE id = ?").bind(packageId),
    ]);
    await control.pay(codeUrl);
    await deliver(await mailAbout(`${orderId}_1`));
    expect(await rowOf(orderId)).toEqual({ state: "completed", stock_held: 1 });
    expect(await stockOf(packageId)).toBe(1);
    const { body } = await who.get<{ items: object[] }>("/api/web/coze-package/orders");
    expect(body.items).toMatchObject([{ orderNo: orderId, orderStatus: "completed" }]);
  });

  test("put back to a time before an order, with an identical one pending since: no unit is taken twice", async () => {
    const { who, orderId, packageId } = await shown({ stock: 5 });
    await bindings.DB.batch([
      bindings.DB.prepare("DELETE FROM orders WHERE order_no = ?").bind(orderId),
      bindings.DB.prepare("UPDATE coze_package SET stock = 5 WHERE id = ?").bind(packageId),
    ]);
    expect((await order(who, packageId)).status).toBe(201);
    for (let looks = 0; looks < 2; looks++) {
      await prepay(who, orderId, 2 - looks); // The way to pay is told to D1 each time.
      expect(await stockOf(packageId)).toBe(4);
    }
    await who.post("/api/pay/cancel", { from: "coze", orderId });
    expect(await rowOf(orderId)).toEqual({ state: "cancelled", stock_held: 0 });
    expect(await stockOf(packageId)).toBe(4);
  });

  test("put back to a time before an order that had ended and is paid late, it has to learn of it first", async () => {
    const { who, orderId, packageId, codeUrl } = await shown({ stock: 1, payType: 2 });
    await who.post("/api/pay/cancel", { from: "coze", orderId });
    await bindings.DB.prepare("DELETE FROM orders WHERE order_no = ?").bind(orderId).run();
    await control.pay(codeUrl);
    await deliver(await mailAbout(`${orderId}_1`));
    await travel(5_000);
    await objectOf(orderId).attend();
    expect(await rowOf(orderId)).toEqual({ state: "completed", stock_held: 1 });
    expect(await stockOf(packageId)).toBe(0);
  });

  test("a hundred orders that cannot move do not keep the sweep from the next one", async () => {
    const { orderId } = (await order(await customer(), await packageOnSale())).body;
    await bindings.DB.batch(
      Array.from({ length: 100 }, (_, i) =>
        bindings.DB.prepare(
          `INSERT INTO orders SELECT 'EC20200101' || printf('%010d', ?1), customer_id, kind, item_id || ?1, item_name,
             grant_json, 1, amount_minor, currency, pay_type, paying_with, stock_limited, stock_held, 'refunding', 1, 0, 0,
             1, NULL, 1, 1 FROM orders WHERE order_no = ?2`,
        ).bind(i, orderId),
      ),
    );
    const lost = "EC20200101ZZZZZZZZZZ";
    await bindings.DB.prepare(
      `INSERT INTO orders SELECT ?1, customer_id, kind, 'other', item_name, grant_json, 1, amount_minor, currency, 1, 1, 0,
         0, 'pending', 0, 5, 6, NULL, NULL, 5, 0 FROM orders WHERE order_no = ?2`,
    )
      .bind(lost, orderId)
      .run();
    const opened: string[] = [];
    vi.spyOn(OrderObject.prototype, "attend").mockResolvedValue({
      ok: false,
      error: { reason: "not-found" },
    });
    vi.spyOn(OrderObject.prototype, "open").mockImplementation((placed) => {
      opened.push(placed.orderNo);
      return { id: "", orderNo: "", payStatus: 0, orderStatus: "pending" };
    });
    for (let runs = 0; runs < 2; runs++) await sweepOrders(bindings, Date.now);
    await bindings.DB.prepare("DELETE FROM orders WHERE order_no LIKE 'EC20200101%'").run();
    expect(opened).toContain(lost);
  });

  test("a genuine payment that fits nothing of ours is acknowledged only once it is kept", async () => {
    const { orderId } = await shown();
    const mail = await crafted({
      gateway: "wechat",
      number: `${orderId}_1`,
      variant: "unknown-number",
    });
    const statement = Object.getPrototypeOf(bindings.DB.prepare("SELECT 1"));
    vi.spyOn(statement, "run").mockRejectedValue(new Error("D1_ERROR: gone"));
    expect((await deliver(mail)).status).toBe(500);
    vi.restoreAllMocks();
    expect((await deliver(mail)).status).toBeLessThan(300);
    const operator = await customer({ role: "operator" });
    const { body } = await operator.get<{ items: { genuine: boolean }[] }>(
      "/api/console/anomalies",
    );
    expect(body.items[0]).toMatchObject({ genuine: true, reason: "unknown-number" });
  });
});
