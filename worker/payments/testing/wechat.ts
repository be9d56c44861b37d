import { createCipheriv, createSign } from "node:crypto";
import type { WechatConfig } from "../wechat/config.ts";
import { createWechatGateway } from "../wechat/gateway.ts";
import { generatePair, issueCertificate } from "./keys.ts";
import { type Reply, stubTools, T0 } from "./tools.ts";

export const merchant = generatePair();
export const platform = generatePair();
export const certified = generatePair();
export const stranger = generatePair();

export const PUBLIC_KEY_ID = "PUB_KEY_ID_0114232134912410000000000000";
export const CERTIFICATE_SERIAL = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";

export const config: WechatConfig = {
  baseUrl: "https://api.mch.weixin.qq.com",
  appId: "wxd678efh567hg6787",
  merchantId: "1230000109",
  merchantSerial: "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB",
  merchantPrivateKey: merchant.privateKey,
  apiV3Key: "0123456789abcdefghijklmnopqrstuv",
  platformKeys: {
    [PUBLIC_KEY_ID]: platform.publicKey,
    [CERTIFICATE_SERIAL]: await issueCertificate(certified, CERTIFICATE_SERIAL),
  },
};

export function gatewayWith(reply: Reply, changes: Partial<WechatConfig> = {}) {
  const { tools, sent, clock } = stubTools(reply);
  return { gateway: createWechatGateway({ ...config, ...changes }, tools), sent, clock };
}

export interface Seal {
  serial?: string;
  privateKey?: string;
  timestamp?: number | string;
  digest?: "RSA-SHA256" | "RSA-SHA1";
}

/** The headers with which the platform signs `body`. */
export function signedHeaders(body: string, seal: Seal = {}): Headers {
  const timestamp = String(seal.timestamp ?? Math.floor(T0 / 1000));
  const nonce = "d824f2e086d3c1df967785d13fcd22ef";
  const signature = createSign(seal.digest ?? "RSA-SHA256")
    .update(`${timestamp}\n${nonce}\n${body}\n`)
    .sign(seal.privateKey ?? platform.privateKey, "base64");
  return new Headers({
    "Wechatpay-Timestamp": timestamp,
    "Wechatpay-Nonce": nonce,
    "Wechatpay-Signature": signature,
    "Wechatpay-Serial": seal.serial ?? PUBLIC_KEY_ID,
    "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
  });
}

export function signedAnswer(status: number, payload: unknown, seal?: Seal): Response {
  const body = payload === undefined ? "" : JSON.stringify(payload);
  return new Response(body === "" ? null : body, { status, headers: signedHeaders(body, seal) });
}

export const unsignedError = (status: number, code: string): Response =>
  new Response(JSON.stringify({ code, message: "as it says" }), { status });

export interface Encryption {
  key?: string;
  nonce?: string;
  associatedData?: string;
}

/** Base64 of AES-256-GCM output followed by its tag. */
export function seal(plain: string, { key, nonce, associatedData }: Encryption = {}): string {
  const cipher = createCipheriv("aes-256-gcm", key ?? config.apiV3Key, nonce ?? "fdasflkja484");
  cipher.setAAD(Buffer.from(associatedData ?? "transaction"));
  const bytes = Buffer.concat([cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return bytes.toString("base64");
}

export const paidTransaction = {
  appid: config.appId,
  mchid: config.merchantId,
  out_trade_no: "EC20261120000001a1",
  transaction_id: "4200002026112000000000000001",
  trade_type: "NATIVE",
  trade_state: "SUCCESS",
  trade_state_desc: "支付成功",
  bank_type: "OTHERS",
  success_time: "2026-11-20T15:04:00+08:00",
  payer: { openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" },
  amount: { total: 1990, payer_total: 1890, currency: "CNY", payer_currency: "CNY" },
};

export const paidProof = {
  gateway: "wechat",
  merchantId: config.merchantId,
  appId: config.appId,
  tradeNo: "EC20261120000001a1",
  transactionId: "4200002026112000000000000001",
  amount: { currency: "CNY", amountMinor: 1990 },
  paidAtMs: Date.parse("2026-11-20T07:04:00Z"),
};

interface NotificationChanges {
  envelope?: Record<string, unknown>;
  resource?: Record<string, unknown>;
  content?: unknown;
  encryption?: Encryption;
  seal?: Seal;
}

/** A genuine payment notification with the named parts changed before it is signed. */
export function notification(changes: NotificationChanges = {}) {
  const plain = JSON.stringify(changes.content ?? paidTransaction);
  const body = JSON.stringify({
    id: "EV-2018022511223320873",
    create_time: "2026-11-20T15:04:05+08:00",
    event_type: "TRANSACTION.SUCCESS",
    resource_type: "encrypt-resource",
    summary: "支付成功",
    resource: {
      original_type: "transaction",
      algorithm: "AEAD_AES_256_GCM",
      ciphertext: seal(plain, changes.encryption),
      associated_data: "transaction",
      nonce: "fdasflkja484",
      ...changes.resource,
    },
    ...changes.envelope,
  });
  return { headers: signedHeaders(body, changes.seal), body };
}
