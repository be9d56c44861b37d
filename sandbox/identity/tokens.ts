import { createPrivateKey, createPublicKey } from "node:crypto";
import { exportJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { World } from "../world.ts";
import type { Person } from "./people.ts";

export const TOKEN_SECONDS = 3600;

export const issuerOf = (world: World): string => `${world.url}/identity`;

export async function publicJwk(world: World): Promise<JWK> {
  const { privateKey, keyId } = world.keys.identity;
  const jwk = await exportJWK(createPublicKey(privateKey));
  return { ...jwk, kid: keyId, alg: "RS256", use: "sig" };
}

/** What both tokens and the userinfo endpoint say about a person. */
export const claimsOf = (person: Person): JWTPayload => ({
  sub: person.sub,
  name: person.name,
  preferred_username: person.name,
  email: person.email,
  email_verified: true,
  ...(person.role && { role: person.role }),
});

export const idToken = (world: World, person: Person, nonce?: string): Promise<string> =>
  sign(world, {
    ...claimsOf(person),
    aud: world.keys.identity.clientId,
    auth_time: nowSeconds(),
    ...(nonce !== undefined && { nonce }),
  });

/**
 * Carries the product's audience: the same token serves as the host product's bearer token
 * (docs/decisions/0006-identity-from-outside.md).
 */
export const accessToken = (world: World, person: Person): Promise<string> =>
  sign(world, {
    ...claimsOf(person),
    aud: world.keys.identity.audience,
    client_id: world.keys.identity.clientId,
    scope: "openid profile email",
  });

export interface TestToken {
  sub: string;
  name?: string;
  role?: string;
  /** Negative for a token that is already over. */
  expiresInSeconds?: number;
  audience?: string;
}

/** A bearer token as the host product would issue it for one of its customers. */
export function testToken(world: World, wanted: TestToken): Promise<string> {
  const name = wanted.name ?? wanted.sub;
  const claims: JWTPayload = {
    sub: wanted.sub,
    name,
    preferred_username: name,
    aud: wanted.audience ?? world.keys.identity.audience,
    ...(wanted.role !== undefined && { role: wanted.role }),
  };
  return sign(world, claims, wanted.expiresInSeconds);
}

/** The subject of one of our own access tokens, or undefined. */
export async function subjectOf(world: World, token: string): Promise<string | undefined> {
  const key = createPublicKey(world.keys.identity.privateKey);
  const { audience } = world.keys.identity;
  const verified = await jwtVerify(token, key, { issuer: issuerOf(world), audience }).catch(
    () => undefined,
  );
  return verified?.payload.sub;
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** On the real clock: the product compares `iat` and `exp` with its own, whatever the sandbox plays. */
function sign(world: World, claims: JWTPayload, seconds = TOKEN_SECONDS): Promise<string> {
  const { privateKey, keyId } = world.keys.identity;
  const now = nowSeconds();
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", kid: keyId, typ: "JWT" })
    .setIssuer(issuerOf(world))
    .setIssuedAt(Math.min(now, now + seconds))
    .setExpirationTime(now + seconds)
    .setJti(crypto.randomUUID())
    .sign(createPrivateKey(privateKey));
}
