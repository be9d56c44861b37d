import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Gateway, Presented, TradeRequest } from "./port.ts";
import { expectedParty, gatewayFor } from "./registry.ts";
import { startReceiver, startSandbox } from "./testing/sandbox.ts";
import { liveTools } from "./tools.ts";

const sandbox = await startSandbox();
/** Refunds settle after two seconds of the sandbox's time. */
await sandbox.control("clock", { scale: 20 });
afterAll(() => sandbox.close());

function configured(name: "wechat" | "alipay"): Gateway {
  const gateway = gatewayFor(name, sandbox.env, liveTools);
  if (!gateway.ok) throw new Error(gateway.error.how);
  return gateway.value;
}

function codeIn(presented: Presented): string {
  if (presented.kind !== "code") throw new Error("both gateways show codes");
  return presented.codeUrl;
}

async function merchantOf(name: "wechat" | "alipay") {
  const gateway = configured(name);
  const receiver = await startReceiver(gateway);
  const party = expectedParty(name, sandbox.env);
  const total = { currency: "CNY" as const, amountMinor: 1990 };

  const tradeOf = (tradeNo: string): TradeRequest => ({
    tradeNo,
    amount: total,
    description: "Coze 月卡/30 天 🎉 100%",
    notifyUrl: receiver.notifyUrl,
    payableUntilMs: Date.now() + 300_000,
    openedAtMs: Date.now(),
    customerId: "customer-1",
    returnTo: { paid: "https://pay.example.com/paid", unpaid: "https://pay.example.com/" },
  });
  const open = async (tradeNo: string): Promise<string> => {
    const opened = await gateway.open(tradeOf(tradeNo));
    if (!opened.ok) throw new Error(JSON.stringify(opened.error));
    return codeIn(opened.value);
  };
  const pay = async (tradeNo: string) => {
    await sandbox.control("pay", { codeUrl: await open(tradeNo) });
    return receiver.next();
  };
  const refundOf = (tradeNo: string, amountMinor: number) => ({
    refundNo: `${tradeNo}_r`,
    tradeNo,
    amount: { currency: "CNY" as const, amountMinor },
    tradeTotal: total,
    reason: "重复支付",
    notifyUrl: receiver.notifyUrl,
  });
  const notify = async (tradeNo: string, variant: string) => {
    await sandbox.control("notify", { gateway: name, number: tradeNo, variant, force: true });
    return receiver.next();
  };
  const fault = (fault: string, more = {}) =>
    sandbox.control("faults", { gateway: name, fault, ...more });
  const proof = { gateway: name, ...party, amount: total };
  return { gateway, receiver, tradeOf, open, pay, refundOf, notify, fault, proof };
}

type Merchant = Awaited<ReturnType<typeof merchantOf>>;

function sharedBehaviour(name: "wechat" | "alipay", merchant: () => Merchant) {
  const number = (suffix: string) => `${name}_${suffix}`;

  test("a payment is notified, found by query, and cannot be closed", async () => {
    const { gateway, pay, proof } = merchant();
    const notice = await pay(number("paid"));
    const expected = { ...proof, tradeNo: number("paid") };
    expect(notice).toMatchObject({ ok: true, value: { kind: "payment", proof: expected } });
    if (!notice.ok || notice.value.kind !== "payment") return;

    const { transactionId, paidAtMs } = notice.value.proof;
    const found = await gateway.query({ tradeNo: number("paid") });
    const asked = name === "alipay" ? { ...expected, merchantId: null } : expected;
    expect(found).toEqual({
      ok: true,
      value: { kind: "paid", proof: { ...asked, transactionId, paidAtMs } },
    });
    const closed = await gateway.close({ tradeNo: number("paid") });
    expect(closed.ok ? closed.value : closed.error.reason).toMatch(/^(paid|unavailable)$/);
  });

  test("a refund in full ends in a trade that was paid", async () => {
    const { gateway, receiver, pay, refundOf, fault } = merchant();
    if (name === "alipay") await fault("notify-closed-trades");
    await pay(number("refunded"));
    const refund = refundOf(number("refunded"), 1990);
    expect(await gateway.queryRefund(refund)).toEqual({ ok: true, value: { kind: "unknown" } });
    expect(await gateway.refund(refund)).toMatchObject({ ok: true });
    expect(await gateway.refund(refund)).toMatchObject({ ok: true });
    const { refundNo, tradeNo } = refund;
    expect(await receiver.next()).toMatchObject({
      ok: true,
      value: { kind: "refund", refundNo, tradeNo, state: { kind: "done" } },
    });
    expect(await gateway.queryRefund(refund)).toEqual({ ok: true, value: { kind: "done" } });
    expect(await gateway.query({ tradeNo: number("refunded") })).toMatchObject({
      ok: true,
      value: { kind: "refunded", proof: { amount: { amountMinor: 1990 } } },
    });
  });

  test("a refund the gateway has no funds for is refused with its reason", async () => {
    const { gateway, pay, refundOf, fault } = merchant();
    await pay(number("poor"));
    await fault("refund-not-enough");
    const refused = await gateway.refund(refundOf(number("poor"), 1990));
    expect(refused).toMatchObject({ ok: false, error: { reason: "refused" } });
  });

  test.each(["unsigned-response", "tampered-response", "error-500", "error-429"])(
    "%s proves nothing",
    async (name) => {
      const { gateway, pay, fault } = merchant();
      const paid = number(name.replace("-", "_"));
      await pay(paid);
      await fault(name, { operation: "query" });
      const found = await gateway.query({ tradeNo: paid });
      expect(found).toMatchObject({ ok: false, error: { reason: "unavailable" } });
      expect(await gateway.query({ tradeNo: paid })).toMatchObject({ value: { kind: "paid" } });
    },
  );
}

