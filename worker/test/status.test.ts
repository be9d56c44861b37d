import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import type { Env } from "../env.ts";
import { FAILURES } from "../http/core/errors.ts";
import { OPERATIONS } from "./operations.ts";
import { bindings, request, requestWith } from "./world.ts";

interface Status {
  status: "ok" | "degraded";
  time: string;
  dependencies: Record<string, { ok: boolean; detail?: string }>;
  flags: Record<string, { value: boolean; source: string }>;
  texts?: { key: string; how: string }[];
  settings: Record<string, { value: string | number; source: string }>;
}

const variables = inject("variables");

async function statusWith(change: Partial<Env>) {
  const response = await requestWith(change, "/api/status");
  const text = await response.text();
  return { code: response.status, text, body: JSON.parse(text) as Status };
}

let logged: () => string;

beforeEach(() => {
  const spy = vi.spyOn(console, "error").mockImplementation(() => undefined);
  logged = () => JSON.stringify(spy.mock.calls);
});
afterEach(() => {
  vi.restoreAllMocks();
});

test("all is well: every dependency and every flag is named", async () => {
  const { code, body } = await statusWith({});
  expect(code).toBe(200);
  expect(body).toEqual({
    status: "ok",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    dependencies: {
      database: { ok: true },
      config: { ok: true },
      orders: { ok: true },
      accounts: { ok: true },
      catalog: { ok: true },
      grants: { ok: true },
      explanations: { ok: true },
      identity: { ok: true },
      embedding: { ok: true },
      wechat: { ok: true },
      alipay: { ok: true },
      stripe: { ok: true },
    },
    flags: {
      coze_package_status: { value: true, source: "default" },
      recharge_status: { value: true, source: "default" },
      customer_portal_status: { value: true, source: "default" },
      credit_purchases_status: { value: true, source: "default" },
      payway_1_status: { value: true, source: "default" },
      payway_2_status: { value: true, source: "default" },
      payway_3_status: { value: false, source: "default" },
    },
    settings: {
      credit_system_version: { value: "v2", source: "default" },
      credit_period: { value: "calendar", source: "default" },
      billing_time_zone: { value: "Asia/Shanghai", source: "default" },
      past_due_grace_days: { value: 7, source: "default" },
      archive_after_days: { value: 0, source: "default" },
    },
  });
});

test("EMBED_ORIGINS may be missing; what is no origin is named, and never shown", async () => {
  expect((await statusWith({ EMBED_ORIGINS: "" })).code).toBe(200);
  const text = `https://app.example.com,http://${SECRET}.example.com`;
  const { code, body, text: said } = await statusWith({ EMBED_ORIGINS: text });
  expect([code, body.dependencies.embedding?.ok]).toEqual([503, false]);
  expect(body.dependencies.embedding?.detail).toContain("EMBED_ORIGINS is malformed");
  expect(said + logged()).not.toContain(SECRET);
});

test("texts that some languages' readers do not see are named, with what to set; all is well all the same", async () => {
  await bindings.CONFIG.put("coze_package_explain", "<p>周末加赠 3 天</p>");
  await bindings.CONFIG.put("coze_package_explain:en", "<p>Three days more</p>");
  await bindings.CONFIG.put("recharge_explain", "<p>Bonus week</p>");
  const { code, body } = await statusWith({});
  for (const key of ["coze_package_explain", "coze_package_explain:en", "recharge_explain"])
    await bindings.CONFIG.delete(key);
  expect(code).toBe(200);
  expect(body).toMatchObject({
    status: "ok",
    texts: [
      {
        key: "coze_package_explain",
        how: "Set coze_package_explain:jp: until then their readers see the page's own text.",
      },
    ],
  });
});

test("a setting that is none is the default, and named with what it must be", async () => {
  await bindings.CONFIG.put("billing_time_zone", "Europe/Bonn");
  const { code, body } = await statusWith({});
  await bindings.CONFIG.delete("billing_time_zone");
  expect(code).toBe(503);
  expect(body.settings.billing_time_zone).toEqual({ value: "Asia/Shanghai", source: "malformed" });
  expect(body.dependencies.config?.detail).toMatch(/^billing_time_zone must be an IANA name/);
});

test("it is never cached", async () => {
  expect((await request("/api/status")).headers.get("cache-control")).toBe("no-store");
});

test.each<[string, string | null, boolean, string]>([
  ["coze_package_status", "false", false, "kv"],
  ["coze_package_status", " true\n", true, "kv"],
  ["payway_3_status", "true", true, "kv"],
  ["coze_package_status", "FALSE", false, "kv"],
  ["payway_2_status", "0", false, "kv"],
  ["payway_3_status", "yes", true, "kv"],
  ["coze_package_status", "closed", true, "malformed"],
  ["payway_1_status", "", true, "malformed"],
  ["payway_1_status", null, true, "default"],
])("%s set to %j reads as %s, by %s", async (flag, stored, value, source) => {
  if (stored !== null) await bindings.CONFIG.put(flag, stored);
  const { code, body } = await statusWith({});
  await bindings.CONFIG.delete(flag);
  expect(body.flags[flag]).toEqual({ value, source });
  const fault = source === "malformed" ? expect.stringMatching(`^${flag} must be`) : undefined;
  expect(code).toBe(fault ? 503 : 200);
  expect(body.dependencies.config?.detail).toEqual(fault);
});

