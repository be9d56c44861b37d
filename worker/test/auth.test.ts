import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterEach, describe, expect, inject, test, vi } from "vitest";
import type { Me } from "../app.ts";
import type { Env } from "../env.ts";
import { identityFrom, sessionClaims } from "../http/core/auth/identity.ts";
import { codeOf, meByCookie, SECRET, session, stubFetch } from "./identity.ts";
import { customer, mint, ORIGIN, request, requestWith, soon } from "./world.ts";

const variables = inject("variables");
const ISSUER = variables.AUTH_ISSUER ?? "";
const AUDIENCE = variables.AUTH_AUDIENCE ?? "";

afterEach(() => {
  vi.unstubAllGlobals();
});

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
/** A provider of our own on a made-up address, so that its tokens can be as odd as we like. */
const KEYS_URL = "https://keys.test/jwks";
const pair = await generateKeyPair("RS256", { extractable: true });
const stranger = await generateKeyPair("RS256");
const jwk = { ...(await exportJWK(pair.publicKey)), kid: "ours", alg: "RS256", use: "sig" };

const nowSeconds = () => Math.floor(Date.now() / 1000);

const CLAIMS: JWTPayload = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: "somebody",
  name: "Somebody",
  exp: nowSeconds() + 3600,
};

const sign = (claims: Record<string, unknown>, kid = "ours", key = pair.privateKey) =>
  new SignJWT(claims as JWTPayload).setProtectedHeader({ alg: "RS256", kid }).sign(key);

const segment = (value: unknown) =>
  btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function me(token: string, path = "/api/auth/me"): Promise<Response> {
  stubFetch({ [KEYS_URL]: () => Response.json({ keys: [jwk] }) });
  return requestWith({ AUTH_JWKS_URL: KEYS_URL }, path, bearer(token));
}

const without = (name: string) =>
  Object.fromEntries(Object.entries(CLAIMS).filter(([key]) => key !== name));

describe("a bearer token is taken when", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["it is whole", CLAIMS, "somebody"],
    ["we are one of its audiences", { ...CLAIMS, aud: ["other", AUDIENCE] }, "somebody"],
    ["its subject has 255 characters", { ...CLAIMS, sub: "s".repeat(255) }, "s".repeat(255)],
    ["it ended within the last minute", { ...CLAIMS, exp: nowSeconds() - 50 }, "somebody"],
    ["it begins within the next minute", { ...CLAIMS, nbf: nowSeconds() + 50 }, "somebody"],
  ])("%s", async (_when, claims, id) => {
    const response = await me(await sign(claims));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id });
  });

  test("the sandbox, standing for a host product, issued it", async () => {
    const response = await request("/api/auth/me", bearer(await mint({ sub: "c-1", name: "林" })));
    expect(await response.json()).toEqual({
      id: "c-1",
      username: "林",
      avatar: "",
      email: "",
      operator: false,
    });
    expect(response.headers.get("cache-control")).toBe("private, no-store");
  });
});

