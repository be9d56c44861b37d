import { describe, expect, test } from "vitest";
import { Aes } from "wechatpay-axios-plugin";
import type { RawNotification } from "../port.ts";
import { T0 } from "../testing/tools.ts";
import {
  CERTIFICATE_SERIAL,
  certified,
  config,
  gatewayWith,
  notification,
  paidProof,
  paidTransaction,
  seal,
  signedHeaders,
  stranger,
} from "../testing/wechat.ts";

const offline = () => gatewayWith(() => Promise.reject(new Error("offline"))).gateway;
const read = (request: RawNotification, nowMs = T0) => offline().readNotification(request, nowMs);
const NUMBER = paidTransaction.out_trade_no;
const T0_SECONDS = Math.floor(T0 / 1000);

/** Signs a changed body anew, as only the platform could. */
const resigned = (body: string) => ({ headers: signedHeaders(body), body });

/** Changes a genuine notification after it was signed, as anyone on the way could. */
function altered(header: string, value: string | null, { body, headers } = notification()) {
  if (value === null) headers.delete(header);
  else headers.set(header, value);
  return { body, headers };
}

test("a genuine payment carries its whole proof", async () => {
  const notice = await read(notification());
  const id = "EV-2018022511223320873";
  expect(notice).toEqual({ ok: true, value: { kind: "payment", id, proof: paidProof } });
});

test("both key modes verify side by side", async () => {
  const seal = { serial: CERTIFICATE_SERIAL.toLowerCase(), privateKey: certified.privateKey };
  expect(await read(notification({ seal }))).toMatchObject({ ok: true });
});

test("a resource without associated data decrypts", async () => {
  const encryption = { associatedData: "" };
  for (const associated_data of ["", undefined]) {
    const notice = await read(notification({ encryption, resource: { associated_data } }));
    expect(notice.ok).toBe(true);
  }
});

test("what an independent client encrypts opens here", async () => {
  const plain = JSON.stringify(paidTransaction);
  const ciphertext = Aes.AesGcm.encrypt(plain, config.apiV3Key, "fdasflkja484", "transaction");
  expect(ciphertext).toBe(seal(plain));
  expect(await read(notification({ resource: { ciphertext } }))).toMatchObject({ ok: true });
});

test("a proof about another merchant is genuine and says so", async () => {
  const content = { ...paidTransaction, mchid: "1900000001", appid: "wxsomeoneelse" };
  expect(await read(notification({ content }))).toMatchObject({
    ok: true,
    value: { proof: { merchantId: "1900000001", appId: "wxsomeoneelse" } },
  });
});

describe("refunds", () => {
  const content = {
    mchid: config.merchantId,
    out_trade_no: NUMBER,
    transaction_id: paidTransaction.transaction_id,
    out_refund_no: "ECR1",
    refund_id: "50000000382019052709732678859",
    amount: { total: 1990, refund: 1990, payer_total: 1990, payer_refund: 1990 },
  };
  test.each([
    ["REFUND.SUCCESS", "SUCCESS", { kind: "done" }],
    ["REFUND.ABNORMAL", "ABNORMAL", { kind: "failed", detail: "ABNORMAL" }],
    ["REFUND.CLOSED", "CLOSED", { kind: "failed", detail: "CLOSED", numberIsDead: true }],
  ])("%s", async (event_type, refund_status, state) => {
    const request = notification({
      envelope: { event_type },
      content: { ...content, refund_status },
      resource: { original_type: "refund" },
    });
    expect(await read(request)).toMatchObject({
      ok: true,
      value: { kind: "refund", refundNo: "ECR1", tradeNo: NUMBER, state },
    });
  });
});

test("an event we do not use is genuine and moves nothing", async () => {
  const request = notification({
    envelope: { event_type: "PAYSCORE.USER_PAID" },
    resource: { original_type: "payscore" },
  });
  expect(await read(request)).toMatchObject({
    ok: true,
    value: { kind: "other", tradeNo: NUMBER, what: "PAYSCORE.USER_PAID" },
  });
});

test.each([
  ["a state that denies it", { trade_state: "NOTPAY" }, "in state NOTPAY"],
  ["a foreign currency", { amount: { total: 1990, currency: "HKD" } }, "in currency HKD"],
])("a payment with %s is noted and never granted", async (_, change, what) => {
  const notice = await read(notification({ content: { ...paidTransaction, ...change } }));
  expect(notice).toMatchObject({
    ok: true,
    value: { kind: "other", tradeNo: NUMBER, what: `TRANSACTION.SUCCESS ${what}` },
  });
});

test("the window is open below 300 s on both sides", async () => {
  for (const seconds of [-299, 299]) {
    const request = notification({ seal: { timestamp: T0_SECONDS + seconds } });
    expect((await read(request)).ok).toBe(true);
  }
});

const swapped = notification({ content: { ...paidTransaction, out_trade_no: "EC_OTHER" } });
const withoutTag = (text: string) =>
  Buffer.from(text, "base64").subarray(0, -16).toString("base64");
const flipped = (text: string) => `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`;
const sealed = seal(JSON.stringify(paidTransaction));

