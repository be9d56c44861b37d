import { afterEach, expect, test, vi } from "vitest";
import type { Env } from "../env.ts";
import { codeOf, meByCookie, SECRET, session, stubFetch } from "./identity.ts";
import { ORIGIN, request, requestWith } from "./world.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const cookiesOf = (response: Response) =>
  response.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
const jar = (response: Response) => ({ cookie: cookiesOf(response).join("; ") });
const login = (query = "", change: Partial<Env> = {}) =>
  requestWith(change, `/api/auth/login${query}`, { redirect: "manual" });

/** The browser at the provider: a person is chosen and the browser is sent back. */
async function choose(begun: Response, change: Record<string, string> = {}): Promise<URL> {
  const address = new URL(begun.headers.get("location") ?? "");
  const form = new URLSearchParams(address.search);
  form.set("sub", "customer-lin");
  for (const [name, value] of Object.entries(change)) form.set(name, value);
  const init = { method: "POST", body: form, redirect: "manual" as const };
  const chosen = await fetch(new URL(address.pathname, address), init);
  return new URL(chosen.headers.get("location") ?? "");
}

const callback = (back: URL, headers: Record<string, string>, change: Partial<Env> = {}) =>
  requestWith(change, back.pathname + back.search, { headers, redirect: "manual" });

const refused = async (response: Response) => {
  expect([response.status, await codeOf(response)]).toEqual([400, "SIGN_IN_FAILED"]);
  expect(cookiesOf(response)).toEqual(["ec_sign_in="]);
};

test("a guest goes to the provider, comes back, and is somebody", async () => {
  const begun = await login("?returnTo=/profile%3Fa=1");
  expect(begun.status).toBe(302);
  const asked = new URL(begun.headers.get("location") ?? "").searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    response_type: "code",
    scope: "openid profile email",
    code_challenge_method: "S256",
    redirect_uri: `${ORIGIN}/api/auth/callback`,
  });

  const ended = await callback(await choose(begun), jar(begun));
  expect([ended.status, ended.headers.get("location")]).toEqual([302, "/profile?a=1"]);
  const [signIn, signedIn] = ended.headers.getSetCookie();
  expect(signIn).toMatch(/^ec_sign_in=; Max-Age=0/);
  expect(signedIn).toMatch(/^ec_session=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);

  const known = await request("/api/auth/me", { headers: jar(ended) });
  expect(await known.json()).toEqual({
    id: "customer-lin",
    username: "林知夏",
    avatar: "",
    email: "zhixia@example.com",
    operator: false,
  });
});

test("the operator's role comes along", async () => {
  const begun = await login();
  const ended = await callback(await choose(begun, { sub: "operator-wang" }), jar(begun));
  const change = { OPERATOR_SUBJECTS: "" };
  const known = await requestWith(change, "/api/auth/me", { headers: jar(ended) });
  expect(await known.json()).toMatchObject({ id: "operator-wang", operator: true });
});

test("two sign-ins never share their secrets", async () => {
  const [one, other] = await Promise.all([login(), login()]);
  for (const name of ["state", "nonce", "code_challenge"])
    expect(new URL(one.headers.get("location") ?? "").searchParams.get(name)).not.toBe(
      new URL(other.headers.get("location") ?? "").searchParams.get(name),
    );
});

test.each<[string, Partial<Env>, boolean]>([
  ["https", { PUBLIC_BASE_URL: "https://pay.example.com" }, true],
  ["https after a blank", { PUBLIC_BASE_URL: " https://pay.example.com" }, true],
  ["http on this machine", {}, false],
])(
  "over %s the cookies are Secure accordingly, and no script can read them",
  async (_how, change, secure) => {
    const [cookie = ""] = (await login("", change)).headers.getSetCookie();
    expect(cookie.startsWith(secure ? "__Host-ec_sign_in=" : "ec_sign_in=")).toBe(true);
    expect(cookie).toMatch(/; Max-Age=600; Path=\/; HttpOnly;.* SameSite=Lax$/);
    expect(cookie.includes("; Secure")).toBe(secure);
    const signedOut = await requestWith(change, "/api/auth/logout", { method: "POST" });
    expect(signedOut.headers.getSetCookie()[0]?.includes("; Secure")).toBe(secure);
  },
);

