import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { OrderCreated, Prepaid, Problem } from "../app.ts";
import { AccountObject } from "../objects/account/object.ts";
import { accountOf, heardByD1, objectOf, timeline } from "./shop.ts";
import {
  bindings,
  type Customer,
  control,
  customer,
  deliver,
  mailAbout,
  packageOnSale,
  restoreAfterEach,
  travel,
} from "./world.ts";

restoreAfterEach();

/** What cannot be granted is not sold; what was sold all the same goes back, or waits for an operator with its reason. */

const HOUR_MS = 3_600_000;

beforeAll(async () => {
  // Rows come in as they did before D1 refused them.
  for (const table of ["coze_package", "recharge_rule"])
    for (const when of ["insert", "update"])
      await bindings.DB.prepare(`DROP TRIGGER ${table}_checked_${when}`).run();
});

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function ruleOnSale(power: number, givePower = 0): Promise<string> {
  const id = `rule-${crypto.randomUUID()}`;
  await bindings.DB.prepare(
    `INSERT INTO recharge_rule (id, power, give_power, sell_price_minor) VALUES (?, ${power}, ${givePower}, 990)`,
  )
    .bind(id)
    .run();
  return id;
}

const recharge = (who: Customer, id: string) =>
  who.post<OrderCreated & Problem>("/api/recharge/submitRecharge", { id, payType: 2 });

const UNAVAILABLE = { status: 400, body: { code: "PACKAGE_UNAVAILABLE" } };

describe("not sold", () => {
  test.each([
    ["units above what one grant moves", 1_000_000_000_001, 0],
    ["given units that lift it above", 1_000_000_000_000, 1],
    ["units above what a number counts", 9_007_199_254_740_994, 0],
  ])("%s", async (_, power, givePower) => {
    expect(await recharge(await customer(), await ruleOnSale(power, givePower))).toMatchObject(
      UNAVAILABLE,
    );
  });

  test.each([
    ["days past a hundred years", 36_501],
    ["days past the last date", 200_000_000],
  ])("%s", async (_, days) => {
    const body = { id: await packageOnSale({ days }), payType: 1 };
    expect(await (await customer()).post("/api/web/coze-package/order", body)).toMatchObject(
      UNAVAILABLE,
    );
  });

  test("days that would end a customer's access after the last date, to that customer alone", async () => {
    const who = await customer();
    const stub = accountOf(who);
    for (let century = 0; century < 2; century++)
      await stub.grant({
        key: `order:${century}`,
        grant: { kind: "coze", name: "x", days: 36_500 },
      });
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE entitlement SET days = 110000000, expires_at = ?", 8.64e15 - 1_000);
    });
    await heardByD1(who);
    const body = { id: await packageOnSale({ stock: 3 }), payType: 1 };
    expect(await who.post("/api/web/coze-package/order", body)).toMatchObject(UNAVAILABLE);
    const left = await bindings.DB.prepare("SELECT stock FROM coze_package WHERE id = ?")
      .bind(body.id)
      .first("stock");
    expect(left).toBe(3);
    expect(await (await customer()).post("/api/web/coze-package/order", body)).toMatchObject({
      status: 201,
    });
    // The customer who holds so much still sees it.
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE entitlement SET days = 110000000, expires_at = ?", 9e15);
    });
    expect((await who.get("/api/web/coze-package/center")).status).toBe(200);
  });
});

/** An order of units that its account cannot take, as it was sold before that was checked. */
async function paidAndRefused() {
  const who = await customer();
  const { orderId } = (await recharge(who, await ruleOnSale(100))).body;
  await runInDurableObject(objectOf(orderId), (_, { storage }) => {
    storage.sql.exec(
      "UPDATE purchase SET placed = json_set(placed, '$.sale.grant.power', 2000000000000)",
    );
  });
  const body = { from: "recharge", orderId, payType: 2 };
  const { qrCode } = (await who.post<Prepaid>("/api/pay/prepay", body)).body;
  await control.pay(qrCode.code_url);
  await deliver(await mailAbout(`${orderId}_1`));
  return { who, orderId };
}

const stateOf = async (orderId: string) => {
  const file = await objectOf(orderId).file();
  return file.ok ? file.value.order.state : null;
};

interface Stuck {
  items: { orderNo: string; reason: string | null }[];
  more: boolean;
}

