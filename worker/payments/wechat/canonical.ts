import { cutToBytes, UNWANTED } from "../text.ts";

export const SIGNATURE_SCHEME = "WECHATPAY2-SHA256-RSA2048";

/** `description` (WeChat Pay API v3: Native order). WeChat Pay counts bytes: JeffreySu/WeiXinMPSDK#3217. */
export const DESCRIPTION_BYTES_MAX = 127;
/** Refund `reason` (WeChat Pay API v3: refunds), in the same unit. */
export const REASON_BYTES_MAX = 80;

export interface SignedRequest {
  method: "GET" | "POST";
  /** Absolute path and query exactly as on the wire. */
  target: string;
  /** Unix seconds. */
  timestamp: number;
  nonce: string;
  body: string;
}

/** The five lines a request's signature covers (WeChat Pay API v3: signing requests). */
export const requestMessage = (request: SignedRequest): string =>
  lines(request.method, request.target, String(request.timestamp), request.nonce, request.body);

/** The three lines an answer's or a notification's signature covers (WeChat Pay API v3: verifying signatures). */
export const answerMessage = (timestamp: string, nonce: string, body: string): string =>
  lines(timestamp, nonce, body);

export function authorization(
  merchant: { merchantId: string; merchantSerial: string },
  request: SignedRequest,
  signature: string,
): string {
  const values = {
    mchid: merchant.merchantId,
    nonce_str: request.nonce,
    signature,
    timestamp: request.timestamp,
    serial_no: merchant.merchantSerial,
  };
  const pairs = Object.entries(values).map(([name, value]) => `${name}="${value}"`);
  return `${SIGNATURE_SCHEME} ${pairs.join(",")}`;
}

/** `ORDER_PAID` and `ORDERPAID` both occur in official material (WeChat Pay API v3: common error codes). */
export const errorCode = (code: string): string => code.replaceAll("_", "").toUpperCase();

/** The codes by which WeChat Pay says that it has no such trade or refund. */
export const isMissing = (code: string): boolean =>
  code === "ORDERNOTEXIST" || code === "RESOURCENOTEXISTS";

/** A refusal that another text may mend: of that field, or of one that is not named. */
export const isAboutText = (code: string, field: string | null, text: string): boolean =>
  code === "PARAMERROR" && (field === null || field === text);

/** Text WeChat Pay accepts, at most `bytesMax` bytes. Null when nothing readable is left. */
export function plainText(text: string, bytesMax: number): string | null {
  const plain = cutToBytes(text.replace(UNWANTED, "").trim(), bytesMax);
  return plain === "" ? null : plain;
}

const lines = (...parts: string[]): string => parts.map((part) => `${part}\n`).join("");
