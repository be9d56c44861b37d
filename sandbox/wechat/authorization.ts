import { verifyText } from "../signing.ts";
import type { World } from "../world.ts";
import { refused, type WechatReply } from "./reply.ts";

export interface SignedRequest {
  method: string;
  /** Path and query exactly as on the wire. */
  target: string;
  headers: Headers;
  body: Buffer;
}

const SCHEME = "WECHATPAY2-SHA256-RSA2048 ";
const CLOCK_DIFFERENCE_SECONDS_MAX = 300;

/** Why a request is refused before anybody looks at what it asks for, or undefined (sections 1.1 and 1.4). */
export function refuseRequest(world: World, request: SignedRequest): WechatReply | undefined {
  const { headers } = request;
  if (!headers.get("user-agent")) return headerProblem("User-Agent");
  if (!/application\/json|\*\/\*/.test(headers.get("accept") ?? "")) return headerProblem("Accept");
  if (request.body.length > 0 && !/^application\/json\b/i.test(headers.get("content-type") ?? "")) {
    return headerProblem("Content-Type");
  }
  return refuseSignature(world, request) ?? refuseSerialHeader(world, headers);
}

function refuseSignature(world: World, request: SignedRequest): WechatReply | undefined {
  const header = request.headers.get("authorization") ?? "";
  if (!header.startsWith(SCHEME)) return signatureProblem("unknown authorization scheme");
  const claims = parseClaims(header.slice(SCHEME.length));
  const { mchid, nonce_str, signature, timestamp, serial_no } = claims;
  if (!mchid || !nonce_str || !signature || !timestamp || !serial_no) {
    return signatureProblem("authorization is incomplete");
  }
  const { wechat } = world.keys;
  if (mchid !== wechat.merchantId) return refused(400, "MCH_NOT_EXISTS", "商户号不存在");
  if (serial_no.toUpperCase() !== wechat.merchantSerial.toUpperCase()) {
    return signatureProblem("merchant certificate serial is unknown");
  }
  if (!/^\d{1,12}$/.test(timestamp)) return signatureProblem("timestamp is not in seconds");
  if (Math.abs(world.clock.wall() / 1000 - Number(timestamp)) > CLOCK_DIFFERENCE_SECONDS_MAX) {
    return signatureProblem("timestamp is more than 300 seconds off");
  }
  if (!/^[0-9A-Za-z]{1,32}$/.test(nonce_str)) return signatureProblem("nonce_str is malformed");

  const head = `${request.method}\n${request.target}\n${timestamp}\n${nonce_str}\n`;
  const message = Buffer.concat([Buffer.from(head), request.body, Buffer.from("\n")]);
  if (verifyText(message, signature, wechat.merchantPublicKey)) return undefined;
  return signatureProblem("sign not match", describeMessage(request, message));
}

/** A wrong id in the request's Wechatpay-Serial is an error (section 1.6); the code is one of those seen. */
function refuseSerialHeader(world: World, headers: Headers): WechatReply | undefined {
  const serial = headers.get("wechatpay-serial");
  if (serial === null) return undefined;
  const { publicKeyId, platformSerial } = world.keys.wechat;
  if (serial === publicKeyId || serial.toUpperCase() === platformSerial) return undefined;
  return refused(400, "PARAM_ERROR", "Wechatpay-Serial 有误", {
    field: "Wechatpay-Serial",
    value: serial,
    issue: "unknown platform key",
    location: "header",
  });
}

function parseClaims(text: string): Record<string, string> {
  const pairs = text.split(",").map((part) => /^\s*(\w+)="([^"]*)"\s*$/.exec(part));
  return Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair[1], pair[2]]] : [])));
}

/** The gateway shows its own view of the message: the best aid to find a wrong signature (section 1.10). */
function describeMessage(request: SignedRequest, message: Buffer) {
  return {
    sign_information: {
      method: request.method,
      url: request.target,
      truncated_sign_message: message.toString("utf8").slice(0, 128),
      sign_message_length: message.length,
    },
  };
}

const signatureProblem = (issue: string, more: Record<string, unknown> = {}): WechatReply =>
  refused(401, "SIGN_ERROR", "签名错误", {
    field: "signature",
    issue,
    location: "authorization",
    ...more,
  });

const headerProblem = (field: string): WechatReply =>
  refused(400, "PARAM_ERROR", `请求头 ${field} 缺失或有误`, {
    field,
    issue: "missing or not acceptable",
    location: "header",
  });
