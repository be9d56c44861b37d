import Stripe from "stripe";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Gateway, Notice, TradeRequest } from "../port.ts";
import { gatewayFor } from "../registry.ts";
import { startReceiver, startSandbox } from "../testing/sandbox.ts";
import { liveTools } from "../tools.ts";
import { ORDER_EVENTS } from "./events.ts";
import { sessionKey } from "./session.ts";

/** The product's gateway against the Stripe of the sandbox over HTTP, beside the public package as a second witness. */

const sandbox = await startSandbox();
const { env } = sandbox;
const configured = gatewayFor("stripe", env, liveTools);
if (!configured.ok) throw new Error(configured.error.how);
const gateway: Gateway = configured.value;
const receiver = await startReceiver(gateway);
const address = new URL(env.STRIPE_API_BASE ?? "");
const stripe = new Stripe(env.STRIPE_SECRET_KEY ?? "", {
  ...{ host: address.hostname, port: address.port, protocol: "http" },
  ...{ telemetry: false, maxNetworkRetries: 0 },
});
await stripe.webhookEndpoints.create({
  url: receiver.notifyUrl,
  enabled_events: [...ORDER_EVENTS],
});
afterAll(async () => {
  receiver.close();
  await sandbox.close();
});

let count = 0;
let trade: TradeRequest;
beforeEach(() => {
  const tradeNo = `EC20261120ABCDEFGH${String(++count).padStart(2, "0")}_1`;
  trade = {
    tradeNo,
    amount: { currency: "CNY", amountMinor: 1990 },
    description: "Coze 月卡 🎉",
    notifyUrl: receiver.notifyUrl,
    payableUntilMs: Date.now() + 20 * 60_000,
    openedAtMs: Date.now(),
    customerId: "customer-1",
    returnTo: { paid: "https://pay.example.com/paid", unpaid: "https://pay.example.com/" },
  };
});

async function open(): Promise<{ url: string; gatewayId: string }> {
  const opened = await gateway.open(trade);
  if (!opened.ok || opened.value.kind !== "redirect") throw new Error(JSON.stringify(opened));
  return opened.value;
}

const act = (session: string, action: string) =>
  sandbox.control("stripe/checkout", { session, action });
const fault = (name: string, more = {}) =>
  sandbox.control("faults", { gateway: "stripe", fault: name, ...more });
const askOf = (gatewayId: string) => ({ tradeNo: trade.tradeNo, gatewayId });
const query = (gatewayId: string) => gateway.query(askOf(gatewayId));

async function paid() {
  const { gatewayId } = await open();
  await act(gatewayId, "pay");
  const state = await query(gatewayId);
  if (!state.ok || state.value.kind !== "paid") throw new Error(JSON.stringify(state));
  return { gatewayId, transactionId: state.value.proof.transactionId };
}

