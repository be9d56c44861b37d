import { describe, expect, test } from "vitest";
import type {
  LedgerPage,
  OrderCreated,
  OrderDetail,
  OrderPage,
  Prepaid,
  RechargeCenter,
} from "../app.ts";
import { offerCards } from "./card.ts";
import { accountOf, center as cozeCenter, paid as cozePaid } from "./shop.ts";
import {
  bindings,
  type Customer,
  control,
  customer,
  deliver,
  mailAbout,
  request,
  restoreAfterEach,
  travel,
} from "./world.ts";

restoreAfterEach();

/** Puts a rule on sale and answers its id. */
async function ruleOnSale(
  change: { power?: number; givePower?: number; priceMinor?: number } = {},
) {
  const id = `rule-${crypto.randomUUID()}`;
  await bindings.DB.prepare(
    "INSERT INTO recharge_rule (id, power, give_power, sell_price_minor, label) VALUES (?, ?, ?, ?, '热卖')",
  )
    .bind(id, change.power ?? 500, change.givePower ?? 50, change.priceMinor ?? 4500)
    .run();
  return id;
}

const submit = (who: Customer, id: string, more: object = {}) =>
  who.post<OrderCreated & { code: string }>("/api/recharge/submitRecharge", {
    id,
    payType: 1,
    ...more,
  });

const center = async (who: Customer) =>
  (await who.get<RechargeCenter>("/api/recharge/center")).body;

const prepay = async (who: Customer, orderId: string) =>
  (await who.post<Prepaid>("/api/pay/prepay", { from: "recharge", orderId, payType: 1 })).body;

async function recharged(who: Customer, id: string): Promise<string> {
  const { orderId } = (await submit(who, id)).body;
  await control.pay((await prepay(who, orderId)).qrCode.code_url);
  await deliver(await mailAbout(`${orderId}_1`));
  return orderId;
}

describe("the recharge centre", () => {
  test("answers with the fields that the page and others read", async () => {
    const who = await customer({ name: "林知夏" });
    const id = await ruleOnSale();
    const answer = await center(who);
    expect(answer).toMatchObject({
      rechargeStatus: true,
      rechargeExplain: "",
      user: { id: who.id, username: "林知夏", avatar: "", power: 0 },
    });
    expect(answer.payWayList.map((way) => way.payType)).toEqual([1, 2]);
    expect(answer.rechargeRule.find((rule) => rule.id === id)).toEqual({
      id,
      power: 500,
      givePower: 50,
      sellPrice: "45.00",
      currency: "CNY",
      label: "热卖",
    });
  });

  test("shows a guest everything but a user", async () => {
    const answer = await request("/api/recharge/center");
    expect(answer.status).toBe(200);
    expect(await answer.json()).not.toHaveProperty("user");
  });

  test("closed, it says so and takes no orders; a pending one can still be paid", async () => {
    const who = await customer();
    const id = await ruleOnSale();
    const { orderId } = (await submit(who, id)).body;
    await bindings.CONFIG.put("recharge_status", "false");
    try {
      expect((await center(who)).rechargeStatus).toBe(false);
      expect(await submit(who, await ruleOnSale())).toMatchObject({
        status: 403,
        body: { code: "CENTER_CLOSED" },
      });
      expect(await prepay(who, orderId)).toMatchObject({ attempt: 1 });
    } finally {
      await bindings.CONFIG.delete("recharge_status");
    }
  });

  test("reads its own explanation in the language asked for, cleaned", async () => {
    await bindings.CONFIG.put("recharge_explain", "<p>说明<script>x()</script></p>");
    await bindings.CONFIG.put("recharge_explain:en", "<p>Read me</p>");
    try {
      const explain = async (lang: string) =>
        ((await (await request(`/api/recharge/center?lang=${lang}`)).json()) as RechargeCenter)
          .rechargeExplain;
      expect(await explain("zh")).toBe("<p>说明</p>");
      expect(await explain("en")).toBe("<p>Read me</p>");
      // Chinese alone replaces no other language: the page shows its own text.
      expect(await explain("ja")).toBe("");
    } finally {
      await bindings.CONFIG.delete("recharge_explain");
      await bindings.CONFIG.delete("recharge_explain:en");
    }
  });
});