describe("WeChat Pay", () => {
  let merchant: Merchant;
  beforeAll(async () => {
    merchant = await merchantOf("wechat");
  });
  afterAll(() => merchant.receiver.close());
  sharedBehaviour("wechat", () => merchant);

  test("an unpaid number shows a fresh code, closes, and is dead", async () => {
    const { gateway, tradeOf } = merchant;
    const trade = tradeOf("wechat_closed");
    const codes = [await gateway.open(trade), await gateway.open(trade)];
    const urls = codes.map((code) => (code.ok ? codeIn(code.value) : null));
    expect(new Set(urls).size).toBe(2);
    expect(await gateway.query(trade)).toEqual({ ok: true, value: { kind: "unpaid" } });

    const other = await gateway.open({ ...trade, amount: { currency: "CNY", amountMinor: 1 } });
    expect(other).toEqual({ ok: false, error: { reason: "dead-number" } });
    expect(await gateway.close(trade)).toEqual({ ok: true, value: "closed" });
    expect(await gateway.query(trade)).toEqual({ ok: true, value: { kind: "closed" } });
    const again = await gateway.open(trade);
    expect(again).toEqual({ ok: false, error: { reason: "dead-number" } });
  });

  test("a number that was never opened is unknown; a paid one says so", async () => {
    const { gateway, tradeOf, pay } = merchant;
    const unknown = await gateway.query({ tradeNo: "wechat_nobody" });
    expect(unknown).toEqual({ ok: true, value: { kind: "unknown" } });
    await pay("wechat_again");
    const again = await gateway.open(tradeOf("wechat_again"));
    expect(again).toEqual({ ok: false, error: { reason: "paid" } });
  });

  test("a close that met the payer's password leaves the number open", async () => {
    const { gateway, open, fault } = merchant;
    await open("wechat_busy");
    await fault("close-429");
    const closed = await gateway.close({ tradeNo: "wechat_busy" });
    expect(closed).toMatchObject({ ok: false, error: { reason: "unavailable" } });
  });

  test.each([
    ["response-signtest", false],
    ["response-stale-timestamp", false],
    ["response-unknown-serial", false],
    ["response-certificate-signed", true],
  ])("%s is answered: %s", async (name, ok) => {
    const { gateway, open, fault } = merchant;
    const tradeNo = `wechat_${name.replace("response-", "").replaceAll("-", "_")}`;
    await open(tradeNo);
    await fault(name, { operation: "query" });
    expect((await gateway.query({ tradeNo })).ok).toBe(ok);
  });

  test.each<[string, object]>([
    ["genuine", { kind: "payment" }],
    ["certificate-signed", { kind: "payment" }],
    ["wrong-merchant", { kind: "payment", proof: { merchantId: "1600000001" } }],
    ["wrong-app", { kind: "payment", proof: { appId: "wx0000000000000001" } }],
    ["wrong-amount", { kind: "payment", proof: { amount: { amountMinor: 1991 } } }],
    ["unknown-number", { kind: "payment" }],
    ["wrong-currency", { kind: "other" }],
    ["not-success-state", { kind: "other" }],
    ["tampered-body", { reason: "bad-signature" }],
    ["tampered-signature", { reason: "bad-signature" }],
    ["signtest", { reason: "bad-signature" }],
    ["stale-timestamp", { reason: "clock-window" }],
    ["unknown-serial", { reason: "unknown-key" }],
    ["missing-headers", { reason: "headers-missing" }],
    ["wrong-algorithm", { reason: "undecryptable" }],
  ])("a notification that is %s", async (variant, outcome) => {
    const { pay, notify } = merchant;
    const tradeNo = `wechat_n_${variant.replaceAll("-", "_")}`;
    await pay(tradeNo);
    const verdict = await notify(tradeNo, variant);
    expect(verdict.ok ? verdict.value : verdict.error).toMatchObject(outcome);
    if (!verdict.ok && variant !== "wrong-algorithm") {
      expect(verdict.error.claimedTradeNo).toBe(tradeNo);
    }
  });
});

