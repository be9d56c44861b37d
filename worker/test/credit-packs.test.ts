import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CreditPackages, OrderCreated, OrderDetail, Prepaid } from "../app.ts";
import { attemptsOf, offerCards, prepayByCard } from "./card.ts";
import {
  beginWith,
  hostWithCustomer,
  lastingCustomer,
  plansOnSale,
  switchTo,
} from "./crediting.ts";
import { ask, goOn, operator } from "./refunding.ts";
import { accountOf } from "./shop.ts";
import {
  bindings,
  type Customer,
  control,
  customer,
  deliver,
  mailAbout,
  restoreAfterEach,
  travel,
} from "./world.ts";

restoreAfterEach();
beforeAll(plansOnSale);
beforeEach(() => beginWith("v1"));

const PACK = "credits-100";

const purchase = (who: Customer, more: object = {}) =>
  who.post<OrderCreated & { code: string }>("/api/credits/purchase", {
    id: PACK,
    payType: 1,
    ...more,
  });

async function pay(who: Customer, orderId: string, payType = 1): Promise<void> {
  const code = await who.post<Prepaid>("/api/pay/prepay", { from: "credits", orderId, payType });
  await control.pay(code.body.qrCode.code_url);
  await deliver(await mailAbout(`${orderId}_1`));
}

const detail = async (who: Customer, orderId: string) =>
  (await who.get<OrderDetail>(`/api/account/orders/${orderId}`)).body;

describe("in v1 a pack", () => {
  test("is offered with its prices", async () => {
    const who = await lastingCustomer();
    const { body } = await who.get<CreditPackages>("/api/credits/packages");
    expect(body).toMatchObject({
      purchasesEnabled: true,
      packages: [
        {
          id: PACK,
          credits: 100,
          name: "入门包",
          price: "35.00",
          currency: "CNY",
          prices: [
            { price: "35.00", currency: "CNY" },
            { price: "5.00", currency: "USD" },
          ],
        },
      ],
    });
    expect(body.payWayList.map(({ payType }) => payType)).toEqual([1, 2]);
  });

  test.each([1, 2])("is bought by way %i and granted once, without end", async (payType) => {
    const { who, credits, spend } = await hostWithCustomer();
    const placed = await purchase(who, { payType, expectedAmount: "35.00" });
    expect(placed).toMatchObject({ status: 201, body: { orderAmount: "35.00", currency: "CNY" } });
    expect((await purchase(who, { payType })).status).toBe(200);
    const { orderId } = placed.body;
    await pay(who, orderId, payType);
    expect(await detail(who, orderId)).toMatchObject({
      from: "credits",
      packageName: "入门包",
      credits: 100,
      orderStatus: "completed",
    });
    await spend(8);
    expect(await credits()).toMatchObject({
      available: 102,
      plan: { granted: 10, left: 2 },
      purchased: 100,
      other: 0,
    });
    await travel(100 * 86_400_000);
    expect(await credits()).toMatchObject({ purchased: 100, plan: { left: 10 } });
  });

  test("is bought by card, granted once, and given back", async () => {
    await offerCards();
    const { who, credits, spend } = await hostWithCustomer();
    const offered = (await who.get<CreditPackages>("/api/credits/packages")).body;
    expect(offered.payWayList.map(({ payType }) => payType)).toEqual([1, 2, 3]);
    const placed = await purchase(who, { payType: 3, expectedAmount: "35.00" });
    expect(placed).toMatchObject({ status: 201, body: { orderAmount: "35.00", currency: "CNY" } });
    const { orderId } = placed.body;
    expect((await prepayByCard(who, orderId, "credits")).status).toBe(200);
    const attempt = (await attemptsOf(orderId)).at(-1);
    await control.checkout(attempt?.gatewayId ?? "", "pay");
    const event = await mailAbout(attempt?.tradeNo ?? "", "checkout.session.completed");
    for (const told of [event, event]) expect((await deliver(told)).status).toBe(200);
    expect(await detail(who, orderId)).toMatchObject({ payType: 3, orderStatus: "completed" });
    await spend(8);
    expect(await credits()).toMatchObject({ available: 102, purchased: 100 });

    const by = await operator();
    await ask(by, orderId, "full");
    await goOn(orderId);
    expect(await detail(who, orderId)).toMatchObject({ orderStatus: "refunded" });
    expect(await credits()).toMatchObject({ available: 2, purchased: 0 });
    expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
  });

  test("is refused at another price, or where there is none", async () => {
    const who = await lastingCustomer();
    expect(await purchase(who, { expectedAmount: "34.00" })).toMatchObject({
      status: 409,
      body: { code: "PRICE_CHANGED" },
    });
    expect(await purchase(who, { id: "credits-7" })).toMatchObject({
      status: 400,
      body: { code: "PACKAGE_UNAVAILABLE" },
    });
  });

  test("is taken back by a refund as far as it is there", async () => {
    const { who, spend, credits } = await hostWithCustomer();
    const { orderId } = (await purchase(who)).body;
    await pay(who, orderId);
    await spend(60);
    const operator = await customer({ role: "operator" });
    const path = `/api/console/orders/${orderId}/refund`;
    const refused = await operator.post(path, { clawBack: "full", reason: "" });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: "CLAW_BACK_NOT_COVERED", left: 50, granted: 100, unit: "credits" },
    });
    await operator.post(path, { clawBack: "what-is-left", reason: "" });
    expect(await credits()).toMatchObject({ available: 0, purchased: 0 });
    expect(await detail(who, orderId)).toMatchObject({
      refund: { takenBack: { amount: 50, unit: "credits" } },
    });
    expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
  });
});

describe("in v2, or where the operator stops it, a pack", () => {
  const closed = { status: 409, body: { code: "CREDIT_PURCHASES_CLOSED" } };

  test("is neither shown nor sold", async () => {
    await switchTo("v2");
    const who = await lastingCustomer();
    expect((await who.get("/api/credits/packages")).body).toEqual({
      purchasesEnabled: false,
      payWayList: [],
      packages: [],
    });
    expect(await purchase(who)).toMatchObject(closed);
    await switchTo("v1");
    await bindings.CONFIG.put("credit_purchases_status", "false");
    expect(await purchase(who)).toMatchObject(closed);
    await bindings.CONFIG.delete("credit_purchases_status");
    expect((await purchase(who)).status).toBe(201);
  });

  test("that was ordered before is honoured", async () => {
    const { who, credits } = await hostWithCustomer();
    const { orderId } = (await purchase(who)).body;
    await switchTo("v2");
    await pay(who, orderId);
    expect(await credits()).toMatchObject({ purchased: 100 });
  });

  test("that was bought stays to the bit, and is spent after the plan's", async () => {
    const { who, credits, spend } = await hostWithCustomer();
    const { orderId } = (await purchase(who)).body;
    await pay(who, orderId);
    const lots = async () =>
      (await credits()).lots.filter(({ source }: { source: string }) => source === "order");
    const before = await lots();
    for (const version of ["v2", "v1", "v2", "v1"] as const) {
      await switchTo(version);
      await spend(1);
      expect(await lots()).toEqual(before);
    }
    await spend(10);
    expect((await lots())[0].remaining).toBe(96);
  });
});
