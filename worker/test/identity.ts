import { type JWTPayload, SignJWT } from "jose";
import { inject, vi } from "vitest";
import type { Env } from "../env.ts";
import { bindings, requestWith } from "./world.ts";

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
  {
    secret = SECRET,
    audience = "ec_session" as string | null,
    expires = "1h",
    issuedAtMs = Date.now(),
  } = {},
): Promise<string> {
  const token = new SignJWT(claims as JWTPayload)
    .setProtectedHeader({ alg: "HS256" })
    .setIssuedAt(issuedAtMs / 1_000)
    .setExpirationTime(expires);
  if (audience) token.setAudience(audience);
  return token.sign(new TextEncoder().encode(secret));
}

export const meByCookie = (value: string, change: Partial<Env> = {}) =>
  requestWith(change, "/api/auth/me", { headers: { cookie: `ec_session=${value}` } });

/** The `authorization` of a host product, its key made as `npm run key` does. */
export async function hostKey(): Promise<string> {
  const [prefix = "", secret = ""] = [12, 32].map((length) =>
    crypto.randomUUID().replaceAll("-", "").slice(0, length),
  );
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
  const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  await bindings.DB.prepare(
    "INSERT INTO api_key (prefix, host_id, secret_hash, name, created_at) VALUES (?, ?, ?, 'host', 0)",
  )
    .bind(prefix, prefix, hash.join(""))
    .run();
  return `Bearer eck_${prefix}_${secret}`;
}
