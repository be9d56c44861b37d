import { type Context, Hono } from "hono";
import * as oauth from "oauth4webapi";
import { accountObject } from "../../../actions/objects.ts";
import { faultText } from "../../../domain/fault.ts";
import { ok } from "../../../domain/result.ts";
import type { Env } from "../../../env.ts";
import { endSession, endSessions } from "../../../store/sessions.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { clearCookie } from "../../core/auth/cookies.ts";
import { type Identity, identityFrom, sessionClaims } from "../../core/auth/identity.ts";
import { customer, limited } from "../../core/auth/middleware.ts";
import { providerConfig } from "../../core/auth/provider.ts";
import { readCookie, sessionSecrets, writeCookie } from "../../core/auth/session.ts";
import { PRIVATE } from "../../core/caching.ts";
import { BY_CUSTOMER, describe, FOR_CALLERS, valid } from "../../core/describe.ts";
import { isAllowed } from "../../core/limits.ts";
import { refuse } from "../../core/problem.ts";
import { LogoutQuery, Me } from "./schemas.ts";
import { discoverOrNull, exchangeCode, localPath, type SignIn } from "./sign-in.ts";

/** How a browser is told from a program. */
const ACCEPT = {
  accept: {
    in: "header",
    description:
      "With text/html a failed sign-in leads home; otherwise it is answered as a problem",
  },
} as const;

const REDIRECT = (description: string) => ({
  description,
  schema: null,
  headers: { location: "Where to" },
  someHeaders: { "set-cookie": "The sign-in under way, or the session; none where it failed" },
});

/** Signing in by OpenID Connect: authorization code flow with PKCE (OpenID Connect Core 3.1, RFC 7636). */
export const auth = new Hono<AppEnv>()
  .get(
    "/login",
    describe({
      tag: "Sign-in",
      summary: "Sends the browser to the identity provider",
      parameters: { returnTo: { description: "A path of this site to come back to" }, ...ACCEPT },
      answers: { 302: REDIRECT("To the identity provider, or home when it does not answer") },
      refusals: [...FOR_CALLERS, "TOO_MANY_REQUESTS"],
      security: [],
    }),
    limited("login", giveUp),
    async (c) => {
      const setup = signInSetup(c);
      if (!setup.ok) return notConfigured(c, setup.error);
      const { config, secrets } = setup.value;
      const server = await discoverOrNull(config);
      if (!server?.authorization_endpoint) return giveUp(c, "UNAVAILABLE");

      const verifier = oauth.generateRandomCodeVerifier();
      const state = oauth.generateRandomState();
      const nonce = oauth.generateRandomNonce();
      await writeCookie(
        c,
        "ec_sign_in",
        { verifier, state, nonce, returnTo: localPath(c.req.query("returnTo")) },
        secrets[0],
      );
      const address = new URL(server.authorization_endpoint);
      const parameters = {
        client_id: config.clientId,
        redirect_uri: config.redirectUri,
        response_type: "code",
        scope: "openid profile email",
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        state,
        nonce,
      };
      for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
      return c.redirect(address.href, 302);
    },
  )
  .get(
    "/callback",
    describe({
      tag: "Sign-in",
      summary: "Where the identity provider sends the browser back to",
      parameters: {
        code: { description: "From the identity provider" },
        state: { description: "As this site gave it to the identity provider" },
        ...ACCEPT,
      },
      answers: { 302: REDIRECT("Back to where the sign-in began, or home when it failed") },
      refusals: [...FOR_CALLERS, "SIGN_IN_FAILED", "TOO_MANY_REQUESTS"],
      security: [],
    }),
    limited("callback", giveUp),
    async (c) => {
      const setup = signInSetup(c);
      if (!setup.ok) return notConfigured(c, setup.error);
      const { config, secrets } = setup.value;
      const begun = await readCookie(c, "ec_sign_in", secrets);
      clearCookie(c, "ec_sign_in");
      if (!begun) return giveUp(c, "SIGN_IN_FAILED");

      const claims = await exchangeCode(new URL(c.req.url), config, begun as unknown as SignIn);
      if (!claims.ok) {
        console.warn("a sign-in did not complete", { why: claims.error });
        return giveUp(c, "SIGN_IN_FAILED");
      }
      const { OPERATOR_SUBJECTS } = c.env;
      const identity = identityFrom(claims.value, "session", OPERATOR_SUBJECTS, Date.now());
      if (!identity) return giveUp(c, "SIGN_IN_FAILED");
      // Who it is shows only now; until here the address has been counted.
      if (!(await isAllowed(c.env, `sign-in:${identity.id}`)))
        return giveUp(c, "TOO_MANY_REQUESTS");
      await writeCookie(c, "ec_session", sessionClaims(identity, claims.value), secrets[0]);
      c.executionCtx.waitUntil(introduce(c.env, identity));
      return c.redirect(localPath(begun.returnTo), 302);
    },
  )
  .get(
    "/me",
    describe({
      tag: "Sign-in",
      summary: "Who is signed in",
      answers: { 200: { description: "The customer", schema: Me } },
      refusals: FOR_CALLERS,
    }),
    customer,
    (c) => {
      const { id, username, avatar, email, operator } = c.get("customer");
      return c.json({ id, username, avatar, email, operator }, 200, PRIVATE);
    },
  )
  .post(
    "/logout",
    describe({
      tag: "Sign-in",
      summary:
        "Ends the session of this browser, or all of the customer's: everywhere within a minute",
      answers: {
        204: {
          description: "Signed out",
          schema: null,
          headers: { "set-cookie": "Ends the session's cookie" },
        },
      },
      refusals: [...FOR_CALLERS, "INVALID_REQUEST", "TOO_MANY_REQUESTS"],
      security: [{}, ...BY_CUSTOMER],
    }),
    limited("logout"),
    valid("query", LogoutQuery),
    async (c) => {
      const { identity, session } = c.var;
      if (c.req.valid("query").everywhere) {
        if (!identity) return refuse(c, "UNAUTHENTICATED");
        if (!(await isWritten(endSessions(c.env, identity.id, Date.now()))))
          return refuse(c, "UNAVAILABLE");
      } else if (session) await isWritten(endSession(c.env, session, Date.now()));
      clearCookie(c, "ec_session");
      return c.body(null, 204);
    },
  );

