import { X509Certificate } from "node:crypto";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadOrCreateKeys, productVariables } from "./keys.ts";

const PRIVATE_PEM = new RegExp(`^-----BEGIN ${"PRIVATE"} KEY-----\\n`);

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sandbox-keys-"));
});

afterAll(() => rm(directory, { recursive: true }));

test("keys are made once, kept for their owner only, and found again", async () => {
  const first = await loadOrCreateKeys(directory);
  expect(await loadOrCreateKeys(directory)).toEqual(first);
  for (const name of await readdir(directory)) {
    expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
  }
});

test("a spoilt key file is named, not replaced", async () => {
  const other = await mkdtemp(join(tmpdir(), "sandbox-keys-"));
  await writeFile(join(other, "sandbox-keys.json"), "{");
  await expect(loadOrCreateKeys(other)).rejects.toThrow(/sandbox-keys\.json is not a sandbox key/);
  await rm(other, { recursive: true });
});

test("the product's variables have the shapes of the real accounts", async () => {
  const keys = await loadOrCreateKeys(directory);
  const places = { appUrl: "http://localhost:8788", sandboxUrl: "http://localhost:8790" };
  const variables = productVariables(keys, places);
  const shapes: Record<string, RegExp> = {
    AUTH_ISSUER: /^http:\/\/localhost:8790\/identity$/,
    OPERATOR_SUBJECTS: /^operator-wang$/,
    WECHAT_APPID: /^wx[0-9a-f]{16}$/,
    WECHAT_MCHID: /^\d{10}$/,
    WECHAT_MCH_SERIAL: /^[0-9A-F]{40}$/,
    WECHAT_MCH_PRIVATE_KEY: PRIVATE_PEM,
    WECHAT_APIV3_KEY: /^[0-9A-Za-z]{32}$/,
    ALIPAY_GATEWAY_URL: /^http:\/\/localhost:8790\/gateway\.do$/,
    ALIPAY_APP_ID: /^\d{16}$/,
    ALIPAY_SELLER_ID: /^2088\d{12}$/,
    ALIPAY_APP_PRIVATE_KEY: PRIVATE_PEM,
    STRIPE_SECRET_KEY: /^sk_test_/,
    STRIPE_WEBHOOK_SECRETS: /^whsec_/,
  };
  for (const [name, shape] of Object.entries(shapes)) expect(variables[name], name).toMatch(shape);

  const platform: Record<string, string> = JSON.parse(variables.WECHAT_PLATFORM_KEYS ?? "");
  const [publicKeyId = "", serial = ""] = Object.keys(platform);
  expect(publicKeyId).toMatch(/^PUB_KEY_ID_\d+$/);
  expect(platform[publicKeyId]).toContain("BEGIN PUBLIC KEY");
  expect(new X509Certificate(platform[serial] ?? "").serialNumber).toBe(serial);
  expect(JSON.parse(variables.ALIPAY_PUBLIC_KEYS ?? "")).toEqual([
    expect.stringContaining("BEGIN PUBLIC KEY"),
  ]);
});
