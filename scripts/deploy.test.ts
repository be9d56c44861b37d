import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import {
  configurationFaults,
  GATEWAYS,
  isPlaceholder,
  listsBucket,
  pageAddresses,
  parseJsonIn,
  REQUIRED,
  readPagesConfig,
  readWorkerConfig,
  reportSecrets,
  secretCommand,
  withIds,
} from "./tools/deploy-plan.ts";
import { inRoot, root } from "./tools/paths.ts";

const toml = `name = "centre"
main = "worker/index.ts"

# created by deploy
[[d1_databases]]
binding = "DB"
database_name = "centre-db"
database_id = "00000000-0000-0000-0000-000000000000"

[[kv_namespaces]]
binding = "CONFIG"
id = "00000000000000000000000000000000"

[[r2_buckets]]
binding = "ARCHIVE"
bucket_name = "centre-archive"

[vars]
PUBLIC_BASE_URL = "https://pay.example.com"

[observability]
enabled = true
`;

test("the Worker's configuration is read", () => {
  expect(readWorkerConfig(toml)).toEqual({
    name: "centre",
    databaseName: "centre-db",
    databaseId: "00000000-0000-0000-0000-000000000000",
    configId: "00000000000000000000000000000000",
    bucketName: "centre-archive",
    variables: ["PUBLIC_BASE_URL"],
  });
});

test("without an archive there is no bucket to create", () => {
  const without = toml.replace(/\[\[r2_buckets\]\][^[]*/, "");
  expect(readWorkerConfig(without).bucketName).toBe("");
});

test("a bucket is found in wrangler's list by its whole name", () => {
  const listed =
    "Listing buckets...\nname:           centre-archive\ncreation_date:  2026-11-26T00:00:00.000Z\n";
  expect(listsBucket(listed, "centre-archive")).toBe(true);
  expect(listsBucket(listed, "centre")).toBe(false);
});

test("ids are written into their own tables and nothing else changes", () => {
  const written = withIds(toml, { databaseId: "d1-id", configId: "kv-id" });
  expect(readWorkerConfig(written)).toMatchObject({ databaseId: "d1-id", configId: "kv-id" });
  expect(written.replace("d1-id", "00000000-0000-0000-0000-000000000000")).toBe(
    toml.replace('"00000000000000000000000000000000"', '"kv-id"'),
  );
});

test("a file without new ids stays as it is", () => {
  expect(withIds(toml, {})).toBe(toml);
});

test.each([
  ["00000000-0000-0000-0000-000000000000", true],
  ["00000000000000000000000000000000", true],
  ["3f2a0000-0000-0000-0000-000000000000", false],
])("%s stands for a store that is yet to be created: %s", (id, expected) => {
  expect(isPlaceholder(id)).toBe(expected);
});

test("a page bound to another Worker is refused", () => {
  const worker = readWorkerConfig(toml);
  expect(configurationFaults(worker, { name: "web", service: "centre" })).toEqual([]);
  expect(configurationFaults(worker, { name: "web", service: "other" })).toHaveLength(1);
  expect(configurationFaults(worker, { name: "centre", service: "centre" })).toHaveLength(1);
});

test("a gateway may be absent as a whole, but not in part", () => {
  const whole = [...REQUIRED, ...GATEWAYS.Alipay];
  expect(reportSecrets(whole)).toEqual({ missing: [], absentGateways: ["WeChat Pay", "Stripe"] });
  expect(reportSecrets([...whole, "WECHAT_MCHID"]).missing).not.toContain("WECHAT_MCHID");
  expect(reportSecrets([...whole, "WECHAT_MCHID"]).missing).toContain("WECHAT_APIV3_KEY");
  expect(reportSecrets([]).missing).toEqual([...REQUIRED]);
});

test("each missing secret comes with its command", () => {
  expect(secretCommand("AUTH_ISSUER")).toBe("npx wrangler secret put AUTH_ISSUER");
  expect(secretCommand("SESSION_SECRETS")).toContain("openssl rand");
});

test("JSON is found between wrangler's own lines", () => {
  expect(parseJsonIn('note\n[\n  {"name": "A"}\n]\nbye')).toEqual([{ name: "A" }]);
  expect(() => parseJsonIn("nothing")).toThrow();
});

test("the shipped configurations fit together", async () => {
  const worker = readWorkerConfig(await readFile(inRoot("wrangler.toml"), "utf8"));
  const pages = readPagesConfig(await readFile(inRoot("frontend/wrangler.toml"), "utf8"));
  expect(configurationFaults(worker, pages)).toEqual([]);
  expect(worker.databaseName).not.toBe("");
});

test("the dry run builds everything without an account and prints the plan", {
  timeout: 120_000,
}, () => {
  const environment = { ...process.env, CLOUDFLARE_API_TOKEN: "", NODE_ENV: "" };
  const run = spawnSync(process.execPath, [inRoot("scripts/run.mjs"), "deploy", "--dry-run"], {
    cwd: root,
    encoding: "utf8",
    env: environment,
  });
  expect(run.stderr).toBe("");
  expect(run.stdout).toMatch(/Deploy the Worker "entitlement-center": [\d.]+ KiB/);
  expect(run.stdout).toMatch(/Apply the migrations: 0001/);
  expect(run.stdout).toMatch(/Function of [1-9]\d* KiB/);
  expect(run.status).toBe(0);
});

test("an unknown option is refused before anything is done", () => {
  const run = spawnSync(process.execPath, [inRoot("scripts/run.mjs"), "deploy", "--fast"], {
    encoding: "utf8",
  });
  expect(run.stderr).toContain("There is no option --fast");
  expect(run.status).toBe(1);
});

test("the page's policy names the project's addresses and its domains", () => {
  expect(pageAddresses("centre-web", "centre-web.pages.dev, pay.example.com")).toEqual([
    "https://centre-web.pages.dev",
    "https://*.centre-web.pages.dev",
    "https://pay.example.com",
  ]);
  expect(pageAddresses("centre-web")).toHaveLength(2);
});
