import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { apiKey, apiRefusal } from "./schema.ts";

export type KeyRefusal = "malformed" | "unknown-prefix" | "wrong-secret" | "revoked";

/** The key's row, revoked or not: one read, by primary key. */
export async function keyRow(db: D1Database, prefix: string) {
  const [row] = await drizzle(db).select().from(apiKey).where(eq(apiKey.prefix, prefix));
  return row ?? null;
}

/** Counts a refused call by day. An unknown prefix is counted under the empty one, so that rows stay few. */
export async function countRefusal(
  db: D1Database,
  prefix: string,
  reason: KeyRefusal,
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
