import { describe, expect, test } from "vitest";
import { Formatter, Rsa } from "wechatpay-axios-plugin";
import type { TradeRequest } from "../port.ts";
import type { Reply } from "../testing/tools.ts";
import { T0 } from "../testing/tools.ts";
import {
  config,
  gatewayWith,
  merchant,
  PUBLIC_KEY_ID,
  paidProof,
  paidTransaction,
  signedAnswer,
  stranger,
  unsignedError,
} from "../testing/wechat.ts";
import type { WechatConfig } from "./config.ts";

const NUMBER = paidTransaction.out_trade_no;
const CODE_URL = "weixin://wxpay/bizpayurl?pr=AbCdEfGhI";
const T0_SECONDS = Math.floor(T0 / 1000);

const trade: TradeRequest = {
  tradeNo: NUMBER,
  amount: { currency: "CNY", amountMinor: 1990 },
  description: "Coze 月卡 🎉",
  notifyUrl: "https://pay.example.com/api/pay/notify/wechat",
  payableUntilMs: Date.parse("2026-11-20T07:06:05.250Z"),
  openedAtMs: T0,
  customerId: "customer-1",
  returnTo: { paid: "https://pay.example.com/paid", unpaid: "https://pay.example.com/" },
};
const refund = {
  refundNo: "ECR1",
  tradeNo: NUMBER,
  amount: { currency: "CNY" as const, amountMinor: 990 },
  tradeTotal: trade.amount,
  reason: "重复支付",
  notifyUrl: trade.notifyUrl,
};

/** A transaction as a query shows it before payment. */
const unpaid = (trade_state: string) => ({
  appid: config.appId,
  mchid: config.merchantId,
  out_trade_no: NUMBER,
  trade_state,
  trade_state_desc: "",
  amount: { total: 1990, currency: "CNY" },
});

const opens = (reply: Reply, changes?: Partial<WechatConfig>) =>
  gatewayWith(reply, changes).gateway.open(trade);
const queries = (reply: Reply) => gatewayWith(reply).gateway.query({ tradeNo: NUMBER });
const closes = (reply: Reply) => gatewayWith(reply).gateway.close({ tradeNo: NUMBER });

describe("open", () => {
  test("sends one signed request and answers the code", async () => {
    const { gateway, sent } = gatewayWith(() => signedAnswer(200, { code_url: CODE_URL }));
    expect(await gateway.open(trade)).toEqual({
      ok: true,
      value: { kind: "code", codeUrl: CODE_URL },
    });

    expect(sent).toHaveLength(1);
    expect(JSON.parse(sent[0]?.body ?? "")).toEqual({
      appid: config.appId,
      mchid: config.merchantId,
      description: "Coze 月卡",
      out_trade_no: NUMBER,
      notify_url: trade.notifyUrl,
      time_expire: "2026-11-20T15:06:05+08:00",
      amount: { total: 1990, currency: "CNY" },
    });
  });

  test.each(["", "/proxy/wechat"])(
    "an independent client verifies it under prefix %j",
    async (prefix) => {
      const baseUrl = config.baseUrl + prefix;
      const reply: Reply = () => signedAnswer(200, { code_url: CODE_URL });
      const { gateway, sent } = gatewayWith(reply, { baseUrl });
      await gateway.open(trade);

      const [{ headers, body } = { headers: new Headers(), body: "" }] = sent;
      const values = headers.get("Authorization") ?? "";
      const of = (name: string) => new RegExp(`${name}="([^"]+)"`).exec(values)?.[1] ?? "";
      const target = `${prefix}/v3/pay/transactions/native`;
      const message = Formatter.request("POST", target, of("timestamp"), of("nonce_str"), body);
      const key = Rsa.from(merchant.publicKey, "public");
      expect(Rsa.verify(message, of("signature"), key)).toBe(true);
      expect([of("mchid"), of("serial_no")]).toEqual([config.merchantId, config.merchantSerial]);
      expect(headers.get("Accept")).toBe("application/json");
      expect(headers.get("Content-Type")).toBe("application/json");
      expect(headers.get("User-Agent")).toBeTruthy();
      expect(headers.get("Wechatpay-Serial")).toBe(PUBLIC_KEY_ID);
    },
  );

  test("re-entry repeats the very same body", async () => {
    const { gateway, sent } = gatewayWith(() => signedAnswer(200, { code_url: CODE_URL }));
    await gateway.open(trade);
    await gateway.open(trade);
    expect(sent[1]?.body).toBe(sent[0]?.body);
  });

  test("a description of emoji only falls back to the number", async () => {
    const { gateway, sent } = gatewayWith(() => signedAnswer(200, { code_url: CODE_URL }));
    await gateway.open({ ...trade, description: "🎉" });
    expect(JSON.parse(sent[0]?.body ?? "").description).toBe(NUMBER);
  });

  test.each<[number, string, object]>([
    [400, "ORDERPAID", { reason: "paid" }],
    [400, "ORDER_PAID", { reason: "paid" }],
    [400, "ORDER_CLOSED", { reason: "dead-number" }],
    [400, "ORDERCLOSED", { reason: "dead-number" }],
    [403, "OUT_TRADE_NO_USED", { reason: "dead-number" }],
    [400, "PARAM_ERROR", { reason: "refused", code: "PARAMERROR" }],
    [400, "APPID_MCHID_NOT_MATCH", { reason: "refused", code: "APPIDMCHIDNOTMATCH" }],
    [401, "SIGN_ERROR", { reason: "refused", code: "SIGNERROR" }],
    [403, "NO_AUTH", { reason: "refused", code: "NOAUTH" }],
    [403, "RULE_LIMIT", { reason: "refused", code: "RULELIMIT" }],
    [429, "FREQUENCY_LIMITED", { reason: "unavailable" }],
    [400, "RATELIMIT_EXCEEDED", { reason: "unavailable" }],
    [500, "SYSTEM_ERROR", { reason: "unavailable" }],
    [400, "SYSTEMERROR", { reason: "unavailable" }],
    [503, "SERVICE_UNAVAILABLE", { reason: "unavailable" }],
  ])("HTTP %d %s", async (status, code, error) => {
    expect(await opens(() => unsignedError(status, code))).toMatchObject({ ok: false, error });
  });

  test.each<[string, Reply, object]>([
    ["paid", () => signedAnswer(200, paidTransaction), { reason: "paid" }],
    ["closed", () => signedAnswer(200, unpaid("CLOSED")), { reason: "dead-number" }],
    ["taken", () => signedAnswer(200, unpaid("NOTPAY")), { reason: "dead-number" }],
    [
      "absent",
      () => unsignedError(404, "ORDER_NOT_EXIST"),
      { reason: "refused", code: "INVALIDREQUEST" },
    ],
    ["in doubt", () => unsignedError(500, "SYSTEM_ERROR"), { reason: "unavailable" }],
  ])("INVALID_REQUEST is told apart by the trade: %s", async (_, onQuery, error) => {
    const reply: Reply = (sent) =>
      sent.method === "GET" ? onQuery(sent) : unsignedError(400, "INVALID_REQUEST");
    expect(await opens(reply)).toMatchObject({ ok: false, error });
  });

  test("sells in CNY only, without asking", async () => {
    const { gateway, sent } = gatewayWith(() => signedAnswer(200, {}));
    const amount = { currency: "USD" as const, amountMinor: 100 };
    expect(await gateway.open({ ...trade, amount })).toMatchObject({ error: { code: "CURRENCY" } });
    expect(sent).toHaveLength(0);
  });
});