test.each<[string, string]>([
  ["/ok?x=1#y", "/ok?x=1#y"],
  ["/", "/"],
  ["/我的", "/%E6%88%91%E7%9A%84"],
  ["", "/"],
  ["ok", "/"],
  ["//evil.example", "/"],
  ["///evil.example", "/"],
  ["/\\evil.example", "/"],
  ["\\\\evil.example", "/"],
  ["/\t/evil.example", "/"],
  ["/.//evil.example", "/"],
  ["/..//evil.example", "/"],
  ["/%2e//evil.example", "/"],
  ["/a/../..//evil.example", "/"],
  ["/./\\evil.example", "/"],
  [" //evil.example", "/"],
  ["https://evil.example", "/"],
  ["https:evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["data:text/html,x", "/"],
  [`/${"x".repeat(5_000)}`, "/"],
])("asked to return to %j, it returns to %j", async (wanted, returned) => {
  const begun = await login(`?returnTo=${encodeURIComponent(wanted)}`);
  expect(begun.headers.getSetCookie()[0]?.length).toBeLessThan(4_096);
  const ended = await callback(await choose(begun), jar(begun));
  expect(ended.headers.get("location")).toBe(returned);
});

test.each<[string, (back: URL) => void]>([
  ["another state", (back) => back.searchParams.set("state", "another")],
  ["no state", (back) => back.searchParams.delete("state")],
  ["another code", (back) => back.searchParams.set("code", "another")],
  ["no code", (back) => back.searchParams.delete("code")],
  ["another issuer", (back) => back.searchParams.set("iss", "https://evil.example")],
  ["no issuer", (back) => back.searchParams.delete("iss")],
  ["the provider's refusal", (back) => back.searchParams.set("error", "access_denied")],
])("coming back with %s fails", async (_what, change) => {
  const begun = await login();
  const back = await choose(begun);
  change(back);
  await refused(await callback(back, jar(begun)));
});

test("coming back without the cookie of a sign-in fails", async () => {
  const begun = await login();
  await refused(await callback(await choose(begun), {}));
});

test("coming back with the cookie of another sign-in fails", async () => {
  const [mine, theirs] = await Promise.all([login(), login()]);
  await refused(await callback(await choose(theirs), jar(mine)));
});

test("a session is no sign-in under way, and a sign-in under way is no session", async () => {
  const begun = await login();
  await refused(await callback(await choose(begun), { cookie: `ec_sign_in=${await session()}` }));
  const cookie = jar(begun).cookie.replace("ec_sign_in", "ec_session");
  expect((await request("/api/auth/me", { headers: { cookie } })).status).toBe(401);
});

test("a code works once", async () => {
  const begun = await login();
  const back = await choose(begun);
  expect((await callback(back, jar(begun))).status).toBe(302);
  await refused(await callback(back, jar(begun)));
});

test("an ID token for another sign-in's nonce is refused", async () => {
  const begun = await login();
  await refused(await callback(await choose(begun, { nonce: "another" }), jar(begun)));
});

test("a provider that takes another client secret is a failed sign-in, with nothing told", async () => {
  const begun = await login();
  const change = { AUTH_CLIENT_SECRET: "wrong-secret" };
  const response = await callback(await choose(begun), jar(begun), change);
  expect(await response.clone().text()).not.toContain("wrong-secret");
  await refused(response);
});

test("the new session is signed with the first secret", async () => {
  const change = { SESSION_SECRETS: `a-new-secret-of-at-least-32-characters,${SECRET}` };
  const begun = await login();
  const ended = await callback(await choose(begun), jar(begun), change);
  const value = cookiesOf(ended)[1]?.split("=")[1] ?? "";
  expect((await meByCookie(value, change)).status).toBe(200);
  expect((await meByCookie(value)).status).toBe(401);
});

test.each([
  "AUTH_ISSUER",
  "AUTH_CLIENT_ID",
  "AUTH_CLIENT_SECRET",
  "PUBLIC_BASE_URL",
  "SESSION_SECRETS",
])(
  "without %s it says that the service is not configured, and the log says what is missing",
  async (variable) => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const response = await login("", { [variable]: "" });
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(text).toContain("NOT_CONFIGURED");
    expect(text).not.toContain(variable);
    expect(JSON.stringify(log.mock.calls)).toContain(variable);
    log.mockRestore();
  },
);

const discovery = (issuer: string) => () =>
  Response.json({ issuer, authorization_endpoint: `${issuer}authorize` });

test("an issuer may end with a slash", async () => {
  const issuer = "https://id.test/application/o/shop/";
  stubFetch({ [`${issuer}.well-known/openid-configuration`]: discovery(issuer) });
  const begun = await login("", { AUTH_ISSUER: issuer });
  expect(begun.headers.get("location")).toMatch(`${issuer}authorize?`);
});

test.each<[string, () => Response]>([
  ["speaks for another issuer", discovery("https://evil.example/")],
  ["fails", () => new Response("oops", { status: 500 })],
  ["has nowhere to send people", () => Response.json({ issuer: "https://down.test" })],
])("a provider that %s is unavailable", async (_what, answer) => {
  stubFetch({ "https://down.test/.well-known/openid-configuration": answer });
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const response = await login("", { AUTH_ISSUER: "https://down.test" });
  expect([response.status, await codeOf(response)]).toEqual([503, "UNAVAILABLE"]);
  log.mockRestore();
});

test("a browser whose sign-in did not complete is sent back to the page, not to JSON", async () => {
  const response = await request("/api/auth/callback?error=access_denied", {
    headers: { accept: "text/html,application/xhtml+xml" },
    redirect: "manual",
  });
  expect(response.status).toBe(302);
  expect(response.headers.get("location")).toBe("/?signIn=failed");
});
