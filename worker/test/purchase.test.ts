import { describe, expect, test } from "vitest";
import type { CozeCenter, LedgerPage, OrderDetail, OrderPage } from "../app.ts";
import { CATALOG_KEY } from "../store/catalog.ts";
import { center, order, payResult, prepay } from "./shop.ts";
import {
  bindings,
  type Customer,
  control,
  customer,
  deliver,
  mailAbout,
  packageOnSale,
  request,
  restoreAfterEach,
} from "./world.ts";

restoreAfterEach();

describe.each([
  ["wechat", 1],
  ["alipay", 2],
] as const)("buying with %s", (gateway, payType) => {
  test("order, code, payment, notification, entitlement", async () => {
    const who = await customer({ name: "林知夏" });
    const created = await order(who, await packageOnSale(), payType);
    expect(created).toMatchObject({ status: 201, body: { orderAmount: "39.90", currency: "CNY" } });
    const { orderId } = created.body;

    const code = await prepay(who, orderId, payType);
    expect(code).toMatchObject({ payType, attempt: 1 });
    expect(await payResult(who, orderId)).toMatchObject({ payStatus: 0, orderStatus: "pending" });

    expect(await control.pay(code.qrCode.code_url)).toMatchObject({ ok: true });
    const answer = await deliver(await mailAbout(`${orderId}_1`));
    expect([200, 204]).toContain(answer.status);
    if (gateway === "alipay") expect(await answer.text()).toBe("success");

    expect(await payResult(who, orderId)).toEqual({
      id: orderId,
      orderNo: orderId,
      payStatus: 1,
      orderStatus: "completed",
    });
    expect((await center(who)).user?.cozePackage).toMatchObject({
      name: "专业版",
      remainingDays: 30,
    });

    const detail = await who.get<OrderDetail>(`/api/web/coze-package/order/${orderId}`);
    expect(detail.body.timeline.map((line) => line.event)).toEqual([
      "created",
      "code-shown",
      "payment-received",
      "granted",
    ]);
    const row = await bindings.DB.prepare("SELECT state FROM orders WHERE order_no = ?")
      .bind(orderId)
      .first();
    expect(row).toEqual({ state: "completed" });
  });
});

test("a second purchase extends the first, and the list shows both", async () => {
  const who = await customer();
  const item = await packageOnSale({ days: 7 });
  for (const payType of [1, 2]) {
    const { orderId } = (await order(who, item, payType)).body;
    const code = await prepay(who, orderId, payType);
    await control.pay(code.qrCode.code_url);
    await deliver(await mailAbout(`${orderId}_1`));
  }
  expect((await center(who)).user?.cozePackage).toMatchObject({ remainingDays: 14 });
  const list = await who.get<OrderPage>("/api/web/coze-package/orders");
  expect(list.body).toMatchObject({ total: 2, page: 1, pageSize: 20 });
  expect(list.body.items.map((item) => item.orderStatus)).toEqual(["completed", "completed"]);
});

test("a lower package follows a higher one, and the centre says so before and after it is bought", async () => {
  const who = await customer();
  const pay = async (item: string) => {
    const { orderId } = (await order(who, item)).body;
    await control.pay((await prepay(who, orderId)).qrCode.code_url);
    await deliver(await mailAbout(`${orderId}_1`));
    return orderId;
  };
  const pro = await packageOnSale({ days: 30, tier: 2 });
  const trial = await packageOnSale({ days: 7, tier: 1, name: "体验版" });
  await bindings.CONFIG.delete(CATALOG_KEY);
  await pay(pro);

  const before = (await fresh(who)).user;
  expect(before?.cozePackage).toMatchObject({ name: "专业版", remainingDays: 30, next: [] });
  const until = before?.cozePackage?.expiresAt;
  const of = (id: string) => before?.effects.find((effect) => effect.id === id);
  expect(of(pro)).toMatchObject({ effect: "extends", startsAt: until, after: "专业版" });
  expect(of(trial)).toMatchObject({ effect: "follows-after", startsAt: until, after: "专业版" });

  const orderId = await pay(trial);
  const end = of(trial)?.expiresAt;
  expect((await fresh(who)).user?.cozePackage).toEqual({
    name: "专业版",
    expiresAt: end,
    remainingDays: 37,
    next: [{ name: "体验版", startsAt: until, expiresAt: end }],
  });
  const own = async () =>
    (await who.get<OrderDetail>(`/api/account/orders/${orderId}`)).body.entitlement;
  expect(await own()).toEqual({ name: "体验版", startsAt: until, expiresAt: end });

  const delayed = of(pro);
  await pay(pro);
  const later = (await fresh(who)).user?.cozePackage?.next[0];
  expect(later?.startsAt).toBe(delayed?.expiresAt);
  expect(await own(), "it follows what was bought after it").toEqual(later);
});

const fresh = async (who: Customer) =>
  (await who.get<CozeCenter>("/api/web/coze-package/center?fresh=1")).body;

test("what was bought is named in the reader's language, wherever it is read", async () => {
  const who = await customer();
  const item = await packageOnSale();
  await bindings.DB.prepare("UPDATE coze_package SET translations = ? WHERE id = ?")
    .bind(JSON.stringify({ en: { name: "Pro" }, jp: { label: "x" } }), item)
    .run();
  const { orderId } = (await order(who, item)).body;
  await control.pay((await prepay(who, orderId)).qrCode.code_url);
  await deliver(await mailAbout(`${orderId}_1`));

  const named = async (lang: string) => [
    (await who.get<CozeCenter>(`/api/web/coze-package/center?lang=${lang}`)).body.user?.cozePackage
      ?.name,
    (await who.get<OrderDetail>(`/api/account/orders/${orderId}?lang=${lang}`)).body.entitlement
      ?.name,
    (await who.get<OrderPage>(`/api/account/orders?lang=${lang}`)).body.items[0]?.packageName,
    (await who.get<LedgerPage>(`/api/account/ledger?lang=${lang}`)).body.items[0]?.name,
  ];
  expect(await named("en")).toEqual(["Pro", "Pro", "Pro", "Pro"]);
  expect(await named("ja")).toEqual(["专业版", "专业版", "专业版", "专业版"]);
});

test("a guest sees the centre without a user and cannot order", async () => {
  const response = await request("/api/web/coze-package/center");
  expect(response.status).toBe(200);
  expect(await response.json()).not.toHaveProperty("user");
  const refused = await request("/api/web/coze-package/order", {
    method: "POST",
    body: JSON.stringify({ id: "coze-pro", payType: 1 }),
    headers: { "content-type": "application/json" },
  });
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ code: "UNAUTHENTICATED" });
});