describe("Alipay", () => {
  let merchant: Merchant;
  beforeAll(async () => {
    merchant = await merchantOf("alipay");
  });
  afterAll(() => merchant.receiver.close());
  sharedBehaviour("alipay", () => merchant);

  test("a code is unknown and unclosable until it is scanned", async () => {
    const { gateway, open } = merchant;
    const trade = { tradeNo: "alipay_scanned" };
    const codeUrl = await open(trade.tradeNo);
    expect(await gateway.query(trade)).toEqual({ ok: true, value: { kind: "unknown" } });
    expect(await gateway.close(trade)).toEqual({ ok: true, value: "not-scanned" });

    await sandbox.control("scan", { codeUrl });
    expect(await gateway.query(trade)).toEqual({ ok: true, value: { kind: "unpaid" } });
    expect(await gateway.close(trade)).toEqual({ ok: true, value: "closed" });
    expect(await gateway.query(trade)).toEqual({ ok: true, value: { kind: "closed" } });
  });

  test("a paid number says so, a closed one is dead", async () => {
    const { gateway, tradeOf, pay, open } = merchant;
    await pay("alipay_again");
    const again = await gateway.open(tradeOf("alipay_again"));
    expect(again).toEqual({ ok: false, error: { reason: "paid" } });

    await sandbox.control("scan", { codeUrl: await open("alipay_dead") });
    await gateway.close({ tradeNo: "alipay_dead" });
    const dead = await gateway.open(tradeOf("alipay_dead"));
    expect(dead).toEqual({ ok: false, error: { reason: "dead-number" } });
  });

  test("an outage of the gateway's own is unavailable", async () => {
    const { gateway, tradeOf, fault } = merchant;
    await fault("system-error", { operation: "precreate" });
    const opened = await gateway.open(tradeOf("alipay_outage"));
    expect(opened).toMatchObject({ ok: false, error: { reason: "unavailable" } });
  });

  test.each<[string, object]>([
    ["genuine", { kind: "payment" }],
    ["trade-finished", { kind: "payment" }],
    ["old-timestamp", { kind: "payment" }],
    ["partial-refund-repeat", { kind: "payment" }],
    ["wrong-seller", { kind: "payment", proof: { merchantId: "2088000000000001" } }],
    ["wrong-app", { kind: "payment", proof: { appId: "2021000000000001" } }],
    ["wrong-amount", { kind: "payment", proof: { amount: { amountMinor: 1991 } } }],
    ["unknown-number", { kind: "payment" }],
    ["trade-closed", { kind: "other" }],
    ["tampered-body", { reason: "bad-signature" }],
    ["tampered-sign", { reason: "bad-signature" }],
    ["sha1-downgrade", { reason: "bad-signature" }],
    ["missing-sign", { reason: "bad-signature" }],
  ])("a notification that is %s", async (variant, outcome) => {
    const { pay, notify } = merchant;
    const tradeNo = `alipay_${variant.replaceAll("-", "_")}`;
    await pay(tradeNo);
    const verdict = await notify(tradeNo, variant);
    expect(verdict.ok ? verdict.value : verdict.error).toMatchObject(outcome);
    if (!verdict.ok) expect(verdict.error.claimedTradeNo).toBe(tradeNo);
  });
});
