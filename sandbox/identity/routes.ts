import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { loopbackOnly } from "../loopback.ts";
import { languageOf, pageHeaders } from "../pages.ts";
import type { SandboxEnv, World } from "../world.ts";
import { createCodes, mayReturnTo, readAuthorization, returnTo } from "./authorization.ts";
import { choicePage, refusedPage, signedOutPage } from "./page.ts";
import { personOf } from "./people.ts";
import { redeemCode } from "./token-endpoint.ts";
import {
  claimsOf,
  issuerOf,
  publicJwk,
  subjectOf,
  type TestToken,
  TOKEN_SECONDS,
  testToken,
} from "./tokens.ts";

type Request = Context<SandboxEnv>;

/** Who chose last, for `prompt=none`. Its path keeps it from the product, which shares the host name. */
const COOKIE = "sandbox_identity";

/** An OpenID Connect provider below `/identity`: discovery, code flow with PKCE, userinfo, logout. */
export function identityRoutes(world: World): Hono<SandboxEnv> {
  const codes = createCodes(world);

  function authorize(context: Request, parameters: URLSearchParams, chosen?: string) {
    const language = languageOf(context.req.header("accept-language"));
    const reading = readAuthorization(world, parameters);
    if (reading.kind === "refused") return context.redirect(reading.location, 303);
    if (reading.kind === "untrusted") {
      return context.html(refusedPage(language, reading.problem), 400, pageHeaders());
    }
    const { request } = reading;
    const current = getCookie(context, COOKIE);
    const sub = chosen ?? (request.prompt === "none" ? current : undefined);
    const person = sub === undefined ? undefined : personOf(sub);
    if (person) {
      rememberPerson(context, person.sub);
      const code = codes.issue(person.sub, request);
      return context.redirect(returnTo(world, request, { code }), 303);
    }
    if (request.prompt === "none") {
      return context.redirect(returnTo(world, request, { error: "login_required" }), 303);
    }
    const headers = pageHeaders([new URL(world.appUrl).origin]);
    return context.html(choicePage(language, { parameters, current }), 200, headers);
  }

  return new Hono<SandboxEnv>()
    .get("/.well-known/openid-configuration", (context) => context.json(metadata(world)))
    .get("/jwks", async (context) => context.json({ keys: [await publicJwk(world)] }))
    .get("/authorize", (context) => authorize(context, new URL(context.req.url).searchParams))
    .post("/authorize", async (context) => {
      const form = new URLSearchParams(await context.req.text());
      const chosen = form.get("sub") ?? "";
      form.delete("sub");
      return authorize(context, form, chosen);
    })
    .post("/token", async (context) => {
      const form = new URLSearchParams(await context.req.text());
      const answer = await redeemCode(world, codes, context.req.header("authorization"), form);
      context.header("Cache-Control", "no-store");
      if (answer.status === 401) context.header("WWW-Authenticate", "Basic");
      return context.json(answer.body, answer.status);
    })
    .on(["GET", "POST"], "/userinfo", (context) => userinfo(world, context))
    .on(["GET", "POST"], "/logout", (context) => logout(world, context))
    .post("/test-token", loopbackOnly, async (context) => {
      const wanted = await context.req.json<Partial<TestToken>>().catch(() => ({}) as never);
      if (typeof wanted.sub !== "string" || wanted.sub === "") {
        return context.json({ error: "sub is missing" }, 400);
      }
      const token = await testToken(world, wanted as TestToken);
      const expiresInSeconds = wanted.expiresInSeconds ?? TOKEN_SECONDS;
      return context.json({ token, tokenType: "Bearer", expiresInSeconds });
    });
}

function metadata(world: World) {
  const issuer = issuerOf(world);
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    end_session_endpoint: `${issuer}/logout`,
    scopes_supported: ["openid", "profile", "email"],
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    code_challenge_methods_supported: ["S256"],
    claims_supported: ["sub", "name", "preferred_username", "email", "email_verified", "role"],
    authorization_response_iss_parameter_supported: true,
  };
}

async function userinfo(world: World, context: Request) {
  const token = /^Bearer (.+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  const sub = token === undefined ? undefined : await subjectOf(world, token);
  const person = sub === undefined ? undefined : personOf(sub);
  if (person) return context.json(claimsOf(person));
  const challenge = { "WWW-Authenticate": 'Bearer error="invalid_token"' };
  return context.json({ error: "invalid_token" }, 401, challenge);
}

/** OpenID Connect RP-Initiated Logout 1.0. */
async function logout(world: World, context: Request) {
  const parameters =
    context.req.method === "POST"
      ? new URLSearchParams(await context.req.text())
      : new URL(context.req.url).searchParams;
  setCookie(context, COOKIE, "", { path: "/identity", maxAge: 0 });
  const target = parameters.get("post_logout_redirect_uri");
  if (target === null) {
    const language = languageOf(context.req.header("accept-language"));
    return context.html(signedOutPage(language), 200, pageHeaders());
  }
  if (!mayReturnTo(world, target)) {
    const problem = `post_logout_redirect_uri is not below ${world.appUrl}`;
    const language = languageOf(context.req.header("accept-language"));
    return context.html(refusedPage(language, problem), 400, pageHeaders());
  }
  const location = new URL(target);
  const state = parameters.get("state");
  if (state !== null) location.searchParams.set("state", state);
  return context.redirect(location.href, 303);
}

const rememberPerson = (context: Request, sub: string): void =>
  setCookie(context, COOKIE, sub, { path: "/identity", httpOnly: true, sameSite: "Lax" });
