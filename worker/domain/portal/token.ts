import type { OrderKind } from "../catalog/sale.ts";
import { isCustomerId } from "../customer-id.ts";
import { LANGUAGES, type Language } from "../language.ts";
import { embedOrigin } from "./origin.ts";

/**
 * What a host's frame may do for one customer, for some minutes. The rules of where such a token is taken stand here alone:
 * requests are judged by them, and the OpenAPI document is written from them.
 */

/** Tells it from a host product's own JWT, which comes in the same header; secret scanners know it by this head. */
export const PORTAL_TOKEN_HEAD = "ecp_";

export const PORTAL_TOKEN_SECONDS = 15 * 60;

/** Pages that may show one frame: a product's own, its staging, its desktop shell. */
export const PORTAL_ORIGINS_MAX = 10;

export const PORTAL_SCOPES = ["read", "manage"] as const;
export type PortalScope = (typeof PORTAL_SCOPES)[number];

export const PORTAL_THEMES = ["system", "light", "dark"] as const;
export type PortalTheme = (typeof PORTAL_THEMES)[number];

/** What the frame sells, and so all that its orders can be. */
export const PORTAL_KINDS: readonly OrderKind[] = ["subscription", "credits"];

export interface PortalGrant {
  customerId: string;
  /** Origins of the pages that may show it. */
  origins: string[];
  scopes: PortalScope[];
  /** Null leaves them to the browser. */
  language: Language | null;
  theme: PortalTheme | null;
  issuedAtMs: number;
  expiresAtMs: number;
}

/** A signed token's claims as they are read; null for what we did not write like that. */
export function portalGrantFrom(claims: Record<string, unknown>): PortalGrant | null {
  const { sub, origins, scopes, language, theme, iat, exp } = claims;
  if (!isCustomerId(sub) || !Array.isArray(origins) || !Array.isArray(scopes)) return null;
  if (typeof iat !== "number" || typeof exp !== "number") return null;
  const named = origins.filter((each) => typeof each === "string" && embedOrigin(each) === each);
  const given = PORTAL_SCOPES.filter((scope) => scopes.includes(scope));
  if (named.length === 0 || given.length === 0) return null;
  return {
    customerId: sub,
    origins: named,
    scopes: given,
    language: LANGUAGES.find((each) => each === language) ?? null,
    theme: PORTAL_THEMES.find((each) => each === theme) ?? null,
    issuedAtMs: iat * 1_000,
    expiresAtMs: exp * 1_000,
  };
}

const READS = ["GET", "HEAD"];

/** Paying by code inside the frame: what an order of PORTAL_KINDS takes, and no more. Methods by path. */
const PAYING: Record<string, readonly string[]> = {
  "/api/pay/prepay": ["POST"],
  "/api/pay/getPayResult": READS,
  "/api/pay/cancel": ["POST"],
};
const ONE_ORDER = /^\/api\/account\/orders\/[^/]+$/;

/** The scope that a request needs; null where no portal token is taken at all. */
export function portalScopeFor(method: string, path: string): PortalScope | null {
  if (/^\/api\/(portal|credits)\//.test(path)) return READS.includes(method) ? "read" : "manage";
  if (PAYING[path]?.includes(method)) return "manage";
  return ONE_ORDER.test(path) && READS.includes(method) ? "manage" : null;
}

/** Whoever may change something may see it. */
export const holdsScope = ({ scopes }: Pick<PortalGrant, "scopes">, needed: PortalScope): boolean =>
  scopes.includes(needed) || (needed === "read" && scopes.includes("manage"));
