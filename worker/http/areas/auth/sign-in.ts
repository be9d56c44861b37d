import * as oauth from "oauth4webapi";
import { faultText } from "../../../domain/fault.ts";
import { err, ok, type Result } from "../../../domain/result.ts";
import type { Claims } from "../../core/auth/identity.ts";
import {
  CLOCK_TOLERANCE_SECONDS,
  discover,
  httpOptions,
  type ProviderConfig,
} from "../../core/auth/provider.ts";

/** What is kept in a cookie while the browser is at the identity provider. */
export interface SignIn {
  verifier: string;
  state: string;
  nonce: string;
}

export async function discoverOrNull(
  config: ProviderConfig,
): Promise<oauth.AuthorizationServer | null> {
  try {
    return await discover(config.issuer, Date.now());
  } catch (error) {
    console.error("the identity provider does not answer", {
      error: faultText(error),
    });
    return null;
  }
}

/** The ID token's claims. Everything that the provider or the network can do wrong is one refusal. */
export async function exchangeCode(
  callback: URL,
  config: ProviderConfig,
  begun: SignIn,
): Promise<Result<Claims, string>> {
  const client: oauth.Client = {
    client_id: config.clientId,
    [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS,
  };
  try {
    const server = await discover(config.issuer, Date.now());
    const parameters = oauth.validateAuthResponse(server, client, callback, begun.state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.ClientSecretBasic(config.clientSecret),
      parameters,
      config.redirectUri,
      begun.verifier,
      httpOptions(config.issuer),
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: begun.nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, response, httpOptions(config.issuer));
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    return claims ? ok(claims as Claims) : err("no ID token");
  } catch (error) {
    return err(error instanceof Error ? `${error.name}: ${error.message}` : "unknown");
  }
}

/** Longest way back that is remembered: it travels in the sign-in cookie, and browsers drop large cookies. */
const RETURN_TO_LENGTH_MAX = 1_024;

/** A path of this site, so that a link cannot send a customer who has just signed in elsewhere. */
export function localPath(wanted: unknown): string {
  const here = "https://here.invalid";
  const url = typeof wanted === "string" && wanted.startsWith("/") ? URL.parse(wanted, here) : null;
  if (url?.origin !== here) return "/";
  const path = url.pathname + url.search + url.hash;
  // "/.//evil.example" is a path of this site that is written as another site's address once its dots are gone.
  return path.startsWith("//") || path.length > RETURN_TO_LENGTH_MAX ? "/" : path;
}
