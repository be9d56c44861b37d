import type { Context } from "hono";
import type { JWTPayload } from "jose";
import { broken, type Configured, readText, type Variables } from "../../../config/variables.ts";
import { ok } from "../../../domain/result.ts";
import { SESSION_LIFE_SECONDS, type SessionRef } from "../../../store/sessions.ts";
import type { AppEnv } from "../app-env.ts";
import type { SessionVariable } from "../variables.ts";
import { type CookieName, cookieValue, putCookie } from "./cookies.ts";
import { signClaims, verifyClaims } from "./signing.ts";

/**
 * Signed cookies. The first of SESSION_SECRETS signs; all of them verify, so secrets can be rotated. That a session was
 * ended before its time is looked up beside it (worker/store/sessions.ts).
 */
const LIFE_SECONDS: Record<CookieName, number> = {
  ec_session: SESSION_LIFE_SECONDS,
  ec_sign_in: 600,
};

/** HS256 wants a key of at least its hash's length (RFC 7518, section 3.2). */
const SECRET_LENGTH_MIN = 32;

const encoder = new TextEncoder();

export function sessionSecrets(env: Variables<SessionVariable>): Configured<Uint8Array[]> {
  const shape = `secrets of at least ${SECRET_LENGTH_MIN} characters, separated by commas, the first of which signs`;
  const text = readText(env, "SESSION_SECRETS", /\S/, shape);
  if (!text.ok) return text;
  const secrets = text.value.split(",").map((secret) => secret.trim());
  if (secrets.some((secret) => secret.length < SECRET_LENGTH_MIN))
    return broken("SESSION_SECRETS", `is malformed: it must be ${shape}`);
  return ok(secrets.map((secret) => encoder.encode(secret)));
}

/** Signs `claims` into the cookie. The cookie's name is its audience, so that one is never taken for the other. */
export async function writeCookie(
  c: Context<AppEnv>,
  name: CookieName,
  claims: JWTPayload,
  secret: Uint8Array,
) {
  const lifeSeconds = LIFE_SECONDS[name];
  const token = await signClaims(claims, { audience: name, lifeSeconds }, secret);
  putCookie(c, name, token, lifeSeconds);
}

/**
 * Cookies that verified, under the secrets that verified them: an isolate can outlive a rotation. A signature that held
 * once always holds; the cookie's end is looked at each time.
 */
let verified = { secrets: "", cookies: new Map<string, JWTPayload>() };

/** Cookies remembered at most, some hundred bytes each; the oldest makes room. */
const VERIFIED_KEPT_MAX = 1_000;

/** The cookie's claims, or null when it is absent, expired or not ours. */
export async function readCookie(
  c: Context<AppEnv>,
  name: CookieName,
  secrets: Uint8Array[],
): Promise<JWTPayload | null> {
  const token = cookieValue(c, name);
  if (!token) return null;
  const current = c.env.SESSION_SECRETS ?? "";
  if (verified.secrets !== current) verified = { secrets: current, cookies: new Map() };
  const known = verified.cookies;
  const remembered = known.get(`${name} ${token}`);
  if (remembered?.exp !== undefined && remembered.exp > Math.floor(Date.now() / 1000))
    return remembered;
  const claims = await verifyClaims(token, name, secrets);
  if (claims.ok) {
    const oldest = known.keys().next().value;
    if (known.size >= VERIFIED_KEPT_MAX && oldest !== undefined) known.delete(oldest);
    known.set(`${name} ${token}`, claims.value);
  }
  return claims.ok ? claims.value : null;
}

/** What a session's end is looked up by. Sessions from before they had ids of their own are told apart by when they began. */
export const sessionRef = (customerId: string, { jti, iat = 0 }: JWTPayload): SessionRef => ({
  customerId,
  sessionId: jti ?? String(iat),
  signedInAtMs: iat * 1_000,
});
