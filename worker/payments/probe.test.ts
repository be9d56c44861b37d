import { afterEach, describe, expect, test, vi } from "vitest";
import { diagnose as diagnoseAlipay } from "./alipay/diagnosis.ts";
import type { Finding } from "./finding.ts";
import { selfTest } from "./selftest.ts";
import { gatewayWith as alipayWith } from "./testing/alipay.ts";
import { issueCertificate } from "./testing/keys.ts";
import { stubTools, T0 } from "./testing/tools.ts";
import { certified, config, gatewayWith as wechatWith } from "./testing/wechat.ts";
import { GATEWAY_TIMEOUT_MS } from "./tools.ts";
import { configFindings, diagnose as diagnoseWechat } from "./wechat/diagnosis.ts";

afterEach(() => {
  vi.useRealTimers();
});

const faultsOf = (findings: Finding[]) =>
  findings.filter(({ ok }) => !ok).map(({ check, setting }) => [check, setting]);

const wechatAnswer = {
  status: 404,
  code: "ORDERNOTEXIST",
  field: "",
  said: "",
  signature: "genuine",
  clockOffSeconds: 0,
} as const;

describe("WeChat Pay's answers, each by what is wrong", () => {
  test.each<[string, object, [string, string | null][]]>([
    ["the one that must come", {}, []],
    ["its other spelling", { code: "RESOURCENOTEXISTS" }, []],
    ["the code with another status", { status: 400 }, [["probe", "WECHAT_BASE_URL"]]],
    ["a trade that cannot exist", { status: 200, code: null }, [["probe", "WECHAT_BASE_URL"]]],
    [
      "a false signature",
      { status: 401, code: "SIGNERROR", said: "签名错误 sign not match" },
      [["serial", "WECHAT_MCH_PRIVATE_KEY"]],
    ],
    [
      "an unknown serial, in English",
      { status: 401, code: "SIGNERROR", said: "certificate serial is unknown" },
      [["serial", "WECHAT_MCH_SERIAL"]],
    ],
    [
      "an unknown serial, in Chinese",
      {
        status: 401,
        code: "SIGNERROR",
        said: "商户证书序列号有误。请使用签名私钥匹配的证书序列号",
      },
      [["serial", "WECHAT_MCH_SERIAL"]],
    ],
    [
      "another merchant's certificate",
      { status: 401, code: "SIGNERROR", said: "商户号与签名不匹配" },
      [["probe", "WECHAT_MCHID"]],
    ],
    ["an unknown merchant", { status: 400, code: "MCHNOTEXISTS" }, [["probe", "WECHAT_MCHID"]]],
    [
      "a merchant number that differs",
      { status: 400, code: "PARAMERROR", field: "mchid" },
      [["probe", "WECHAT_MCHID"]],
    ],
    [
      "an app id that is not bound",
      { status: 400, code: "APPIDMCHIDNOTMATCH" },
      [["probe", "WECHAT_APPID"]],
    ],
    [
      "a platform key's serial it does not know",
      { status: 400, code: "PARAMERROR", field: "Wechatpay-Serial" },
      [["gateway-key", "WECHAT_PLATFORM_KEYS"]],
    ],
    ["no permission", { status: 403, code: "NOAUTH" }, [["probe", "WECHAT_MCHID"]]],
    ["too often", { status: 429, code: "FREQUENCYLIMITED" }, [["probe", "WECHAT_BASE_URL"]]],
    ["an outage", { status: 502, code: null }, [["probe", "WECHAT_BASE_URL"]]],
    [
      "a login page",
      { status: 200, code: null, signature: "headers-missing" },
      [["probe", "WECHAT_BASE_URL"]],
    ],
    ["no signature", { signature: "headers-missing" }, [["gateway-key", "WECHAT_BASE_URL"]]],
    ["an unknown key", { signature: "unknown-key" }, [["gateway-key", "WECHAT_PLATFORM_KEYS"]]],
    [
      "a signature of another key",
      { signature: "bad-signature" },
      [["gateway-key", "WECHAT_PLATFORM_KEYS"]],
    ],
    ["a false signature on purpose", { signature: "signature-test" }, []],
    [
      "a clock that is off, whatever it refuses",
      { status: 401, code: "SIGNERROR", clockOffSeconds: 300 },
      [["clock", null]],
    ],
    ["a clock that is just within", { clockOffSeconds: -299 }, []],
    ["no time at all", { clockOffSeconds: null }, []],
  ])("%s", (_what, change, faults) => {
    const seen = { answer: { ...wechatAnswer, ...change }, apiV3Key: "opens" as const };
    expect(faultsOf(diagnoseWechat(seen))).toEqual(faults);
  });

  test("an APIv3 key that opens nothing", () => {
    const seen = { answer: wechatAnswer, apiV3Key: "does-not-open" as const };
    expect(faultsOf(diagnoseWechat(seen))).toEqual([["apiv3-key", "WECHAT_APIV3_KEY"]]);
  });

  test("a code that is no code is not repeated", () => {
    const answer = { ...wechatAnswer, status: 400, code: "<script>1230000109</script>" };
    const said = JSON.stringify(diagnoseWechat({ answer, apiV3Key: "not-asked" }));
    expect(said).not.toContain("1230000109");
    expect(said).toContain("no known code");
  });
});