describe("a bearer token is refused when", async () => {
  test.each<[string, Record<string, unknown>]>([
    ["it has expired", { ...CLAIMS, exp: nowSeconds() - 61 }],
    ["it has no end", without("exp")],
    ["it is not valid yet", { ...CLAIMS, nbf: nowSeconds() + 600 }],
    ["another issuer made it", { ...CLAIMS, iss: "https://evil.example" }],
    ["its issuer is ours and a slash", { ...CLAIMS, iss: `${ISSUER}/` }],
    ["it names no issuer", without("iss")],
    ["it is for another audience", { ...CLAIMS, aud: "another-product" }],
    ["it is for an audience that begins like ours", { ...CLAIMS, aud: `${AUDIENCE}2` }],
    ["it names no audience", without("aud")],
    ["it names nobody", without("sub")],
    ["its subject is empty", { ...CLAIMS, sub: "" }],
    ["its subject is a number", { ...CLAIMS, sub: 7 }],
    ["its subject has 256 characters", { ...CLAIMS, sub: "s".repeat(256) }],
    ["its subject is blank", { ...CLAIMS, sub: " " }],
    ["its subject holds a control character", { ...CLAIMS, sub: "some\nbody" }],
    ["its subject is cut within a character", { ...CLAIMS, sub: "somebody\ud83d" }],
  ])("%s", async (_when, claims) => {
    const response = await me(await sign(claims));
    expect([response.status, await codeOf(response)]).toEqual([401, "UNAUTHENTICATED"]);
  });

  const unsigned = `${segment({ alg: "none" })}.${segment(CLAIMS)}.`;
  const hmac = async (secret: string) =>
    new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: "HS256", kid: "ours" })
      .sign(new TextEncoder().encode(secret));
  const whole = await sign(CLAIMS);
  const [head = "", , tail = ""] = whole.split(".");

  test.each([
    ["it is not signed", unsigned],
    [
      "it is not signed, in capitals",
      unsigned.replace(segment({ alg: "none" }), segment({ alg: "NONE" })),
    ],
    ["a public key served as its secret", await hmac(JSON.stringify(jwk))],
    ["a public modulus served as its secret", await hmac(jwk.n ?? "")],
    ["the session secret signed it", await hmac(SECRET)],
    ["its key is unknown", await sign(CLAIMS, "unknown")],
    ["a stranger signed it under our key's name", await sign(CLAIMS, "ours", stranger.privateKey)],
    ["its claims were changed", `${head}.${segment({ ...CLAIMS, sub: "victim" })}.${tail}`],
    ["its signature is missing", `${whole.split(".").slice(0, 2).join(".")}.`],
    ["it is cut", whole.slice(0, -20)],
    ["it is no token", "rubbish"],
    ["it is empty", ""],
  ])("%s", async (_when, token) => {
    const response = await me(token);
    expect([response.status, await codeOf(response)]).toEqual([401, "UNAUTHENTICATED"]);
  });

  test("its key is symmetric, even when the key set offers that key", async () => {
    const url = "https://keys.test/symmetric";
    const key = {
      kty: "oct",
      k: segment("a key that everybody can read, as all in a key set"),
      kid: "oct",
    };
    stubFetch({ [url]: () => Response.json({ keys: [{ ...key, alg: "HS256" }] }) });
    const secret = new TextEncoder().encode(atob(key.k));
    const token = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: "HS256", kid: "oct" })
      .sign(secret);
    const response = await requestWith({ AUTH_JWKS_URL: url }, "/api/auth/me", bearer(token));
    expect(response.status).toBe(401);
  });

  test.each(["/api/web/coze-package/center", "/api/status", "/api/auth/me"])(
    "it is bad and %s would have welcomed a guest",
    async (path) => {
      expect((await me("rubbish", path)).status).toBe(401);
    },
  );

  test("it is bad, whatever the cookie beside it says", async () => {
    const headers = { authorization: "Bearer rubbish", cookie: `ec_session=${await session()}` };
    expect((await request("/api/auth/me", { headers })).status).toBe(401);
  });
});

describe("when tokens cannot be checked, nobody is told to sign in again", () => {
  test.each<[string, () => Response]>([
    ["fails", () => new Response("oops", { status: 500 })],
    ["is gone", () => new Response("gone", { status: 404 })],
    ["is not JSON", () => new Response("<html>")],
    ["is no key set", () => Response.json({ hello: 1 })],
  ])("the key set %s", async (what, answer) => {
    const url = `https://keys.test/${encodeURIComponent(what)}`;
    stubFetch({ [url]: answer });
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const token = await sign(CLAIMS);
    const response = await requestWith({ AUTH_JWKS_URL: url }, "/api/auth/me", bearer(token));
    expect([response.status, await codeOf(response)]).toEqual([503, "UNAVAILABLE"]);
    expect(log).toHaveBeenCalled();
    expect(JSON.stringify(log.mock.calls)).not.toContain(token);
    log.mockRestore();
  });

  test("nothing listens at the key set's address", async () => {
    const change = { AUTH_JWKS_URL: "http://127.0.0.1:9/jwks" };
    const response = await requestWith(change, "/api/auth/me", bearer(await sign(CLAIMS)));
    expect([response.status, await codeOf(response)]).toEqual([503, "UNAVAILABLE"]);
  });

  test.each(["AUTH_JWKS_URL", "AUTH_ISSUER", "AUTH_AUDIENCE"] as const)(
    "%s is missing",
    async (variable) => {
      const init = bearer(await sign(CLAIMS));
      const response = await requestWith({ [variable]: "" }, "/api/auth/me", init);
      const text = await response.text();
      expect(response.status).toBe(503);
      expect(text).toContain("NOT_CONFIGURED");
      expect(text).not.toContain(variable);
    },
  );

  test("a key set's address may have a query", async () => {
    const url = "https://keys.test/keys?p=policy";
    stubFetch({ [url]: () => Response.json({ keys: [jwk] }) });
    const init = bearer(await sign(CLAIMS));
    expect((await requestWith({ AUTH_JWKS_URL: url }, "/api/auth/me", init)).status).toBe(200);
  });
});

