import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { ORDER_LIFE_MS } from "../domain/order/attempt.ts";
import {
  daysOf,
  objectOf,
  order,
  paid,
  payResult,
  prepay,
  rowOf,
  type Shown,
  shown,
  timeline,
} from "./shop.ts";
import {
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

restoreAfterEach();

const GATEWAYS = [
  ["wechat", 1],
  ["alipay", 2],
] as const;

const eventsOf = async ({ orderId }: Shown) =>
  (await timeline(orderId)).map((entry) => entry.event);

async function expectNothingGranted(purchase: Shown) {
  expect(await payResult(purchase.who, purchase.orderId)).toMatchObject({
    payStatus: 0,
    orderStatus: "pending",
  });
  expect(await daysOf(purchase.who)).toBe(0);
}

describe("a message that is not genuine grants nothing and is kept", () => {
  test.each([
    ["wechat", 1, "tampered-signature"],
    ["wechat", 1, "signtest"],
    ["wechat", 1, "stale-timestamp"],
    ["wechat", 1, "unknown-serial"],
    ["wechat", 1, "missing-headers"],
    ["alipay", 2, "tampered-sign"],
    ["alipay", 2, "tampered-body"],
    ["alipay", 2, "sha1-downgrade"],
    ["alipay", 2, "missing-sign"],
  ] as const)("%s %i %s, on the order's timeline", async (gateway, payType, variant) => {
    const purchase = await shown({ payType });
    const mail = await crafted({ gateway, number: `${purchase.orderId}_1`, variant });
    const answer = await deliver(mail);
    if (gateway === "wechat") expect(answer.status).toBe(401);
    else expect(await answer.text()).toBe("fail");
    await expectNothingGranted(purchase);
    expect(await eventsOf(purchase)).toContain("notification-refused");
  });

  test("wechat tampered-body, on the order's timeline while its number can still be read", async () => {
    const purchase = await shown();
    const number = `${purchase.orderId}_1`;
    const answer = await deliver(
      await crafted({ gateway: "wechat", number, variant: "tampered-body" }),
    );
    expect(answer.status).toBe(401);
    await expectNothingGranted(purchase);
    expect(await eventsOf(purchase)).toContain("notification-refused");
  });

  test("what cannot be read at all is among the anomalies, and the operator sees it", async () => {
    const purchase = await shown();
    const mail = await crafted({
      gateway: "wechat",
      number: `${purchase.orderId}_1`,
      variant: "tampered-signature",
    });
    const unreadable = mail.body.replace(/"ciphertext":"..../, '"ciphertext":"AAAA');
    expect((await deliver({ ...mail, body: unreadable })).status).toBe(401);
    await expectNothingGranted(purchase);
    const operator = await customer({ role: "operator" });
    const seen = async () =>
      (await operator.get<{ items: object[] }>("/api/console/anomalies")).body.items;
    const strange = { gateway: "wechat", genuine: false, reason: "bad-signature" };
    // It is counted behind the answer.
    await expect.poll(seen).toContainEqual(expect.objectContaining(strange));
  });
});

describe("a genuine message about something else grants nothing, is kept and acknowledged", () => {
  test.each([
    ["wechat", 1, "wrong-merchant", "wrong-merchant"],
    ["wechat", 1, "wrong-app", "wrong-app"],
    ["wechat", 1, "wrong-amount", "wrong-amount"],
    ["alipay", 2, "wrong-seller", "wrong-merchant"],
    ["alipay", 2, "wrong-app", "wrong-app"],
    ["alipay", 2, "wrong-amount", "wrong-amount"],
  ] as const)("%s %i %s", async (gateway, payType, variant, reason) => {
    const purchase = await shown({ payType });
    await control.scan(purchase.codeUrl).catch(() => undefined);
    const answer = await deliver(
      await crafted({ gateway, number: `${purchase.orderId}_1`, variant }),
    );
    expect([200, 204]).toContain(answer.status);
    await expectNothingGranted(purchase);
    expect(await timeline(purchase.orderId)).toContainEqual(
      expect.objectContaining({ event: "payment-anomaly", reason }),
    );
  });
});

describe.each(GATEWAYS)("%s: the same payment told again", (_gateway, payType) => {
  test("by repeats, replays and fifty at once is granted once", async () => {
    const purchase = await shown({ payType });
    await control.pay(purchase.codeUrl);
    const mail = await mailAbout(`${purchase.orderId}_1`);
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(mail)));
    expect(answers.every((answer) => answer.status < 300)).toBe(true);
    await deliver(mail);
    expect(await daysOf(purchase.who)).toBe(30);
    const events = await eventsOf(purchase);
    expect(events.filter((event) => event === "payment-received")).toHaveLength(1);
    expect(events.filter((event) => event === "granted")).toHaveLength(1);
  });

  test("by the gateway's query while the notification arrives is granted once", async () => {
    const purchase = await shown({ payType });
    await control.pay(purchase.codeUrl);
    const mail = await mailAbout(`${purchase.orderId}_1`);
    await travel(6_000);
    await Promise.all([deliver(mail), objectOf(purchase.orderId).attend(), deliver(mail)]);
    expect(await daysOf(purchase.who)).toBe(30);
  });

  test("when the notification never comes, the alarm finds it within ten seconds", async () => {
    const purchase = await shown({ payType });
    await control.pay(purchase.codeUrl);
    await travel(6_000);
    await runDurableObjectAlarm(objectOf(purchase.orderId));
    expect(await payResult(purchase.who, purchase.orderId)).toMatchObject({
      payStatus: 1,
      orderStatus: "completed",
    });
    expect(await daysOf(purchase.who)).toBe(30);
  });
});

