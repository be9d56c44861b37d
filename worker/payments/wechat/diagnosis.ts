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
import { readPublicKey } from "../pem.ts";
import type { WechatConfig, WechatVariable } from "./config.ts";
import type { SignatureFault } from "./signature.ts";

/** What WeChat Pay answered to the signed question. */
export interface ProbeAnswer {
  status: number;
  /** Its code without underscores, or null when the body has none. */
  code: string | null;
  /** Which field it complains about, or empty. */
  field: string;
  /** Its messages, to be matched and never shown: they can repeat what we sent. */
  said: string;
  /** `signature-test`: false on purpose, to see whether we notice (WeChat Pay API v3: verifying signatures). */
  signature: "genuine" | "signature-test" | SignatureFault["reason"];
  clockOffSeconds: number | null;
}

export type Observation =
  | { silence: string }
  | { answer: ProbeAnswer; apiV3Key: "opens" | "does-not-open" | "not-asked" };

interface Row {
  when(answer: ProbeAnswer): boolean;
  check: Check;
  setting: WechatVariable;
  how: string;
}

const isSignError = ({ status, code }: ProbeAnswer): boolean =>
  code === "SIGNERROR" || (status === 401 && code !== null);

/** Every refusal of the question, the first that fits (WeChat Pay API v3: common error codes). */
const REFUSALS: readonly Row[] = [
  {
    when: ({ field }) => /wechatpay-serial/i.test(field),
    check: "gateway-key",
    setting: "WECHAT_PLATFORM_KEYS",
    how: "File each key of WECHAT_PLATFORM_KEYS under the serial or PUB_KEY_ID that the merchant console shows for this merchant.",
  },
  {
    when: (a) => isSignError(a) && /serial|序列号/i.test(a.said),
    check: "serial",
    setting: "WECHAT_MCH_SERIAL",
    how: "Set WECHAT_MCH_SERIAL to the serial of the merchant's API certificate that belongs to WECHAT_MCH_PRIVATE_KEY.",
  },
  {
    when: (a) => a.code === "MCHNOTEXISTS" || (isSignError(a) && /mchid|商户号/i.test(a.said)),
    check: "probe",
    setting: "WECHAT_MCHID",
    how: "Set WECHAT_MCHID to the merchant number that the API certificate was issued for.",
  },
  {
    when: isSignError,
    check: "serial",
    setting: "WECHAT_MCH_PRIVATE_KEY",
    how: "Set WECHAT_MCH_PRIVATE_KEY to the private key of the API certificate whose serial is WECHAT_MCH_SERIAL.",
  },
  {
    when: ({ code }) => code === "APPIDMCHIDNOTMATCH",
    check: "probe",
    setting: "WECHAT_APPID",
    how: "Bind the app id to the merchant in the merchant console, or set WECHAT_APPID to one that is bound.",
  },
  {
    when: ({ code, field }) => code === "PARAMERROR" && /mchid/i.test(field),
    check: "probe",
    setting: "WECHAT_MCHID",
    how: "Set WECHAT_MCHID to the merchant number that the API certificate was issued for.",
  },
  {
    when: ({ code }) => code === "NOAUTH" || code === "ACCOUNTERROR",
    check: "probe",
    setting: "WECHAT_MCHID",
    how: "Have Native payment enabled for this merchant in the merchant console.",
  },
  {
    when: ({ status }) => status === 429,
    check: "probe",
    setting: "WECHAT_BASE_URL",
    how: "Nothing to set: WeChat Pay limits our requests, so test again in a minute.",
  },
  {
    when: ({ status }) => status >= 500,
    check: "probe",
    setting: "WECHAT_BASE_URL",
    how: "Test again in a minute; if it stays, compare WECHAT_BASE_URL with https://api.mch.weixin.qq.com, and the platform key's serial with the console's.",
  },
  {
    when: () => true,
    check: "probe",
    setting: "WECHAT_BASE_URL",
    how: "Set WECHAT_BASE_URL to https://api.mch.weixin.qq.com: what answers there does not answer as WeChat Pay does.",
  },
];

const SIGNATURE_FAULTS: Record<
  Exclude<ProbeAnswer["signature"], "genuine" | "signature-test" | "clock-window">,
  Remedy<WechatVariable>
> = {
  "headers-missing": {
    setting: "WECHAT_BASE_URL",
    detail: "the answer is not signed",
    how: "Set WECHAT_BASE_URL to https://api.mch.weixin.qq.com, with nothing in between that drops Wechatpay headers.",
  },
  "unknown-key": {
    setting: "WECHAT_PLATFORM_KEYS",
    detail: "the answer is signed by a key that is not among WECHAT_PLATFORM_KEYS",
    how: "Add the platform certificate or public key that the merchant console shows, under its serial or PUB_KEY_ID.",
  },
  "bad-signature": {
    setting: "WECHAT_PLATFORM_KEYS",
    detail: "the answer does not verify under the key filed under its serial",
    how: "Replace that entry of WECHAT_PLATFORM_KEYS by the key that the merchant console shows under the same serial or PUB_KEY_ID.",
  },
};

