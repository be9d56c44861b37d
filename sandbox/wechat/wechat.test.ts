import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Aes, Formatter, Rsa } from "wechatpay-axios-plugin";
import { type Sandbox, startSandbox } from "../server.ts";
import {
  type Control,
  controlOf,
  freshNumber,
  type Merchant,
  type Received,
  startMerchant,
  until,
  type WechatClient,
  wechatClient,
  wechatFailure,
} from "../test-support.ts";

let sandbox: Sandbox;
let merchant: Merchant;
let control: Control;
let client: WechatClient;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  merchant = await startMerchant("");
  control = controlOf(sandbox);
  client = wechatClient(sandbox);
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

const orderBody = (number = freshNumber(), change: Record<string, unknown> = {}) => ({
  appid: sandbox.keys.wechat.appId,
  mchid: sandbox.keys.wechat.merchantId,
  description: "专业版 30 天",
  out_trade_no: number,
  notify_url: merchant.notifyUrl,
  amount: { total: 3990, currency: "CNY" },
  ...change,
});

const order = async (body = orderBody()): Promise<string> =>
  (await client.native(body)).data.code_url ?? "";

const query = async (number: string) => (await client.query(number)).data;

const refund = async (number: string, refundNumber: string, amount: number) => {
  const { data } = await client.refund({
    out_trade_no: number,
    out_refund_no: refundNumber,
    amount: { refund: amount, total: 3990, currency: "CNY" },
  });
  return data;
};

interface Failure {
  response: { status: number; data: { code: string; detail?: Record<string, unknown> } };
}

function openNotification({ headers, body }: Received): Record<string, never> {
  const { resource } = JSON.parse(body);
  const { apiV3Key } = sandbox.keys.wechat;
  const { ciphertext, nonce, associated_data } = resource;
  expect(headers["wechatpay-signature-type"]).toBe("WECHATPAY2-SHA256-RSA2048");
  return JSON.parse(Aes.AesGcm.decrypt(ciphertext, apiV3Key, nonce, associated_data));
}

function signatureHolds({ headers, body }: Received, publicPem: string): boolean {
  const of = (name: string) => String(headers[name]);
  const text = Formatter.response(of("wechatpay-timestamp"), of("wechatpay-nonce"), body);
  const key = Rsa.from(publicPem, "public" as never);
  return Rsa.verify(text, of("wechatpay-signature"), key);
}

test("an order is created, paid, told, queried and can no longer be closed", async () => {
  const body = orderBody(undefined, { attach: "opaque" });
  const codeUrl = await order(body);
  expect(codeUrl).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=\w+$/);
  expect(await query(body.out_trade_no)).toMatchObject({
    trade_state: "NOTPAY",
    amount: { total: 3990 },
  });

  const paid = await control.pay(codeUrl);
  await until(() => merchant.received.length === 1, "the notification");
  const [notification] = merchant.received as [Received];
  expect(notification.headers["wechatpay-serial"]).toBe(sandbox.keys.wechat.publicKeyId);
  expect(signatureHolds(notification, sandbox.keys.wechat.publicKey)).toBe(true);
  expect(JSON.parse(notification.body)).toMatchObject({ event_type: "TRANSACTION.SUCCESS" });
  expect(openNotification(notification)).toMatchObject({
    out_trade_no: body.out_trade_no,
    trade_state: "SUCCESS",
    transaction_id: (paid as { transactionId: string }).transactionId,
    amount: { total: 3990, payer_total: 3990, currency: "CNY" },
    attach: "opaque",
  });

  const state = await query(body.out_trade_no);
  expect(state).toEqual(openNotification(notification));
  expect(await wechatFailure(client.close(body.out_trade_no))).toBe("400 ORDERPAID");
  expect(await wechatFailure(order(body))).toBe("400 ORDERPAID");
  const byId = await client.queryById(state.transaction_id ?? "");
  expect(byId.data.out_trade_no).toBe(body.out_trade_no);
});

test("the same number gives a new code and kills the old one, but only with the same parameters", async () => {
  const body = orderBody();
  const [first, second] = [await order(body), await order(body)];
  expect(second).not.toBe(first);
  expect(await control.pay(first)).toEqual({ ok: false, reason: "code-replaced" });
  const dearer = orderBody(body.out_trade_no, { amount: { total: 1, currency: "CNY" } });
  expect(await wechatFailure(order(dearer))).toBe("400 INVALID_REQUEST");
  expect(await control.pay(second)).toMatchObject({ ok: true });
  expect(await control.pay(second)).toEqual({ ok: false, reason: "already-paid" });
});