async function isWritten(end: Promise<void>): Promise<boolean> {
  try {
    await end;
    return true;
  } catch (error) {
    console.error("the end of a session was not written", { error: faultText(error) });
    return false;
  }
}

/** Operators find customers by name. Fails open: nobody is kept from signing in by an account that does not answer. */
const introduce = (env: Env, { id, username, email }: Identity): Promise<void> =>
  accountObject(env, id)
    .introduce({ name: username, email: email === "" ? null : email })
    .catch((error: unknown) => {
      console.warn("an account did not hear of a sign-in", { error: faultText(error) });
    });

function signInSetup(c: Context<AppEnv>) {
  const config = providerConfig(c.env);
  if (!config.ok) return config;
  const secrets = sessionSecrets(c.env);
  if (!secrets.ok) return secrets;
  return ok({ config: config.value, secrets: secrets.value as [Uint8Array, ...Uint8Array[]] });
}

/** A browser goes back to the page, which says what happened and offers to try again; a program gets the problem. */
function giveUp(
  c: Context<AppEnv>,
  code: "SIGN_IN_FAILED" | "UNAVAILABLE" | "NOT_CONFIGURED" | "TOO_MANY_REQUESTS",
): Response {
  return c.req.header("accept")?.includes("text/html")
    ? c.redirect("/?signIn=failed", 302)
    : refuse(c, code);
}

function notConfigured(c: Context<AppEnv>, fault: { variable: string; how: string }) {
  console.error("signing in is not configured", { variable: fault.variable, how: fault.how });
  return giveUp(c, "NOT_CONFIGURED");
}