describe.each(GATEWAYS)("%s: a payment that comes late", (_gateway, payType) => {
  test("after the code expired on the page is honoured", async () => {
    const purchase = await shown({ payType });
    await travel(5 * 60_000);
    await control.pay(purchase.codeUrl);
    await deliver(await mailAbout(`${purchase.orderId}_1`));
    expect(await daysOf(purchase.who)).toBe(30);
  });

  test("after the order expired is honoured, with its stock", async () => {
    const purchase = await shown({ payType, stock: 5 });
    await control.pay(purchase.codeUrl);
    const mail = await mailAbout(`${purchase.orderId}_1`);
    await control.fault({ gateway: _gateway, fault: "error-500", times: 1000 });
    await travel(ORDER_LIFE_MS + 6 * 60_000);
    await objectOf(purchase.orderId).attend();
    await control.clearFaults();
    expect(await rowOf(purchase.orderId)).toEqual({ state: "expired", stock_held: 0 });
    expect(await stockOf(purchase.packageId)).toBe(5);

    await deliverFresh(purchase, mail);
    expect(await payResult(purchase.who, purchase.orderId)).toMatchObject({
      orderStatus: "completed",
    });
    expect(await daysOf(purchase.who)).toBe(30);
    expect(await stockOf(purchase.packageId)).toBe(4);
    expect(await rowOf(purchase.orderId)).toEqual({ state: "completed", stock_held: 1 });
  });

  test("when the last unit is gone, the money goes back", async () => {
    const purchase = await shown({ payType, stock: 1 });
    await control.pay(purchase.codeUrl);
    const mail = await mailAbout(`${purchase.orderId}_1`);
    await control.fault({ gateway: _gateway, fault: "error-500", times: 1000 });
    await travel(ORDER_LIFE_MS + 6 * 60_000);
    await objectOf(purchase.orderId).attend();
    await control.clearFaults();
    expect((await order(await customer(), purchase.packageId)).status).toBe(201);

    await deliverFresh(purchase, mail);
    for (let alarms = 0; alarms < 4; alarms++) {
      await travel(70_000);
      await objectOf(purchase.orderId).attend();
    }
    expect(await payResult(purchase.who, purchase.orderId)).toMatchObject({
      orderStatus: "refunded",
      payStatus: 1,
    });
    expect(await daysOf(purchase.who)).toBe(0);
    expect(await stockOf(purchase.packageId)).toBe(0);
    expect(await refundedFen(purchase.orderId)).toBe(3990);
  });

  /** The alarm's next query proves the payment as well as a re-signed notification would. */
  async function deliverFresh(purchase: Shown, mail: Awaited<ReturnType<typeof mailAbout>>) {
    if (payType === 2) await deliver(mail);
    else {
      await travel(60_000);
      await objectOf(purchase.orderId).attend();
    }
  }
});

