import { describe, expect, test } from "vitest";
import {
  alipay,
  app,
  config,
  delivered,
  type Form,
  formBody,
  gatewayWith,
  NUMBER,
  paidForm,
  paidProof,
  previous,
  signedForm,
} from "../testing/alipay.ts";
import { T0 } from "../testing/tools.ts";
import { alipayNotification } from "../testing/vectors.ts";

const offline = (keys = config.alipayPublicKeys) =>
  gatewayWith(() => Promise.reject(new Error("offline")), { alipayPublicKeys: keys }).gateway;
const read = (form: Form) => offline().readNotification(delivered(form), T0);
const readBody = (body: string) => offline().readNotification({ headers: new Headers(), body }, T0);
const id = paidForm.notify_id;

test("a genuine payment carries its whole proof", async () => {
  const notice = await read(signedForm(paidForm));
  expect(notice).toEqual({ ok: true, value: { kind: "payment", id, proof: paidProof } });
});

test("a real notification of 2019 verifies", async () => {
  const { publicKey, form } = alipayNotification;
  const notice = await offline([publicKey]).readNotification(delivered(form), T0);
  expect(notice).toMatchObject({
    ok: true,
    value: {
      kind: "payment",
      proof: {
        appId: "2019073166072302",
        merchantId: "2088531891668739",
        tradeNo: "20190815155618536-564-57",
        transactionId: "2019081522001468450512505578",
        amount: { currency: "CNY", amountMinor: 10 },
        paidAtMs: Date.parse("2019-08-15T07:56:24Z"),
      },
    },
  });
});

test.each<[string, Form]>([
  ["the previous key, during a rotation", signedForm(paidForm, previous.privateKey)],
  ["empty values", signedForm({ ...paidForm, body: "", passback_params: "" })],
  ["percent signs, plus signs and blanks", signedForm({ ...paidForm, subject: " 100% + %41 " })],
  ["a certificate serial", signedForm({ ...paidForm, alipay_cert_sn: "ff00" })],
  ["sign_type missing", withoutField(signedForm(paidForm), "sign_type")],
  ["a sign_type that lies", { ...signedForm(paidForm), sign_type: "RSA" }],
  ["TRADE_FINISHED", signedForm({ ...paidForm, trade_status: "TRADE_FINISHED" })],
  ["an age of a day", signedForm({ ...paidForm, notify_time: "2026-11-19 15:04:02" })],
])("is a payment with %s", async (_, form) => {
  expect(await read(form)).toMatchObject({
    ok: true,
    value: { kind: "payment", proof: paidProof },
  });
});

test("a proof about another seller or application says so", async () => {
  const form = signedForm({
    ...paidForm,
    app_id: "2021999999999999",
    seller_id: "2088999999999999",
  });
  expect(await read(form)).toMatchObject({
    ok: true,
    value: { proof: { appId: "2021999999999999", merchantId: "2088999999999999" } },
  });
});

describe("refunds", () => {
  const refunded = { gmt_refund: "2026-11-20 16:00:00.123", out_biz_no: "ECR1" };

  test("a partial one repeats the payment, which is still proof of it", async () => {
    const form = signedForm({ ...paidForm, ...refunded, refund_fee: "9.90" });
    expect(await read(form)).toMatchObject({
      ok: true,
      value: { kind: "payment", proof: paidProof },
    });
  });

  test.each([
    ["TRADE_CLOSED", "19.90"],
    ["TRADE_SUCCESS", "19.90"],
    ["TRADE_FINISHED", "19.9"],
  ])("a full one is never a payment: %s", async (trade_status, refund_fee) => {
    const form = signedForm({ ...paidForm, ...refunded, trade_status, refund_fee });
    expect(await read(form)).toEqual({
      ok: true,
      value: {
        kind: "refund",
        id,
        refundNo: "ECR1",
        tradeNo: NUMBER,
        state: { kind: "done" },
      },
    });
  });

  test.each([
    ["app_id", "2021000000000000"],
    ["seller_id", "2088000000000000"],
  ])("a full one of another %s says nothing about ours", async (field, foreign) => {
    const trade_status = "TRADE_CLOSED";
    const fields = { ...paidForm, ...refunded, trade_status, refund_fee: "19.90" };
    expect(await read(signedForm({ ...fields, [field]: foreign }))).toMatchObject({
      ok: true,
      value: { kind: "other", tradeNo: NUMBER },
    });
  });

  test("a full one made elsewhere names no refund of ours", async () => {
    const form = signedForm({ ...paidForm, trade_status: "TRADE_CLOSED", refund_fee: "19.90" });
    expect(await read(form)).toMatchObject({
      ok: true,
      value: { kind: "other", tradeNo: NUMBER },
    });
  });
});

