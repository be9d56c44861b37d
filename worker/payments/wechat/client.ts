import { ok, type Result } from "../../domain/result.ts";
import { type JsonObject, object, parseObject, text } from "../json.ts";
import { signText } from "../keys.ts";
import type { Unavailable } from "../port.ts";
import { exchange, type GatewayAnswer, type GatewayTools, unavailable } from "../tools.ts";
import { authorization, errorCode, requestMessage } from "./canonical.ts";
import { readCertificates } from "./certificates.ts";
import type { WechatConfig } from "./config.ts";
import { createKeyring, type Keyring } from "./keyring.ts";
import { checkSignature } from "./signature.ts";

/** An answer whose 2xx has been verified. Errors need not be signed, so they never prove a state. */
export type WechatAnswer =
  | { kind: "done"; body: JsonObject }
  /** `code` is normalised (`ORDERPAID`); `field` is the one that a PARAM_ERROR names; `detail` is for logs. */
  | { kind: "error"; code: string; field: string | null; detail: string };

export interface WechatClient {
  keyring: Keyring;
  get(path: string): Promise<Result<WechatAnswer, Unavailable>>;
  /** `payload` is serialised once: what is signed is what is sent. */
  post(path: string, payload: JsonObject): Promise<Result<WechatAnswer, Unavailable>>;
  /** A signed GET whose answer is handed over as it came, unverified: for the self-test alone. `serial` names the key wanted. */
  ask(path: string, serial: string | null): Promise<Result<GatewayAnswer, Unavailable>>;
}

/** Unix time and letters: 32 is the longest nonce that is accepted. */
const NONCE_LENGTH = 32;

export function createWechatClient(config: WechatConfig, tools: GatewayTools): WechatClient {
  const keyring = createKeyring(config.platformKeys, tools.now, downloadCertificates);

  async function downloadCertificates() {
    // No Wechatpay-Serial: naming a retired certificate is an error, and the answer is checked against all we know.
    const answer = await send("GET", "/v3/certificates", "", null);
    const trust = { apiV3Key: config.apiV3Key, nowMs: tools.now(), known: keyring.known };
    return answer.ok ? readCertificates(answer.value, trust) : answer;
  }

  async function send(method: "GET" | "POST", path: string, body: string, serial: string | null) {
    const url = new URL(config.baseUrl + path);
    const target = url.pathname + url.search;
    const timestamp = Math.floor(tools.now() / 1000);
    const request = { method, target, timestamp, nonce: tools.randomId(NONCE_LENGTH), body };
    const signature = await signText(config.merchantPrivateKey, requestMessage(request));
    const headers = {
      Accept: "application/json",
      "Content-Type": "application/json",
      "User-Agent": "entitlement-center/1",
      Authorization: authorization(config, request, signature),
      ...(serial === null ? {} : { "Wechatpay-Serial": serial }),
    };
    return exchange(tools, url.href, { method, headers, ...(body === "" ? {} : { body }) });
  }

  async function call(method: "GET" | "POST", path: string, body: string) {
    const answer = await send(method, path, body, keyring.preferred());
    return answer.ok ? readAnswer(answer.value, tools.now(), keyring) : answer;
  }

  return {
    keyring,
    ask: (path, serial) => send("GET", path, "", serial),
    get: (path) => call("GET", path, ""),
    post: (path, payload) => call("POST", path, JSON.stringify(payload)),
  };
}

async function readAnswer(
  answer: GatewayAnswer,
  nowMs: number,
  keyring: Keyring,
): Promise<Result<WechatAnswer, Unavailable>> {
  if (answer.status < 200 || answer.status >= 300) return readError(answer);

  const signed = await checkSignature(answer, nowMs, keyring.find);
  if (!signed.ok) return unavailable(`answer ${signed.error.reason}: ${signed.error.detail}`);
  const body = answer.body === "" ? {} : parseObject(answer.body);
  return body ? ok({ kind: "done", body }) : unavailable("verified answer is not a JSON object");
}

/** A rate limit, a 5xx and a body that is not WeChat Pay's say nothing about the request: the outcome is unknown. */
function readError(answer: GatewayAnswer): Result<WechatAnswer, Unavailable> {
  const { status } = answer;
  const error = parseObject(answer.body);
  const code = error && text(error, "code");
  const detail = `HTTP ${status} ${code ?? "without a code"} ${messageOf(error)}`.trim();
  const isDefinite = status >= 400 && status < 500 && status !== 429;
  if (!isDefinite || !code) return unavailable(detail);

  return UNKNOWN_OUTCOME.has(errorCode(code))
    ? unavailable(detail)
    : ok({ kind: "error", code: errorCode(code), field: fieldOf(error), detail });
}

const UNKNOWN_OUTCOME = new Set([
  "SYSTEMERROR",
  "BANKERROR",
  "FREQUENCYLIMITED",
  "FREQUENCYLIMITEXCEED",
  "RATELIMITEXCEEDED",
]);

const fieldOf = (error: JsonObject | null): string | null =>
  text((error && object(error, "detail")) ?? {}, "field");

/** With the field a PARAM_ERROR names, which is all that is needed to mend it. */
function messageOf(error: JsonObject | null): string {
  const field = fieldOf(error);
  const message = text(error ?? {}, "message") ?? "";
  return (field ? `${message} (${field})` : message).slice(0, 120);
}