test("closing answers a signed 204, is repeatable, and ends the number", async () => {
  const body = orderBody();
  const codeUrl = await order(body);
  expect((await client.close(body.out_trade_no)).status).toBe(204);
  expect((await client.close(body.out_trade_no)).status).toBe(204);
  expect(await query(body.out_trade_no)).toMatchObject({ trade_state: "CLOSED" });
  expect(await control.pay(codeUrl)).toEqual({ ok: false, reason: "trade-closed" });
  expect(await wechatFailure(order(body))).toBe("400 ORDER_CLOSED");
});

test("a number closed before it was created is burnt", async () => {
  const number = freshNumber();
  expect((await client.close(number)).status).toBe(204);
  expect(await wechatFailure(order(orderBody(number)))).toBe("400 INVALID_REQUEST");
});

test("an unknown number is not an order", async () => {
  expect(await wechatFailure(query(freshNumber()))).toBe("404 ORDER_NOT_EXIST");
});

const minutes = (count: number) => ({ offsetMs: count * 60_000 });

test("a code dies at time_expire while the order stays unpaid, then can be ordered no longer than seven days", async () => {
  const soon = new Date(Date.now() + 90_000).toISOString().replace(/\.\d+/, "");
  const body = orderBody(undefined, { time_expire: soon });
  const codeUrl = await order(body);
  await control.post("/clock", minutes(2));
  expect(await control.pay(codeUrl)).toEqual({ ok: false, reason: "code-expired" });
  expect(await query(body.out_trade_no)).toMatchObject({ trade_state: "NOTPAY" });
  await control.post("/clock", minutes(7 * 24 * 60));
  expect(await query(body.out_trade_no)).toMatchObject({ trade_state: "CLOSED" });
});

test("a code lives two hours whatever the order allows", async () => {
  const codeUrl = await order();
  await control.post("/clock", minutes(119));
  expect(sandbox.snapshot().trades[0]?.codes[0]?.alive).toBe(true);
  await control.post("/clock", minutes(120));
  expect(await control.pay(codeUrl)).toEqual({ ok: false, reason: "code-expired" });
});

test.each([
  ["description", "", "/description"],
  ["description", "好".repeat(43), "/description"],
  ["description", "a".repeat(128), "/description"],
  ["attach", "好".repeat(43), "/attach"],
  ["notify_url", `https://pay.example.com/${"a".repeat(240)}`, "/notify_url"],
  ["description", "emoji 😀", "/description"],
  ["out_trade_no", "short", "/out_trade_no"],
  ["out_trade_no", "has blank", "/out_trade_no"],
  ["notify_url", "http://shop.example.com/notify", "/notify_url"],
  ["notify_url", "https://shop.example.com:8443/notify", "/notify_url"],
  ["notify_url", "https://shop.example.com/notify?a=1", "/notify_url"],
  ["notify_url", "/notify", "/notify_url"],
  ["amount", { total: 0 }, "/amount/total"],
  ["amount", { total: 19.9 }, "/amount/total"],
  ["amount", { total: 1, currency: "USD" }, "/amount/currency"],
  ["time_expire", "2026-11-20 10:00:00", "/time_expire"],
  ["attach", null, "/attach"],
  ["nonsense", "x", "/nonsense"],
  ["mchid", "1900000001", "/mchid"],
])("%s = %j is a PARAM_ERROR at %s", async (name, value, field) => {
  const failure = await order(orderBody(undefined, { [name]: value })).catch(
    (error: Failure) => error.response,
  );
  expect(failure).toMatchObject({
    status: 400,
    data: { code: "PARAM_ERROR", detail: { field, location: "body" } },
  });
});

test("a foreign app id does not match the merchant", async () => {
  const body = orderBody(undefined, { appid: "wx0000000000000001" });
  expect(await wechatFailure(order(body))).toBe("400 APPID_MCHID_NOT_MATCH");
});

test("a request signed by another key is told what the gateway would have signed", async () => {
  const keys = structuredClone(sandbox.keys);
  keys.wechat.merchantPrivateKey = keys.alipay.appPrivateKey;
  const stranger = wechatClient({ ...sandbox, keys });
  const failure = await stranger.native(orderBody()).catch((error: Failure) => error.response);
  expect(failure).toMatchObject({
    status: 401,
    data: {
      code: "SIGN_ERROR",
      detail: {
        issue: "sign not match",
        sign_information: { method: "POST", url: "/v3/pay/transactions/native" },
      },
    },
  });
});

