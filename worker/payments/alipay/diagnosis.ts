import {
  type Check,
  clockFinding,
  type Finding,
  failed,
  isClockOff,
  passed,
  type Remedy,
  shownCode,
} from "../finding.ts";
import type { AlipayConfig, AlipayVariable } from "./config.ts";

/** What Alipay answered to the signed question. */
export interface ProbeAnswer {
  /** The sub code where there is one, else the code; null when the answer is not Alipay's envelope. */
  code: string | null;
  signature: "genuine" | "unsigned" | "bad-signature";
  clockOffSeconds: number | null;
}

export type Observation = { silence: string } | { answer: ProbeAnswer };

interface Row {
  /** Matches the whole code. */
  code: RegExp;
  check: Check;
  setting: AlipayVariable;
  how: string;
}

const CLOCK_HOW =
  "Set the clock of the machine that runs the Worker by NTP: Alipay takes its requests for too old or too early.";

/** Every refusal of the question, the first that fits (Alipay Open Platform: public error codes). */
const REFUSALS: readonly Row[] = [
  {
    code: /isv\.(?:invalid|missing)-app-id/,
    check: "probe",
    setting: "ALIPAY_APP_ID",
    how: "Set ALIPAY_APP_ID to the id that the Alipay console shows for an application that is online.",
  },
  {
    code: /isv\.(?:invalid|missing)-signature/,
    check: "serial",
    setting: "ALIPAY_APP_PRIVATE_KEY",
    how: "Set ALIPAY_APP_PRIVATE_KEY to the private half of the application public key that is uploaded to the Alipay console.",
  },
  {
    code: /isv\.(?:missing-signature-config|missing-signature-key)/,
    check: "serial",
    setting: "ALIPAY_APP_PRIVATE_KEY",
    how: "Upload the public half of ALIPAY_APP_PRIVATE_KEY to the application in the Alipay console, in key mode.",
  },
  {
    code: /isv\..*cert.*/,
    check: "serial",
    setting: "ALIPAY_APP_ID",
    how: "Take an application in key mode, or change this one from certificate mode to key mode in the Alipay console.",
  },
  {
    code: /(?:isv\.(?:insufficient-(?:isv|user)-permissions|invalid-auth-relations)|ACQ\.(?:ACCESS_FORBIDDEN|PARTNER_ERROR))/,
    check: "probe",
    setting: "ALIPAY_APP_ID",
    how: "Have face-to-face payment signed for and bound to this application in the Alipay console.",
  },
  {
    code: /(?:40005|isv\.(?:app|method)-call-limited)/,
    check: "probe",
    setting: "ALIPAY_GATEWAY_URL",
    how: "Nothing to set: Alipay limits our requests, so test again in a minute.",
  },
  {
    code: /(?:20000|\w+\.unknow-error|A[CQ]{2}\.SYSTEM_ERROR)/,
    check: "probe",
    setting: "ALIPAY_GATEWAY_URL",
    how: "Test again in a minute; if it stays, compare ALIPAY_GATEWAY_URL with https://openapi.alipay.com/gateway.do.",
  },
  {
    code: /[\s\S]*/,
    check: "probe",
    setting: "ALIPAY_GATEWAY_URL",
    how: "Set ALIPAY_GATEWAY_URL to https://openapi.alipay.com/gateway.do: what answers there does not answer as Alipay does.",
  },
];

const SIGNATURE_FAULTS: Record<
  Exclude<ProbeAnswer["signature"], "genuine">,
  Remedy<AlipayVariable>
> = {
  unsigned: {
    setting: "ALIPAY_GATEWAY_URL",
    detail: "the answer is not signed",
    how: "Set ALIPAY_GATEWAY_URL to https://openapi.alipay.com/gateway.do, with nothing in between that changes answers.",
  },
  "bad-signature": {
    setting: "ALIPAY_PUBLIC_KEYS",
    detail: "the answer does not verify under any of ALIPAY_PUBLIC_KEYS",
    how: "Set ALIPAY_PUBLIC_KEYS to the Alipay public key that the Alipay console shows for this application.",
  },
};

const isExpected = ({ code }: ProbeAnswer): boolean => code === "ACQ.TRADE_NOT_EXIST";

/** What the probe says of the configuration. Pure. */
export function diagnose(seen: Observation): Finding<AlipayVariable>[] {
  if ("silence" in seen)
    return [
      failed("probe", {
        setting: "ALIPAY_GATEWAY_URL",
        detail: `Alipay did not answer: ${silenceText(seen.silence)}`,
        how: "Compare ALIPAY_GATEWAY_URL with https://openapi.alipay.com/gateway.do; if it is right, Alipay is out of reach for now.",
      }),
    ];
  const { answer } = seen;
  const request = isRefusedTime(answer) ? [ANSWERED] : requestFindings(answer);
  return [...request, ...signatureFindings(answer, request), ...clockFindings(answer)];
}

const isRefusedTime = ({ code }: ProbeAnswer): boolean =>
  code === "isv.invalid-timestamp" || code === "isv.missing-timestamp";

function clockFindings(answer: ProbeAnswer): Finding<AlipayVariable>[] {
  const off = answer.clockOffSeconds;
  if (off !== null && (isClockOff(off) || !isRefusedTime(answer))) return [clockFinding(off)];
  if (!isRefusedTime(answer)) return [];
  const detail = `Alipay answered ${shownCode(answer.code)}`;
  return [failed<never>("clock", { setting: null, detail, how: CLOCK_HOW })];
}

const ANSWERED = passed("probe", "Alipay answered the signed question");

function requestFindings(answer: ProbeAnswer): Finding<AlipayVariable>[] {
  if (isExpected(answer))
    return [ANSWERED, passed("serial", "Alipay knows the application and its key")];
  const code = answer.code ?? "";
  const row = REFUSALS.find((each) => each.code.exec(code)?.[0] === code) as Row;
  const detail = `Alipay answered ${shownCode(answer.code)}`;
  const fault = failed(row.check, { setting: row.setting, detail, how: row.how });
  return row.check === "probe" ? [fault] : [ANSWERED, fault];
}

/**
 * Alipay signs what it answers to an application that it knows, refusals of the signature included; its answers to others
 * and about outages come unsigned and say nothing about its key.
 */
function signatureFindings(
  answer: ProbeAnswer,
  request: Finding<AlipayVariable>[],
): Finding<AlipayVariable>[] {
  if (answer.signature === "genuine")
    return [passed("gateway-key", "the answer is signed by one of ALIPAY_PUBLIC_KEYS")];
  const refused = request.some(({ ok }) => !ok);
  if (refused && answer.signature === "unsigned") return [];
  return [failed("gateway-key", SIGNATURE_FAULTS[answer.signature])];
}

/** What the configuration shows without asking anybody. */
export const configFindings = ({ sellerId }: AlipayConfig): Finding<AlipayVariable>[] => [
  /^2088\d{12}$/.test(sellerId)
    ? passed("seller", "looks like a seller's number; the first payment proves it")
    : failed("seller", {
        setting: "ALIPAY_SELLER_ID",
        detail: "does not look like a seller's number",
        how: "Set ALIPAY_SELLER_ID to the merchant's PID in the Alipay console: sixteen digits that begin with 2088.",
      }),
];

/** The network's own message can name the address that we asked. */
const silenceText = (detail: string): string =>
  detail.startsWith("no answer in") ? detail : "the network or the address failed";
