import { createSign } from "node:crypto";
import type { AlipayConfig } from "../alipay/config.ts";
import { createAlipayGateway } from "../alipay/gateway.ts";
import { bare, generatePair } from "./keys.ts";
import { type Reply, stubTools } from "./tools.ts";

export const app = generatePair();
export const alipay = generatePair();
export const previous = generatePair();

export const SELLER_ID = "2088102146225135";
export const NUMBER = "EC20261120000001a1";

export const config: AlipayConfig = {
  gatewayUrl: "https://openapi.alipay.com/gateway.do",
  appId: "2021000122671080",
  appPrivateKey: app.privateKey,
  sellerId: "2088102146225135",
  alipayPublicKeys: [bare(alipay.publicKey), previous.publicKey],
};

export function gatewayWith(reply: Reply, changes: Partial<AlipayConfig> = {}) {
  const { tools, sent, clock } = stubTools(reply);
  return { gateway: createAlipayGateway({ ...config, ...changes }, tools), sent, clock };
}

export const sign = (text: string, key = alipay.privateKey, digest = "RSA-SHA256"): string =>
  createSign(digest).update(text, "utf8").sign(key, "base64");

/** A node as the gateway writes it: slashes escaped. */
export const written = (node: object): string => JSON.stringify(node).replaceAll("/", "\\/");

export const responseBody = (method: string, node: string, signature = sign(node)): string =>
  `{"${method.replaceAll(".", "_")}_response":${node},"sign":"${signature}"}`;

/** A stub that answers whichever method is called, signed. */
export const answers =
  (node: object): Reply =>
  (sent) =>
    page(responseBody(sent.url.searchParams.get("method") ?? "", written(node)));

/** Alipay's business failure: always HTTP 200. */
export const fails = (subCode: string, code = "40004"): Reply =>
  answers({ code, msg: "Business Failed", sub_code: subCode, sub_msg: "as it says" });

export const page = (body: string): Response =>
  new Response(body, { headers: { "Content-Type": "text/html;charset=utf-8" } });

export type Form = Record<string, string>;

export const paidForm: Form = {
  notify_time: "2026-11-20 15:04:02",
  notify_type: "trade_status_sync",
  notify_id: "2026112000222150405068450559358070",
  app_id: config.appId,
  auth_app_id: config.appId,
  charset: "utf-8",
  version: "1.0",
  trade_no: "2026112022001468450512505578",
  out_trade_no: NUMBER,
  buyer_id: "2088102534368455",
  buyer_logon_id: "xud***@126.com",
  seller_id: SELLER_ID,
  trade_status: "TRADE_SUCCESS",
  total_amount: "19.90",
  receipt_amount: "19.90",
  buyer_pay_amount: "18.90",
  subject: "Coze 月卡 100% + 1",
  gmt_create: "2026-11-20 15:03:50",
  gmt_payment: "2026-11-20 15:04:00",
  fund_bill_list: '[{"amount":"19.90","fundChannel":"ALIPAYACCOUNT"}]',
};

export const paidProof = {
  gateway: "alipay",
  merchantId: SELLER_ID,
  appId: config.appId,
  tradeNo: NUMBER,
  transactionId: "2026112022001468450512505578",
  amount: { currency: "CNY", amountMinor: 1990 },
  paidAtMs: Date.parse("2026-11-20T07:04:00Z"),
};

/** Signs a form as Alipay signs notifications: neither `sign` nor `sign_type` in the text. */
export function signedForm(form: Form, key = alipay.privateKey, digest = "RSA-SHA256"): Form {
  const text = Object.keys(form)
    .filter((name) => name !== "alipay_cert_sn")
    .sort()
    .map((name) => `${name}=${form[name]}`)
    .join("&");
  return { ...form, sign_type: "RSA2", sign: sign(text, key, digest) };
}

/** A form body with blanks as `+`, the way Alipay's servers write it. */
export const formBody = (form: Form): string => new URLSearchParams(form).toString();

export const delivered = (form: Form) => ({ headers: new Headers(), body: formBody(form) });
