import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { err, ok, type Result } from "../../../domain/result.ts";

/** What we sign ourselves. The audience says what it is for, so that one kind is never taken for another. */
export function signClaims(
  claims: JWTPayload,
  { audience, lifeSeconds }: { audience: string; lifeSeconds: number },
  secret: Uint8Array,
): Promise<string> {
  // To the millisecond: what is signed right after all earlier ones were ended is not one of them.
  const nowSeconds = Date.now() / 1_000;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(audience)
    .setJti(crypto.randomUUID())
    .setIssuedAt(nowSeconds)
    .setExpirationTime(Math.floor(nowSeconds) + lifeSeconds)
    .sign(secret);
}

/** The claims when one of our secrets signed them for `audience`; `expired` only where that is all that is wrong. */
export async function verifyClaims(
  token: string,
  audience: string,
  secrets: Uint8Array[],
): Promise<Result<JWTPayload, "invalid" | "expired">> {
  let fault: "invalid" | "expired" = "invalid";
  for (const secret of secrets) {
    try {
      const { payload } = await jwtVerify(token, secret, { audience, algorithms: ["HS256"] });
      return ok(payload);
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      if (error instanceof errors.JWTExpired) fault = "expired";
    }
  }
  return err(fault);
}
