import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { portalScopeFor } from "../domain/portal/token.ts";
import type { FrameSession } from "../http/areas/portal/frame.ts";
import type { Document } from "../http/core/openapi/document.ts";
import { codeOf, hostKey, SECRET, session } from "./identity.ts";
import {
  ask,
  fromFrame,
  HOST_ORIGIN,
  type Made,
  portalToken,
  read,
  tokenFor,
  WISH,
} from "./portal-token.ts";
import { plansAtTheirPrices } from "./subscribing.ts";
import {
  bindings,
  customer,
  ORIGIN,
  request,
  requestWith,
  restoreAfterEach,
  travel,
} from "./world.ts";

restoreAfterEach();

beforeAll(plansAtTheirPrices);
let logged: unknown[][] = [];
beforeEach(() => {
  logged = [];
  vi.spyOn(console, "error").mockImplementation((...said) => void logged.push(said));
});
afterEach(() => vi.restoreAllMocks());

describe("making a portal session", () => {
  test("answers a token of fifteen minutes, and an address that does not hold it", async () => {
    const madeAtMs = Date.now();
    const { status, body } = await ask({ ...WISH, language: "jp", theme: "dark" });
    expect(status).toBe(200);
    expect(body.url).toBe(`${ORIGIN}/embed`);
    const lastsMs = Date.parse(body.expiresAt) - madeAtMs;
    expect(lastsMs).toBeGreaterThan(14 * 60_000);
    expect(lastsMs).toBeLessThanOrEqual(15 * 60_000);
    const response = await fromFrame(body.token, "/api/portal/session");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await read<FrameSession>(response)).toEqual({
      customerId: expect.stringMatching(/^customer-/),
      ...WISH,
      language: "jp",
      theme: "dark",
      expiresAt: body.expiresAt,
    });
  });

  test("without scopes it is to look at; without language and theme these are the browser's", async () => {
    const { body } = await ask({ origins: [HOST_ORIGIN] });
    const response = await fromFrame(body.token, "/api/portal/session");
    expect(await read<FrameSession>(response)).toMatchObject({
      scopes: ["read"],
      language: null,
      theme: null,
    });
  });

  test("names each origin once, as browsers write it", async () => {
    const { body } = await ask({
      ...WISH,
      origins: ["https://APP.example.com:443/", HOST_ORIGIN, "http://127.0.0.1:8791"],
    });
    const response = await fromFrame(body.token, "/api/portal/session");
    expect((await read<FrameSession>(response)).origins).toEqual([
      HOST_ORIGIN,
      "http://127.0.0.1:8791",
    ]);
  });

  test.each([
    ["https://evil.example", "not among EMBED_ORIGINS"],
    ["https://app.example.com.evil.example", "not among EMBED_ORIGINS"],
    ["http://app.example.com", "no origin"],
    ["https://app.example.com/portal", "no origin"],
    ["https://*.example.com", "no origin"],
    ["*", "no origin"],
    ["null", "no origin"],
    ["", "no origin"],
  ])("refuses the origin %j with a code of its own, and says which it was", async (text, why) => {
    const { status, body } = await ask({ ...WISH, origins: [HOST_ORIGIN, text] });
    expect(status).toBe(422);
    expect(body.code).toBe("EMBED_ORIGIN_REFUSED");
    expect(body.errors).toEqual([{ field: "origins.1", message: expect.stringContaining(why) }]);
  });

  test.each([
    [{ origins: [] }],
    [{ origins: HOST_ORIGIN }],
    [{ origins: Array(11).fill(HOST_ORIGIN) }],
    [{ scopes: [] }],
    [{ scopes: ["operator"] }],
    [{ language: "fr" }],
    [{ theme: "pink" }],
  ])("refuses %j", async (change) => {
    const { status, body } = await ask({ ...WISH, ...change });
    expect(status).toBe(422);
    expect(body.code).toBe("INVALID_REQUEST");
  });

  test("without EMBED_ORIGINS nobody is named; a malformed one is told in the log and never shown", async () => {
    expect((await ask(WISH, { change: { EMBED_ORIGINS: "" } })).body.code).toBe(
      "EMBED_ORIGIN_REFUSED",
    );
    const broken = await ask(WISH, { change: { EMBED_ORIGINS: "app.example.com" } });
    expect([broken.status, broken.body.code]).toEqual([503, "NOT_CONFIGURED"]);
    expect(JSON.stringify(logged)).toContain("EMBED_ORIGINS is malformed");
    expect(JSON.stringify(broken.body)).not.toContain("app.example.com");
  });

  test("is for host products alone", async () => {
    const who = await customer();
    const made = await who.post<Made>(`/api/customers/${who.id}/portal-session`, WISH);
    expect([made.status, made.body.code]).toEqual([401, "UNAUTHENTICATED"]);
  });
});