const isExpected = ({ status, code }: ProbeAnswer): boolean =>
  status === 404 && (code === "ORDERNOTEXIST" || code === "RESOURCENOTEXISTS");

/** What the probe says of the configuration. Pure. */
export function diagnose(seen: Observation): Finding<WechatVariable>[] {
  if ("silence" in seen)
    return [
      failed("probe", {
        setting: "WECHAT_BASE_URL",
        detail: `WeChat Pay did not answer: ${silenceText(seen.silence)}`,
        how: "Compare WECHAT_BASE_URL with https://api.mch.weixin.qq.com; if it is right, WeChat Pay is out of reach for now.",
      }),
    ];
  const { answer, apiV3Key } = seen;
  const off = answer.clockOffSeconds;
  const clock = off === null ? [] : [clockFinding(off)];
  // A wrong clock alone makes WeChat Pay refuse the signature, and us refuse its own.
  if (off !== null && isClockOff(off)) return clock;
  const request = requestFindings(answer);
  const accepted = request.every(({ ok }) => ok);
  return [
    ...request,
    ...(accepted ? signatureFindings(answer) : []),
    ...(accepted ? apiV3Findings(apiV3Key) : []),
    ...clock,
  ];
}

function requestFindings(answer: ProbeAnswer): Finding<WechatVariable>[] {
  const answered = passed("probe", "WeChat Pay answered the signed question");
  if (isExpected(answer))
    return [answered, passed("serial", "WeChat Pay knows the merchant's serial and private key")];
  const row = REFUSALS.find(({ when }) => when(answer)) as Row;
  const detail = `WeChat Pay answered HTTP ${answer.status}, ${shownCode(answer.code)}`;
  const fault = failed(row.check, { setting: row.setting, detail, how: row.how });
  return row.check === "probe" ? [fault] : [answered, fault];
}

function signatureFindings({ signature }: ProbeAnswer): Finding<WechatVariable>[] {
  // Clock-window comes with a clock that is off, which is its own finding; a signature test proves nothing either way.
  if (signature === "clock-window" || signature === "signature-test") return [];
  if (signature === "genuine")
    return [passed("gateway-key", "the answer is signed by one of WECHAT_PLATFORM_KEYS")];
  return [failed("gateway-key", SIGNATURE_FAULTS[signature])];
}

/** A merchant that only has the public key has no certificates to open: then a notification alone proves the key. */
function apiV3Findings(seen: "opens" | "does-not-open" | "not-asked"): Finding<WechatVariable>[] {
  if (seen === "not-asked") return [];
  if (seen === "opens") return [passed("apiv3-key", "the APIv3 key opens what WeChat Pay seals")];
  return [
    failed("apiv3-key", {
      setting: "WECHAT_APIV3_KEY",
      detail: "the APIv3 key does not open what WeChat Pay seals, so no notification can be read",
      how: "Set WECHAT_APIV3_KEY to the APIv3 key of the merchant console, or set a new one there and here.",
    }),
  ];
}

/** What the configuration shows without asking anybody. */
export function configFindings(config: WechatConfig, nowMs: number): Finding<WechatVariable>[] {
  return [appIdFinding(config.appId), ...certificateFindings(config.platformKeys, nowMs)];
}

/** `wx` for apps of WeChat, `ww` for those of WeCom. */
const APP_ID = /^w[wx][0-9a-zA-Z]{16}$/;

const appIdFinding = (appId: string): Finding<WechatVariable> =>
  APP_ID.test(appId)
    ? passed("app-id", "looks like an app id; the first order proves that it is the merchant's")
    : failed("app-id", {
        setting: "WECHAT_APPID",
        detail: "does not look like an app id",
        how: "Set WECHAT_APPID to the app id that the merchant console shows as bound: wx and sixteen characters.",
      });

function certificateFindings(
  platformKeys: Record<string, string>,
  nowMs: number,
): Finding<WechatVariable>[] {
  const ends = Object.values(platformKeys)
    .map((pem) => readPublicKey(pem)?.certificate?.validToMs)
    .filter((end) => end !== undefined);
  if (ends.length === 0) return [];
  const over = ends.filter((end) => end <= nowMs).length;
  if (over === 0) return [passed("certificates", "each is filed under its serial and in its time")];
  return [
    failed("certificates", {
      setting: "WECHAT_PLATFORM_KEYS",
      detail: `${over} of ${ends.length} certificates are past their end`,
      how: "Replace each certificate that is past its end by the new one or by the public key of the merchant console.",
    }),
  ];
}

/** The network's own message can name the address that we asked. */
const silenceText = (detail: string): string =>
  detail.startsWith("no answer in") ? detail : "the network or the address failed";