describe("an answer that cannot be trusted is no answer", () => {
  const good = { code_url: CODE_URL };
  const without =
    (header: string): Reply =>
    () => {
      const answer = signedAnswer(200, good);
      answer.headers.delete(header);
      return answer;
    };
  test.each<[string, Reply]>([
    ["no signature headers", () => new Response(JSON.stringify(good))],
    ["no timestamp", without("Wechatpay-Timestamp")],
    ["no nonce", without("Wechatpay-Nonce")],
    ["no signature", without("Wechatpay-Signature")],
    ["no serial", without("Wechatpay-Serial")],
    ["300 s old", () => signedAnswer(200, good, { timestamp: T0_SECONDS - 300 })],
    ["300 s ahead", () => signedAnswer(200, good, { timestamp: T0_SECONDS + 300 })],
    ["unknown serial", () => signedAnswer(200, good, { serial: "PUB_KEY_ID_9" })],
    ["a stranger's key", () => signedAnswer(200, good, { privateKey: stranger.privateKey })],
    ["a changed body", () => new Response("{}", { headers: signedAnswer(200, good).headers })],
    ["not JSON", () => signedAnswer(200, "text")],
    ["no code_url", () => signedAnswer(200, {})],
    [
      "a redirect",
      () => new Response(null, { status: 302, headers: { Location: "https://e.com" } }),
    ],
    ["an error page", () => new Response("<html>", { status: 403 })],
    ["no network", () => Promise.reject(new Error("connection refused"))],
  ])("%s", async (_, reply) => {
    expect(await opens(reply)).toMatchObject({ ok: false, error: { reason: "unavailable" } });
  });
});

