import { randomBytes } from "node:crypto";
import type { Fault, FaultName, Gateway, Occasion } from "../faults.ts";
import { randomDigits, randomHex, randomText, signText, spoilSignature } from "../signing.ts";
import type { World } from "../world.ts";

/** An answer before it is signed. No body means 204. */
export interface WechatReply {
  status: number;
  body?: Record<string, unknown>;
  /** The last segment of Request-ID (section 1.1). */
  internalCode: string;
  /** Errors of the edge (signature, rate, outage) come unsigned; business answers are signed (section 1.5). */
  signed: boolean;
}

export const accepted = (body?: Record<string, unknown>): WechatReply => ({
  status: body ? 200 : 204,
  ...(body && { body }),
  internalCode: "0",
  signed: true,
});

const INTERNAL_CODES: Record<string, string> = {
  ORDER_NOT_EXIST: "268512771",
  ORDERPAID: "268449538",
  INVALID_REQUEST: "268498688",
  FREQUENCY_LIMITED: "268447840",
  ORDER_CLOSED: "268447914",
  SIGN_ERROR: "268443699",
};

const UNSIGNED_CODES = new Set(["SIGN_ERROR", "FREQUENCY_LIMITED", "SYSTEM_ERROR"]);

export function refused(
  status: number,
  code: string,
  message: string,
  detail?: Record<string, unknown>,
): WechatReply {
  return {
    status,
    body: { code, message, ...(detail && { detail }) },
    internalCode: INTERNAL_CODES[code] ?? "268435456",
    signed: !UNSIGNED_CODES.has(code),
  };
}

/** `detail` names the field as a JSON pointer (section 1.10). */
export const parameterError = (
  field: string,
  value: unknown,
  issue: string,
  location = "body",
): WechatReply => refused(400, "PARAM_ERROR", "参数错误", { field, value, issue, location });

export const systemError = (): WechatReply =>
  refused(500, "SYSTEM_ERROR", "系统异常，请用相同参数重新调用");

export const rateLimited = (): WechatReply => refused(429, "FREQUENCY_LIMITED", "频率超限");

/** How a signature is made, or made wrong. */
export interface Seal {
  /** Epoch ms of the gateway's clock. */
  at: number;
  serial: string;
  privateKey: string;
  timestampShiftSeconds?: number;
  /** A false signature the gateway sends on purpose (section 1.7, "Signature probes"). */
  signatureTest?: boolean;
  spoiled?: boolean;
}

export const publicKeySeal = ({ clock, keys }: World): Seal => ({
  at: clock.wall(),
  serial: keys.wechat.publicKeyId,
  privateKey: keys.wechat.publicKeyPrivateKey,
});

export const certificateSeal = ({ clock, keys }: World): Seal => ({
  at: clock.wall(),
  serial: keys.wechat.platformSerial,
  privateKey: keys.wechat.platformPrivateKey,
});

export const STALE_SECONDS = -3600;
export const UNKNOWN_SERIAL = `5${"0".repeat(38)}1`;

/** The headers of section 1.5 over exactly these characters. */
export function sealHeaders(seal: Seal, body: string): Record<string, string> {
  const timestamp = String(Math.floor(seal.at / 1000) + (seal.timestampShiftSeconds ?? 0));
  const nonce = randomText(32);
  const signature = signText(`${timestamp}\n${nonce}\n${body}\n`, seal.privateKey);
  return {
    "Wechatpay-Timestamp": timestamp,
    "Wechatpay-Nonce": nonce,
    "Wechatpay-Signature": seal.signatureTest
      ? `WECHATPAY/SIGNTEST/${randomBytes(256).toString("base64")}`
      : seal.spoiled
        ? spoilSignature(signature)
        : signature,
    "Wechatpay-Serial": seal.serial,
    "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
  };
}

/** Serialises and signs; the response switches of the gateway act here. */
export function sendReply(
  world: World,
  reply: WechatReply,
  askedSerial: string | undefined,
  occasion: Occasion & { gateway: Gateway },
): Response {
  const struck = (name: FaultName): Fault | undefined => world.faults.take(name, occasion);
  const body = reply.body ? JSON.stringify(reply.body) : "";
  const headers = new Headers({
    "Request-ID": `08${randomHex(30)}${randomDigits(6)}-${reply.internalCode}`,
    "Cache-Control": "no-cache, must-revalidate",
    Date: new Date(world.clock.wall()).toUTCString(),
  });
  if (body) headers.set("Content-Type", "application/json; charset=utf-8");

  if (reply.signed && !struck("unsigned-response")) {
    const seal = responseSeal(world, askedSerial, struck);
    for (const [name, value] of Object.entries(sealHeaders(seal, body))) headers.set(name, value);
  }
  const sent = struck("tampered-response") ? tamper(body) : body;
  return new Response(sent || null, { status: reply.status, headers });
}

/** Section 1.6: the answer follows the request's Wechatpay-Serial; without one the old certificate may sign. */
function responseSeal(
  world: World,
  askedSerial: string | undefined,
  struck: (name: FaultName) => Fault | undefined,
): Seal {
  const { publicKeyId } = world.keys.wechat;
  const byKey =
    askedSerial === publicKeyId || (!askedSerial && world.responseSigner === "public-key");
  const certificate = struck("response-certificate-signed") !== undefined || !byKey;
  const seal = certificate ? certificateSeal(world) : publicKeySeal(world);
  if (struck("response-signtest")) seal.signatureTest = true;
  if (struck("response-stale-timestamp")) seal.timestampShiftSeconds = STALE_SECONDS;
  if (struck("response-unknown-serial")) seal.serial = UNKNOWN_SERIAL;
  return seal;
}

/** Stays valid JSON, so that only a checked signature can notice. An empty 204 cannot be altered. */
const tamper = (body: string): string => body.replace(/^{/, '{"tampered":true,');
