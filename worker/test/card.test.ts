import { runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, test } from "vitest";
import type { Problem } from "../app.ts";
import { ORDER_LIFE_MS } from "../domain/order/attempt.ts";
import {
  atPage,
  attemptsOf,
  offerCards,
  paidAtPage,
  prepayByCard,
  signed,
  stripe,
  tell,
} from "./card.ts";
import { goOn, refundsOf, stateOf } from "./refunding.ts";
import { daysOf, detail, objectOf, order, payResult, prepay, rowOf, timeline } from "./shop.ts";
import {
  bindings,
  control,
  customer,
  deliver,
  mailAbout,
  packageOnSale,
  request,
  restoreAfterEach,
  travel,
} from "./world.ts";

/** Buying by card on Stripe's page: what settles an order, and what never does. */

restoreAfterEach();
beforeEach(offerCards);

const HOUR_MS = 3_600_000;

const eventsOf = async (orderId: string) => (await timeline(orderId)).map(({ event }) => event);

const post = async (body: string, header: string | null) =>
  request("/api/pay/notify/stripe", {
    method: "POST",
    body,
    headers: header === null ? {} : { "stripe-signature": header },
  });

describe("a purchase", () => {
  test("leads to Stripe's page, and the event about the session completes it", async () => {
    const purchase = await paidAtPage({ stock: 3 });
    expect(purchase.url).toMatch(/^http/);
    expect((await payResult(purchase.who, purchase.orderId)).payStatus).toBe(0);
    const answer = await tell(purchase.number);
    expect(answer.status).toBe(200);
    expect(await payResult(purchase.who, purchase.orderId)).toMatchObject({
      payStatus: 1,
      orderStatus: "completed",
    });
    expect(await daysOf(purchase.who)).toBe(30);
    expect(await rowOf(purchase.orderId)).toMatchObject({ state: "completed" });
    expect(await detail(purchase.who, purchase.orderId)).toMatchObject({ payType: 3 });
  });

  test("is found without any event", async () => {
    const { who, orderId } = await paidAtPage();
    await goOn(orderId, 1);
    expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "completed" });
    expect(await daysOf(who)).toBe(30);
  });

  test("is one, however often it is told", async () => {
    const { who, number, orderId } = await paidAtPage();
    const mail = await mailAbout(number, "checkout.session.completed");
    const answers = await Promise.all([deliver(mail), deliver(mail), deliver(mail)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await deliver(mail)).status).toBe(200);
    expect(await daysOf(who)).toBe(30);
    const received = (await eventsOf(orderId)).filter((event) => event === "payment-received");
    expect(received).toHaveLength(1);
  });

  test("answers where to go, until when, and the same page again", async () => {
    const { who, orderId, url } = await atPage();
    const again = await prepayByCard(who, orderId);
    expect(again).toMatchObject({
      status: 200,
      body: { payType: 3, redirect: { url }, attempt: 2 },
    });
    expect(again.body).not.toHaveProperty("qrCode");
    const leftMs = Date.parse(again.body.expiresAt) - Date.now();
    expect(leftMs).toBeGreaterThan(ORDER_LIFE_MS - 60_000);
    expect(await attemptsOf(orderId)).toHaveLength(1);
  });
});

describe("a message that is not genuine is refused with 400, and nothing moves", () => {
  async function refused(send: (body: string) => Promise<Response>) {
    const { who, number, orderId } = await paidAtPage();
    const mail = await mailAbout(number, "checkout.session.completed");
    const answer = await send(mail.body);
    expect(answer.status).toBe(400);
    expect(await payResult(who, orderId)).toMatchObject({ payStatus: 0 });
    expect(await daysOf(who)).toBe(0);
    return (await timeline(orderId)).filter(({ event }) => event === "notification-refused");
  }

  test("forged", async () => {
    const header = (body: string) => signed(body, { secret: "whsec_somebody" });
    const noted = await refused(async (body) => post(body, await header(body)));
    expect(noted).toMatchObject([{ reason: "bad-signature" }]);
  });

  test("unsigned", async () => {
    const noted = await refused((body) => post(body, null));
    expect(noted).toMatchObject([{ reason: "headers-missing" }]);
  });

  test("stale", async () => {
    const noted = await refused(async (body) =>
      post(body, await signed(body, { atMs: Date.now() - HOUR_MS })),
    );
    expect(noted).toMatchObject([{ reason: "clock-window" }]);
  });

  test("of the other mode, though genuine", async () => {
    const noted = await refused(async (body) => {
      const live = JSON.stringify({ ...JSON.parse(body), livemode: true });
      return post(live, await signed(live));
    });
    expect(noted).toMatchObject([{ reason: "wrong-mode" }]);
  });

  test("with a claim of payment that Stripe does not bear out", async () => {
    const { who, orderId, number, session } = await atPage();
    const body = JSON.stringify({
      ...{ id: "evt_1", object: "event", type: "checkout.session.completed", livemode: false },
      data: {
        object: {
          ...{ id: session, mode: "payment", status: "complete", payment_status: "paid" },
          ...{ client_reference_id: number, metadata: { trade_no: number } },
        },
      },
    });
    expect((await post(body, await signed(body))).status).toBe(200);
    expect(await payResult(who, orderId)).toMatchObject({ payStatus: 0, orderStatus: "pending" });
    expect(await daysOf(who)).toBe(0);
  });
});