describe("Alipay's answers, each by what is wrong", () => {
  test.each<[string | null, string, [string, string | null][]]>([
    ["ACQ.TRADE_NOT_EXIST", "genuine", []],
    ["ACQ.TRADE_NOT_EXIST", "unsigned", [["gateway-key", "ALIPAY_GATEWAY_URL"]]],
    ["ACQ.TRADE_NOT_EXIST", "bad-signature", [["gateway-key", "ALIPAY_PUBLIC_KEYS"]]],
    ["isv.invalid-app-id", "unsigned", [["probe", "ALIPAY_APP_ID"]]],
    ["isv.invalid-signature", "genuine", [["serial", "ALIPAY_APP_PRIVATE_KEY"]]],
    ["isv.missing-signature-config", "genuine", [["serial", "ALIPAY_APP_PRIVATE_KEY"]]],
    ["isv.app-cert-expired", "genuine", [["serial", "ALIPAY_APP_ID"]]],
    ["isv.invalid-timestamp", "genuine", [["clock", null]]],
    ["isv.insufficient-isv-permissions", "genuine", [["probe", "ALIPAY_APP_ID"]]],
    ["ACQ.ACCESS_FORBIDDEN", "genuine", [["probe", "ALIPAY_APP_ID"]]],
    ["isv.app-call-limited", "genuine", [["probe", "ALIPAY_GATEWAY_URL"]]],
    ["isp.unknow-error", "unsigned", [["probe", "ALIPAY_GATEWAY_URL"]]],
    ["AQC.SYSTEM_ERROR", "genuine", [["probe", "ALIPAY_GATEWAY_URL"]]],
    ["10000", "genuine", [["probe", "ALIPAY_GATEWAY_URL"]]],
    [null, "unsigned", [["probe", "ALIPAY_GATEWAY_URL"]]],
  ])("%s, %s", (code, signature, faults) => {
    const answer = { code, signature: signature as "genuine", clockOffSeconds: 0 };
    expect(faultsOf(diagnoseAlipay({ answer }))).toEqual(faults);
  });
});

describe.each([
  ["wechat", "WECHAT_BASE_URL", wechatWith],
  ["alipay", "ALIPAY_GATEWAY_URL", alipayWith],
] as const)("%s", (name, setting, gatewayWith) => {
  test("out of reach is reported as its address, which is not shown", async () => {
    const down = () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.7:443"));
    const findings = await gatewayWith(down).gateway.probe();
    expect(faultsOf(findings)).toEqual([["probe", setting]]);
    expect(JSON.stringify(findings)).not.toContain("10.0.0.7");
  });

  test("hanging is given up after five seconds, all its questions together", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    // What the network does when the call is given up.
    const hang = () =>
      new Promise<Response>((_resolve, reject) => {
        setTimeout(() => reject(new Error("aborted")), GATEWAY_TIMEOUT_MS + 1);
      });
    const { gateway, sent } = gatewayWith(hang);
    const probing = gateway.probe();
    const questions = name === "wechat" ? 2 : 1;
    // Signing takes real time, and the time limit begins after it.
    while (sent.length < questions) await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(GATEWAY_TIMEOUT_MS + 1);
    const fault = (await probing).find(({ ok }) => !ok);
    expect(fault).toMatchObject({ check: "probe", setting });
    expect(fault?.detail).toContain(`${GATEWAY_TIMEOUT_MS} ms`);
  });
});

test("an address on this machine is for gateways on this machine only", async () => {
  const env = {
    PUBLIC_BASE_URL: "http://localhost:8788",
    WECHAT_BASE_URL: config.baseUrl,
    WECHAT_APPID: config.appId,
    WECHAT_MCHID: config.merchantId,
    WECHAT_MCH_SERIAL: config.merchantSerial,
    WECHAT_MCH_PRIVATE_KEY: config.merchantPrivateKey,
    WECHAT_APIV3_KEY: config.apiV3Key,
    WECHAT_PLATFORM_KEYS: JSON.stringify(config.platformKeys),
  };
  const { tools } = stubTools(() => Promise.reject(new Error("offline")));
  expect(faultsOf(await selfTest("wechat", env, tools))).toEqual([
    ["notify-url", "PUBLIC_BASE_URL"],
    ["probe", "WECHAT_BASE_URL"],
  ]);
  const near = { ...env, WECHAT_BASE_URL: "http://127.0.0.1:8790" };
  expect(faultsOf(await selfTest("wechat", near, tools))).toEqual([["probe", "WECHAT_BASE_URL"]]);
});

test("a certificate past its end is reported, and one in its time beside it does not hide it", async () => {
  const serial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E2";
  const start = new Date("2020-01-01T00:00:00Z");
  const over = await issueCertificate(certified, serial, start, new Date(T0));
  const platformKeys = { ...config.platformKeys, [serial]: over };
  expect(faultsOf(configFindings(config, T0))).toEqual([]);
  expect(faultsOf(configFindings({ ...config, platformKeys }, T0 - 1000))).toEqual([]);
  expect(faultsOf(configFindings({ ...config, platformKeys }, T0))).toEqual([
    ["certificates", "WECHAT_PLATFORM_KEYS"],
  ]);
});