describe("recharging", () => {
  test("gives what was bought and what is given on top, once", async () => {
    const who = await customer();
    const { orderId } = (await submit(who, await ruleOnSale())).body;
    await control.pay((await prepay(who, orderId)).qrCode.code_url);
    const mail = await mailAbout(`${orderId}_1`);
    await Promise.all([deliver(mail), deliver(mail), deliver(mail)]);
    expect((await center(who)).user?.power).toBe(550);
    const { body } = await who.get<OrderDetail>(`/api/account/orders/${orderId}`);
    expect(body).toMatchObject({
      from: "recharge",
      power: 550,
      duration: null,
      orderStatus: "completed",
    });
  });

  test("adds up over orders, beside a package of the other centre", async () => {
    const { who } = await cozePaid();
    const rule = await ruleOnSale({ power: 100, givePower: 0, priceMinor: 990 });
    await recharged(who, rule);
    await recharged(who, rule);
    expect((await center(who)).user?.power).toBe(200);
    expect((await cozeCenter(who)).user?.cozePackage).toMatchObject({ remainingDays: 30 });
    expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
  });

  test("an order of one centre is none of the other", async () => {
    const who = await customer();
    const { orderId } = (await submit(who, await ruleOnSale())).body;
    for (const path of [
      `/api/web/coze-package/order/${orderId}`,
      `/api/pay/getPayResult?orderId=${orderId}&from=coze`,
    ])
      expect((await who.get(path)).status).toBe(404);
    expect((await who.get(`/api/pay/getPayResult?orderId=${orderId}&from=recharge`)).status).toBe(
      200,
    );
  });

  test("an identical order is the same one, a rule off the shelf is refused", async () => {
    const who = await customer();
    const id = await ruleOnSale();
    const first = await submit(who, id);
    expect([first.status, (await submit(who, id)).status]).toEqual([201, 200]);
    await bindings.DB.prepare("UPDATE recharge_rule SET enabled = 0 WHERE id = ?").bind(id).run();
    expect(await submit(await customer(), id)).toMatchObject({
      status: 400,
      body: { code: "PACKAGE_UNAVAILABLE" },
    });
  });
});

describe("a price that changed since it was shown", () => {
  const reprice = (id: string, priceMinor: number) =>
    bindings.DB.prepare("UPDATE recharge_rule SET sell_price_minor = ? WHERE id = ?")
      .bind(priceMinor, id)
      .run();

  test("is refused, and the new one is taken", async () => {
    const who = await customer();
    const id = await ruleOnSale();
    await reprice(id, 5000);
    expect(await submit(who, id, { expectedAmount: "45.00" })).toMatchObject({
      status: 409,
      body: { code: "PRICE_CHANGED" },
    });
    expect(await submit(who, id, { expectedAmount: "50" })).toMatchObject({
      status: 201,
      body: { orderAmount: "50.00" },
    });
  });

  test("ends a pending order at the old price, so that the customer pays what the page says", async () => {
    const who = await customer();
    const id = await ruleOnSale();
    const old = (await submit(who, id)).body;
    await prepay(who, old.orderId);
    await reprice(id, 4000);
    const next = await submit(who, id, { expectedAmount: "40.00" });
    expect(next).toMatchObject({ status: 201, body: { orderAmount: "40.00" } });
    const { body } = await who.get<OrderDetail>(`/api/account/orders/${old.orderId}`);
    expect(body.orderStatus).toBe("cancelled");
  });

  test("the price that was shown is read in the item's own currency", async () => {
    const who = await customer();
    const id = await ruleOnSale({ priceMinor: 500 });
    await bindings.DB.prepare("UPDATE recharge_rule SET currency = 'JPY' WHERE id = ?")
      .bind(id)
      .run();
    await offerCards();
    const byCard = { payType: 3 };
    for (const expectedAmount of ["5.00", "5"])
      expect(await submit(who, id, { ...byCard, expectedAmount })).toMatchObject({
        body: { code: "PRICE_CHANGED" },
      });
    expect(await submit(who, id, { ...byCard, expectedAmount: "500" })).toMatchObject({
      status: 201,
      body: { orderAmount: "500", currency: "JPY" },
    });
    await bindings.CONFIG.delete("payway_3_status");
  });

  test("a price that is no price is a bad request", async () => {
    const who = await customer();
    expect(await submit(who, await ruleOnSale(), { expectedAmount: "45.001" })).toMatchObject({
      status: 422,
    });
  });
});

