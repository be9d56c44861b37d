import { expect, test } from "vitest";
import {
  expectedParty,
  GATEWAY_NAMES,
  gatewayFor,
  isAbsent,
  type PaymentVariables,
} from "./registry.ts";
import { bare, escaped, generatePair, issueCertificate, toPkcs1 } from "./testing/keys.ts";
import { liveTools } from "./tools.ts";

const own = generatePair();
const theirs = generatePair();
const weak = generatePair(1024);
const SERIAL = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
const certificate = await issueCertificate(theirs, SERIAL);

const variables: PaymentVariables = {
  PUBLIC_BASE_URL: "https://pay.example.com",
  WECHAT_BASE_URL: "https://api.mch.weixin.qq.com/",
  WECHAT_APPID: "wxd678efh567hg6787",
  WECHAT_MCHID: "1230000109",
  WECHAT_MCH_SERIAL: "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB",
  WECHAT_MCH_PRIVATE_KEY: own.privateKey,
  WECHAT_APIV3_KEY: "0123456789abcdefghijklmnopqrstuv",
  WECHAT_PLATFORM_KEYS: JSON.stringify({ PUB_KEY_ID_01: theirs.publicKey, [SERIAL]: certificate }),
  ALIPAY_GATEWAY_URL: "https://openapi.alipay.com/gateway.do",
  ALIPAY_APP_ID: "2021000122671080",
  ALIPAY_SELLER_ID: "2088102146225135",
  ALIPAY_APP_PRIVATE_KEY: bare(toPkcs1(own)),
  ALIPAY_PUBLIC_KEYS: JSON.stringify([bare(theirs.publicKey)]),
  STRIPE_API_BASE: "https://api.stripe.com",
  STRIPE_SECRET_KEY: "sk_test_51AbC",
  STRIPE_WEBHOOK_SECRETS: "whsec_one,whsec_two",
};
const envWith = (changes: PaymentVariables = {}) => ({ ...variables, ...changes });

test.each(GATEWAY_NAMES)("%s is built once per environment", (name) => {
  const env = envWith();
  const first = gatewayFor(name, env, liveTools);
  const again = gatewayFor(name, env, liveTools);
  const elsewhere = gatewayFor(name, envWith(), liveTools);
  expect(first).toMatchObject({ ok: true, value: { name } });
  if (!first.ok || !again.ok || !elsewhere.ok) throw new Error("configured");
  expect(again.value).toBe(first.value);
  expect(elsewhere.value).not.toBe(first.value);
});

test("other tools make another gateway", () => {
  const env = envWith();
  const first = gatewayFor("wechat", env, liveTools);
  const other = gatewayFor("wechat", env, { ...liveTools });
  expect(first.ok && other.ok && first.value === other.value).toBe(false);
});

test.each<[keyof PaymentVariables, string]>([
  ["WECHAT_MCH_PRIVATE_KEY", escaped(own.privateKey)],
  ["WECHAT_MCH_PRIVATE_KEY", bare(own.privateKey)],
  ["WECHAT_BASE_URL", "http://localhost:8790/wechat"],
  ["WECHAT_APPID", " wxd678efh567hg6787\n"],
  ["WECHAT_PLATFORM_KEYS", JSON.stringify({ [SERIAL.toLowerCase()]: certificate })],
  ["WECHAT_PLATFORM_KEYS", JSON.stringify({ PUB_KEY_ID_01: escaped(theirs.publicKey) })],
])("%s may also come in another form", (variable, value) => {
  expect(gatewayFor("wechat", envWith({ [variable]: value }), liveTools).ok).toBe(true);
});

const keys = (map: unknown) => JSON.stringify(map);