describe("what a portal token opens, for every operation of the document", async () => {
  const document = (await (await request("/api/openapi.json")).json()) as Document;
  /** Who calls these is told by other things than a customer's token: none is read. */
  const ANONYMOUS = /^\/api\/(pay\/notify|analytics)/;
  const operations = Object.entries(document.paths)
    .filter(([path]) => !ANONYMOUS.test(path))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
    );
  const call = (token: string, method: string, path: string) =>
    fromFrame(token, path.replaceAll(/\{\w+\}/g, "x"), {
      method,
      ...(method === "GET" || method === "DELETE" ? {} : { body: {} }),
    });

  test("there is something of each kind to look at", () => {
    const scopes = operations.map(([method, path]) => portalScopeFor(method, path));
    expect(new Set(scopes)).toEqual(new Set(["read", "manage", null]));
    expect(operations.length).toBeGreaterThan(60);
  });

  test.each(operations)("%s %s", async (method, path) => {
    const id = `customer-${crypto.randomUUID()}`;
    const needed = portalScopeFor(method, path);
    for (const scopes of [["read"], ["read", "manage"]]) {
      const response = await call(await portalToken({ sub: id, scopes }), method, path);
      const code = response.status < 400 ? "" : await codeOf(response);
      if (needed === null) expect([response.status, code]).toEqual([401, "UNAUTHENTICATED"]);
      else if (!scopes.includes(needed))
        expect([response.status, code]).toEqual([403, "PORTAL_SCOPE_REFUSED"]);
      else expect([401, 403], code).not.toContain(response.status);
    }
  });
});