test.each([
  ["coze_package_status", "/api/web/coze-package/center", "status"],
  ["recharge_status", "/api/recharge/center", "rechargeStatus"],
])("%s switched off in anybody's words closes its centre", async (flag, path, field) => {
  for (const word of ["False", "0", "off", "NO"]) {
    await bindings.CONFIG.put(flag, word);
    const response = await request(path);
    await bindings.CONFIG.delete(flag);
    expect(await response.json(), word).toMatchObject({ [field]: false });
  }
});

const SECRET = "s3cr3t-that-must-not-be-shown";

/** Variable -> the dependency that needs it, and what it cannot be. */
const NEEDED: [keyof Env, string, string | null][] = [
  ["PUBLIC_BASE_URL", "identity,wechat,alipay,stripe", SECRET],
  ["SESSION_SECRETS", "identity", `${SECRET},short`],
  ["AUTH_ISSUER", "identity", SECRET],
  ["AUTH_JWKS_URL", "identity", SECRET],
  ["AUTH_CLIENT_ID", "identity", null],
  ["AUTH_CLIENT_SECRET", "identity", null],
  ["AUTH_AUDIENCE", "identity", null],
  ["WECHAT_BASE_URL", "wechat", SECRET],
  ["WECHAT_APPID", "wechat", `${SECRET} with blanks`],
  ["WECHAT_MCHID", "wechat", SECRET],
  ["WECHAT_MCH_SERIAL", "wechat", SECRET],
  ["WECHAT_MCH_PRIVATE_KEY", "wechat", SECRET],
  ["WECHAT_APIV3_KEY", "wechat", SECRET],
  ["WECHAT_PLATFORM_KEYS", "wechat", `{"PUB_KEY_ID_1": "${SECRET}"}`],
  ["ALIPAY_GATEWAY_URL", "alipay", SECRET],
  ["ALIPAY_APP_ID", "alipay", SECRET],
  ["ALIPAY_SELLER_ID", "alipay", SECRET],
  ["ALIPAY_APP_PRIVATE_KEY", "alipay", SECRET],
  ["ALIPAY_PUBLIC_KEYS", "alipay", `["${SECRET}"]`],
  ["STRIPE_API_BASE", "stripe", SECRET],
  ["STRIPE_SECRET_KEY", "stripe", SECRET],
  ["STRIPE_WEBHOOK_SECRETS", "stripe", SECRET],
];

const cases = NEEDED.flatMap(([variable, dependency, malformed]) => [
  { variable, dependency, how: "missing", value: undefined },
  { variable, dependency, how: "blank", value: "  " },
  ...(malformed === null ? [] : [{ variable, dependency, how: "malformed", value: malformed }]),
]);

test.each(cases)("$variable being $how is told by its name alone", async (the) => {
  const { code, text, body } = await statusWith({ [the.variable]: the.value });
  expect(code).toBe(503);
  expect(body.status).toBe("degraded");
  const needing = the.dependency.split(",");
  for (const [name, { ok, detail = "" }] of Object.entries(body.dependencies)) {
    expect(ok, name).toBe(!needing.includes(name));
    if (!ok) expect(detail).toMatch(new RegExp(`^${the.variable} (?:entry 1 )?is `));
  }
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain("PRIVATE KEY");
});

describe("a gateway that was never set up", () => {
  const without = { STRIPE_API_BASE: "", STRIPE_SECRET_KEY: "", STRIPE_WEBHOOK_SECRETS: "" };

  test("is no fault while its way to pay is off, and what it lacks is named", async () => {
    const { code, body } = await statusWith(without);
    expect(code).toBe(200);
    expect(body.dependencies.stripe).toEqual({
      ok: true,
      detail: expect.stringMatching(/^STRIPE_API_BASE is missing/),
    });
  });

  test("is one once that is switched on", async () => {
    await bindings.CONFIG.put("payway_3_status", "true");
    const { code, body } = await statusWith(without);
    await bindings.CONFIG.delete("payway_3_status");
    expect(code).toBe(503);
    expect(body.dependencies.stripe?.ok).toBe(false);
  });
});

test.each(["https://example.com/pay", "https://example.com/pay/"])(
  "an address below a path of its own is refused: %s",
  async (value) => {
    const { code, body } = await statusWith({ PUBLIC_BASE_URL: value });
    expect(code).toBe(503);
    for (const name of ["identity", "wechat", "alipay"])
      expect(body.dependencies[name]?.detail).toMatch(
        /^PUBLIC_BASE_URL is malformed: it must be an address without a path/,
      );
  },
);