describe("events of others are acknowledged and change nothing", () => {
  test.each(["customer.subscription.updated", "invoice.paid", "payout.paid", "brand.new"])(
    "%s",
    async (type) => {
      const body = JSON.stringify({
        ...{ id: "evt_1", object: "event", type, livemode: false },
        data: { object: { id: "sub_1", customer: "cus_1" } },
      });
      const answer = await post(body, await signed(body));
      expect([answer.status, await answer.json()]).toEqual([200, { received: true }]);
    },
  );
});

test.each([
  ["amount", { unit_amount: 1, currency: "cny" }, "wrong-amount"],
  ["currency", { unit_amount: 3990, currency: "usd" }, "wrong-currency"],
] as const)(
  "a session of another %s is an anomaly and grants nothing",
  async (_what, price, reason) => {
    const { who, orderId, number } = await atPage();
    const [attempt] = await attemptsOf(orderId);
    const other = await stripe.checkout.sessions.create({
      mode: "payment",
      client_reference_id: number,
      metadata: { trade_no: number },
      line_items: [{ quantity: 1, price_data: { ...price, product_data: { name: "x" } } }],
      success_url: "https://pay.example.com/",
    });
    await control.checkout(other.id, "pay");
    await runInDurableObject(objectOf(orderId), (_object, state) => {
      state.storage.sql.exec("UPDATE attempt SET gateway_id = ?", other.id);
    });
    expect(attempt?.gatewayId).not.toBe(other.id);
    expect((await tell(number)).status).toBe(200);
    expect(await timeline(orderId)).toContainEqual(
      expect.objectContaining({ event: "payment-anomaly", reason }),
    );
    expect(await payResult(who, orderId)).toMatchObject({ payStatus: 0 });
    expect(await daysOf(who)).toBe(0);
  },
);

test("a second session under one number is none of ours: kept for a person", async () => {
  const { who, orderId, number } = await atPage();
  const other = await stripe.checkout.sessions.create({
    mode: "payment",
    client_reference_id: number,
    metadata: { trade_no: number },
    line_items: [
      {
        quantity: 1,
        price_data: { unit_amount: 3990, currency: "cny", product_data: { name: "x" } },
      },
    ],
    success_url: "https://pay.example.com/",
  });
  await control.checkout(other.id, "pay");
  expect((await tell(number)).status).toBe(200);
  expect(await timeline(orderId)).toContainEqual(
    expect.objectContaining({ event: "payment-anomaly", reason: "other-trade" }),
  );
  expect(await payResult(who, orderId)).toMatchObject({ payStatus: 0, orderStatus: "pending" });
});