describe("a session", () => {
  test("carries our number, our price, and where to go on", async () => {
    const { gatewayId, url } = await open();
    const session = await stripe.checkout.sessions.retrieve(gatewayId, { expand: ["line_items"] });
    expect(session).toMatchObject({
      mode: "payment",
      client_reference_id: trade.tradeNo,
      metadata: { trade_no: trade.tradeNo, customer_id: "customer-1" },
      ...{ amount_total: 1990, currency: "cny", url },
      success_url: trade.returnTo.paid,
      cancel_url: trade.returnTo.unpaid,
      line_items: { data: [{ description: "Coze 月卡 🎉", quantity: 1 }] },
    });
    const lifeMs = session.expires_at * 1000 - Date.now();
    expect(lifeMs).toBeGreaterThan(30 * 60_000);
    expect(lifeMs).toBeLessThan(33 * 60_000);
  });

  test("is the same one however often its number is opened", async () => {
    const first = await open();
    const again = await open();
    expect(again).toEqual(first);
    expect(await gateway.open({ ...trade, gatewayId: first.gatewayId })).toMatchObject({
      value: first,
    });
  });

  test("whose answer was lost is found by asking for it once more", async () => {
    await fault("response-lost-after-acting", { operation: "checkout.sessions.create" });
    expect(await gateway.open(trade)).toMatchObject({ error: { reason: "unavailable" } });
    const state = await gateway.query({ tradeNo: trade.tradeNo, opened: trade });
    expect(state).toMatchObject({ ok: true, value: { kind: "unpaid" } });
    const made = await stripe.checkout.sessions.list({ limit: 100 });
    const own = made.data.filter(({ client_reference_id: no }) => no === trade.tradeNo);
    expect(own.map(({ id }) => id)).toEqual([state.ok && state.value.gatewayId]);
  });

  test("that was never made, and comes too late to be made, is unknown", async () => {
    const late = { ...trade, openedAtMs: Date.now() - 3_600_000 };
    const asked = await gateway.query({ tradeNo: trade.tradeNo, opened: late });
    expect(asked).toEqual({ ok: true, value: { kind: "unknown" } });
    expect(await gateway.open(late)).toEqual({ ok: false, error: { reason: "dead-number" } });
  });

  test("that was asked for with other parameters makes its number a dead one", async () => {
    await open();
    const other = { ...trade, amount: { currency: "CNY" as const, amountMinor: 1 } };
    expect(await gateway.open(other)).toEqual({ ok: false, error: { reason: "dead-number" } });
  });

  test("closes, and is dead then", async () => {
    const { gatewayId } = await open();
    expect(await gateway.close(askOf(gatewayId))).toEqual({ ok: true, value: "closed" });
    expect(await query(gatewayId)).toMatchObject({ ok: true, value: { kind: "closed" } });
    expect(await gateway.close(askOf(gatewayId))).toEqual({ ok: true, value: "closed" });
    expect(await gateway.open({ ...trade, gatewayId })).toMatchObject({
      error: { reason: "dead-number" },
    });
  });

  test("that is of another number says nothing about ours", async () => {
    const { gatewayId } = await open();
    const asked = await gateway.query({ tradeNo: "EC20261120ABCDEFGHJK_9", gatewayId });
    expect(asked).toMatchObject({ ok: false, error: { reason: "unavailable" } });
  });

  test("in another currency is asked for in that currency", async () => {
    trade.amount = { currency: "JPY", amountMinor: 500 };
    const { gatewayId } = await open();
    await act(gatewayId, "pay");
    expect(await query(gatewayId)).toMatchObject({
      value: { kind: "paid", proof: { amount: { currency: "JPY", amountMinor: 500 } } },
    });
  });
});

describe("a payment", () => {
  test("is proved by the session that was asked for", async () => {
    const { gatewayId, transactionId } = await paid();
    const intent = await stripe.paymentIntents.retrieve(transactionId);
    expect(intent.metadata).toEqual({ trade_no: trade.tradeNo, customer_id: "customer-1" });
    expect(await query(gatewayId)).toMatchObject({
      value: {
        kind: "paid",
        proof: {
          ...{ gateway: "stripe", merchantId: null, appId: null, tradeNo: trade.tradeNo },
          amount: trade.amount,
        },
      },
    });
    expect(await gateway.close(askOf(gatewayId))).toEqual({ ok: true, value: "paid" });
    expect(await gateway.open({ ...trade, gatewayId })).toMatchObject({
      error: { reason: "paid" },
    });
  });

  test("that was declined leaves the session payable", async () => {
    const { gatewayId } = await open();
    await act(gatewayId, "decline");
    expect(await query(gatewayId)).toMatchObject({ value: { kind: "unpaid", declined: true } });
    await act(gatewayId, "pay");
    expect(await query(gatewayId)).toMatchObject({ value: { kind: "paid" } });
  });

  test("by a method that answers later is complete and not paid, then paid", async () => {
    const { gatewayId } = await open();
    await act(gatewayId, "delayed");
    const session = await stripe.checkout.sessions.retrieve(gatewayId);
    expect(session).toMatchObject({ status: "complete", payment_status: "unpaid" });
    expect(await query(gatewayId)).toMatchObject({ value: { kind: "unpaid", confirming: true } });
    expect(await gateway.open({ ...trade, gatewayId })).toMatchObject({
      error: { reason: "confirming" },
    });
    expect(await gateway.close(askOf(gatewayId))).toMatchObject({
      error: { reason: "unavailable" },
    });
    await sandbox.control("clock", { offsetMs: 8 * 86_400_000 });
    expect(await query(gatewayId)).toMatchObject({ value: { kind: "paid" } });
    await sandbox.control("clock", { offsetMs: 0 });
  });

  test("by a method that fails later ends the session", async () => {
    const { gatewayId } = await open();
    await act(gatewayId, "delayed-fails");
    await sandbox.control("clock", { offsetMs: 8 * 86_400_000 });
    expect(await query(gatewayId)).toMatchObject({ value: { kind: "closed" } });
    await sandbox.control("clock", { offsetMs: 0 });
  });

  test.each(["error-500", "error-429", "response-lost-after-acting"])(
    "%s proves nothing",
    async (name) => {
      const { gatewayId } = await paid();
      await fault(name, { operation: "checkout.sessions.retrieve" });
      expect(await query(gatewayId)).toMatchObject({ error: { reason: "unavailable" } });
      expect(await query(gatewayId)).toMatchObject({ value: { kind: "paid" } });
    },
  );
});

