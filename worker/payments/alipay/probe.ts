import { clockOffSeconds, type Finding } from "../finding.ts";
import { parseObject, text } from "../json.ts";
import type { GatewayAnswer, GatewayTools } from "../tools.ts";
import { type AlipayClient, verifiesUnderAny } from "./client.ts";
import type { AlipayConfig } from "./config.ts";
import { configFindings, diagnose, type ProbeAnswer } from "./diagnosis.ts";
import { readEnvelope } from "./envelope.ts";

const QUERY = "alipay.trade.query";

/** As long as WeChat Pay's, although Alipay takes 64: no system of the merchant's has it by chance. */
const UNKNOWN_NUMBER_LENGTH = 32;

/** Asks about a number that cannot exist. */
export async function probeAlipay(
  client: AlipayClient,
  config: AlipayConfig,
  tools: GatewayTools,
): Promise<Finding[]> {
  const content = { out_trade_no: tools.randomId(UNKNOWN_NUMBER_LENGTH) };
  const answer = await client.ask(QUERY, { content });
  const findings = configFindings(config);
  if (!answer.ok) return [...findings, ...diagnose({ silence: answer.error.detail })];
  const seen = await readProbe(answer.value, config.alipayPublicKeys, tools.now());
  return [...findings, ...diagnose({ answer: seen })];
}

async function readProbe(
  { headers, body }: GatewayAnswer,
  publicKeys: string[],
  nowMs: number,
): Promise<ProbeAnswer> {
  const off = clockOffSeconds(Date.parse(headers.get("Date") ?? ""), nowMs);
  const envelope = readEnvelope(body, QUERY);
  const node = envelope.ok ? parseObject(envelope.value.node) : null;
  if (!envelope.ok || !node) return { code: null, signature: "unsigned", clockOffSeconds: off };
  const { node: raw, sign } = envelope.value;
  return {
    code: text(node, "sub_code") ?? text(node, "code"),
    signature:
      sign === null
        ? "unsigned"
        : (await verifiesUnderAny(publicKeys, raw, sign))
          ? "genuine"
          : "bad-signature",
    clockOffSeconds: off,
  };
}