describe("trouble", () => {
  test("the answer to the opening is lost: the next request leads to the same page", async () => {
    const who = await customer();
    const { orderId } = (await order(who, await packageOnSale(), 3)).body;
    await control.fault({
      ...{ gateway: "stripe", fault: "response-lost-after-acting", times: 1 },
      operation: "checkout.sessions.create",
    });
    const lost = await who.post<Problem>("/api/pay/prepay", { from: "coze", orderId, payType: 3 });
    expect(lost).toMatchObject({ status: 504, body: { code: "GATEWAY_TIMEOUT" } });
    const { body } = await prepayByCard(who, orderId);
    const attempts = await attemptsOf(orderId);
    expect(attempts).toHaveLength(1);
    expect(body.redirect.url).toContain(attempts[0]?.gatewayId ?? "?");
  });

  test("the answer to the opening is lost for good: the session ends with the order", async () => {
    const who = await customer();
    const { orderId } = (await order(who, await packageOnSale(), 3)).body;
    await control.fault({
      ...{ gateway: "stripe", fault: "response-lost-after-acting", times: 1 },
      operation: "checkout.sessions.create",
    });
    await prepayByCard(who, orderId);
    await who.post("/api/pay/cancel", { from: "coze", orderId });
    const [attempt] = await attemptsOf(orderId);
    expect(attempt).toMatchObject({ state: "closed", gatewayId: expect.stringMatching(/^cs_/) });
    const session = await stripe.checkout.sessions.retrieve(attempt?.gatewayId ?? "");
    expect(session.status).toBe("expired");
  });

  test("the order ends: its page cannot be paid any more", async () => {
    const { who, orderId, session } = await atPage();
    await who.post("/api/pay/cancel", { from: "coze", orderId });
    expect((await stripe.checkout.sessions.retrieve(session)).status).toBe("expired");
  });

  test("Stripe is silent when the order ends, and the page is paid after: honoured", async () => {
    const { who, orderId, number, session } = await atPage();
    await control.fault({ gateway: "stripe", fault: "error-500", times: 2 });
    await who.post("/api/pay/cancel", { from: "coze", orderId });
    expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "cancelled" });
    await control.clearFaults();
    await control.checkout(session, "pay");
    await tell(number);
    expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "completed" });
    expect(await daysOf(who)).toBe(30);
  });

  test("paid by card and by code: the second payment goes back by itself", async () => {
    const { who, orderId, number, session } = await atPage();
    await control.fault({ gateway: "stripe", fault: "error-500", times: 3 });
    const code = await prepay(who, orderId, 1);
    await control.clearFaults();
    await control.pay(code.qrCode.code_url);
    await deliver(await mailAbout(`${orderId}_2`));
    await control.checkout(session, "pay");
    await tell(number);
    await goOn(orderId, 2);
    expect(await refundsOf(orderId)).toMatchObject([
      { tradeNo: number, gateway: "stripe", why: "surplus", state: "done" },
    ]);
    const { payment_intent } = await stripe.checkout.sessions.retrieve(session);
    const made = await stripe.refunds.list({ payment_intent: String(payment_intent) });
    expect(made.data).toMatchObject([{ amount: 3990, status: "succeeded" }]);
    expect(await daysOf(who)).toBe(30);
  });

  test("changing to a code closes the page first", async () => {
    const { who, orderId, session } = await atPage();
    expect(await prepay(who, orderId, 1)).toHaveProperty("qrCode");
    expect((await stripe.checkout.sessions.retrieve(session)).status).toBe("expired");
  });

  test("Stripe keeps a fault under the number's key: the next number leads to a page", async () => {
    const who = await customer();
    const { orderId } = (await order(who, await packageOnSale(), 3)).body;
    await control.fault({
      ...{ gateway: "stripe", fault: "error-500-after-acting", times: 1 },
      operation: "checkout.sessions.create",
    });
    expect((await prepayByCard(who, orderId)).status).toBe(504);
    const next = await prepayByCard(who, orderId);
    expect(next.status).toBe(200);
    expect((await attemptsOf(orderId)).map(({ tradeNo }) => tradeNo.slice(-2))).toEqual([
      "_1",
      "_2",
    ]);
  });

  test("a number that we hold for closed is asked about when Stripe says that it was paid", async () => {
    const { who, orderId, number } = await paidAtPage();
    await runInDurableObject(objectOf(orderId), (_object, state) => {
      state.storage.sql.exec("UPDATE attempt SET state = 'closed', query_at = NULL");
    });
    await tell(number);
    expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "completed" });
  });

  test("nothing is credited twice by the comparison of the books", async () => {
    const { who, orderId, number } = await paidAtPage();
    await tell(number);
    const compared = await objectOf(orderId).compare(null, 1);
    expect(compared).toMatchObject({ ok: true, value: { trades: 1, matched: 1 } });
    expect(await daysOf(who)).toBe(30);
  });

  test("a payment that nobody told of is recovered by the comparison", async () => {
    const { who, orderId } = await paidAtPage();
    const compared = await objectOf(orderId).compare(null, 1);
    expect(compared).toMatchObject({ ok: true, value: { recovered: 1 } });
    expect(await daysOf(who)).toBe(30);
  });
});

describe("what is not offered", () => {
  test("a way that does not take the item's currency", async () => {
    const id = await packageOnSale();
    await bindings.DB.prepare("UPDATE coze_package SET currency = 'USD' WHERE id = ?")
      .bind(id)
      .run();
    const who = await customer();
    expect(await order(who, id, 1)).toMatchObject({
      status: 400,
      body: { code: "PAY_WAY_UNAVAILABLE" },
    });
    const byCard = await order(who, id, 3);
    expect(byCard).toMatchObject({ status: 201, body: { currency: "USD" } });
    const { orderId } = byCard.body;
    expect((await prepayByCard(who, orderId)).status).toBe(200);
    const other = await who.post<Problem>("/api/pay/prepay", { from: "coze", orderId, payType: 1 });
    expect(other.body.code).toBe("PAY_WAY_UNAVAILABLE");
    await bindings.DB.prepare("UPDATE coze_package SET enabled = 0 WHERE id = ?").bind(id).run();
  });

  test("card, while it is switched off", async () => {
    await bindings.CONFIG.put("payway_3_status", "false");
    expect(await order(await customer(), await packageOnSale(), 3)).toMatchObject({
      body: { code: "PAY_WAY_UNAVAILABLE" },
    });
  });
});

test("an ended order's state is asked of Stripe before it is called unpaid", async () => {
  const { orderId } = await paidAtPage();
  await travel(ORDER_LIFE_MS + 60_000);
  expect(await stateOf(orderId)).toBe("completed");
});
