import { err, ok, type Result } from "../../domain/result.ts";
import { verifyText } from "../keys.ts";
import { answerMessage, SIGNATURE_SCHEME } from "./canonical.ts";

export interface SignatureFault {
  reason: "headers-missing" | "clock-window" | "unknown-key" | "bad-signature";
  detail: string;
}

/** The PEM behind a `Wechatpay-Serial`, or null. */
export type FindKey = (serial: string) => Promise<string | null>;

/** An official rule, and the bound on replays: at exactly 300 s the Go and Java SDKs already refuse. */
export const CLOCK_WINDOW_SECONDS = 300;

const REQUIRED = ["Timestamp", "Nonce", "Signature", "Serial"] as const;

/**
 * Checks the signature of an answer or a notification in order (WeChat Pay API v3: verifying signatures). Signature
 * probes (`WECHATPAY/SIGNTEST/…`) fail like any other false signature, which is what WeChat asks for.
 */
export async function checkSignature(
  message: { headers: Headers; body: string },
  nowMs: number,
  findKey: FindKey,
): Promise<Result<void, SignatureFault>> {
  const [timestamp, nonce, signature, serial] = REQUIRED.map(
    (name) => message.headers.get(`Wechatpay-${name}`) ?? "",
  ) as [string, string, string, string];
  const missing = REQUIRED.filter((name) => !message.headers.get(`Wechatpay-${name}`));
  if (missing.length > 0) return fault("headers-missing", `no Wechatpay-${missing.join(", ")}`);

  if (!isFresh(timestamp, nowMs))
    return fault("clock-window", `timestamp ${timestamp.slice(0, 20)}`);

  const scheme = message.headers.get("Wechatpay-Signature-Type") || SIGNATURE_SCHEME;
  if (scheme !== SIGNATURE_SCHEME) return fault("bad-signature", `type ${scheme.slice(0, 40)}`);

  const key = await findKey(serial);
  if (key === null) return fault("unknown-key", `serial ${serial.slice(0, 64)}`);

  const genuine = await verifyText(key, answerMessage(timestamp, nonce, message.body), signature);
  if (genuine) return ok(undefined);
  const probe = signature.startsWith("WECHATPAY/SIGNTEST/");
  return fault("bad-signature", probe ? "signature probe" : `does not verify under ${serial}`);
}

function isFresh(timestamp: string, nowMs: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(nowMs / 1000 - Number(timestamp)) < CLOCK_WINDOW_SECONDS;
}

const fault = (reason: SignatureFault["reason"], detail: string) => err({ reason, detail });
