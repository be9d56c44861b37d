import { clockOffSeconds, type Finding } from "../finding.ts";
import { object, parseObject, text } from "../json.ts";
import type { GatewayAnswer, GatewayTools } from "../tools.ts";
import { errorCode } from "./canonical.ts";
import { opensCertificates } from "./certificates.ts";
import type { WechatClient } from "./client.ts";
import type { WechatConfig } from "./config.ts";
import { configFindings, diagnose, type ProbeAnswer } from "./diagnosis.ts";
import { preferredSerial } from "./keyring.ts";
import { checkSignature } from "./signature.ts";

/** Longest number there is, so that no system of the merchant's has it by chance. */
const UNKNOWN_NUMBER_LENGTH = 32;

/**
 * Asks about a number that cannot exist, and beside it for the platform certificates, which are sealed with the APIv3 key.
 * Both at once, so that one budget of five seconds holds for both.
 */
export async function probeWechat(
  client: WechatClient,
  config: WechatConfig,
  tools: GatewayTools,
): Promise<Finding[]> {
  const keys = new Map(
    Object.entries(config.platformKeys).map(([id, pem]) => [id.toUpperCase(), pem]),
  );
  const tradeNo = tools.randomId(UNKNOWN_NUMBER_LENGTH);
  const question = `/v3/pay/transactions/out-trade-no/${tradeNo}?mchid=${config.merchantId}`;
  const [answer, certificates] = await Promise.all([
    client.ask(question, preferredSerial(keys)),
    client.ask("/v3/certificates", null),
  ]);
  const findings = configFindings(config, tools.now());
  if (!answer.ok) return [...findings, ...diagnose({ silence: answer.error.detail })];
  return [
    ...findings,
    ...diagnose({
      answer: await readProbe(answer.value, keys, tools.now()),
      apiV3Key: certificates.ok
        ? await opensCertificates(config.apiV3Key, certificates.value)
        : "not-asked",
    }),
  ];
}

async function readProbe(
  answer: GatewayAnswer,
  keys: ReadonlyMap<string, string>,
  nowMs: number,
): Promise<ProbeAnswer> {
  const body = parseObject(answer.body);
  const detail = (body && object(body, "detail")) ?? {};
  const inner = object(detail, "detail") ?? {};
  const code = body && text(body, "code");
  const said = [text(body ?? {}, "message"), text(detail, "issue"), text(inner, "issue")];
  const signed = await checkSignature(answer, nowMs, async (serial) => {
    return keys.get(serial.toUpperCase()) ?? null;
  });
  const isTest = answer.headers.get("Wechatpay-Signature")?.startsWith("WECHATPAY/SIGNTEST/");
  return {
    status: answer.status,
    code: code && errorCode(code),
    field: text(detail, "field") ?? "",
    said: said.filter(Boolean).join(" "),
    signature: signed.ok ? "genuine" : isTest ? "signature-test" : signed.error.reason,
    clockOffSeconds: clockOffSeconds(timeOf(answer.headers), nowMs),
  };
}

/** Errors of the edge carry no signature and so no time of it; every answer has a date. */
function timeOf(headers: Headers): number {
  const seconds = headers.get("Wechatpay-Timestamp");
  return seconds ? Number(seconds) * 1000 : Date.parse(headers.get("Date") ?? "");
}