describe("records", () => {
  test("hold both centres' orders in one list, by kind and by time", async () => {
    const { who, orderId: coze } = await cozePaid();
    const power = await recharged(who, await ruleOnSale());
    const list = async (query = "") =>
      (await who.get<OrderPage>(`/api/account/orders${query}`)).body;
    expect((await list()).items.map((item) => item.orderNo).sort()).toEqual([coze, power].sort());
    expect((await list("?kind=recharge")).items.map((item) => item.orderNo)).toEqual([power]);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect((await list(`?from=${tomorrow}`)).total).toBe(0);
    expect((await list(`?to=${tomorrow}`)).total).toBe(2);
    expect(await list("?page=2&pageSize=1")).toMatchObject({ total: 2, page: 2, pageSize: 1 });
    expect((await who.get("/api/account/orders?kind=nonsense")).status).toBe(422);
  });

  test("hold every change of the account, newest first", async () => {
    const { who } = await cozePaid();
    await travel(1_000);
    const orderId = await recharged(who, await ruleOnSale());
    const { body } = await who.get<LedgerPage>("/api/account/ledger");
    expect(body).toMatchObject({ total: 2 });
    expect(body.items).toMatchObject([
      { kind: "grant", asset: "power", amount: 550, reference: orderId },
      { kind: "coze.extend", asset: null, amount: 30 },
    ]);
    expect((await who.get<LedgerPage>("/api/account/ledger?kind=grant")).body.total).toBe(1);
  });

  test("are files for a spreadsheet too", async () => {
    const { who, orderId } = await cozePaid();
    const file = await who.call("/api/account/orders.csv");
    expect(file.headers.get("content-disposition")).toContain("orders.csv");
    const lines = (await file.text()).trim().split("\r\n");
    expect(lines[0]).toContain("订单号,类型,名称,数额,币种,支付方式,状态,下单时间 (UTC),");
    expect(lines[1]).toContain(`${orderId},Coze 套餐,专业版,39.90,CNY,微信支付,已完成,`);
    expect(lines[1]).toContain(",coze,1,completed,");
    expect(await (await who.call("/api/account/ledger.csv")).text()).toContain("coze.extend");
    const abroad = await who.call("/api/account/orders.csv?lang=en&tz=America/New_York");
    expect(await abroad.text()).toContain("Ordered (America/New_York)");
    expect((await who.call("/api/account/orders.csv?tz=Mars/Olympus")).status).toBe(422);
  });

  test("are nobody else's, and not a guest's", async () => {
    const { orderId } = await cozePaid();
    const stranger = await customer();
    expect((await stranger.get<OrderPage>("/api/account/orders")).body.total).toBe(0);
    expect((await stranger.get(`/api/account/orders/${orderId}`)).status).toBe(404);
    for (const path of ["orders", "ledger", "orders.csv", "ledger.csv"])
      expect((await request(`/api/account/${path}`)).status).toBe(401);
  });
});

test("after a refusal the offer can be had as it is now, past the cache", async () => {
  const who = await customer();
  const id = await ruleOnSale();
  await center(who);
  await bindings.DB.prepare("UPDATE recharge_rule SET sell_price_minor = 4800 WHERE id = ?")
    .bind(id)
    .run();
  const { body } = await who.get<RechargeCenter>("/api/recharge/center?fresh=1");
  expect(body.rechargeRule.find((rule) => rule.id === id)?.sellPrice).toBe("48.00");
});

test("a pending order at another price than the one shown is not passed off as it", async () => {
  const who = await customer();
  const id = await ruleOnSale();
  await submit(who, id);
  expect(await submit(who, id, { expectedAmount: "1.00" })).toMatchObject({
    status: 409,
    body: { code: "PRICE_CHANGED" },
  });
});
