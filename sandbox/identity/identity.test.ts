import { createRemoteJWKSet, jwtVerify } from "jose";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, expect, test } from "vitest";
import { productVariables } from "../keys.ts";
import { type Sandbox, startSandbox } from "../server.ts";
import { controlOf } from "../test-support.ts";

const APP = "http://localhost:8788";
const CALLBACK = `${APP}/api/auth/callback`;
const local = { [oauth.allowInsecureRequests]: true };

let sandbox: Sandbox;
let server: oauth.AuthorizationServer;
let client: oauth.Client;
let secret: string;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, appUrl: APP });
  const variables = productVariables(sandbox.keys, { appUrl: APP, sandboxUrl: sandbox.url });
  const issuer = new URL(variables.AUTH_ISSUER ?? "");
  const discovery = await oauth.discoveryRequest(issuer, local);
  server = await oauth.processDiscoveryResponse(issuer, discovery);
  expect(server.jwks_uri).toBe(variables.AUTH_JWKS_URL);
  client = { client_id: variables.AUTH_CLIENT_ID ?? "" };
  secret = variables.AUTH_CLIENT_SECRET ?? "";
});

afterAll(() => sandbox.close());

async function authorizationUrl(change: Record<string, string> = {}) {
  const verifier = oauth.generateRandomCodeVerifier();
  const url = new URL(server.authorization_endpoint ?? "");
  const parameters: Record<string, string> = {
    client_id: client.client_id,
    redirect_uri: CALLBACK,
    response_type: "code",
    scope: "openid profile email",
    state: "the-state",
    nonce: "the-nonce",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...change,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== "") url.searchParams.set(name, value);
  }
  return { url, verifier };
}

/** Presses the button of one person, as the page's form does. */
async function choose(url: URL, sub: string): Promise<URL> {
  const body = new URLSearchParams([...url.searchParams, ["sub", sub]]);
  const answer = await fetch(`${url.origin}${url.pathname}`, {
    method: "POST",
    body,
    redirect: "manual",
  });
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get("location") ?? "");
}

async function redeem(callback: URL, verifier: string, auth = oauth.ClientSecretBasic(secret)) {
  const parameters = oauth.validateAuthResponse(server, client, callback, "the-state");
  return oauth.authorizationCodeGrantRequest(
    server,
    client,
    auth,
    parameters,
    CALLBACK,
    verifier,
    local,
  );
}

test.each([
  ["client_secret_basic", () => oauth.ClientSecretBasic(secret)],
  ["client_secret_post", () => oauth.ClientSecretPost(secret)],
])("a customer signs in by code flow with PKCE and %s", async (_method, auth) => {
  const { url, verifier } = await authorizationUrl();
  const page = await (await fetch(url, { headers: { "accept-language": "zh-CN" } })).text();
  for (const name of ["林知夏", "Alex Chen", "王运营"]) expect(page).toContain(name);

  const callback = await choose(url, "customer-lin");
  expect(callback.href.startsWith(CALLBACK)).toBe(true);
  const response = await redeem(callback, verifier, auth());
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: "the-nonce",
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, response, local);
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  expect(claims).toMatchObject({
    sub: "customer-lin",
    name: "林知夏",
    preferred_username: "林知夏",
    email: "zhixia@example.com",
    nonce: "the-nonce",
  });

  const userinfo = await oauth.userInfoRequest(server, client, tokens.access_token, local);
  expect(
    await oauth.processUserInfoResponse(server, client, "customer-lin", userinfo),
  ).toMatchObject({ email: "zhixia@example.com" });
  expect((await verify(tokens.access_token)).payload.sub).toBe("customer-lin");
});

const verify = (token: string) =>
  jwtVerify(token, createRemoteJWKSet(new URL(server.jwks_uri ?? "")), {
    issuer: server.issuer,
    audience: sandbox.keys.identity.audience,
  });