test.each<["wechat" | "alipay", keyof PaymentVariables, string]>([
  ["wechat", "WECHAT_BASE_URL", "gateway.example.com"],
  ["wechat", "WECHAT_BASE_URL", "ftp://gateway.example.com"],
  ["wechat", "WECHAT_BASE_URL", "https://user:secret@api.mch.weixin.qq.com"],
  ["wechat", "WECHAT_BASE_URL", "https://api.mch.weixin.qq.com/?a=1"],
  ["wechat", "WECHAT_BASE_URL", "https://["],
  ["wechat", "WECHAT_APPID", "wx d678"],
  ["wechat", "WECHAT_MCHID", "mch-1"],
  ["wechat", "WECHAT_MCH_SERIAL", "not hex"],
  ["wechat", "WECHAT_MCH_PRIVATE_KEY", own.publicKey],
  ["wechat", "WECHAT_MCH_PRIVATE_KEY", own.privateKey.slice(0, 500)],
  ["wechat", "WECHAT_MCH_PRIVATE_KEY", weak.privateKey],
  ["wechat", "WECHAT_APIV3_KEY", "0123456789abcdef"],
  ["wechat", "WECHAT_APIV3_KEY", "月".repeat(32)],
  ["wechat", "WECHAT_PLATFORM_KEYS", "not json"],
  ["wechat", "WECHAT_PLATFORM_KEYS", "{}"],
  ["wechat", "WECHAT_PLATFORM_KEYS", keys([theirs.publicKey])],
  ["wechat", "WECHAT_PLATFORM_KEYS", keys({ PUB_KEY_ID_01: 1 })],
  ["wechat", "WECHAT_PLATFORM_KEYS", keys({ PUB_KEY_ID_01: theirs.privateKey })],
  ["wechat", "WECHAT_PLATFORM_KEYS", keys({ PUB_KEY_ID_01: weak.publicKey })],
  ["wechat", "WECHAT_PLATFORM_KEYS", keys({ PUB_KEY_ID_01: own.publicKey })],
  ["wechat", "WECHAT_PLATFORM_KEYS", keys({ ["6A".repeat(20)]: certificate })],
  ["alipay", "ALIPAY_GATEWAY_URL", "gateway.example.com"],
  ["alipay", "ALIPAY_APP_ID", "app"],
  ["alipay", "ALIPAY_SELLER_ID", "seller@example.com"],
  ["alipay", "ALIPAY_APP_PRIVATE_KEY", "MII"],
  ["alipay", "ALIPAY_PUBLIC_KEYS", bare(theirs.publicKey)],
  ["alipay", "ALIPAY_PUBLIC_KEYS", "[]"],
  ["alipay", "ALIPAY_PUBLIC_KEYS", "[1]"],
  ["alipay", "ALIPAY_PUBLIC_KEYS", keys([theirs.publicKey, own.publicKey])],
])("%s names %s when it is malformed, never its content", (name, variable, value) => {
  const gateway = gatewayFor(name, envWith({ [variable]: value }), liveTools);
  expect(gateway).toMatchObject({ ok: false, error: { reason: "not-configured", variable } });
  if (gateway.ok) return;
  expect(gateway.error.how).toContain(variable);
  expect(gateway.error.how).not.toContain("MII");
  if (value.length > 8) expect(gateway.error.how).not.toContain(value);
});

test.each(Object.keys(variables) as (keyof PaymentVariables)[])(
  "%s is named when it is missing",
  (variable) => {
    const name = GATEWAY_NAMES.find((each) => variable.startsWith(each.toUpperCase())) ?? "alipay";
    for (const value of [undefined, "", "  "]) {
      const gateway = gatewayFor(name, envWith({ [variable]: value }), liveTools);
      expect(gateway).toMatchObject({ ok: false, error: { variable } });
    }
  },
);

test("one gateway's fault leaves the other working", () => {
  const env = envWith({ WECHAT_APIV3_KEY: "" });
  expect(gatewayFor("wechat", env, liveTools).ok).toBe(false);
  expect(gatewayFor("alipay", env, liveTools).ok).toBe(true);
});

test("who we are comes from the same variables", () => {
  expect(expectedParty("wechat", envWith())).toEqual({
    merchantId: "1230000109",
    appId: "wxd678efh567hg6787",
  });
  expect(expectedParty("alipay", envWith())).toEqual({
    merchantId: "2088102146225135",
    appId: "2021000122671080",
  });
  expect(expectedParty("wechat", {})).toEqual({ merchantId: "", appId: "" });
});

test("a gateway without any variable was never set up; one with some was", () => {
  const without = {
    STRIPE_API_BASE: "",
    STRIPE_SECRET_KEY: " ",
    STRIPE_WEBHOOK_SECRETS: undefined,
  };
  expect(isAbsent("stripe", envWith(without))).toBe(true);
  expect(isAbsent("stripe", envWith({ ...without, STRIPE_SECRET_KEY: "sk" }))).toBe(false);
  expect(isAbsent("wechat", envWith())).toBe(false);
});

test("a proof of Stripe's names nobody, and nobody is expected", () => {
  expect(expectedParty("stripe", envWith())).toEqual({ merchantId: "", appId: "" });
});
