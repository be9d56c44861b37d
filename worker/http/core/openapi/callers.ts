import { keyScopeFor } from "../../../domain/key-scopes.ts";
import { portalScopeFor } from "../../../domain/portal/token.ts";
import { BY_CUSTOMER, BY_PORTAL, type Description } from "../describe.ts";
import type { FailureCode } from "../errors.ts";

interface Called {
  method: string;
  path: string;
  description: Pick<Description, "security" | "refusals">;
}

/**
 * By whom a route is called; undefined for one that everybody may call. Whoever must be signed in is refused with
 * UNAUTHENTICATED, so that the refusals say which routes are closed to guests. Where a portal token is taken beside a
 * customer's own is not said by the route, nor which scope an API key needs: the rules that judge requests say it.
 */
export function securityOf(route: Called): Description["security"] {
  const { security, refusals = [] } = route.description;
  const needed = keyScopeNeeded(route);
  if (needed)
    return security?.map((scheme) => ("apiKey" in scheme ? { apiKey: [needed] } : scheme));
  const closed = security ?? (refusals.includes("UNAUTHENTICATED") ? BY_CUSTOMER : undefined);
  const takesCustomers = closed?.some((scheme) => "bearer" in scheme);
  return closed && takesCustomers && frameScope(route) ? [...closed, ...BY_PORTAL] : closed;
}

/** The scope that an API key needs for a route; undefined where none is taken. */
export const keyScopeNeeded = ({ method, path, description }: Called) =>
  description.security?.some((scheme) => "apiKey" in scheme)
    ? keyScopeFor(method.toUpperCase(), path)
    : undefined;

/** What an API key can be refused with, beyond being none. */
export const scopeRefusals = (route: Called): FailureCode[] =>
  keyScopeNeeded(route) ? ["KEY_SCOPE_MISSING"] : [];

/** What a frame of a host's can be refused with. */
export function frameRefusals(route: Called): FailureCode[] {
  if (!securityOf(route)?.some((scheme) => "portalToken" in scheme)) return [];
  const always: FailureCode[] = ["PORTAL_TOKEN_ENDED", "PORTAL_ORIGIN_REFUSED"];
  return frameScope(route) === "manage" ? [...always, "PORTAL_SCOPE_REFUSED"] : always;
}

const frameScope = ({ method, path }: Called) => portalScopeFor(method.toUpperCase(), path);
