import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { JWTPayload } from "jose";
import { faultText } from "../../../domain/fault.ts";
import { isEnded } from "../../../store/sessions.ts";
import type { AppEnv } from "../app-env.ts";
import { countsOf, isAllowed } from "../limits.ts";
import { refuse } from "../problem.ts";
import { hasCookie } from "./cookies.ts";
import { type Identity, identityFrom } from "./identity.ts";
import { isOwnOrigin } from "./origin.ts";
import { isPortalToken, recognisePortal } from "./portal.ts";
import { verifyBearer } from "./provider.ts";
import { readCookie, sessionRef, sessionSecrets } from "./session.ts";

/** Recognises the customer by bearer token, a host's frame's too, or session cookie. A token that does not hold is refused, never a guest. */
export const identify = createMiddleware<AppEnv>(async (c, next) => {
  c.set("identity", null);
  c.set("session", null);
  c.set("sessionUnchecked", false);
  c.set("portal", null);
  const [scheme, token = ""] = (c.req.header("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() === "bearer" && isPortalToken(token)) {
    const refusal = await recognisePortal(c, token);
    if (refusal) return refuse(c, refusal);
  } else if (scheme?.toLowerCase() === "bearer") {
    const verified = await verifyBearer(c.env, token);
    if (!verified.ok) {
      if (verified.error.reason === "invalid-token") return refuse(c, "UNAUTHENTICATED");
      console.error("bearer tokens cannot be checked", verified.error);
      return refuse(
        c,
        verified.error.reason === "not-configured" ? "NOT_CONFIGURED" : "UNAVAILABLE",
      );
    }
    c.set("identity", identityFrom(verified.value, "bearer", c.env.OPERATOR_SUBJECTS, Date.now()));
    if (!c.get("identity")) return refuse(c, "UNAUTHENTICATED");
  } else if (hasCookie(c, "ec_session")) {
    const secrets = sessionSecrets(c.env);
    if (!secrets.ok) {
      console.error("sessions cannot be read", secrets.error);
      return refuse(c, "NOT_CONFIGURED");
    }
    const claims = await readCookie(c, "ec_session", secrets.value);
    const refusal = claims ? await recogniseSession(c, claims) : null;
    if (refusal) return refuse(c, refusal);
  }
  await next();
});

/**
 * Takes the session's customer over, unless the session was ended. When that cannot be known a customer goes on, since
 * payment must not depend on it, and an operator waits: money moves at an operator's word.
 */
async function recogniseSession(
  c: Context<AppEnv>,
  claims: JWTPayload,
): Promise<"UNAVAILABLE" | null> {
  const nowMs = Date.now();
  const identity = identityFrom(claims, "session", c.env.OPERATOR_SUBJECTS, nowMs);
  if (!identity) return null;
  const session = sessionRef(identity.id, claims);
  try {
    if (await isEnded(c.env, session, nowMs)) return null;
  } catch (error) {
    console.error("ended sessions cannot be looked up", { error: faultText(error) });
    if (identity.operator) return "UNAVAILABLE";
    c.set("sessionUnchecked", true);
  }
  c.set("identity", identity);
  c.set("session", session);
  return null;
}

/**
 * Browsers attach the cookie to requests that other sites start, so a write, or a socket, by cookie must come from our
 * own pages. Bearer tokens are attached by code that has them, and need no such check.
 */
export const ownOriginOnly = createMiddleware<AppEnv>(async (c, next) => {
  const writes =
    !["GET", "HEAD", "OPTIONS"].includes(c.req.method) ||
    // Other protocols are offered by programs and proxies in passing (curl's h2c), and a reading stays one.
    c.req.header("upgrade")?.toLowerCase() === "websocket";
  if (writes && c.req.header("cookie") && !isByToken(c.get("identity"))) {
    const origin = c.req.header("origin");
    const trusted = origin
      ? isOwnOrigin(origin, c.req.url, c.env.PUBLIC_BASE_URL)
      : c.req.header("sec-fetch-site") === "same-origin";
    if (!trusted) return refuse(c, "ORIGIN_REFUSED");
  }
  await next();
});

const isByToken = (identity: Identity | null): boolean =>
  identity !== null && identity.by !== "session";

type WithIdentity = AppEnv & { Variables: { customer: Identity } };

/** Lets customers through and sends guests to sign in. */
export const customer = createMiddleware<WithIdentity>(async (c, next) => {
  const identity = c.get("identity");
  if (!identity) return refuse(c, "UNAUTHENTICATED");
  c.set("customer", identity);
  await next();
});

/** Limits how often the customer, and the address, may do `action`; `answer` says so where a browser cannot read a problem. */
export const limited = (
  action: string,
  answer: (c: Context<AppEnv>, code: "TOO_MANY_REQUESTS") => Response = refuse,
) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const address = c.req.header("cf-connecting-ip");
    for (const [limiter, key] of countsOf(action, c.get("identity")?.id, address))
      if (!(await isAllowed(c.env, key, limiter))) return answer(c, "TOO_MANY_REQUESTS");
    return next();
  });