test.each(["error-500", "error-500-after-acting", "error-429", "lock-timeout"])(
  "an opening that meets %s is left open",
  async (name) => {
    await fault(name, { operation: "checkout.sessions.create" });
    expect(await gateway.open(trade)).toMatchObject({ error: { reason: "unavailable" } });
  },
);

test("a fault that Stripe keeps under the number's key costs the number, not the way to pay", async () => {
  await fault("error-500-after-acting", { operation: "checkout.sessions.create" });
  expect(await gateway.open(trade)).toMatchObject({ error: { reason: "unavailable" } });
  expect(await gateway.open(trade)).toEqual({ ok: false, error: { reason: "dead-number" } });
  const asked = await gateway.query({ tradeNo: trade.tradeNo, opened: trade });
  expect(asked).toEqual({ ok: true, value: { kind: "unknown" } });
});

describe("a refund", () => {
  const refundOf = (transactionId: string) => ({
    refundNo: `${trade.tradeNo.slice(0, -2)}R1`,
    tradeNo: trade.tradeNo,
    amount: trade.amount,
    tradeTotal: trade.amount,
    reason: "重复支付",
    notifyUrl: "",
    transactionId,
  });

  test("is one, however often it is asked for, and shows on the session", async () => {
    const { gatewayId, transactionId } = await paid();
    const refund = refundOf(transactionId);
    expect(await gateway.queryRefund(refund)).toEqual({ ok: true, value: { kind: "unknown" } });
    expect(await gateway.refund(refund)).toEqual({ ok: true, value: { kind: "done" } });
    expect(await gateway.refund(refund)).toEqual({ ok: true, value: { kind: "done" } });
    const made = await stripe.refunds.list({ payment_intent: transactionId });
    expect(made.data.map(({ amount }) => amount)).toEqual([1990]);
    expect(await query(gatewayId)).toMatchObject({ value: { kind: "refunded" } });
  });

  test("is one also after Stripe has forgotten the key that it was asked for under", async () => {
    const { transactionId } = await paid();
    const part = {
      ...refundOf(transactionId),
      amount: { currency: "CNY" as const, amountMinor: 90 },
    };
    expect(await gateway.refund(part)).toEqual({ ok: true, value: { kind: "done" } });
    // The sandbox runs in this process and keeps its keys by the same clock.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 40 * 3_600_000 });
    expect(await gateway.refund(part)).toEqual({ ok: true, value: { kind: "done" } });
    vi.useRealTimers();
    const made = await stripe.refunds.list({ payment_intent: transactionId });
    expect(made.data).toHaveLength(1);
  });

  test("whose answer was lost is found again", async () => {
    const { transactionId } = await paid();
    await fault("response-lost-after-acting", { operation: "refunds.create" });
    const refund = refundOf(transactionId);
    expect(await gateway.refund(refund)).toMatchObject({ error: { reason: "unavailable" } });
    expect(await gateway.refund(refund)).toEqual({ ok: true, value: { kind: "done" } });
  });

  test("that the bank keeps waiting and then refuses never left", async () => {
    const { gatewayId, transactionId } = await paid();
    await fault("refund-failed");
    const refund = refundOf(transactionId);
    expect(await gateway.refund(refund)).toEqual({ ok: true, value: { kind: "accepted" } });
    await sandbox.control("clock", { offsetMs: 3_600_000 });
    expect(await gateway.queryRefund(refund)).toMatchObject({
      value: { kind: "failed", numberIsDead: true },
    });
    expect(await query(gatewayId)).toMatchObject({ value: { kind: "paid" } });
    await sandbox.control("clock", { offsetMs: 0 });
  });

  test("of what went back already is refused in Stripe's words", async () => {
    const { transactionId } = await paid();
    await stripe.refunds.create({ payment_intent: transactionId });
    expect(await gateway.refund(refundOf(transactionId))).toMatchObject({
      error: { reason: "refused", code: "charge_already_refunded" },
    });
  });
});