test.each<[string, Record<string, unknown>, string | undefined, boolean]>([
  ["nobody in particular", {}, undefined, false],
  ["the role operator", { role: "operator" }, undefined, true],
  ["the role in capitals", { role: "OPERATOR" }, undefined, false],
  ["the role in a list", { role: ["operator"] }, undefined, false],
  ["a listed subject", { sub: "wang" }, "li, wang ,zhao", true],
  ["a subject that begins like a listed one", { sub: "wan" }, "wang", false],
  ["the list itself", { sub: "li,wang" }, "li,wang", false],
])("%s: is that an operator?", async (_who, claims, listed, operator) => {
  stubFetch({ [KEYS_URL]: () => Response.json({ keys: [jwk] }) });
  const change: Partial<Env> = { AUTH_JWKS_URL: KEYS_URL, OPERATOR_SUBJECTS: listed ?? "" };
  const init = bearer(await sign({ ...CLAIMS, ...claims }));
  const known = (await (await requestWith(change, "/api/auth/me", init)).json()) as Me;
  expect(known.operator).toBe(operator);
  const console_ = await requestWith(change, "/api/console/anomalies", init);
  expect(console_.status).toBe(operator ? 200 : 403);
});

test("a guest at the console is asked to sign in, a customer is told no", async () => {
  const asGuest = await request("/api/console/anomalies");
  expect([asGuest.status, await codeOf(asGuest)]).toEqual([401, "UNAUTHENTICATED"]);
  const asCustomer = await (await customer()).call("/api/console/anomalies");
  expect([asCustomer.status, await codeOf(asCustomer)]).toEqual([403, "FORBIDDEN"]);
});

test("what a provider says too much of is cut to what a cookie can hold", async () => {
  const long = {
    sub: "s".repeat(255),
    name: "汉".repeat(5_000),
    picture: `https://example.com/${"p".repeat(1_004)}`,
    email: `${"e".repeat(240)}@example.com`,
    role: "operator",
  };
  const identity = identityFrom(long, "session", undefined, Date.now());
  if (!identity) throw new Error("the subject is short enough");
  expect(identity.username).toBe(`${"汉".repeat(119)}…`);
  const cookie = await session(sessionClaims(identity, long));
  // RFC 6265bis 5.7: name, value and attributes, of which ours take some 70 bytes.
  expect(cookie.length + "ec_session=".length + 100).toBeLessThan(4_096);
});

test.each(["data:image/png;base64,AAAA", "javascript:alert(1)", `https://x/${"p".repeat(1_024)}`])(
  "a picture that is no short web address is left out: %.30s",
  (picture) => {
    expect(identityFrom({ sub: "a", picture }, "session", undefined, 0)?.avatar).toBe("");
  },
);