test("everything that keeps customers from signing in is told at once", async () => {
  const { body } = await statusWith({ AUTH_AUDIENCE: "", AUTH_CLIENT_ID: "", SESSION_SECRETS: "" });
  for (const variable of ["AUTH_AUDIENCE", "AUTH_CLIENT_ID", "SESSION_SECRETS"])
    expect(body.dependencies.identity?.detail).toContain(`${variable} is missing`);
});

test("no value of any variable is ever in it", async () => {
  const { text } = await statusWith({});
  for (const [name, value] of Object.entries(variables))
    expect(text.includes(value), name).toBe(false);
});

describe("a dependency that fails is named, and its words go nowhere", () => {
  const broken = () => {
    throw new Error("Failed query: SELECT secret FROM orders\nparams: 4242");
  };

  test.each<[string, Partial<Env>]>([
    ["database", { DB: { prepare: broken } as unknown as D1Database }],
    ["orders", { ORDERS: { idFromName: broken } as unknown as Env["ORDERS"] }],
    ["accounts", { ACCOUNTS: { idFromName: broken } as unknown as Env["ACCOUNTS"] }],
    ["config", { CONFIG: { get: async () => broken() } as unknown as KVNamespace }],
  ])("%s", async (dependency, change) => {
    const { code, text, body } = await statusWith(change);
    expect(code).toBe(503);
    expect(body.status).toBe("degraded");
    expect(body.dependencies[dependency]).toMatchObject({ ok: false });
    expect(text + logged()).not.toMatch(/SELECT|4242/);
  });
});

describe("the OpenAPI document", () => {
  // biome-ignore lint/suspicious/noExplicitAny: a document of many shapes, read for single facts.
  const document = async (): Promise<any> => (await request("/api/openapi.json")).json();

  test("has every operation that there is, each with a summary and a tag", async () => {
    const { openapi, paths } = await document();
    expect(openapi).toBe("3.1.0");
    const found = Object.entries<Record<string, { summary: string; tags: string[] }>>(paths)
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => {
          expect(operation.summary, path).toMatch(/./);
          expect(operation.tags, path).toHaveLength(1);
          return `${method} ${path}`;
        }),
      )
      .sort();
    expect(found).toEqual(OPERATIONS.toSorted());
  });

  test("gives every refusal one shape, with every code in it", async () => {
    const { paths, components } = await document();
    expect(components.schemas.Problem.properties.code.enum).toEqual(Object.keys(FAILURES));
    for (const [path, methods] of Object.entries<Record<string, Described>>(paths))
      for (const { responses } of Object.values(methods))
        for (const [status, { content = {} }] of Object.entries(responses)) {
          const problem = content["application/problem+json"];
          if (problem) expect(problem.schema.$ref).toBe("#/components/schemas/Problem");
          // A gateway is answered in its own form.
          const own = path === "/api/status" || /notify\/(wechat|stripe)$/.test(path);
          const known = ["200", "201", "202"].includes(status) || own || problem;
          expect(known || Object.keys(content).length === 0, `${path} ${status}`).toBeTruthy();
        }
  });

  test.each(Object.entries(FAILURES))(
    "says what %s means, by its status",
    async (code, failure) => {
      const { paths, components } = await document();
      expect(components.schemas.Problem.properties.code.description).toContain(
        `\`${code}\` (${failure.status}): ${failure.text.en}`,
      );
      // Nothing declares an address that does not exist, or a method that an address does not take.
      if (code === "NOT_FOUND" || code === "METHOD_NOT_ALLOWED") return;
      const declared = Object.values<Record<string, Described>>(paths).flatMap((methods) =>
        Object.values(methods).map(({ responses }) => responses[failure.status]?.description ?? ""),
      );
      expect(declared.some((text) => text.includes(`\`${code}\`: ${failure.text.en}`))).toBe(true);
    },
  );

  test("shows bodies and questions by their schemas", async () => {
    const { paths, components } = await document();
    const follow = ({ $ref }: { $ref: string }) => components.schemas[$ref.split("/").pop() ?? ""];
    const body = paths["/api/web/coze-package/order"].post.requestBody.content["application/json"];
    expect(follow(body.schema)).toMatchObject({
      required: ["id", "payType"],
      properties: { id: { type: "string" }, payType: { type: "integer" } },
    });
    const created = paths["/api/web/coze-package/order"].post.responses[201];
    expect(follow(created.content["application/json"].schema).required).toEqual([
      "orderId",
      "orderNo",
      "orderAmount",
      "currency",
    ]);
    const asked = paths["/api/pay/getPayResult"].get.parameters as { name: string; $ref: string }[];
    expect(asked.map(({ name, $ref }) => name ?? $ref.split("/").pop())).toEqual([
      ...["from", "orderId"],
      ...["lang", "acceptLanguage"],
    ]);
  });

  test("can be read on a page that runs nothing", async () => {
    const response = await request("/api/docs");
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(text).not.toContain("<script");
    for (const code of Object.keys(FAILURES)) expect(text).toContain(`id="${code}"`);
    expect(text).toContain("POST /api/pay/prepay");
  });

  interface Described {
    responses: Record<
      string,
      { description: string; content?: Record<string, { schema: { $ref?: string } }> }
    >;
  }
});
