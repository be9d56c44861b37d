import type { AlipaySdk } from "alipay-sdk";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { beijingTime } from "../clock.ts";
import { type Sandbox, startSandbox } from "../server.ts";
import { signText } from "../signing.ts";
import {
  alipayCall,
  alipayClient,
  type Control,
  controlOf,
  freshNumber,
  type Merchant,
  startMerchant,
  until,
} from "../test-support.ts";
import { signedText } from "./verification.ts";

let sandbox: Sandbox;
let merchant: Merchant;
let control: Control;
let client: AlipaySdk;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  merchant = await startMerchant("success");
  control = controlOf(sandbox);
  client = alipayClient(sandbox);
});

afterAll(async () => {
  await sandbox.close();
  await merchant.close();
});

beforeEach(async () => {
  await control.post("/reset");
  await control.post("/clock", { offsetMs: 0, scale: 1 });
  merchant.received.length = 0;
});

type Answer = Record<string, string>;

const call = (method: string, bizContent: Answer, more: Answer = {}) =>
  alipayCall(client, method, bizContent, more);

const precreate = (number: string, change: Answer = {}) =>
  call(
    "precreate",
    { out_trade_no: number, total_amount: "39.90", subject: "专业版 30 天", ...change },
    { notify_url: merchant.notifyUrl },
  );

async function scannedTrade() {
  const number = freshNumber();
  const { qrCode = "" } = await precreate(number);
  await control.post("/scan", { codeUrl: qrCode });
  return { number, codeUrl: qrCode };
}

async function paidTrade() {
  const trade = await scannedTrade();
  await control.pay(trade.codeUrl);
  await until(() => merchant.received.length > 0, "the notification");
  return trade;
}

const formAt = (index: number): Answer =>
  Object.fromEntries(new URLSearchParams(merchant.received[index]?.body));

test("no trade before the scan, then it waits, is paid, told and final", async () => {
  const number = freshNumber();
  const created = await precreate(number);
  expect(created).toMatchObject({ code: "10000", outTradeNo: number });
  expect(created.qrCode).toMatch(/^https:\/\/qr\.alipay\.com\/bax\w+$/);
  const missing = { code: "40004", subCode: "ACQ.TRADE_NOT_EXIST" };
  expect(await call("query", { out_trade_no: number })).toMatchObject({
    ...missing,
    outTradeNo: number,
    receiptAmount: "0.00",
  });
  expect(await call("close", { out_trade_no: number })).toMatchObject(missing);

  await control.post("/scan", { codeUrl: created.qrCode });
  const waiting = await call("query", { out_trade_no: number });
  expect(waiting).toMatchObject({ tradeStatus: "WAIT_BUYER_PAY", totalAmount: "39.90" });

  const paid = await control.pay(created.qrCode ?? "");
  expect(paid).toEqual({ ok: true, transactionId: waiting.tradeNo });
  await until(() => merchant.received.length === 1, "the notification");
  const form = formAt(0);
  expect(client.checkNotifySignV2(form)).toBe(true);
  expect(client.checkNotifySignV2({ ...form, total_amount: "0.01" })).toBe(false);
  expect(form).toMatchObject({
    app_id: sandbox.keys.alipay.appId,
    seller_id: sandbox.keys.alipay.sellerId,
    out_trade_no: number,
    trade_status: "TRADE_SUCCESS",
    total_amount: "39.90",
    sign_type: "RSA2",
  });
  expect(Object.values(form)).not.toContain("");

  expect(await call("query", { trade_no: waiting.tradeNo ?? "" })).toMatchObject({
    tradeStatus: "TRADE_SUCCESS",
    outTradeNo: number,
  });
  expect(await call("close", { out_trade_no: number })).toMatchObject({
    subCode: "ACQ.REASON_TRADE_STATUS_INVALID",
  });
  expect(await precreate(number)).toMatchObject({ subCode: "ACQ.TRADE_HAS_SUCCESS" });
});

