import { afterEach, describe, expect, test, vi } from "vitest";
import type { Env } from "../env.ts";
import { ROLE_LIFE_MS } from "../http/core/auth/identity.ts";
import { SESSION_MEMORY_MS } from "../store/sessions.ts";
import { KV_CACHE_SECONDS } from "../store/settings.ts";
import { counting } from "./counting.ts";
import { codeOf, meByCookie, session } from "./identity.ts";
import { bindings, customer, mint, ORIGIN, request, requestWith, soon } from "./world.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const newSession = (sub: string, claims: Record<string, unknown> = {}, issuedAtMs = Date.now()) =>
  session({ sub, jti: crypto.randomUUID(), ...claims }, { issuedAtMs });

const somebody = () => `customer-${crypto.randomUUID()}`;

const logout = (headers: Record<string, string>, query = "") =>
  request(`/api/auth/logout${query}`, { method: "POST", headers: { origin: ORIGIN, ...headers } });

const byCookie = (value: string) => ({ cookie: `ec_session=${value}` });

/** By a machine that remembers nothing, which reads what stands in KV. */
const isKnown = async (value: string) => (await meByCookie(value)).status === 200;

describe("signing out", () => {
  test("ends the session also for whoever has a copy of its cookie, and no other", async () => {
    const sub = somebody();
    const [here, elsewhere] = [await newSession(sub), await newSession(sub)];
    expect((await soon("/api/auth/me", { headers: byCookie(here) })).status).toBe(200);
    expect((await logout(byCookie(here))).status).toBe(204);
    expect((await soon("/api/auth/me", { headers: byCookie(here) })).status).toBe(401);
    expect(await isKnown(here)).toBe(false);
    expect(await isKnown(elsewhere)).toBe(true);
  });

  test("of a session from before sessions had ids ends it too", async () => {
    const old = await session({ sub: somebody() }, { issuedAtMs: Date.now() - 5_000 });
    await logout(byCookie(old));
    expect(await isKnown(old)).toBe(false);
  });

  test("everywhere ends every session so far; the next sign-in is good, and others stay", async () => {
    const sub = somebody();
    const [one, other, neighbour] = await Promise.all(
      [sub, sub, somebody()].map((id) => newSession(id, {}, Date.now() - 1)),
    );
    const response = await logout(byCookie(one ?? ""), "?everywhere=true");
    expect(response.status).toBe(204);
    expect(response.headers.getSetCookie()[0]).toMatch(/^ec_session=; Max-Age=0/);
    expect(await isKnown(one ?? "")).toBe(false);
    expect(await isKnown(other ?? "")).toBe(false);
    expect(await isKnown(neighbour ?? "")).toBe(true);
    expect(await isKnown(await newSession(sub, {}, Date.now() + 1))).toBe(true);
  });

  test("everywhere by the host product's token ends the customer's sessions here", async () => {
    const sub = somebody();
    const value = await newSession(sub, {}, Date.now() - 1);
    await logout({ authorization: `Bearer ${await mint({ sub })}` }, "?everywhere=true");
    expect(await isKnown(value)).toBe(false);
  });

  test("everywhere is nothing for a guest, and not said to be done when it is not", async () => {
    const guest = await logout({}, "?everywhere=true");
    expect([guest.status, await codeOf(guest)]).toEqual([401, "UNAUTHENTICATED"]);
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const CONFIG = {
      get: bindings.CONFIG.get.bind(bindings.CONFIG),
      put: () => Promise.reject(new Error("KV is down")),
    } as unknown as KVNamespace;
    const headers = { ...byCookie(await newSession(somebody())), origin: ORIGIN };
    const init = { method: "POST", headers };
    const failed = await requestWith({ CONFIG }, "/api/auth/logout?everywhere=true", init);
    expect([failed.status, await codeOf(failed)]).toEqual([503, "UNAVAILABLE"]);
    expect((await requestWith({ CONFIG }, "/api/auth/logout", init)).status).toBe(204);
    expect(log).toHaveBeenCalledTimes(2);
  });
});

describe("an operator ends a customer's sessions", () => {
  const end = (by: Awaited<ReturnType<typeof customer>>, id: string) =>
    by.post<{ customerId: string; endedUntil: string }>(
      `/api/console/customers/${encodeURIComponent(id)}/sessions/end`,
      {},
    );

  test("all of them, and no customer ends another's", async () => {
    const sub = somebody();
    const value = await newSession(sub, {}, Date.now() - 1);
    expect((await end(await customer(), sub)).status).toBe(403);
    expect(await isKnown(value)).toBe(true);
    const { status, body } = await end(await customer({ role: "operator" }), sub);
    expect([status, body.customerId]).toEqual([200, sub]);
    expect(await isKnown(value)).toBe(false);
  });

  test.each(["a\u0000b", "s".repeat(256), " "])(
    "an id that no token has is refused: %j",
    async (id) => {
      expect((await end(await customer({ role: "operator" }), id)).status).toBe(422);
    },
  );
});

