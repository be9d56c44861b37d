/**
 * What an API key of a host product may do. The rules stand here alone: calls are judged by them, the OpenAPI document is
 * written from them, and `npm run key` and the console offer these names.
 */

export const KEY_SCOPES = [
  /** A customer's plan, balances, credits, usage and quotas. */
  "customers:read",
  /** Giving, spending and holding units. */
  "credits:write",
  /** Reporting usage, which may take its price. */
  "usage:write",
  /** Plans given and ended by hand. */
  "subscriptions:write",
  "invoices:read",
  /** Tokens for the portal in the host's frame, made and ended. */
  "portal_sessions:write",
  /** What happened, for the host's own books. */
  "events:read",
] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** A key's scopes; null for all, those too that are still to come. */
export type KeyScopes = readonly KeyScope[] | null;

/** The scope of every operation that takes an API key. One that is not here is closed to every key. */
const NEEDED: Record<string, KeyScope> = {
  "GET /api/customers/{customer}": "customers:read",
  "GET /api/customers/{customer}/balance": "customers:read",
  "GET /api/customers/{customer}/credits": "customers:read",
  "GET /api/customers/{customer}/usage": "customers:read",
  "GET /api/customers/{customer}/quota": "customers:read",
  "POST /api/customers/{customer}/deduct": "credits:write",
  "POST /api/customers/{customer}/hold": "credits:write",
  "POST /api/customers/{customer}/settle": "credits:write",
  "POST /api/customers/{customer}/release": "credits:write",
  "POST /api/customers/{customer}/grant": "credits:write",
  "POST /api/customers/{customer}/usage": "usage:write",
  "POST /api/usage": "usage:write",
  "PUT /api/customers/{customer}/plan": "subscriptions:write",
  "POST /api/customers/{customer}/subscription": "subscriptions:write",
  "GET /api/customers/{customer}/invoices": "invoices:read",
  "GET /api/events": "events:read",
  "POST /api/customers/{customer}/portal-session": "portal_sessions:write",
  "DELETE /api/customers/{customer}/portal-session": "portal_sessions:write",
};

/** The scope that a route needs, by its path as routes or as the OpenAPI document write it; undefined for one that no key may call. */
export function keyScopeFor(method: string, path: string): KeyScope | undefined {
  const asked = method === "HEAD" ? "GET" : method;
  return NEEDED[`${asked} ${path.replaceAll(/:(\w+)/g, "{$1}")}`];
}

export const hasKeyScope = (scopes: KeyScopes, needed: KeyScope): boolean =>
  scopes === null || scopes.includes(needed);

const isKeyScope = (name: string): name is KeyScope =>
  (KEY_SCOPES as readonly string[]).includes(name);

/** As `api_key.scopes` holds them. */
export const keyScopesText = (scopes: KeyScopes): string | null =>
  scopes === null ? null : KEY_SCOPES.filter((scope) => scopes.includes(scope)).join(" ");

/** A name that this version does not know opens nothing. */
export const keyScopesFrom = (text: string | null): KeyScopes =>
  text === null ? null : text.split(" ").filter(isKeyScope);

/** At that very instant it is over. */
export const hasKeyEnded = (expiresAtMs: number | null, nowMs: number): boolean =>
  expiresAtMs !== null && nowMs >= expiresAtMs;
