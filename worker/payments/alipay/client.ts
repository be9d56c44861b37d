import { ok, type Result } from "../../domain/result.ts";
import { toBeijingClock } from "../beijing.ts";
import { type JsonObject, parseObject, text } from "../json.ts";
import { signText, verifyText } from "../keys.ts";
import type { Unavailable } from "../port.ts";
import { exchange, type GatewayAnswer, type GatewayTools, unavailable } from "../tools.ts";
import { encodeForm, type Parameters, requestMessage } from "./canonical.ts";
import type { AlipayConfig } from "./config.ts";
import { readEnvelope } from "./envelope.ts";

/** A verified answer. Whatever is unsigned or leaves the outcome open is `Unavailable` instead. */
export type AlipayAnswer =
  | { kind: "done"; node: JsonObject }
  /** `code` is the sub code (`ACQ.TRADE_NOT_EXIST`) where there is one; `detail` is for logs. */
  | { kind: "error"; code: string; detail: string };

export interface AlipayClient {
  call(method: string, call: AlipayCall): Promise<Result<AlipayAnswer, Unavailable>>;
  /** The answer as it came, unverified: for the self-test alone. */
  ask(method: string, call: AlipayCall): Promise<Result<GatewayAnswer, Unavailable>>;
}

export interface AlipayCall {
  content: Record<string, string>;
  notifyUrl?: string;
}

/** Service unavailable and rate limited: the outcome is unknown (Alipay Open Platform: public error codes). */
const UNKNOWN_CODES = new Set(["20000", "40005"]);
/** `AQC` is a misspelling of Alipay's own. */
const UNKNOWN_SUB_CODES = new Set(["ACQ.SYSTEM_ERROR", "AQC.SYSTEM_ERROR"]);

export function createAlipayClient(config: AlipayConfig, tools: GatewayTools): AlipayClient {
  async function ask(method: string, { content, notifyUrl = "" }: AlipayCall) {
    const biz_content = JSON.stringify(content);
    const common = commonParameters(config.appId, method, notifyUrl, tools.now());
    const message = requestMessage({ ...common, biz_content });
    const sign = await signText(config.appPrivateKey, message);
    return exchange(tools, withQuery(config.gatewayUrl, { ...common, sign }), {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/x-www-form-urlencoded;charset=utf-8",
        "User-Agent": "entitlement-center/1",
      },
      body: encodeForm({ biz_content }),
    });
  }

  return {
    ask,
    async call(method, call) {
      const answer = await ask(method, call);
      // The HTTP status is always 200 and the type always text/html: neither says anything.
      return answer.ok ? readAnswer(answer.value.body, method, config.alipayPublicKeys) : answer;
    },
  };
}

/** Whether any of the keys verifies: after a rotation the old and the new one are both configured. */
export async function verifiesUnderAny(
  publicKeys: string[],
  message: string,
  signature: string,
): Promise<boolean> {
  for (const key of publicKeys) if (await verifyText(key, message, signature)) return true;
  return false;
}

function commonParameters(
  appId: string,
  method: string,
  notifyUrl: string,
  nowMs: number,
): Parameters {
  return {
    app_id: appId,
    method,
    format: "JSON",
    charset: "utf-8",
    sign_type: "RSA2",
    timestamp: toBeijingClock(nowMs),
    version: "1.0",
    ...(notifyUrl === "" ? {} : { notify_url: notifyUrl }),
  };
}

async function readAnswer(
  body: string,
  method: string,
  publicKeys: string[],
): Promise<Result<AlipayAnswer, Unavailable>> {
  const envelope = readEnvelope(body, method);
  if (!envelope.ok) return unavailable(envelope.error);
  const { node: raw, sign } = envelope.value;
  const node = parseObject(raw);
  if (!node) return unavailable("answer's node is not a JSON object");

  const code = text(node, "code") ?? "";
  const subCode = text(node, "sub_code");
  const detail = [code, subCode, text(node, "sub_msg") ?? text(node, "msg")]
    .filter(Boolean)
    .join(" ")
    .slice(0, 160);
  if (sign === null) return unavailable(`unsigned answer: ${detail}`);
  if (!(await verifiesUnderAny(publicKeys, raw, sign))) {
    return unavailable("answer's signature does not verify under any configured key");
  }

  if (code === "10000") return ok({ kind: "done", node });
  const isOpen = code === "" || UNKNOWN_CODES.has(code) || UNKNOWN_SUB_CODES.has(subCode ?? "");
  return isOpen ? unavailable(detail) : ok({ kind: "error", code: subCode ?? code, detail });
}

function withQuery(gatewayUrl: string, parameters: Parameters): string {
  const url = new URL(gatewayUrl);
  const query = encodeForm(parameters);
  url.search = url.search === "" ? query : `${url.search}&${query}`;
  return url.href;
}