test("a code works once, for its verifier only, and not for long", async () => {
  const { url, verifier } = await authorizationUrl();
  const used = await choose(url, "customer-alex");
  expect((await redeem(used, verifier)).status).toBe(200);
  expect(await (await redeem(used, verifier)).json()).toMatchObject({ error: "invalid_grant" });

  const other = await choose(url, "customer-alex");
  const stranger = oauth.generateRandomCodeVerifier();
  expect(await (await redeem(other, stranger)).json()).toMatchObject({ error: "invalid_grant" });

  const late = await choose(url, "customer-alex");
  await controlOf(sandbox).post("/clock", { offsetMs: 60_000 });
  expect(await (await redeem(late, verifier)).json()).toMatchObject({ error: "invalid_grant" });
  await controlOf(sandbox).post("/clock", { offsetMs: 0 });
});

test("a wrong client secret is refused", async () => {
  const { url, verifier } = await authorizationUrl();
  const callback = await choose(url, "customer-lin");
  const answer = await redeem(callback, verifier, oauth.ClientSecretBasic("guess"));
  expect(answer.status).toBe(401);
});

test.each([
  ["https://evil.example/api/auth/callback"],
  ["http://localhost:8788.evil.example/callback"],
  ["http://localhost:8789/api/auth/callback"],
  ["http://user@localhost:8788/api/auth/callback"],
  [`${CALLBACK}#fragment`],
  ["javascript:alert(1)"],
])("nobody is sent to %s", async (redirect_uri) => {
  const { url } = await authorizationUrl({ redirect_uri });
  const answer = await fetch(url, { redirect: "manual" });
  expect(answer.status).toBe(400);
  expect(answer.headers.get("location")).toBeNull();
});

test.each([
  ["code_challenge", "", "invalid_request"],
  ["code_challenge_method", "plain", "invalid_request"],
  ["response_type", "token", "unsupported_response_type"],
  ["scope", "profile", "invalid_scope"],
  ["prompt", "none", "login_required"],
])("%s = %j comes back as %s", async (name, value, error) => {
  const { url } = await authorizationUrl({ [name]: value });
  const answer = await fetch(url, { redirect: "manual" });
  const location = new URL(answer.headers.get("location") ?? "");
  expect(Object.fromEntries(location.searchParams)).toMatchObject({ error, state: "the-state" });
});

test("whoever chose once is known to prompt=none until the logout", async () => {
  const { url } = await authorizationUrl();
  const body = new URLSearchParams([...url.searchParams, ["sub", "operator-wang"]]);
  const chosen = await fetch(`${url.origin}${url.pathname}`, {
    method: "POST",
    body,
    redirect: "manual",
  });
  const cookie = chosen.headers.get("set-cookie")?.split(";")[0] ?? "";
  url.searchParams.set("prompt", "none");
  const silent = await fetch(url, { headers: { cookie }, redirect: "manual" });
  expect(new URL(silent.headers.get("location") ?? "").searchParams.get("code")).toBeTruthy();

  const logout = new URL(server.end_session_endpoint ?? "");
  logout.searchParams.set("post_logout_redirect_uri", `${APP}/`);
  logout.searchParams.set("state", "bye");
  const left = await fetch(logout, { headers: { cookie }, redirect: "manual" });
  expect(left.headers.get("location")).toBe(`${APP}/?state=bye`);
  expect(left.headers.get("set-cookie")).toContain("Max-Age=0");
  logout.searchParams.set("post_logout_redirect_uri", "https://evil.example/");
  expect((await fetch(logout, { redirect: "manual" })).status).toBe(400);
});

test("a test token is what the host product would issue, for anybody and any time", async () => {
  const mint = async (wanted: Record<string, unknown>) => {
    const answer = await fetch(`${sandbox.url}/identity/test-token`, {
      method: "POST",
      body: JSON.stringify(wanted),
    });
    return ((await answer.json()) as { token: string }).token;
  };
  const { payload } = await verify(await mint({ sub: "load-1", name: "Load", role: "operator" }));
  expect(payload).toMatchObject({ sub: "load-1", name: "Load", role: "operator" });
  const expired = await mint({ sub: "load-1", expiresInSeconds: -60 });
  await expect(verify(expired)).rejects.toMatchObject({ code: "ERR_JWT_EXPIRED" });
});