describe("query", () => {
  test.each<[string, unknown, object]>([
    ["SUCCESS", paidTransaction, { kind: "paid", proof: paidProof }],
    [
      "REFUND",
      { ...paidTransaction, trade_state: "REFUND" },
      { kind: "refunded", proof: paidProof },
    ],
    ["REFUND without its id", unpaid("REFUND"), { kind: "refunded", proof: null }],
    ["NOTPAY", unpaid("NOTPAY"), { kind: "unpaid" }],
    ["USERPAYING", unpaid("USERPAYING"), { kind: "unpaid" }],
    ["ACCEPT", unpaid("ACCEPT"), { kind: "unpaid" }],
    ["PAYERROR", unpaid("PAYERROR"), { kind: "unpaid", declined: true }],
    ["CLOSED", unpaid("CLOSED"), { kind: "closed" }],
    ["REVOKED", unpaid("REVOKED"), { kind: "closed" }],
  ])("%s", async (_, transaction, state) => {
    const answer = await queries(() => signedAnswer(200, transaction));
    expect(answer).toEqual({ ok: true, value: state });
  });

  test("asks by our number, the merchant in the signed query", async () => {
    const { gateway, sent } = gatewayWith(() => signedAnswer(200, unpaid("NOTPAY")));
    await gateway.query({ tradeNo: NUMBER });
    const path = `/v3/pay/transactions/out-trade-no/${NUMBER}?mchid=${config.merchantId}`;
    expect(sent[0]?.url.href).toBe(config.baseUrl + path);
  });

  test.each<[string, Reply]>([
    ["an unknown state", () => signedAnswer(200, unpaid("SOMETHING"))],
    ["SUCCESS without an id", () => signedAnswer(200, unpaid("SUCCESS"))],
    ["another number", () => signedAnswer(200, { ...paidTransaction, out_trade_no: "OTHER" })],
    ["a 404 that is not WeChat Pay's", () => new Response("not found", { status: 404 })],
    ["an unsigned error", () => unsignedError(400, "ORDERPAID")],
  ])("%s proves nothing", async (_, reply) => {
    expect(await queries(reply)).toMatchObject({ ok: false, error: { reason: "unavailable" } });
  });

  test.each(["ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"])("404 %s", async (code) => {
    const answer = await queries(() => unsignedError(404, code));
    expect(answer).toEqual({ ok: true, value: { kind: "unknown" } });
  });
});

describe("close", () => {
  test("204 is closed, once its signature over nothing verifies", async () => {
    expect(await closes(() => signedAnswer(204, undefined))).toEqual({ ok: true, value: "closed" });
    const unsigned = await closes(() => new Response(null, { status: 204 }));
    expect(unsigned).toMatchObject({ ok: false, error: { reason: "unavailable" } });
  });

  test("ORDERPAID is paid", async () => {
    const answer = await closes(() => unsignedError(400, "ORDERPAID"));
    expect(answer).toEqual({ ok: true, value: "paid" });
  });

  test.each<[number, string]>([
    [429, "FREQUENCY_LIMITED"],
    [404, "ORDER_NOT_EXIST"],
    [400, "ORDER_CLOSED"],
    [500, "SYSTEM_ERROR"],
  ])("HTTP %d %s leaves it open", async (status, code) => {
    const answer = await closes(() => unsignedError(status, code));
    expect(answer).toMatchObject({ ok: false, error: { reason: "unavailable" } });
  });
});

describe("refund", () => {
  const accepted = (status: string) => ({ out_refund_no: "ECR1", out_trade_no: NUMBER, status });

  test("asks for part of the total under its own number", async () => {
    const { gateway, sent } = gatewayWith(() => signedAnswer(200, accepted("PROCESSING")));
    expect(await gateway.refund(refund)).toEqual({ ok: true, value: { kind: "accepted" } });
    expect(JSON.parse(sent[0]?.body ?? "")).toEqual({
      out_trade_no: NUMBER,
      out_refund_no: "ECR1",
      reason: "重复支付",
      notify_url: trade.notifyUrl,
      amount: { refund: 990, total: 1990, currency: "CNY" },
    });
  });

  test.each([
    ["PROCESSING", { kind: "accepted" }],
    ["SUCCESS", { kind: "done" }],
    ["CLOSED", { kind: "failed", detail: "CLOSED", numberIsDead: true }],
    ["ABNORMAL", { kind: "failed", detail: "ABNORMAL" }],
  ])("status %s, asked or answered", async (status, state) => {
    const { gateway } = gatewayWith(() => signedAnswer(200, accepted(status)));
    expect(await gateway.refund(refund)).toEqual({ ok: true, value: state });
    expect(await gateway.queryRefund(refund)).toEqual({ ok: true, value: state });
  });

  test.each<[string, Reply, object]>([
    [
      "NOT_ENOUGH",
      () => unsignedError(403, "NOT_ENOUGH"),
      { reason: "refused", code: "NOTENOUGH" },
    ],
    ["SYSTEM_ERROR", () => unsignedError(500, "SYSTEM_ERROR"), { reason: "unavailable" }],
    [
      "another refund",
      () => signedAnswer(200, { ...accepted("SUCCESS"), out_refund_no: "X" }),
      { reason: "unavailable" },
    ],
    ["an unknown status", () => signedAnswer(200, accepted("NEW")), { reason: "unavailable" }],
  ])("%s", async (_, reply, error) => {
    expect(await gatewayWith(reply).gateway.refund(refund)).toMatchObject({ ok: false, error });
  });

  test("a refund WeChat Pay does not have is unknown", async () => {
    const { gateway } = gatewayWith(() => unsignedError(404, "RESOURCE_NOT_EXISTS"));
    expect(await gateway.queryRefund(refund)).toEqual({ ok: true, value: { kind: "unknown" } });
  });
});
