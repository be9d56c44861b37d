import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { ApiKeyParts } from "../domain/api-key.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { apiKey, apiRefusal } from "./schema.ts";

export type KeyRefusal = "unknown-prefix" | "wrong-secret" | "revoked";

/** Checks a key against the table: one read, by primary key. Only hashes are compared, the secret is not stored. */
export async function checkKey(
  db: D1Database,
  { prefix, secret }: ApiKeyParts,
): Promise<Result<{ hostId: string; name: string }, KeyRefusal>> {
  const [row] = await drizzle(db).select().from(apiKey).where(eq(apiKey.prefix, prefix));
  if (!row) return err("unknown-prefix");
  if (!sameText(row.secretHash, await sha256(secret))) return err("wrong-secret");
  return row.revokedAt === null ? ok({ hostId: row.hostId, name: row.name }) : err("revoked");
}

/** Counts a refused call by day. A prefix that nobody has is counted under the empty one, so that rows stay few. */
export async function countRefusal(
  db: D1Database,
  prefix: string,
  reason: KeyRefusal | "malformed",
  nowMs: number,
): Promise<void> {
  const known = reason === "wrong-secret" || reason === "revoked";
  await drizzle(db)
    .insert(apiRefusal)
    .values({
      day: new Date(nowMs).toISOString().slice(0, 10),
      prefix: known ? prefix : "",
      reason,
      count: 1,
    })
    .onConflictDoUpdate({
      target: [apiRefusal.day, apiRefusal.prefix, apiRefusal.reason],
      set: { count: sql`count + 1` },
    });
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Compares in a time that does not depend on where the texts differ. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < b.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
