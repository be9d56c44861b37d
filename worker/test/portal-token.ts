import { type JWTPayload, SignJWT } from "jose";
import type { Env } from "../env.ts";
import type { FailureCode } from "../http/core/errors.ts";
import { hostKey, SECRET } from "./identity.ts";
import { request, requestWith } from "./world.ts";

/** A host's page that the tests' EMBED_ORIGINS names. */
export const HOST_ORIGIN = "https://app.example.com";

/** A portal token as we sign it, or as somebody else would. */
export async function portalToken(
  claims: Record<string, unknown>,
  { secret = SECRET, audience = "ec_portal", expires = 86_400, issuedAtMs = Date.now() } = {},
): Promise<string> {
  const whole = { origins: [HOST_ORIGIN], scopes: ["read", "manage"], ...claims } as JWTPayload;
  const token = await new SignJWT(whole)
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(audience)
    .setIssuedAt(issuedAtMs / 1_000)
    .setExpirationTime(Math.floor(issuedAtMs / 1_000) + expires)
    .sign(new TextEncoder().encode(secret));
  return `ecp_${token}`;
}

/** A call of a frame, with what a browser sends of it. */
export const fromFrame = (
  token: string,
  path: string,
  { method = "GET", headers = {}, body }: FrameCall = {},
): Promise<Response> =>
  request(path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      "embed-origin": HOST_ORIGIN,
      "accept-language": "en",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

interface FrameCall {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** What the host answers its question for a token. */
export interface Made {
  token: string;
  url: string;
  expiresAt: string;
  code: FailureCode;
  errors: { field: string; message: string }[];
}

export const WISH = { origins: [HOST_ORIGIN], scopes: ["read", "manage"] };

/** As a host product does. */
export async function ask(wish: object, { change = {} as Partial<Env>, id = "" } = {}) {
  const customerId = id || `customer-${crypto.randomUUID()}`;
  const response = await requestWith(change, `/api/customers/${customerId}/portal-session`, {
    method: "POST",
    headers: { authorization: await hostKey(), "content-type": "application/json" },
    body: JSON.stringify(wish),
  });
  return { status: response.status, body: (await response.json()) as Made, customerId };
}

export const tokenFor = async (id: string, wish: object = WISH) =>
  (await ask(wish, { id })).body.token;

export const read = async <T>(response: Response) => (await response.json()) as T;
