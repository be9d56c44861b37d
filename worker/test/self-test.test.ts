import { afterEach, describe, expect, inject, test, vi } from "vitest";
import type { Env } from "../env.ts";
import type { Finding } from "../payments/finding.ts";
import { problemOf } from "./problem.ts";
import { bindings, control, mint, request, requestWith, restoreAfterEach } from "./world.ts";

restoreAfterEach();
afterEach(() => {
  vi.restoreAllMocks();
});

const variables = inject("variables");

type Gateways = Record<"wechat" | "alipay" | "stripe", Finding[]>;

const asOperator = async () => ({
  headers: { authorization: `Bearer ${await mint({ sub: "boss", role: "operator" })}` },
});

/** A limiter of its own, so that no test waits for another one's minute. */
const unlimited: Partial<Env> = { SELF_TEST_LIMITER: { limit: async () => ({ success: true }) } };

async function tested(change: Partial<Env> = {}) {
  const response = await requestWith(
    { ...unlimited, ...change },
    "/api/status",
    await asOperator(),
  );
  const text = await response.text();
  const body = JSON.parse(text) as { status: string; gateways: Gateways };
  const all = [...body.gateways.wechat, ...body.gateways.alipay];
  return { status: response.status, text, body, faults: all.filter(({ ok }) => !ok), all };
}

