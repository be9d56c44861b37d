import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import * as oauth from "oauth4webapi";
import {
  type Configured,
  readAddress,
  readPublicBase,
  readText,
  type Variables,
} from "../../../config/variables.ts";
import { err, ok, type Result } from "../../../domain/result.ts";
import type { ProviderVariable } from "../variables.ts";
import type { Claims } from "./identity.ts";

/** The identity provider's variables, read together. */
export interface ProviderConfig {
  issuer: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
}

export function providerConfig(env: Variables<ProviderVariable>): Configured<ProviderConfig> {
  const issuer = readAddress(env, "AUTH_ISSUER", "https://login.example.com");
  const clientId = readText(env, "AUTH_CLIENT_ID", /\S/, "the client id at the identity provider");
  const clientSecret = readText(
    env,
    "AUTH_CLIENT_SECRET",
    /\S/,
    "the client secret at the identity provider",
  );
  const base = readPublicBase(env);
  if (!issuer.ok) return issuer;
  if (!clientId.ok) return clientId;
  if (!clientSecret.ok) return clientSecret;
  if (!base.ok) return base;
  return ok({
    // Compared letter by letter, and some issuers end with a slash (OpenID Connect Core 2, `iss`).
    issuer: env.AUTH_ISSUER?.trim() ?? issuer.value,
    clientId: clientId.value,
    clientSecret: clientSecret.value,
    redirectUri: `${base.value}/api/auth/callback`,
  });
}

/** One call to the provider. A browser waits for it. */
const PROVIDER_TIMEOUT_MS = 10_000;

/** A provider on this machine speaks plain http; anywhere else the library insists on TLS. */
export const httpOptions = (issuer: string) => ({
  [oauth.allowInsecureRequests]: ["localhost", "127.0.0.1", "[::1]"].includes(
    new URL(issuer).hostname,
  ),
  signal: AbortSignal.timeout(PROVIDER_TIMEOUT_MS),
});

/** Discovery documents change about never; a new isolate reads them anew. */
const DISCOVERY_LIFE_MS = 600_000;
const discovered = new Map<string, { server: oauth.AuthorizationServer; readAtMs: number }>();

/** The provider's metadata (OpenID Connect Discovery 1.0, section 4). Throws when it does not answer. */
export async function discover(issuer: string, nowMs: number): Promise<oauth.AuthorizationServer> {
  const known = discovered.get(issuer);
  if (known && nowMs - known.readAtMs < DISCOVERY_LIFE_MS) return known.server;
  const url = new URL(issuer);
  const response = await oauth.discoveryRequest(url, { algorithm: "oidc", ...httpOptions(issuer) });
  const server = await oauth.processDiscoveryResponse(url, response);
  discovered.clear(); // One issuer per deployment; a changed one must not pile up.
  discovered.set(issuer, { server, readAtMs: nowMs });
  return server;
}

/** jose keeps the fetched keys, refetches on an unknown `kid`, and no oftener than its cool-down allows. */
const keySets = new Map<string, JWTVerifyGetKey>();

function keySet(url: string): JWTVerifyGetKey {
  const known = keySets.get(url);
  if (known) return known;
  const created = createRemoteJWKSet(new URL(url));
  keySets.clear();
  keySets.set(url, created);
  return created;
}

/** Signature algorithms taken. Symmetric ones are not: the JWKS is public. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
];

/** How far another's clock may be from ours: a token made a moment ago is good, one that ended a moment ago too. */
export const CLOCK_TOLERANCE_SECONDS = 60;

type TokenRefusal = "invalid-token" | "keys-unavailable";

/** What host products' tokens are checked against. */
export function bearerConfig(
  env: Variables<ProviderVariable>,
): Configured<{ jwksUrl: string; issuer: string; audience: string }> {
  // Some providers' key sets have a query, and a host product's issuer may be a plain name.
  const shape = "an address such as https://login.example.com/jwks";
  const jwks = readText(env, "AUTH_JWKS_URL", /^https?:\/\/[^\s/]+(?:\/\S*)?$/, shape);
  const issuer = readText(env, "AUTH_ISSUER", /\S/, "the `iss` of the host product's tokens");
  const audience = readText(env, "AUTH_AUDIENCE", /\S/, "the `aud` of the host product's tokens");
  if (!jwks.ok) return jwks;
  if (!issuer.ok) return issuer;
  if (!audience.ok) return audience;
  return ok({ jwksUrl: jwks.value, issuer: issuer.value, audience: audience.value });
}

/** Verifies a host product's JWT against AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE. */
export async function verifyBearer(
  env: Variables<ProviderVariable>,
  token: string,
): Promise<Configured<Claims> | Result<Claims, { reason: TokenRefusal }>> {
  const config = bearerConfig(env);
  if (!config.ok) return config;
  const { jwksUrl, issuer, audience } = config.value;
  try {
    const { payload } = await jwtVerify(token, keySet(jwksUrl), {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      requiredClaims: ["exp", "sub"],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
    return ok(payload);
  } catch (error) {
    return err({ reason: isTokenFault(error) ? "invalid-token" : "keys-unavailable" });
  }
}

/** Whether the token is at fault, as opposed to the key set's address not answering. */
function isTokenFault(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return false;
  // jose reports a failed download of the key set as its base class.
  return error instanceof errors.JOSEError && error.code !== "ERR_JOSE_GENERIC";
}
