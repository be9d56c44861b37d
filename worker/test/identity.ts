import { type JWTPayload, SignJWT } from "jose";
import { inject, vi } from "vitest";
import type { Env } from "../env.ts";
import { requestWith } from "./world.ts";

/** What tests about identity share. */

/** The secret that signs our cookies. */
export const SECRET = (inject("variables").SESSION_SECRETS ?? "").split(",")[0] ?? "";

export const codeOf = async (response: Response) =>
  ((await response.json()) as { code: string }).code;

/** Answers for addresses that do not exist; whatever else is asked goes out as always. */
export function stubFetch(answers: Record<string, () => Response>): void {
  const real = globalThis.fetch;
  vi.stubGlobal("fetch", (input: RequestInfo | URL, init?: RequestInit) => {
    const url = input instanceof Request ? input.url : String(input);
    const answer = answers[url];
    return answer ? Promise.resolve(answer()) : real(input, init);
  });
}

/** A session cookie's value, as we sign it or as somebody else would. */
export function session(
  claims: Record<string, unknown> = { sub: "cookie-customer", name: "Cookie" },
  { secret = SECRET, audience = "ec_session" as string | null, expires = "1h" } = {},
): Promise<string> {
  const token = new SignJWT(claims as JWTPayload)
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime(expires);
  if (audience) token.setAudience(audience);
  return token.sign(new TextEncoder().encode(secret));
}

export const meByCookie = (value: string, change: Partial<Env> = {}) =>
  requestWith(change, "/api/auth/me", { headers: { cookie: `ec_session=${value}` } });