test("a scanned trade can be closed, and its number is dead then", async () => {
  const { number, codeUrl } = await scannedTrade();
  expect(await call("close", { out_trade_no: number })).toMatchObject({ code: "10000" });
  expect(await control.pay(codeUrl)).toEqual({ ok: false, reason: "trade-closed" });
  expect(await precreate(number)).toMatchObject({ subCode: "ACQ.TRADE_HAS_CLOSE" });
});

test("the same number with another amount or subject is inconsistent", async () => {
  const number = freshNumber();
  const first = await precreate(number);
  const inconsistent = { code: "40004", subCode: "ACQ.CONTEXT_INCONSISTENT" };
  expect(await precreate(number, { total_amount: "1.00" })).toMatchObject(inconsistent);
  expect(await precreate(number, { subject: "other" })).toMatchObject(inconsistent);
  const second = await precreate(number);
  expect(second.code).toBe("10000");
  expect(second.qrCode).not.toBe(first.qrCode);
});

test("a deadline closes a scanned trade and kills an unscanned code", async () => {
  const { number } = await scannedTrade();
  const short = freshNumber();
  const { qrCode = "" } = await precreate(short, { timeout_express: "2m" });
  await control.post("/clock", { offsetMs: 2 * 60_000 });
  expect(await control.pay(qrCode)).toEqual({ ok: false, reason: "code-expired" });
  await control.post("/clock", { offsetMs: 180 * 60_000 });
  expect(await call("query", { out_trade_no: number })).toMatchObject({
    tradeStatus: "TRADE_CLOSED",
  });
});

test("cancel says little before the scan, closes after it, and refunds what is paid", async () => {
  const unscanned = freshNumber();
  await precreate(unscanned);
  const silent = await call("cancel", { out_trade_no: unscanned });
  expect(silent.code).toBe("10000");
  expect(silent.action).toBeUndefined();

  const { number } = await scannedTrade();
  expect(await call("cancel", { out_trade_no: number })).toMatchObject({ action: "close" });
  const paid = await paidTrade();
  expect(await call("cancel", { out_trade_no: paid.number })).toMatchObject({ action: "refund" });
  expect(await call("query", { out_trade_no: paid.number })).toMatchObject({
    tradeStatus: "TRADE_CLOSED",
  });
});

test("a partial refund repeats TRADE_SUCCESS; the last one closes the trade", async () => {
  const { number } = await paidTrade();
  const first = { out_trade_no: number, out_request_no: "R1", refund_amount: "10.00" };
  expect(await call("refund", first)).toMatchObject({ fundChange: "Y", refundFee: "10.00" });
  await until(() => merchant.received.length === 2, "the repeated notification");
  expect(formAt(1)).toMatchObject({
    trade_status: "TRADE_SUCCESS",
    refund_fee: "10.00",
    out_biz_no: "R1",
  });
  expect(client.checkNotifySignV2(formAt(1))).toBe(true);
  expect(await call("refund", first)).toMatchObject({ fundChange: "N" });
  expect(await call("refund", { ...first, refund_amount: "9.00" })).toMatchObject({
    subCode: "ACQ.DISCORDANT_REPEAT_REQUEST",
  });
  expect(
    await call("fastpay.refund.query", { out_trade_no: number, out_request_no: "R1" }),
  ).toMatchObject({ refundStatus: "REFUND_SUCCESS", refundAmount: "10.00" });
  const unknown = await call("fastpay.refund.query", { out_trade_no: number, out_request_no: "?" });
  expect(unknown).not.toHaveProperty("refundStatus");

  const rest = { out_trade_no: number, out_request_no: "R2", refund_amount: "29.90" };
  expect(await call("refund", rest)).toMatchObject({ fundChange: "Y", refundFee: "39.90" });
  expect(await call("query", { out_trade_no: number })).toMatchObject({
    tradeStatus: "TRADE_CLOSED",
  });
});

