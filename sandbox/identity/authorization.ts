import { randomText } from "../signing.ts";
import type { World } from "../world.ts";
import { issuerOf } from "./tokens.ts";

/** An authorization request that may be shown to a person. */
interface AuthorizationRequest {
  redirectUri: string;
  state?: string;
  nonce?: string;
  codeChallenge: string;
  prompt?: string;
}

type Reading =
  | { kind: "valid"; request: AuthorizationRequest }
  /** Reported to the client by a redirect. */
  | { kind: "refused"; location: string }
  /** Client or return address cannot be trusted: shown here, never redirected (OpenID Connect Core 3.1.2.6). */
  | { kind: "untrusted"; problem: string };

export function readAuthorization(world: World, query: URLSearchParams): Reading {
  const of = (name: string) => query.get(name) ?? undefined;
  const redirectUri = of("redirect_uri") ?? "";
  if (of("client_id") !== world.keys.identity.clientId) {
    return { kind: "untrusted", problem: "client_id is unknown" };
  }
  if (!mayReturnTo(world, redirectUri)) {
    return { kind: "untrusted", problem: `redirect_uri is not below ${world.appUrl}` };
  }
  const state = of("state");
  const nonce = of("nonce");
  const prompt = of("prompt");
  const problem = requestProblem(of);
  if (problem) {
    return { kind: "refused", location: returnTo(world, { redirectUri, state }, problem) };
  }
  const codeChallenge = of("code_challenge") ?? "";
  const request: AuthorizationRequest = {
    redirectUri,
    codeChallenge,
    ...(state !== undefined && { state }),
    ...(nonce !== undefined && { nonce }),
    ...(prompt !== undefined && { prompt }),
  };
  return { kind: "valid", request };
}

type Fields = Record<string, string>;

/** PKCE is not optional here: a product that forgets it must notice on its first sign-in. */
function requestProblem(of: (name: string) => string | undefined): Fields | undefined {
  const invalid = (error_description: string, error = "invalid_request") => ({
    error,
    error_description,
  });
  if (of("response_type") !== "code") return invalid("only code", "unsupported_response_type");
  if (!(of("scope") ?? "").split(" ").includes("openid")) {
    return invalid("scope lacks openid", "invalid_scope");
  }
  if (of("code_challenge_method") !== "S256") return invalid("code_challenge_method is not S256");
  const challenge = /^[A-Za-z0-9_-]{43}$/.test(of("code_challenge") ?? "");
  return challenge ? undefined : invalid("code_challenge is missing or malformed");
}

/** Below the product's base URL, compared as parsed URLs so that `app.example.evil` is no prefix match. */
export function mayReturnTo(world: World, uri: string): boolean {
  if (!URL.canParse(uri) || uri.includes("#")) return false;
  const asked = new URL(uri);
  const base = new URL(world.appUrl);
  const folder = base.pathname.endsWith("/") ? base.pathname : `${base.pathname}/`;
  if (asked.username || asked.password || asked.origin !== base.origin) return false;
  return asked.pathname === base.pathname || asked.pathname.startsWith(folder);
}

/** The way back, with `iss` against mix-up (RFC 9207). */
export function returnTo(
  world: World,
  to: { redirectUri: string; state?: string | undefined },
  fields: Fields,
): string {
  const location = new URL(to.redirectUri);
  const all = { ...fields, ...(to.state !== undefined && { state: to.state }) };
  for (const [name, value] of Object.entries(all)) location.searchParams.set(name, value);
  location.searchParams.set("iss", issuerOf(world));
  return location.href;
}

interface Grant {
  sub: string;
  redirectUri: string;
  codeChallenge: string;
  nonce?: string;
  expiresAt: number;
}

export interface Codes {
  issue(sub: string, request: AuthorizationRequest): string;
  /** Each code works once, whether or not what comes with it is right. */
  redeem(code: string): Grant | undefined;
}

const CODE_LIFE_MS = 60_000;

export function createCodes(world: World): Codes {
  const grants = new Map<string, Grant>();
  return {
    issue(sub, { redirectUri, codeChallenge, nonce }) {
      const now = world.clock.now();
      for (const [code, grant] of grants) if (now >= grant.expiresAt) grants.delete(code);
      const code = randomText(32);
      const expiresAt = now + CODE_LIFE_MS;
      const grant = { sub, redirectUri, codeChallenge, expiresAt };
      grants.set(code, nonce === undefined ? grant : { ...grant, nonce });
      return code;
    },
    redeem(code) {
      const grant = grants.get(code);
      grants.delete(code);
      return grant && world.clock.now() < grant.expiresAt ? grant : undefined;
    },
  };
}