describe("a session cookie", async () => {
  const OTHER = "another-secret-of-at-least-32-characters";

  test("is taken when we signed it", async () => {
    expect(await (await meByCookie(await session())).json()).toMatchObject({
      id: "cookie-customer",
    });
  });

  test("is taken while any of the secrets signed it, and no longer", async () => {
    const old = await session();
    expect((await meByCookie(old, { SESSION_SECRETS: `${OTHER},${SECRET}` })).status).toBe(200);
    expect((await meByCookie(old, { SESSION_SECRETS: OTHER })).status).toBe(401);
  });

  test("is looked at for its end each time, also when its signature is remembered", async () => {
    const value = await session();
    const me = () => soon("/api/auth/me", { headers: { cookie: `ec_session=${value}` } });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    try {
      expect((await me()).status).toBe(200);
      expect((await me()).status).toBe(200);
      vi.setSystemTime(Date.now() + 3_601_000);
      expect((await me()).status).toBe(401);
    } finally {
      vi.useRealTimers();
    }
  });

  const good = await session();
  const [head, , tail] = good.split(".");
  test.each([
    ["it has expired", await session(undefined, { expires: "-1s" })],
    ["another secret signed it", await session(undefined, { secret: OTHER })],
    ["it is a sign-in cookie", await session(undefined, { audience: "ec_sign_in" })],
    ["it has no audience", await session(undefined, { audience: null })],
    ["it names nobody", await session({})],
    ["its subject is none that a token may have", await session({ sub: "some\0body" })],
    ["it was tampered with", `${head}.${segment({ sub: "victim", aud: "ec_session" })}.${tail}`],
    ["it is not signed", `${segment({ alg: "none" })}.${segment({ sub: "victim" })}.`],
    ["a host product's token is in its place", await mint({ sub: "host" })],
    ["it is rubbish", "rubbish"],
    ["it is empty", ""],
  ])("is nobody's when %s, and its bearer is a guest", async (_when, value) => {
    expect((await meByCookie(value)).status).toBe(401);
    const headers = { cookie: `ec_session=${value}` };
    const center = await request("/api/web/coze-package/center", { headers });
    expect(center.status).toBe(200);
    expect(await center.json()).not.toHaveProperty("user");
  });

  test.each([
    ["is missing", ""],
    ["is too short", "short"],
    ["ends with a comma", `${SECRET},`],
  ])("cannot be read when SESSION_SECRETS %s; guests do not notice", async (_what, secrets) => {
    const change = { SESSION_SECRETS: secrets };
    const response = await meByCookie(good, change);
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(text).toContain("NOT_CONFIGURED");
    expect(text).not.toMatch(/SESSION_SECRETS|short/);
    const init = { headers: { cookie: "theme=dark" } };
    expect((await requestWith(change, "/api/web/coze-package/center", init)).status).toBe(200);
  });

  test("ends with the sign-out, which guests may ask for too", async () => {
    const headers = { cookie: `ec_session=${good}`, origin: ORIGIN };
    const response = await request("/api/auth/logout", { method: "POST", headers });
    expect(response.status).toBe(204);
    expect(response.headers.getSetCookie()[0]).toMatch(/^ec_session=; Max-Age=0; Path=\//);
    expect((await request("/api/auth/logout", { method: "POST" })).status).toBe(204);
  });
});

describe("a write by cookie must come from our own page", async () => {
  const PUBLIC = "https://pay.example.com";
  const cancel = async (headers: Record<string, string>, change: Partial<Env> = {}) => {
    const response = await requestWith({ PUBLIC_BASE_URL: PUBLIC, ...change }, "/api/pay/cancel", {
      method: "POST",
      body: JSON.stringify({ from: "coze", orderId: "none" }),
      headers: { "content-type": "application/json", ...headers },
    });
    return codeOf(response);
  };
  const value = await session();
  const cookie = `ec_session=${value}; __Host-ec_session=${value}`;

  test.each<[string, Record<string, string>]>([
    ["our public address", { origin: PUBLIC }],
    ["the address asked", { origin: ORIGIN }],
    ["a browser that vouches and names none", { "sec-fetch-site": "same-origin" }],
  ])("%s is let through", async (_from, headers) => {
    expect(await cancel({ cookie, ...headers })).toBe("ORDER_NOT_FOUND");
  });

  test.each<[string, Record<string, string>]>([
    ["another site", { origin: "https://evil.example" }],
    ["a site that begins like ours", { origin: `${PUBLIC}.evil.example` }],
    ["our address on another port", { origin: `${PUBLIC}:8443` }],
    ["our address without TLS", { origin: PUBLIC.replace("https", "http") }],
    ["a sandboxed frame", { origin: "null" }],
    [
      "another site that claims to be ours",
      { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
    ],
    ["nowhere", {}],
    ["a sister site", { "sec-fetch-site": "same-site" }],
    ["a foreign site without an origin", { "sec-fetch-site": "cross-site" }],
    ["an address typed in", { "sec-fetch-site": "none" }],
  ])("%s is refused", async (_from, headers) => {
    expect(await cancel({ cookie, ...headers })).toBe("ORIGIN_REFUSED");
  });

  test("a frame without an origin is nobody's own, also when PUBLIC_BASE_URL lacks its scheme", async () => {
    const change = { PUBLIC_BASE_URL: "localhost:8788" };
    expect(await cancel({ cookie, origin: "null" }, change)).toBe("ORIGIN_REFUSED");
  });

  test("a bearer token needs no origin, with or without a cookie beside it", async () => {
    const authorization = `Bearer ${await mint({ sub: "host" })}`;
    const origin = "https://host.example";
    expect(await cancel({ authorization, origin })).toBe("ORDER_NOT_FOUND");
    expect(await cancel({ authorization, origin, cookie })).toBe("ORDER_NOT_FOUND");
  });

  test("a guest has nothing to protect and is asked to sign in", async () => {
    expect(await cancel({ origin: "https://evil.example" })).toBe("UNAUTHENTICATED");
  });

  test.each([
    ["a reading", 200, {}],
    ["a socket", 403, { upgrade: "websocket" }],
    ["a reading that offers another protocol", 200, { upgrade: "h2c" }],
  ])("%s from another site gets %d", async (_what, status, headers) => {
    const response = await request("/api/auth/me", {
      headers: { cookie, origin: "https://evil.example", ...headers },
    });
    expect(response.status).toBe(status);
  });
});