describe("sold, paid and refused by the account", () => {
  test("it is paid for an hour, and then the money goes back by itself", async () => {
    const { orderId, who } = await paidAndRefused();
    expect(await stateOf(orderId)).toBe("paid");
    await travel(HOUR_MS - 120_000);
    await objectOf(orderId).attend();
    expect(await stateOf(orderId)).toBe("paid");

    await travel(180_000);
    await objectOf(orderId).attend();
    await travel(60_000);
    await objectOf(orderId).attend();
    expect(await stateOf(orderId)).toBe("refunded");
    expect((await accountOf(who).balances())[0]).toMatchObject({ available: 0 });
    const { trades } = await control.books();
    const trade = trades.find(({ number }: { number: string }) => number === `${orderId}_1`);
    expect(trade.refunds).toMatchObject([{ amountMinor: 990 }]);
    const row = await bindings.DB.prepare("SELECT why, state FROM refund WHERE order_no = ?")
      .bind(orderId)
      .first();
    expect(row).toEqual({ why: "not-grantable", state: "done" });
  });

  test("an operator can refund it at once", async () => {
    const { orderId } = await paidAndRefused();
    const operator = await customer({ role: "operator" });
    const path = `/api/console/orders/${orderId}/refund`;
    expect((await operator.post(path, { clawBack: "full" })).status).toBeLessThan(300);
    expect(["refunding", "refunded"]).toContain(await stateOf(orderId));
  });

  test("its timeline tells the reason, once", async () => {
    const { orderId } = await paidAndRefused();
    await objectOf(orderId).attend();
    const refusals = (await timeline(orderId)).filter(({ event }) => event === "grant-refused");
    expect(refusals).toEqual([
      {
        event: "grant-refused",
        why: "2000000000000 + 0 units: one grant is of 1 to 1000000000000",
      },
    ]);
  });
});

/** An order whose account does not answer. */
async function paidAndSilent() {
  const who = await customer();
  const { orderId } = (await recharge(who, await ruleOnSale(100))).body;
  vi.spyOn(AccountObject.prototype, "grant").mockImplementation(() => {
    throw new Error("injected: the account is away");
  });
  const body = { from: "recharge", orderId, payType: 2 };
  const { qrCode } = (await who.post<Prepaid>("/api/pay/prepay", body)).body;
  await control.pay(qrCode.code_url);
  await deliver(await mailAbout(`${orderId}_1`));
  return { who, orderId };
}

describe("paid, and the account does not answer", () => {
  test("for a moment, it is not refundable; after an hour it is listed, told and refundable", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const { who, orderId } = await paidAndSilent();
    const operator = await customer({ role: "operator" });
    const path = `/api/console/orders/${orderId}/refund`;
    expect(await operator.post(path, { clawBack: "full" })).toMatchObject({
      status: 409,
      body: { code: "ORDER_NOT_FULFILLED" },
    });

    await travel(HOUR_MS + 120_000);
    await objectOf(orderId).attend();
    const { body } = await operator.get<Stuck>("/api/console/stuck-orders");
    expect(body.items.find(({ orderNo }) => orderNo === orderId)).toMatchObject({ reason: null });
    expect(body.more).toBe(false);
    const { body: status } = await operator.get<{
      status: string;
      dependencies: Record<string, { detail?: string }>;
    }>("/api/status");
    expect(status.status).toBe("degraded");
    expect(status.dependencies.grants?.detail).toContain(orderId);

    expect((await operator.post(path, { clawBack: "full" })).status).toBeLessThan(300);
    expect(["refunding", "refunded"]).toContain(await stateOf(orderId));

    // The grant that was on its way all the time arrives: it must find its key used up.
    vi.restoreAllMocks();
    const late = { kind: "power", name: "x", power: 100, givePower: 0 } as const;
    expect(await accountOf(who).grant({ key: `order:${orderId}`, grant: late })).toMatchObject({
      ok: false,
    });
    expect((await accountOf(who).balances())[0]).toMatchObject({ available: 0 });
  });

  test("but it had taken the grant: the refund takes it back, once", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const { who, orderId } = await paidAndSilent();
    vi.restoreAllMocks();
    const file = await objectOf(orderId).file();
    if (!file.ok) throw new Error("no such order");
    const { grant } = file.value.order.placed.sale;
    expect(await accountOf(who).grant({ key: `order:${orderId}`, grant })).toMatchObject({
      ok: true,
    });
    await travel(HOUR_MS + 120_000);
    const operator = await customer({ role: "operator" });
    const path = `/api/console/orders/${orderId}/refund`;
    expect((await operator.post(path, { clawBack: "full" })).status).toBeLessThan(300);
    await objectOf(orderId).attend();
    expect((await accountOf(who).balances())[0]).toMatchObject({ available: 0 });
  });
});
