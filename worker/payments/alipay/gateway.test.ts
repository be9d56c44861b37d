import { createVerify } from "node:crypto";
import { AlipaySdk } from "alipay-sdk";
import { describe, expect, test } from "vitest";
import type { TradeRequest } from "../port.ts";
import {
  alipay,
  answers,
  app,
  config,
  fails,
  gatewayWith,
  NUMBER,
  page,
  paidProof,
  previous,
  responseBody,
  sign,
  written,
} from "../testing/alipay.ts";
import { bare, toPkcs1 } from "../testing/keys.ts";
import type { Reply } from "../testing/tools.ts";
import { decodeForm, requestMessage } from "./canonical.ts";

const QR_CODE = "https://qr.alipay.com/bax03206ug0kulveltqc80a8";
const opened = { code: "10000", msg: "Success", out_trade_no: NUMBER, qr_code: QR_CODE };
const trade: TradeRequest = {
  tradeNo: NUMBER,
  amount: { currency: "CNY", amountMinor: 1990 },
  description: "Coze 月卡/30 天",
  notifyUrl: "https://pay.example.com/api/pay/notify/alipay?a=b c&d=1+1",
  payableUntilMs: Date.parse("2026-11-20T16:06:05.250Z"),
  openedAtMs: Date.parse("2026-11-20T15:36:05Z"),
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
const shown = {
  code: "10000",
  msg: "Success",
  out_trade_no: NUMBER,
  trade_no: paidProof.transactionId,
  total_amount: "19.90",
  buyer_pay_amount: "0.00",
  receipt_amount: "0.00",
};
const paid = { ...shown, buyer_pay_amount: "18.90", send_pay_date: "2026-11-20 15:04:00" };
/** A query names no seller; the application is the one that asked. */
const queriedProof = { ...paidProof, merchantId: null };

const opens = (reply: Reply) => gatewayWith(reply).gateway.open(trade);
const queries = (reply: Reply) => gatewayWith(reply).gateway.query({ tradeNo: NUMBER });
const closes = (reply: Reply) => gatewayWith(reply).gateway.close({ tradeNo: NUMBER });

describe("open", () => {
  test("sends common parameters in the query, content in the body, all signed", async () => {
    const { gateway, sent } = gatewayWith(answers(opened));
    expect(await gateway.open(trade)).toEqual({
      ok: true,
      value: { kind: "code", codeUrl: QR_CODE },
    });

    const [request] = sent;
    const { sign: signature = "", ...common } =
      decodeForm(request?.url.search.slice(1) ?? "") ?? {};
    expect(common).toEqual({
      app_id: config.appId,
      method: "alipay.trade.precreate",
      format: "JSON",
      charset: "utf-8",
      sign_type: "RSA2",
      timestamp: "2026-11-20 15:04:05",
      version: "1.0",
      notify_url: trade.notifyUrl,
    });
    const body = decodeForm(request?.body ?? "") ?? {};
    expect(JSON.parse(body.biz_content ?? "")).toEqual({
      out_trade_no: NUMBER,
      total_amount: "19.90",
      subject: "Coze 月卡 30 天",
      time_expire: "2026-11-21 00:06:05",
    });
    const message = requestMessage({ ...common, ...body });
    expect(
      createVerify("RSA-SHA256").update(message).verify(app.publicKey, signature, "base64"),
    ).toBe(true);
    expect(request?.headers.get("Content-Type")).toBe(
      "application/x-www-form-urlencoded;charset=utf-8",
    );
    expect(request?.headers.get("User-Agent")).toBeTruthy();
  });

  test.each([
    ["PKCS#1", toPkcs1(app)],
    ["PKCS#1, bare", bare(toPkcs1(app))],
    ["PKCS#8, bare", bare(app.privateKey)],
  ])("signs the same with a key in %s", async (_, appPrivateKey) => {
    const once = gatewayWith(answers(opened));
    const again = gatewayWith(answers(opened), { appPrivateKey });
    await once.gateway.open(trade);
    await again.gateway.open(trade);
    expect(again.sent[0]?.url.href).toBe(once.sent[0]?.url.href);
  });

  test("a gateway address with a query of its own keeps it", async () => {
    const gatewayUrl = "https://proxy.example.com/pay/gateway.do?tenant=1";
    const { gateway, sent } = gatewayWith(answers(opened), { gatewayUrl });
    await gateway.open(trade);
    expect(sent[0]?.url.href.startsWith(`${gatewayUrl}&app_id=`)).toBe(true);
  });

  test.each<[string, object]>([
    ["ACQ.TRADE_HAS_SUCCESS", { reason: "paid" }],
    ["ACQ.TRADE_HAS_CLOSE", { reason: "dead-number" }],
    ["ACQ.CONTEXT_INCONSISTENT", { reason: "dead-number" }],
    ["ACQ.APPLY_PC_MERCHANT_CODE_ERROR", { reason: "dead-number" }],
    ["ACQ.INVALID_PARAMETER", { reason: "refused", code: "ACQ.INVALID_PARAMETER" }],
    ["ACQ.SYSTEM_ERROR", { reason: "unavailable" }],
    ["AQC.SYSTEM_ERROR", { reason: "unavailable" }],
  ])("%s", async (subCode, error) => {
    expect(await opens(fails(subCode))).toMatchObject({ ok: false, error });
  });

  test.each<[string, string, object]>([
    ["20000", "aop.unknow-error", { reason: "unavailable" }],
    ["40005", "isv.app-call-limited", { reason: "unavailable" }],
    ["40001", "isv.missing-method", { reason: "refused" }],
    ["40002", "isv.invalid-signature", { reason: "refused", code: "isv.invalid-signature" }],
    ["40006", "isv.insufficient-isv-permissions", { reason: "refused" }],
  ])("code %s %s, signed", async (code, subCode, error) => {
    expect(await opens(fails(subCode, code))).toMatchObject({ ok: false, error });
  });

  test("sells in CNY only, without asking", async () => {
    const { gateway, sent } = gatewayWith(answers(opened));
    const amount = { currency: "JPY" as const, amountMinor: 100 };
    expect(await gateway.open({ ...trade, amount })).toMatchObject({ error: { code: "CURRENCY" } });
    expect(sent).toHaveLength(0);
  });
});

describe("an answer that cannot be trusted is no answer", () => {
  const method = "alipay.trade.precreate";
  const node = written(opened);
  const says =
    (body: string): Reply =>
    () =>
      page(body);
  test.each<[string, Reply]>([
    ["unsigned success", says(`{"alipay_trade_precreate_response":${node}}`)],
    ["an empty sign", says(responseBody(method, node, ""))],
    ["our own application's key", says(responseBody(method, node, sign(node, app.privateKey)))],
    ["SHA-1", says(responseBody(method, node, sign(node, alipay.privateKey, "RSA-SHA1")))],
    ["a changed node", says(responseBody(method, node.replace("bax", "bay"), sign(node)))],
    ["a re-serialised node", says(responseBody(method, JSON.stringify(opened), sign(node)))],
    ["another method's answer", says(responseBody("alipay.trade.query", node))],
    [
      "a node twice",
      says(responseBody(method, `${node},"alipay_trade_precreate_response":${node}`, sign(node))),
    ],
    ["another trade's answer", answers({ ...opened, out_trade_no: "OTHER" })],
    ["no code", answers({ ...opened, qr_code: "" })],
    [
      "an unsigned refusal",
      says('{"alipay_trade_precreate_response":{"code":"40002","sub_code":"isv.invalid-app-id"}}'),
    ],
    [
      "an unsigned fault",
      says('{"error_response":{"code":"40004","sub_code":"ACQ.TRADE_HAS_SUCCESS"}}'),
    ],
    ["a page", says("<html>busy</html>")],
    ["a node that is text", says(responseBody(method, '"encrypted"'))],
    ["no network", () => Promise.reject(new Error("connection refused"))],
  ])("%s", async (_, reply) => {
    expect(await opens(reply)).toMatchObject({ ok: false, error: { reason: "unavailable" } });
  });

  test("either configured key will do", async () => {
    const reply = says(responseBody(method, node, sign(node, previous.privateKey)));
    expect(await opens(reply)).toMatchObject({ ok: true });
  });

  test("what an independent client accepts is accepted", () => {
    const sdk = new AlipaySdk({
      appId: config.appId,
      privateKey: app.privateKey,
      keyType: "PKCS8",
      alipayPublicKey: alipay.publicKey,
    });
    expect(sdk.rsaCheck(node, sign(node), "RSA2")).toBe(true);
  });
});

describe("query", () => {
  test.each<[string, object, object]>([
    ["TRADE_SUCCESS", paid, { kind: "paid", proof: queriedProof }],
    ["TRADE_FINISHED", paid, { kind: "paid", proof: queriedProof }],
    ["WAIT_BUYER_PAY", shown, { kind: "unpaid" }],
    ["TRADE_CLOSED", shown, { kind: "closed" }],
    ["TRADE_CLOSED", paid, { kind: "refunded", proof: queriedProof }],
    [
      "TRADE_CLOSED",
      { ...shown, receipt_amount: "19.90" },
      { kind: "refunded", proof: { ...queriedProof, paidAtMs: null } },
    ],
  ])("%s of %o", async (trade_status, node, state) => {
    expect(await queries(answers({ ...node, trade_status }))).toEqual({ ok: true, value: state });
  });

  test("a code that was not scanned is unknown", async () => {
    const answer = await queries(fails("ACQ.TRADE_NOT_EXIST"));
    expect(answer).toEqual({ ok: true, value: { kind: "unknown" } });
  });

  test.each<[string, Reply]>([
    ["an unknown status", answers({ ...paid, trade_status: "NEW" })],
    [
      "success without an amount",
      answers({ ...paid, trade_status: "TRADE_SUCCESS", total_amount: "" }),
    ],
    ["another number", answers({ ...paid, trade_status: "TRADE_SUCCESS", out_trade_no: "OTHER" })],
    ["a signed error", fails("ACQ.INVALID_PARAMETER")],
  ])("%s proves nothing", async (_, reply) => {
    expect(await queries(reply)).toMatchObject({ ok: false, error: { reason: "unavailable" } });
  });
});

describe("close", () => {
  test.each<[string, Reply, object]>([
    [
      "closed",
      answers({ code: "10000", out_trade_no: NUMBER, trade_no: "1" }),
      { ok: true, value: "closed" },
    ],
    ["not scanned", fails("ACQ.TRADE_NOT_EXIST"), { ok: true, value: "not-scanned" }],
    ["paid", fails("ACQ.TRADE_HAS_SUCCESS"), { ok: true, value: "paid" }],
    [
      "not awaiting payment",
      fails("ACQ.TRADE_STATUS_ERROR"),
      { ok: false, error: { reason: "unavailable" } },
    ],
    [
      "illegal status",
      fails("ACQ.REASON_ILLEGAL_STATUS"),
      { ok: false, error: { reason: "unavailable" } },
    ],
    ["in doubt", fails("ACQ.SYSTEM_ERROR"), { ok: false, error: { reason: "unavailable" } }],
    [
      "another trade",
      answers({ code: "10000", out_trade_no: "OTHER" }),
      { ok: false, error: { reason: "unavailable" } },
    ],
  ])("%s", async (_, reply, answer) => {
    expect(await closes(reply)).toMatchObject(answer);
  });
});

describe("refund", () => {
  const refunded = { code: "10000", out_trade_no: NUMBER, trade_no: "1", refund_fee: "9.90" };

  test("asks for part of the total under its own number", async () => {
    const { gateway, sent } = gatewayWith(answers({ ...refunded, fund_change: "Y" }));
    expect(await gateway.refund(refund)).toEqual({ ok: true, value: { kind: "done" } });
    const content = JSON.parse(decodeForm(sent[0]?.body ?? "")?.biz_content ?? "");
    expect(content).toEqual({
      out_trade_no: NUMBER,
      out_request_no: "ECR1",
      refund_amount: "9.90",
      refund_reason: "重复支付",
    });
  });

  test.each<[string, Reply, object]>([
    [
      "fund_change=N",
      answers({ ...refunded, fund_change: "N" }),
      { ok: true, value: { kind: "accepted" } },
    ],
    ["no fund_change", answers(refunded), { ok: true, value: { kind: "accepted" } }],
    [
      "no funds",
      fails("ACQ.SELLER_BALANCE_NOT_ENOUGH"),
      { error: { reason: "refused", code: "ACQ.SELLER_BALANCE_NOT_ENOUGH" } },
    ],
    ["in doubt", fails("ACQ.SYSTEM_ERROR"), { error: { reason: "unavailable" } }],
    [
      "another trade",
      answers({ ...refunded, out_trade_no: "OTHER" }),
      { error: { reason: "unavailable" } },
    ],
  ])("%s", async (_, reply, answer) => {
    expect(await gatewayWith(reply).gateway.refund(refund)).toMatchObject(answer);
  });

  const found = { code: "10000", out_trade_no: NUMBER, out_request_no: "ECR1" };
  test.each<[string, Reply, object]>([
    [
      "REFUND_SUCCESS",
      answers({ ...found, refund_status: "REFUND_SUCCESS" }),
      { value: { kind: "done" } },
    ],
    ["no status", answers(found), { value: { kind: "unknown" } }],
    [
      "another status",
      answers({ ...found, refund_status: "REFUND_PROCESSING" }),
      { value: { kind: "accepted" } },
    ],
    ["no trade", fails("ACQ.TRADE_NOT_EXIST"), { value: { kind: "unknown" } }],
    [
      "another refund",
      answers({ ...found, out_request_no: "X", refund_status: "REFUND_SUCCESS" }),
      { error: { reason: "unavailable" } },
    ],
    ["a refusal", fails("isv.invalid-signature", "40002"), { error: { reason: "unavailable" } }],
  ])("the query says %s", async (_, reply, answer) => {
    expect(await gatewayWith(reply).gateway.queryRefund(refund)).toMatchObject(answer);
  });
});