test.each(["WAIT_BUYER_PAY", "TRADE_CLOSED", "SOMETHING_NEW"])(
  "%s moves nothing",
  async (status) => {
    const form = signedForm({ ...paidForm, trade_status: status });
    expect(await read(form)).toEqual({
      ok: true,
      value: { kind: "other", id, tradeNo: NUMBER, what: status },
    });
  },
);

const genuine = signedForm(paidForm);

test.each<[string, Form]>([
  ["another amount", { ...genuine, total_amount: "0.01" }],
  ["another number", { ...genuine, out_trade_no: NUMBER, trade_no: "1" }],
  ["a field added", { ...genuine, refund_fee: "0.01" }],
  ["a field dropped", withoutField(genuine, "seller_id")],
  ["an empty field added", { ...genuine, body: "" }],
  ["no sign", withoutField(genuine, "sign")],
  ["an empty sign", { ...genuine, sign: "" }],
  ["a sign that is not base64", { ...genuine, sign: "***" }],
  ["SHA-1", signedForm(paidForm, alipay.privateKey, "RSA-SHA1")],
  ["SHA-1 announced", { ...signedForm(paidForm, alipay.privateKey, "RSA-SHA1"), sign_type: "RSA" }],
  ["our own application's key", signedForm(paidForm, app.privateKey)],
])("refuses %s", async (_, form) => {
  expect(await read(form)).toMatchObject({
    ok: false,
    error: { reason: "bad-signature", claimedTradeNo: NUMBER },
  });
});

test("a form signed with sign_type in the text is not a trade notification", async () => {
  const inside = signedForm({ ...paidForm, sign_type: "RSA2" });
  expect(await read(inside)).toMatchObject({ ok: false, error: { reason: "bad-signature" } });
});

test.each([
  ["nothing", ""],
  ["JSON", '{"out_trade_no":"1"}'],
  ["a field twice", `${formBody(genuine)}&total_amount=0.01`],
  ["an encoding that is not UTF-8", `${formBody(genuine)}&x=%FF`],
])("refuses %s", async (_, body) => {
  const refusal = { ok: false, error: { reason: "malformed", claimedTradeNo: null } };
  expect(await readBody(body)).toMatchObject(refusal);
});

test.each([
  ["no trade number", { trade_no: "" }],
  ["no number", { out_trade_no: "" }],
  ["no amount", { total_amount: "" }],
  ["a third decimal", { total_amount: "19.901" }],
  ["an amount in exponents", { total_amount: "1e3" }],
])("a payment with %s is malformed however well signed", async (_, changes) => {
  const form = signedForm({ ...paidForm, ...changes });
  expect(await read(form)).toMatchObject({ ok: false, error: { reason: "malformed" } });
});

test("the answer is exactly the word Alipay waits for", () => {
  const answer = { status: 200, contentType: "text/plain" };
  expect(offline().acknowledge("taken")).toEqual({ ...answer, body: "success" });
  expect(offline().acknowledge("retry")).toEqual({ ...answer, body: "fail" });
});

function withoutField(form: Form, name: string): Form {
  return Object.fromEntries(Object.entries(form).filter(([field]) => field !== name));
}