/** A request by hand, so that single headers can be wrong. */
async function certificates(change: Record<string, string>, shiftSeconds = 0) {
  const { merchantId, merchantPrivateKey, merchantSerial } = sandbox.keys.wechat;
  const timestamp = String(Math.floor(Date.now() / 1000) + shiftSeconds);
  const text = Formatter.request("GET", "/v3/certificates", timestamp, "nonce", "");
  const signature = Rsa.sign(text, Rsa.from(merchantPrivateKey, "private" as never));
  const authorization = Formatter.authorization(
    merchantId,
    "nonce",
    signature,
    timestamp,
    merchantSerial,
  );
  return fetch(`${sandbox.url}/v3/certificates`, {
    headers: { Accept: "application/json", Authorization: authorization, ...change },
  });
}

test("a request five minutes off, without a usable Accept or with a wrong Wechatpay-Serial is refused", async () => {
  expect((await certificates({})).status).toBe(200);
  expect((await certificates({}, -302)).status).toBe(401);
  expect((await certificates({}, 302)).status).toBe(401);
  expect((await certificates({ Accept: "text/html" })).status).toBe(400);
  expect((await certificates({ "Wechatpay-Serial": "PUB_KEY_ID_1" })).status).toBe(400);
  expect((await certificates({ Authorization: "Basic abc" })).status).toBe(401);
});

test("the request's Wechatpay-Serial chooses the key that signs the answer", async () => {
  const { publicKeyId, platformSerial } = sandbox.keys.wechat;
  const byDefault = await certificates({});
  expect(byDefault.headers.get("wechatpay-serial")).toBe(platformSerial);
  const asked = await certificates({ "Wechatpay-Serial": publicKeyId });
  expect(asked.headers.get("wechatpay-serial")).toBe(publicKeyId);
});

interface CertificateEntry {
  serial_no: string;
  encrypt_certificate: { ciphertext: string; nonce: string; associated_data: string };
}

test("the platform certificate comes encrypted and names its serial", async () => {
  const { data } = await client.certificates();
  const [entry] = data.data as unknown as [CertificateEntry];
  const { ciphertext, nonce, associated_data } = entry.encrypt_certificate;
  const { apiV3Key, platformCertificate } = sandbox.keys.wechat;
  const pem = Aes.AesGcm.decrypt(ciphertext, apiV3Key, nonce, associated_data);
  expect(pem).toBe(platformCertificate);
  expect(new X509Certificate(pem).serialNumber).toBe(entry.serial_no);
});

test("a refund is accepted first, then completed and notified; its number is its identity", async () => {
  await control.post("/clock", { scale: 1000 });
  const body = orderBody();
  await control.pay(await order(body));
  const number = body.out_trade_no;
  expect(await refund(number, `${number}_R1`, 1000)).toMatchObject({ status: "PROCESSING" });
  expect(await query(number)).toMatchObject({ trade_state: "REFUND" });
  await until(() => merchant.received.length === 2, "the refund notification");
  const refunded = merchant.received[1] as Received;
  expect(JSON.parse(refunded.body)).toMatchObject({ event_type: "REFUND.SUCCESS" });
  expect(openNotification(refunded)).toMatchObject({
    out_refund_no: `${number}_R1`,
    refund_status: "SUCCESS",
    amount: { total: 3990, refund: 1000 },
  });

  expect(await refund(number, `${number}_R1`, 1000)).toMatchObject({ status: "SUCCESS" });
  expect(await wechatFailure(refund(number, `${number}_R1`, 1))).toBe("400 INVALID_REQUEST");
  expect(await wechatFailure(refund(number, `${number}_R2`, 3000))).toBe("400 INVALID_REQUEST");
  expect(await refund(number, `${number}_R3`, 2990)).toMatchObject({ status: "PROCESSING" });
  const queried = await client.queryRefund(`${number}_R1`);
  expect(queried.data).toMatchObject({ status: "SUCCESS", amount: { refund: 1000 } });
});

test("an unpaid or unknown order cannot be refunded", async () => {
  const body = orderBody();
  await order(body);
  expect(await wechatFailure(refund(body.out_trade_no, "R1", 1))).toBe("400 INVALID_REQUEST");
  expect(await wechatFailure(refund(freshNumber(), "R2", 1))).toBe("404 RESOURCE_NOT_EXISTS");
});
