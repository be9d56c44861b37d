import { createMiddleware } from "hono/factory";
import { timingSafeEqual } from "hono/utils/buffer";
import { sha256 } from "hono/utils/crypto";
import { type ApiKeyParts, parseApiKey } from "../../../domain/api-key.ts";
import { faultText } from "../../../domain/fault.ts";
import { err, ok, type Result } from "../../../domain/result.ts";
import { countRefusal, type KeyRefusal, keyRow } from "../../../store/keys.ts";
import type { AppEnv } from "../app-env.ts";
import { isAddressAllowed } from "../limits.ts";
import { refuse } from "../problem.ts";

/** The host product behind a server-to-server call. */
export interface Caller {
  /** What the caller's idempotency keys are kept under, so that two hosts never meet. Outlives a change of key. */
  hostId: string;
  name: string;
}

type WithCaller = AppEnv & { Variables: { caller: Caller } };

/** Lets a host product through by `Authorization: Bearer eck_…`. A key that does not hold is refused, and counted. */
export const host = createMiddleware<WithCaller>(async (c, next) => {
  const [scheme, token] = (c.req.header("authorization") ?? "").split(" ");
  const parts = scheme?.toLowerCase() === "bearer" ? parseApiKey(token ?? "") : null;
  const counted = async (prefix: string, reason: KeyRefusal) => {
    console.warn("an API key was refused", { reason });
    const from = c.req.header("cf-connecting-ip");
    // Every count is a write to D1, which has one writer: whoever guesses keys must not slow the shop down.
    if (!(await isAddressAllowed(c.env, "api-key", from))) return refuse(c, "TOO_MANY_REQUESTS");
    await countRefusal(c.env.DB, prefix, reason, Date.now()).catch((error: unknown) =>
      console.error("a refusal was not counted", { error: faultText(error) }),
    );
    c.header("www-authenticate", "Bearer");
    return refuse(c, "UNAUTHENTICATED");
  };
  if (!parts) return counted("", "malformed");
  const caller = await callerOf(c.env.DB, parts);
  if (!caller.ok) return counted(parts.prefix, caller.error);
  c.set("caller", caller.value);
  await next();
});

/** Who holds a key. Only hashes are compared: the secret is not stored. */
async function callerOf(
  db: D1Database,
  { prefix, secret }: ApiKeyParts,
): Promise<Result<Caller, KeyRefusal>> {
  const row = await keyRow(db, prefix);
  if (!row) return err("unknown-prefix");
  const hash = (await sha256(secret)) ?? "";
  if (!(await timingSafeEqual(row.secretHash, hash))) return err("wrong-secret");
  return row.revokedAt === null ? ok({ hostId: row.hostId, name: row.name }) : err("revoked");
}