test("an Alipay code paid after its order was cancelled is found within minutes, though nobody tells", async () => {
  const purchase = await shown({ payType: 2 });
  await purchase.who.post("/api/pay/cancel", { from: "coze", orderId: purchase.orderId });
  expect(await rowOf(purchase.orderId)).toMatchObject({ state: "cancelled" });
  await objectOf(purchase.orderId).attend();
  await travel(60_000);
  expect(await control.pay(purchase.codeUrl)).toMatchObject({ ok: true });
  await mailAbout(`${purchase.orderId}_1`); // Lost.
  for (let minutes = 0; minutes < 6; minutes++) {
    await travel(60_000);
    await objectOf(purchase.orderId).attend();
  }
  expect(await daysOf(purchase.who)).toBe(30);
});

/** What the gateways' own books say was given back for an order. */
async function refundedFen(orderId: string): Promise<number> {
  const { trades } = await control.books();
  return trades
    .filter((trade: { number: string }) => trade.number.startsWith(orderId))
    .flatMap((trade: { refunds?: { amountMinor: number }[] }) => trade.refunds ?? [])
    .reduce((sum: number, refund: { amountMinor: number }) => sum + refund.amountMinor, 0);
}

describe("paid twice", () => {
  test("by both codes of a refreshed Alipay order: one grant, one full refund", async () => {
    const purchase = await shown({ payType: 2 });
    const second = await prepay(purchase.who, purchase.orderId, 2);
    expect(second.attempt).toBe(2);
    await control.pay(second.qrCode.code_url);
    await control.pay(purchase.codeUrl);
    await deliver(await mailAbout(`${purchase.orderId}_2`));
    await deliver(await mailAbout(`${purchase.orderId}_1`));
    await travel(3_000);
    await objectOf(purchase.orderId).attend();
    expect(await daysOf(purchase.who)).toBe(30);
    expect(await payResult(purchase.who, purchase.orderId)).toMatchObject({
      orderStatus: "completed",
    });
    expect(await eventsOf(purchase)).toEqual(
      expect.arrayContaining(["surplus-received", "refund-started", "refunded"]),
    );
    expect(await refundedFen(purchase.orderId)).toBe(3990);
  });

  test("through both gateways: one grant, one full refund, once however often it is told", async () => {
    const purchase = await shown({ payType: 2 });
    const wechat = await prepay(purchase.who, purchase.orderId, 1);
    await control.pay(wechat.qrCode.code_url);
    await control.pay(purchase.codeUrl);
    const mails = [
      await mailAbout(`${purchase.orderId}_1`),
      await mailAbout(`${purchase.orderId}_2`),
    ];
    await Promise.all([...mails, ...mails].map(deliver));
    for (let turns = 0; turns < 3; turns++) {
      await travel(70_000);
      await objectOf(purchase.orderId).attend();
    }
    expect(await daysOf(purchase.who)).toBe(30);
    expect(await refundedFen(purchase.orderId)).toBe(3990);
  });
});

test("a purchase of one customer is nobody else's", async () => {
  const { orderId } = await paid();
  const stranger = await customer();
  for (const path of [
    `/api/web/coze-package/order/${orderId}`,
    `/api/pay/getPayResult?orderId=${orderId}&from=coze`,
  ])
    expect((await stranger.get(path)).status).toBe(404);
  for (const path of ["/api/pay/prepay", "/api/pay/cancel"])
    expect((await stranger.post(path, { from: "coze", orderId, payType: 1 })).status).toBe(404);
  expect(await daysOf(stranger)).toBe(0);
});

test("two different packages bought at once are both granted", async () => {
  const who = await customer();
  const items = await Promise.all([packageOnSale({ days: 7 }), packageOnSale({ days: 30 })]);
  const orders = await Promise.all(items.map((item) => order(who, item)));
  const codes = await Promise.all(orders.map(({ body }) => prepay(who, body.orderId)));
  await Promise.all(codes.map((code) => control.pay(code.qrCode.code_url)));
  await Promise.all(orders.map(async ({ body }) => deliver(await mailAbout(`${body.orderId}_1`))));
  expect(await daysOf(who)).toBe(37);
});