describe("that a session was ended is looked up", () => {
  const look = async (env: Partial<Env>, value: string) =>
    (await requestWith(env, "/api/auth/me", { headers: byCookie(value) })).status;

  test("in KV once in a while, never in D1", async () => {
    const beganMs = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: beganMs });
    const value = await newSession(somebody());
    // requestWith copies the bindings, and an isolate's memory goes by its own: one object for all requests.
    const { env, costs } = counting();
    const isolate = { ...bindings, ...env };
    const me = async () => {
      const { default: app } = await import("../app.ts");
      const headers = byCookie(value);
      const asked = new Request(new URL("/api/auth/me", ORIGIN), { headers });
      const { status } = await app.fetch(asked, isolate);
      return { status, ...costs() };
    };
    expect(await me()).toEqual({ status: 200, kv: 1, d1: 0, objects: 0 });
    vi.setSystemTime(beganMs + SESSION_MEMORY_MS - 1);
    expect(await me()).toEqual({ status: 200, kv: 0, d1: 0, objects: 0 });
    await logout(byCookie(value)); // On another machine.
    expect(await me()).toMatchObject({ status: 200, kv: 0 });
    vi.setSystemTime(beganMs + SESSION_MEMORY_MS);
    expect(await me()).toEqual({ status: 401, kv: 1, d1: 0, objects: 0 });
  });

  test("so that it is over everywhere within a minute", () => {
    expect(SESSION_MEMORY_MS + KV_CACHE_SECONDS * 1_000).toBeLessThan(60_000);
  });

  test("and while KV does not answer a customer goes on, an operator waits", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const CONFIG = { get: () => Promise.reject(new Error("down")) } as unknown as KVNamespace;
    expect(await look({ CONFIG }, await newSession(somebody()))).toBe(200);
    expect(await look({ CONFIG }, await newSession(somebody(), { role: "operator" }))).toBe(503);
  });
});

describe("an operator's role", () => {
  const HOUR_AGO = () => Date.now() - ROLE_LIFE_MS;
  const anomalies = async (value: string, change: Partial<Env> = {}) =>
    (await requestWith(change, "/api/console/anomalies", { headers: byCookie(value) })).status;

  test("in a session counts for an hour; then the operator is asked to sign in again", async () => {
    const role = "operator";
    const recent = await newSession("wang", { role }, HOUR_AGO() + 5_000);
    expect(await anomalies(recent)).toBe(200);
    const old = await newSession("wang", { role }, HOUR_AGO());
    expect(await anomalies(old)).toBe(401);
    expect(await (await meByCookie(old)).json()).toMatchObject({ id: "wang", operator: false });
  });

  test("by OPERATOR_SUBJECTS counts while it is listed, whatever the session's age", async () => {
    const value = await newSession("wang", {}, HOUR_AGO());
    expect(await anomalies(value, { OPERATOR_SUBJECTS: "wang" })).toBe(200);
    expect(await anomalies(value, { OPERATOR_SUBJECTS: "zhao" })).toBe(403);
  });
});

describe("cookies", () => {
  const HTTPS = { PUBLIC_BASE_URL: "https://pay.example.com" };
  const me = async (cookie: string, change: Partial<Env> = {}) =>
    (await requestWith(change, "/api/auth/me", { headers: { cookie } })).status;

  test("over https are those that no sister site can set", async () => {
    const value = await newSession(somebody());
    expect(await me(`__Host-ec_session=${value}`, HTTPS)).toBe(200);
    expect(await me(`ec_session=${value}`, HTTPS)).toBe(401);
    expect(await me(`__Host-ec_session=${value}`)).toBe(401);
  });

  test("two of one name are none, in whatever order", async () => {
    const [mine, foreign] = [await newSession(somebody()), await newSession(somebody())];
    for (const pair of [
      [mine, foreign],
      [foreign, mine],
      [mine, mine],
      [mine, ""],
    ])
      expect(await me(pair.map((value) => `ec_session=${value}`).join("; "))).toBe(401);
    expect(await me(`theme=dark;ec_session=${mine} ;\tlang=zh`)).toBe(200);
  });

  test("of a sign-in under way: two of one name end it", async () => {
    const begun = await request("/api/auth/login", { redirect: "manual" });
    const [cookie = ""] = (begun.headers.getSetCookie()[0] ?? "").split(";");
    const path = "/api/auth/callback?code=x&state=y";
    const back = await request(path, { headers: { cookie: `${cookie}; ${cookie}` } });
    expect([back.status, await codeOf(back)]).toEqual([400, "SIGN_IN_FAILED"]);
  });
});