describe("an event", () => {
  /** As a genuine sender of the configured endpoint's would. */
  async function deliver(event: object, nowMs = Date.now()) {
    const body = JSON.stringify(event);
    const [secret = ""] = (env.STRIPE_WEBHOOK_SECRETS ?? "").split(",");
    const timestamp = Math.floor(Date.now() / 1000);
    const header = stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
    expect(stripe.webhooks.constructEvent(body, header, secret).object).toBe("event");
    const headers = new Headers({ "stripe-signature": header });
    return gateway.readNotification({ headers, body }, nowMs);
  }

  const noticeOf = async (type: string): Promise<Notice> => {
    const { data } = await stripe.events.list({ type, limit: 1 });
    const read = await deliver(data[0] ?? {});
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    return read.value;
  };

  test("about a session says which one to ask about, and nothing more", async () => {
    const { gatewayId } = await paid();
    const { id: _, ...notice } = await noticeOf("checkout.session.completed");
    expect(notice).toEqual({
      ...{ kind: "ask", tradeNo: trade.tradeNo, gatewayId },
      ...{ what: "checkout.session.completed", claimsPayment: true },
    });
  });

  test("about a refund says how it stands now, whoever made it", async () => {
    const { transactionId } = await paid();
    const made = await stripe.refunds.create({ payment_intent: transactionId, amount: 90 });
    expect(await noticeOf("refund.created")).toMatchObject({
      kind: "refund",
      refundNo: made.id,
      tradeNo: trade.tradeNo,
      state: { kind: "done" },
    });
  });

  test("that Stripe cannot be asked about is sent again", async () => {
    const { transactionId } = await paid();
    await stripe.refunds.create({ payment_intent: transactionId });
    const { data } = await stripe.events.list({ type: "refund.created", limit: 1 });
    await fault("error-500", { operation: "refunds.retrieve" });
    const read = await deliver(data[0] ?? {});
    expect(read).toMatchObject({ ok: false, error: { reason: "unavailable" } });
  });

  test("of the other mode is refused, and names what it claims", async () => {
    await paid();
    const { data } = await stripe.events.list({ type: "checkout.session.completed", limit: 1 });
    expect(await deliver({ ...data[0], livemode: true })).toEqual({
      ok: false,
      error: { reason: "wrong-mode", detail: "livemode true", claimedTradeNo: trade.tradeNo },
    });
  });

  test("that is late or early by our clock is refused", async () => {
    const event = { object: "event", livemode: false };
    for (const offsetMs of [-600_000, 600_000])
      expect(await deliver(event, Date.now() + offsetMs)).toMatchObject({
        error: { reason: "clock-window" },
      });
  });

  test.each<[string, object, object]>([
    ["customer.subscription.updated", { id: "sub_1", customer: "cus_1" }, { customerId: "cus_1" }],
    [
      "invoice.paid",
      { id: "in_1", customer: "cus_1" },
      { objectIds: ["in_1"], customerId: "cus_1" },
    ],
    ["customer.deleted", { id: "cus_1" }, { customerId: "cus_1" }],
    ["checkout.session.completed", { id: "cs_1", mode: "subscription" }, { objectIds: ["cs_1"] }],
    ["checkout.session.completed", { id: "cs_1", mode: "payment", metadata: {} }, {}],
    ["refund.created", { id: "re_nobody" }, { objectIds: ["re_nobody"] }],
    ["charge.dispute.created", { id: "du_nobody" }, { objectIds: ["du_nobody"] }],
    ["brand.new.type", { id: "new_1" }, { customerId: null }],
  ])("%s that is about no order is another's: %o", async (type, object, expected) => {
    const event = { object: "event", id: "evt_1", type, livemode: false, data: { object } };
    expect(await deliver(event)).toMatchObject({
      ok: true,
      value: { kind: "elsewhere", id: "evt_1", what: type, ...expected },
    });
  });
});

test("the key of a session is made of our number alone", () => {
  expect(sessionKey("EC_1")).toBe("checkout-EC_1");
});