/** A public or private key that no gateway has ever seen. */
async function strangeKey(half: "publicKey" | "privateKey"): Promise<string> {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
  };
  const pair = (await crypto.subtle.generateKey(algorithm, true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  const [format, label] =
    half === "publicKey" ? (["spki", "PUBLIC"] as const) : (["pkcs8", "PRIVATE"] as const);
  const der = new Uint8Array((await crypto.subtle.exportKey(format, pair[half])) as ArrayBuffer);
  const base64 = btoa(String.fromCharCode(...der));
  return `-----BEGIN ${label} KEY-----\n${base64}\n-----END ${label} KEY-----`;
}

const checksOf = (findings: Finding[]) => findings.map(({ check }) => check);

test.each<[string, Partial<Env>, string]>([
  ["a key that Stripe does not know", { STRIPE_SECRET_KEY: "sk_test_nobody" }, "STRIPE_SECRET_KEY"],
  ["an address where nobody is", { STRIPE_API_BASE: "http://localhost:9" }, "STRIPE_API_BASE"],
  ["a secret that is none", { STRIPE_WEBHOOK_SECRETS: "secret" }, "STRIPE_WEBHOOK_SECRETS"],
])("%s is named", async (_what, change, setting) => {
  const { status, body, faults } = await tested(change);
  expect(status).toBe(503);
  expect(body.gateways.stripe.filter(({ ok }) => !ok)).toMatchObject([{ setting }]);
  expect(faults).toEqual([]);
});

test("all is well: every check of every gateway is named, and says so", async () => {
  const { status, body, faults } = await tested();
  expect(status).toBe(200);
  expect(faults).toEqual([]);
  expect(checksOf(body.gateways.wechat).sort()).toEqual([
    "apiv3-key",
    "app-id",
    "certificates",
    "clock",
    "gateway-key",
    "keys",
    "notify-url",
    "probe",
    "serial",
    "settings",
  ]);
  expect(checksOf(body.gateways.alipay).sort()).toEqual([
    "clock",
    "gateway-key",
    "keys",
    "notify-url",
    "probe",
    "seller",
    "serial",
    "settings",
  ]);
  expect(checksOf(body.gateways.stripe).sort()).toEqual([
    "endpoint",
    "keys",
    "notify-url",
    "probe",
    "settings",
  ]);
  for (const finding of Object.values(body.gateways).flat())
    expect(finding).toMatchObject({ ok: true, setting: null, how: null });
});

describe("who is no operator", () => {
  test.each<[string, () => Promise<RequestInit>]>([
    ["a guest", async () => ({})],
    [
      "a customer",
      async () => ({ headers: { authorization: `Bearer ${await mint({ sub: "lin" })}` } }),
    ],
  ])("%s gets the answer without the self-test, and no gateway is asked", async (_who, init) => {
    const before = (await control.books()).requests.length;
    const response = await request("/api/status", await init());
    expect(response.status).toBe(200);
    expect(Object.keys((await response.json()) as object)).toEqual([
      "status",
      "time",
      "dependencies",
      "flags",
      "settings",
    ]);
    expect((await control.books()).requests).toHaveLength(before);
  });
});

test("one look asks each gateway once about a number, and WeChat Pay for its certificates", async () => {
  const before = (await control.books()).requests.length;
  await tested();
  const asked = (await control.books()).requests.slice(before) as { operation: string }[];
  expect(asked.map(({ operation }) => operation).sort()).toEqual([
    "certificates",
    "query",
    "query",
    "webhookEndpoints.list",
  ]);
});

const own = JSON.parse(variables.WECHAT_PLATFORM_KEYS ?? "{}") as Record<string, string>;
const publicKeyId = Object.keys(own).find((id) => id.startsWith("PUB_KEY_ID_")) ?? "";
const certificateSerial = Object.keys(own).find((id) => id !== publicKeyId) ?? "";

const WECHAT_KEYS = "WECHAT_PLATFORM_KEYS";

/** What is set wrongly -> its variable and the check that finds it. */
const BROKEN: [string, keyof Env, string, () => unknown][] = [
  [
    "a private key of another certificate",
    "WECHAT_MCH_PRIVATE_KEY",
    "serial",
    () => strangeKey("privateKey"),
  ],
  ["a private key that cannot be read", "WECHAT_MCH_PRIVATE_KEY", "keys", () => "rubbish"],
  ["another certificate's serial", "WECHAT_MCH_SERIAL", "serial", () => "6".repeat(40)],
  ["another merchant's number", "WECHAT_MCHID", "probe", () => "1600000001"],
  ["another merchant's APIv3 key", "WECHAT_APIV3_KEY", "apiv3-key", () => "k".repeat(32)],
  ["an APIv3 key that is too short", "WECHAT_APIV3_KEY", "settings", () => "short"],
  ["something that is no app id", "WECHAT_APPID", "app-id", () => "2021000122671080"],
  [
    "an address where WeChat Pay is not",
    "WECHAT_BASE_URL",
    "probe",
    () => `${variables.WECHAT_BASE_URL}/identity`,
  ],
  ["an address where nobody is", "WECHAT_BASE_URL", "probe", () => "http://localhost:1"],
  [
    "another public key under the right id",
    WECHAT_KEYS,
    "gateway-key",
    async () => JSON.stringify({ [publicKeyId]: await strangeKey("publicKey") }),
  ],
  [
    "an unknown PUB_KEY_ID",
    WECHAT_KEYS,
    "gateway-key",
    () => JSON.stringify({ PUB_KEY_ID_0000000000000000000000000001: own[publicKeyId] }),
  ],
  [
    "the certificate under another serial",
    WECHAT_KEYS,
    "keys",
    () => JSON.stringify({ ["5".repeat(40)]: own[certificateSerial] }),
  ],
  [
    "a private key of another application",
    "ALIPAY_APP_PRIVATE_KEY",
    "serial",
    () => strangeKey("privateKey"),
  ],
  ["an unknown application", "ALIPAY_APP_ID", "probe", () => "2021000000000001"],
  [
    "another public key",
    "ALIPAY_PUBLIC_KEYS",
    "gateway-key",
    async () => JSON.stringify([await strangeKey("publicKey")]),
  ],
  ["a key list that cannot be read", "ALIPAY_PUBLIC_KEYS", "keys", () => "[1]"],
  ["an application in the seller's place", "ALIPAY_SELLER_ID", "seller", () => "2021000122671080"],
  [
    "an address where Alipay is not",
    "ALIPAY_GATEWAY_URL",
    "probe",
    () => `${variables.WECHAT_BASE_URL}/identity`,
  ],
  [
    "an address where nobody is",
    "ALIPAY_GATEWAY_URL",
    "probe",
    () => "http://localhost:1/gateway.do",
  ],
];

test.each(BROKEN)("%s is told as %s, by the check %s", async (_what, setting, check, make) => {
  const value = (await make()) as string;
  const { status, text, faults } = await tested({ [setting]: value });
  expect(status).toBe(503);
  expect(faults.map((fault) => [fault.setting, fault.check])).toEqual([[setting, check]]);
  expect(faults[0]?.how).toContain(setting);
  if (value.length > 8) expect(text).not.toContain(value);
  expect(text).not.toMatch(/BEGIN|PRIVATE KEY/);
});

test("the certificate alone is as good as the public key", async () => {
  const keys = JSON.stringify({ [certificateSerial]: own[certificateSerial] });
  expect((await tested({ WECHAT_PLATFORM_KEYS: keys })).faults).toEqual([]);
});

test("the public key alone is enough, and then the APIv3 key cannot be proved", async () => {
  await control.fault({ gateway: "wechat", fault: "certificates-gone" });
  const keys = JSON.stringify({ [publicKeyId]: own[publicKeyId] });
  const { faults, all } = await tested({ WECHAT_PLATFORM_KEYS: keys });
  expect(faults).toEqual([]);
  expect(checksOf(all)).not.toContain("apiv3-key");
});

test("an answer signed by a certificate that we do not hold is told as the platform keys", async () => {
  await control.fault({
    gateway: "wechat",
    fault: "response-certificate-signed",
    operation: "query",
  });
  const keys = JSON.stringify({ [publicKeyId]: own[publicKeyId] });
  const { faults } = await tested({ WECHAT_PLATFORM_KEYS: keys });
  expect(faults.map((fault) => [fault.setting, fault.check])).toEqual([
    [WECHAT_KEYS, "gateway-key"],
  ]);
});

describe("a gateway in trouble is told as its address", () => {
  test.each([
    ["wechat", "WECHAT_BASE_URL"],
    ["alipay", "ALIPAY_GATEWAY_URL"],
  ] as const)("%s", async (gateway, setting) => {
    for (const fault of ["error-500", "error-429", "response-lost-after-acting"]) {
      await control.fault({ gateway, fault, operation: "query" });
      const { faults } = await tested();
      expect(
        faults.map((each) => [each.setting, each.check]),
        fault,
      ).toEqual([[setting, "probe"]]);
    }
    await control.fault({ gateway, fault: "unsigned-response", operation: "query" });
    const { faults } = await tested();
    expect(faults.map((each) => [each.setting, each.check])).toEqual([[setting, "gateway-key"]]);
  });

  test.each([
    ["wechat", "WECHAT_PLATFORM_KEYS"],
    ["alipay", "ALIPAY_PUBLIC_KEYS"],
  ] as const)(
    "%s answering what somebody altered is told as its keys",
    async (gateway, setting) => {
      await control.fault({ gateway, fault: "tampered-response", operation: "query" });
      const { faults } = await tested();
      expect(faults.map((each) => [each.setting, each.check])).toEqual([[setting, "gateway-key"]]);
    },
  );
});

describe("the clock", () => {
  test.each([
    ["ahead", -360_000],
    ["behind", 360_000],
  ])(
    "6 minutes %s of the gateways is told in seconds, and nothing else is",
    async (word, skewMs) => {
      await control.skew(skewMs);
      const { faults } = await tested();
      expect(faults.map(({ check, setting }) => [check, setting])).toEqual([
        ["clock", null],
        ["clock", null],
      ]);
      for (const { detail } of faults)
        expect(detail).toMatch(new RegExp(`\\b3(?:59|60|61) s ${word}`));
    },
  );

  test("beyond Alipay's own window too", async () => {
    await control.skew(3_600_000);
    const { faults } = await tested();
    expect(new Set(faults.map(({ check }) => check))).toEqual(new Set(["clock"]));
    expect(faults).toHaveLength(2);
  });

  test("4 minutes off is within the window, and still told", async () => {
    await control.skew(240_000);
    const { faults, all } = await tested();
    expect(faults).toEqual([]);
    const clocks = all.filter(({ check }) => check === "clock");
    for (const { detail } of clocks) expect(detail).toMatch(/\b(?:239|240|241) s behind/);
  });
});

test.each([
  "http://shop.example.com",
  "https://shop.example.com:8443",
  "https://localhost.localdomain.local",
  "https://10.1.2.3",
  "https://shop.internal",
  "https://shop",
])("the address %s is told as PUBLIC_BASE_URL, for both gateways", async (address) => {
  const { faults } = await tested({ PUBLIC_BASE_URL: address });
  expect(faults.map((fault) => [fault.setting, fault.check])).toEqual([
    ["PUBLIC_BASE_URL", "notify-url"],
    ["PUBLIC_BASE_URL", "notify-url"],
  ]);
});

test("no value of any variable is ever in it", async () => {
  const { text } = await tested();
  for (const [name, value] of Object.entries(variables))
    expect(text.includes(value), name).toBe(false);
});

test("an operator who looks without end is asked to wait, before a gateway is asked", async () => {
  const before = (await control.books()).requests.length;
  const change = { SELF_TEST_LIMITER: { limit: async () => ({ success: false }) } };
  const response = await requestWith(change, "/api/status", await asOperator());
  expect(response.headers.get("retry-after")).toBe("60");
  expect((await problemOf(response)).code).toBe("TOO_MANY_REQUESTS");
  expect((await control.books()).requests).toHaveLength(before);
  expect(bindings.SELF_TEST_LIMITER).toBeDefined();
});
