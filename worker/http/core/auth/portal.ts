import type { Context } from "hono";
import type { JWTPayload } from "jose";
import { faultText } from "../../../domain/fault.ts";
import {
  holdsScope,
  PORTAL_TOKEN_HEAD,
  PORTAL_TOKEN_SECONDS,
  type PortalGrant,
  portalGrantFrom,
  portalScopeFor,
} from "../../../domain/portal/token.ts";
import { endSession, isEnded, type SessionRef } from "../../../store/sessions.ts";
import type { AppEnv } from "../app-env.ts";
import type { FailureCode } from "../errors.ts";
import { isOwnOrigin } from "./origin.ts";
import { sessionSecrets } from "./session.ts";
import { signClaims, verifyClaims } from "./signing.ts";

/**
 * A host's frame for one customer: a token that we sign, that names the pages it is for and what it may do
 * (docs/decisions/0023-portal-in-a-frame.md).
 */

/** Tells the kind of what is signed; no cookie has this name. */
const AUDIENCE = "ec_portal";

/** What the frame sends of the page that it stands in, as the browser told it. */
export const EMBED_ORIGIN_HEADER = "embed-origin";

export const isPortalToken = (token: string): boolean => token.startsWith(PORTAL_TOKEN_HEAD);

type Wish = Pick<PortalGrant, "customerId" | "origins" | "scopes" | "language" | "theme">;

export async function signPortalToken(
  { customerId, ...rest }: Wish,
  secret: Uint8Array,
): Promise<string> {
  const claims: JWTPayload = { sub: customerId, ...rest };
  const made = { audience: AUDIENCE, lifeSeconds: PORTAL_TOKEN_SECONDS };
  return PORTAL_TOKEN_HEAD + (await signClaims(claims, made, secret));
}

/**
 * All portal tokens of a customer are one session to what keeps ends: they end together, and with the customer's own
 * sessions when these are all ended. Session ids are UUIDs, so none is called like this.
 */
const frames = (customerId: string, signedInAtMs: number): SessionRef => ({
  customerId,
  sessionId: "portal",
  signedInAtMs,
});

/** Ends every portal token of a customer that was made by now: here at once, everywhere within a minute. */
export const endPortalTokens = (
  env: AppEnv["Bindings"],
  customerId: string,
  nowMs: number,
): Promise<void> => endSession(env, frames(customerId, nowMs), nowMs);

/** Takes the customer over that a portal token is for, where it is taken at all; else why not. */
export async function recognisePortal(
  c: Context<AppEnv>,
  token: string,
): Promise<FailureCode | null> {
  const scope = portalScopeFor(c.req.method, c.req.path);
  if (!scope) return "UNAUTHENTICATED";
  const secrets = sessionSecrets(c.env);
  if (!secrets.ok) {
    console.error("portal tokens cannot be read", secrets.error);
    return "NOT_CONFIGURED";
  }
  const signed = token.slice(PORTAL_TOKEN_HEAD.length);
  const claims = await verifyClaims(signed, AUDIENCE, secrets.value);
  if (!claims.ok) return claims.error === "expired" ? "PORTAL_TOKEN_ENDED" : "UNAUTHENTICATED";
  const grant = portalGrantFrom(claims.value);
  if (!grant) return "UNAUTHENTICATED";
  if (await isRevoked(c.env, grant)) return "PORTAL_TOKEN_ENDED";
  if (!isFromItsPage(c, grant)) return "PORTAL_ORIGIN_REFUSED";
  if (!holdsScope(grant, scope)) return "PORTAL_SCOPE_REFUSED";
  c.set("portal", grant);
  const id = grant.customerId;
  // Never an operator, whatever the customer is otherwise: a host's page is not the operator's.
  c.set("identity", {
    ...{ id, username: id, avatar: "", email: "" },
    ...{ operator: false, named: false, roleIsOld: false, by: "portal" as const },
  });
  return null;
}

/** Fails open, as for a customer's session: a token has minutes to live anyway. */
async function isRevoked(
  env: AppEnv["Bindings"],
  { customerId, issuedAtMs }: PortalGrant,
): Promise<boolean> {
  try {
    return await isEnded(env, frames(customerId, issuedAtMs), Date.now());
  } catch (error) {
    console.error("ended portal tokens cannot be looked up", { error: faultText(error) });
    return false;
  }
}

/** The frame is a page of ours and says where it stands; whoever else sends a token must be a page that it names. */
function isFromItsPage(c: Context<AppEnv>, { origins }: PortalGrant): boolean {
  const framedBy = c.req.header(EMBED_ORIGIN_HEADER);
  if (framedBy !== undefined && !origins.includes(framedBy)) return false;
  const sentBy = c.req.header("origin");
  if (sentBy === undefined || origins.includes(sentBy)) return true;
  return isOwnOrigin(sentBy, c.req.url, c.env.PUBLIC_BASE_URL);
}