test.each([
  ["out_trade_no", "has blank"],
  ["total_amount", "0.00"],
  ["total_amount", "1.999"],
  ["subject", "a/b"],
  ["subject", "好".repeat(129)],
  ["subject", "a".repeat(257)],
  ["body", "好".repeat(65)],
  ["passback_params", "a".repeat(513)],
  ["timeout_express", "1.5h"],
  ["time_expire", "tomorrow"],
])("%s = %j is an invalid parameter", async (name, value) => {
  expect(await precreate(freshNumber(), { [name]: value })).toMatchObject({
    code: "40004",
    subCode: "ACQ.INVALID_PARAMETER",
  });
});

test("a subject that looks like an attack is one", async () => {
  expect(await precreate(freshNumber(), { subject: "drop table orders" })).toMatchObject({
    subCode: "isv.suspected-attack",
  });
});

/** A call by hand, so that single parameters can be wrong. */
async function raw(change: Answer, key = sandbox.keys.alipay.appPrivateKey): Promise<Response> {
  const parameters: Answer = {
    app_id: sandbox.keys.alipay.appId,
    method: "alipay.trade.query",
    charset: "utf-8",
    sign_type: "RSA2",
    timestamp: beijingTime(Date.now()),
    version: "1.0",
    biz_content: JSON.stringify({ out_trade_no: "a/b" }),
    ...change,
  };
  const sign = signText(signedText(parameters), key);
  const { biz_content = "", ...common } = parameters;
  const query = new URLSearchParams({ ...common, sign });
  const body = new URLSearchParams({ biz_content });
  return fetch(`${sandbox.url}/gateway.do?${query}`, { method: "POST", body });
}

test("every answer is 200 text/html, and its solidus is escaped before it is signed", async () => {
  const response = await raw({});
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html;charset=utf-8");
  expect(response.headers.get("trace_id")).toMatch(/^\w{32}$/);
  const text = await response.text();
  const [, node = "", sign = ""] =
    /^\{"alipay_trade_query_response":(\{.*\}),"sign":"(.*)"\}$/.exec(text) ?? [];
  expect(node).toContain("a\\/b");
  expect(client.rsaCheck(node, sign, "RSA2")).toBe(true);
});

test.each([
  ["unknown app", { app_id: "2021000000000000" }, "isv.invalid-app-id", false],
  ["malformed timestamp", { timestamp: "2026-11-20T10:00:00" }, "isv.invalid-timestamp", true],
  ["UTC for Beijing time", { timestamp: "utc" }, "isv.invalid-timestamp", true],
  ["SHA-1", { sign_type: "RSA" }, "isv.invalid-signature-type", true],
  ["unknown method", { method: "alipay.trade.nothing" }, "isv.invalid-method", true],
])("%s is refused with its own answer", async (_name, change, subCode, signed) => {
  const utc = beijingTime(Date.now() - 8 * 3_600_000);
  const replaced =
    "timestamp" in change && change.timestamp === "utc" ? { timestamp: utc } : change;
  const answer = JSON.parse(await (await raw(replaced as Answer)).text());
  const [node] = Object.values(answer) as [Answer];
  expect(node).toMatchObject({ code: "40002", sub_code: subCode });
  expect("sign" in answer).toBe(signed);
});

test("a wrong signature is told the gateway's own string, HTML-escaped and signed", async () => {
  const answer = JSON.parse(await (await raw({}, sandbox.keys.wechat.merchantPrivateKey)).text());
  const node = answer.alipay_trade_query_response;
  expect(node.sub_code).toBe("isv.invalid-signature");
  expect(node.sub_msg).toContain(
    "&amp;biz_content={&quot;out_trade_no&quot;:&quot;a/b&quot;}&amp;",
  );
  expect(answer.sign).toBeTypeOf("string");
});