describe("attacks", () => {
  const SUBSCRIPTION = "/api/portal/subscription";
  const refusal = async (response: Response) => [response.status, await codeOf(response)];

  test("a token in an address is not read", async () => {
    const token = await tokenFor("customer-a");
    for (const name of ["token", "access_token", "authorization"])
      expect(await refusal(await request(`${SUBSCRIPTION}?${name}=${token}`))).toEqual([
        401,
        "UNAUTHENTICATED",
      ]);
  });

  test("a token is for one customer, whatever a request says", async () => {
    const [mine, other] = [await customer(), await customer()];
    const token = await tokenFor(mine.id);
    const response = await fromFrame(token, `/api/portal/session?customerId=${other.id}`, {
      headers: { cookie: `ec_session=${await session({ sub: other.id })}` },
    });
    expect((await read<FrameSession>(response)).customerId).toBe(mine.id);
  });

  test("a token that has ended is refused with a code that asks for another", async () => {
    const token = await tokenFor("customer-a");
    expect((await fromFrame(token, SUBSCRIPTION)).status).toBe(200);
    await travel(15 * 60_000);
    expect(await refusal(await fromFrame(token, SUBSCRIPTION))).toEqual([
      401,
      "PORTAL_TOKEN_ENDED",
    ]);
  });

  test("a token is not taken any more once its host has ended it; a later one is", async () => {
    const id = `customer-${crypto.randomUUID()}`;
    const [token, other] = [await tokenFor(id), await tokenFor("customer-b")];
    const key = await hostKey();
    const ended = await request(`/api/customers/${id}/portal-session`, {
      method: "DELETE",
      headers: { authorization: key },
    });
    expect(ended.status).toBe(204);
    expect(await refusal(await fromFrame(token, SUBSCRIPTION))).toEqual([
      401,
      "PORTAL_TOKEN_ENDED",
    ]);
    expect((await fromFrame(other, SUBSCRIPTION)).status).toBe(200);
    await travel(1_000);
    expect((await fromFrame(await tokenFor(id), SUBSCRIPTION)).status).toBe(200);
  });

  test("whoever signs out everywhere ends the frames too, and no frame's end signs anybody out", async () => {
    const who = await customer();
    const token = await tokenFor(who.id);
    await who.call("/api/auth/logout?everywhere=true", { method: "POST" });
    expect(await codeOf(await fromFrame(token, SUBSCRIPTION))).toBe("PORTAL_TOKEN_ENDED");

    const other = await customer();
    const cookie = `ec_session=${await session({ sub: other.id })}`;
    await tokenFor(other.id);
    await request(`/api/customers/${other.id}/portal-session`, {
      method: "DELETE",
      headers: { authorization: await hostKey() },
    });
    expect((await request("/api/auth/me", { headers: { cookie } })).status).toBe(200);
  });

  test.each([
    ["evil.example frames it", { "embed-origin": "https://evil.example" }],
    ["a sandboxed page frames it", { "embed-origin": "null" }],
    ["evil.example sends it", { origin: "https://evil.example" }],
    ["a sandboxed page sends it", { origin: "null" }],
    ["another port sends it", { origin: `${HOST_ORIGIN}:8443` }],
  ])("a token for one site is refused when %s", async (_what, headers) => {
    const token = await tokenFor("customer-a");
    for (const path of ["/api/portal/session", SUBSCRIPTION])
      expect(await refusal(await fromFrame(token, path, { headers }))).toEqual([
        403,
        "PORTAL_ORIGIN_REFUSED",
      ]);
  });

  test.each([
    ["signed by somebody else", { secret: "x".repeat(40) }],
    ["signed for a session's cookie", { audience: "ec_session" }],
    ["signed for a sign-in under way", { audience: "ec_sign_in" }],
    ["signed by somebody else, and ended", { secret: "x".repeat(40), expires: -60 }],
  ])("a token %s is nobody's", async (_what, options) => {
    const token = await portalToken({ sub: "customer-a" }, options);
    expect(await refusal(await fromFrame(token, SUBSCRIPTION))).toEqual([401, "UNAUTHENTICATED"]);
  });

  test.each([
    ["no customer", { sub: " " }],
    ["any origin", { origins: ["*"] }],
    ["no origin", { origins: [] }],
    ["another scope", { scopes: ["operator"] }],
  ])("a token of ours for %s is nobody's", async (_what, claims) => {
    const token = await portalToken({ sub: "customer-a", ...claims });
    expect(await refusal(await fromFrame(token, SUBSCRIPTION))).toEqual([401, "UNAUTHENTICATED"]);
  });

  test("a token whose parts were changed, or that says that it needs no signature, is nobody's", async () => {
    const token = await tokenFor("customer-a");
    const [head = "", body = "", tail = ""] = token.slice(4).split(".");
    const claims = { ...JSON.parse(atob(body)), sub: "customer-b" };
    const other = btoa(JSON.stringify(claims)).replaceAll("=", "");
    const unsigned = btoa(JSON.stringify({ alg: "none" })).replaceAll("=", "");
    for (const forged of [`${head}.${other}.${tail}`, `${unsigned}.${other}.`, "", "x", `${head}.`])
      expect(await refusal(await fromFrame(`ecp_${forged}`, SUBSCRIPTION))).toEqual([
        401,
        "UNAUTHENTICATED",
      ]);
  });

  test("a portal token is no session cookie, and a cookie no portal token", async () => {
    const token = (await tokenFor("customer-a")).slice(4);
    const byCookie = { headers: { cookie: `ec_session=${token}` } };
    expect((await request("/api/auth/me", byCookie)).status).toBe(401);
    const cookie = await session({ sub: "customer-a", ...WISH });
    expect(await refusal(await fromFrame(`ecp_${cookie}`, SUBSCRIPTION))).toEqual([
      401,
      "UNAUTHENTICATED",
    ]);
  });

  test("an operator's token is a customer's in a frame", async () => {
    const token = await tokenFor((bindings.OPERATOR_SUBJECTS ?? "").split(",")[0] ?? "");
    for (const path of ["/api/console/orders", "/api/status", "/api/cron/reset-credits"])
      expect(await refusal(await fromFrame(token, path))).toEqual([401, "UNAUTHENTICATED"]);
    expect((await fromFrame(token, SUBSCRIPTION)).status).toBe(200);
  });

  test("a cookie that a browser sends along neither helps nor hinders", async () => {
    const token = await tokenFor("customer-a");
    const cookie = `ec_session=${await session({ sub: "customer-b" })}`;
    const asked = { method: "POST", headers: { cookie, origin: ORIGIN }, body: {} };
    const response = await fromFrame(token, `${SUBSCRIPTION}/preview`, asked);
    expect(await codeOf(response)).toBe("INVALID_REQUEST");
    const foreign = await fromFrame(token, "/api/console/orders", { headers: { cookie } });
    expect(foreign.status).toBe(401);
  });

  test("a secret that is being replaced still verifies, and one that was dropped does not", async () => {
    const token = await tokenFor("customer-a");
    const next = "n".repeat(40);
    const as = (SESSION_SECRETS: string) =>
      requestWith({ SESSION_SECRETS }, SUBSCRIPTION, {
        headers: { authorization: `Bearer ${token}` },
      });
    expect((await as(`${next},${SECRET}`)).status).toBe(200);
    expect((await as(next)).status).toBe(401);
    expect((await as("short")).status).toBe(503);
  });

  test("KV that does not answer stops no customer: the token ends by itself in minutes", async () => {
    const token = await portalToken({ sub: "customer-kv" });
    const get = () => Promise.reject(new Error("down"));
    const CONFIG = new Proxy(bindings.CONFIG, {
      get: (kv, name) => (name === "get" ? get : Reflect.get(kv, name).bind(kv)),
    });
    const headers = { authorization: `Bearer ${token}` };
    const response = await requestWith({ CONFIG }, "/api/credits/balance", { headers });
    expect(response.status).not.toBe(401);
  });
});

test.each([
  ["https://app.example.com, http://127.0.0.1:8791", [HOST_ORIGIN, "http://127.0.0.1:8791"]],
  ["", []],
  ["*", []],
])("with EMBED_ORIGINS %j the page in a frame is for %j", async (EMBED_ORIGINS, origins) => {
  const response = await requestWith({ EMBED_ORIGINS }, "/api/portal/framing");
  expect(await response.json()).toEqual({ origins });
});

test("nothing that the Worker answers can be framed", async () => {
  for (const path of ["/api/status", "/api/docs", "/api/nothing", "/api/portal/plans"]) {
    const policy = (await request(path)).headers.get("content-security-policy");
    expect(policy, path).toContain("frame-ancestors 'none'");
  }
});