/** What is wrong, the request, the reason, and whether its content still names the number. */
const forged: [string, RawNotification, string, string | null][] = [
  ["no timestamp", altered("Wechatpay-Timestamp", null), "headers-missing", NUMBER],
  ["no nonce", altered("Wechatpay-Nonce", null), "headers-missing", NUMBER],
  ["no signature", altered("Wechatpay-Signature", null), "headers-missing", NUMBER],
  ["no serial", altered("Wechatpay-Serial", null), "headers-missing", NUMBER],
  ["empty signature", altered("Wechatpay-Signature", ""), "headers-missing", NUMBER],
  ["300 s old", notification({ seal: { timestamp: T0_SECONDS - 300 } }), "clock-window", NUMBER],
  ["300 s ahead", notification({ seal: { timestamp: T0_SECONDS + 300 } }), "clock-window", NUMBER],
  ["a time that is none", notification({ seal: { timestamp: "now" } }), "clock-window", NUMBER],
  ["a time in ms", notification({ seal: { timestamp: T0 } }), "clock-window", NUMBER],
  ["unknown public key", altered("Wechatpay-Serial", "PUB_KEY_ID_9"), "unknown-key", NUMBER],
  ["unknown certificate", altered("Wechatpay-Serial", "5F".repeat(20)), "unknown-key", NUMBER],
  ["another known key", altered("Wechatpay-Serial", CERTIFICATE_SERIAL), "bad-signature", NUMBER],
  [
    "a stranger's key",
    notification({ seal: { privateKey: stranger.privateKey } }),
    "bad-signature",
    NUMBER,
  ],
  ["a probe", altered("Wechatpay-Signature", "WECHATPAY/SIGNTEST/AAAA"), "bad-signature", NUMBER],
  ["not base64", altered("Wechatpay-Signature", "***"), "bad-signature", NUMBER],
  ["SHA-1", notification({ seal: { digest: "RSA-SHA1" } }), "bad-signature", NUMBER],
  [
    "another scheme",
    altered("Wechatpay-Signature-Type", "WECHATPAY2-SM2-WITH-SM3"),
    "bad-signature",
    NUMBER,
  ],
  ["another nonce", altered("Wechatpay-Nonce", "0".repeat(32)), "bad-signature", NUMBER],
  [
    "another's body",
    { headers: notification().headers, body: swapped.body },
    "bad-signature",
    "EC_OTHER",
  ],
  [
    "re-serialised body",
    { ...notification(), body: `${notification().body} ` },
    "bad-signature",
    NUMBER,
  ],
  ["empty body", { ...notification(), body: "" }, "bad-signature", null],
  ["not JSON", resigned("not json"), "malformed", null],
  ["not an envelope", resigned("[]"), "malformed", null],
  ["no resource", notification({ envelope: { resource: null } }), "malformed", null],
  [
    "another resource type",
    notification({ envelope: { resource_type: "plain" } }),
    "malformed",
    NUMBER,
  ],
  [
    "another algorithm",
    notification({ resource: { algorithm: "AEAD_SM4_GCM" } }),
    "undecryptable",
    null,
  ],
  [
    "other associated data",
    notification({ resource: { associated_data: "refund" } }),
    "undecryptable",
    null,
  ],
  [
    "another nonce inside",
    notification({ resource: { nonce: "fdasflkja485" } }),
    "undecryptable",
    null,
  ],
  ["a short nonce inside", notification({ resource: { nonce: "short" } }), "undecryptable", null],
  [
    "ciphertext changed",
    notification({ resource: { ciphertext: flipped(sealed) } }),
    "undecryptable",
    null,
  ],
  [
    "tag cut off",
    notification({ resource: { ciphertext: withoutTag(sealed) } }),
    "undecryptable",
    null,
  ],
  [
    "ciphertext not base64",
    notification({ resource: { ciphertext: "@@" } }),
    "undecryptable",
    null,
  ],
  [
    "another APIv3 key",
    notification({ encryption: { key: "v".repeat(32) } }),
    "undecryptable",
    null,
  ],
  [
    "a refund dressed as payment",
    notification({ resource: { original_type: "refund" } }),
    "malformed",
    NUMBER,
  ],
  [
    "a payment dressed as refund",
    notification({ envelope: { event_type: "REFUND.SUCCESS" } }),
    "malformed",
    NUMBER,
  ],
  [
    "no transaction id",
    notification({ content: { ...paidTransaction, transaction_id: "" } }),
    "malformed",
    NUMBER,
  ],
  [
    "no amount",
    notification({ content: { ...paidTransaction, amount: null } }),
    "malformed",
    NUMBER,
  ],
  [
    "part of a fen",
    notification({ content: { ...paidTransaction, amount: { total: 0.5 } } }),
    "malformed",
    NUMBER,
  ],
  [
    "an amount as text",
    notification({ content: { ...paidTransaction, amount: { total: "1990" } } }),
    "malformed",
    NUMBER,
  ],
];

test.each(forged)("refuses %s", async (_, request, reason, claimedTradeNo) => {
  expect(await read(request)).toMatchObject({ ok: false, error: { reason, claimedTradeNo } });
});

test("a refusal never shows a key, a body or a whole signature", async () => {
  for (const [, request] of forged) {
    const refusal = JSON.stringify(await read(request));
    expect(refusal).not.toContain(config.apiV3Key);
    expect(refusal).not.toContain(sealed);
    expect(refusal.length).toBeLessThan(400);
  }
});

test("the answer's status decides whether it is sent again", () => {
  expect(offline().acknowledge("taken").status).toBe(200);
  expect(offline().acknowledge("retry")).toMatchObject({
    status: 500,
    contentType: "application/json",
  });
});
