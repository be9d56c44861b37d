export const SIGNATURE_SCHEME = "WECHATPAY2-SHA256-RSA2048";

/** `description`, characters (protocol 1.3). */
export const DESCRIPTION_LENGTH_MAX = 127;
/** Refund `reason`, characters (protocol 1.9). */
export const REASON_LENGTH_MAX = 80;

export interface SignedRequest {
  method: "GET" | "POST";
  /** Absolute path and query exactly as on the wire. */
  target: string;
  /** Unix seconds. */
  timestamp: number;
  nonce: string;
  body: string;
}

/** The five lines a request's signature covers (protocol 1.4). */
export const requestMessage = (request: SignedRequest): string =>
  lines(request.method, request.target, String(request.timestamp), request.nonce, request.body);

/** The three lines an answer's or a notification's signature covers (protocol 1.5). */
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

/** `ORDER_PAID` and `ORDERPAID` both occur in official material (protocol 1.10). */
export const errorCode = (code: string): string => code.replaceAll("_", "").toUpperCase();

/** The codes by which WeChat Pay says that it has no such trade or refund. */
export const isMissing = (code: string): boolean =>
  code === "ORDERNOTEXIST" || code === "RESOURCENOTEXISTS";

/**
 * Text WeChat Pay accepts: it refuses characters of four UTF-8 bytes. Joiners and variation selectors go too, since
 * they are what an emoji leaves behind. Null when nothing readable is left.
 */
export function plainText(text: string, lengthMax: number): string | null {
  const plain = text
    .replace(/\p{Cc}|\p{Cs}|[\u{10000}-\u{10FFFF}]|\p{Join_Control}|\p{Variation_Selector}/gu, "")
    .trim()
    .slice(0, lengthMax)
    .trim();
  return plain === "" ? null : plain;
}

const lines = (...parts: string[]): string => parts.map((part) => `${part}\n`).join("");
