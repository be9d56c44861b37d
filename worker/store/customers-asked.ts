/** Rows of customers that lack what a later version shows, in D1. */

/** An account that did not tell is asked again after this time. */
const ASKED_AGAIN_MS = 3_600_000;

/** Whose turn it is, those who waited longest first. Their next turn is put off by this. */
export async function customersToAsk(
  db: D1Database,
  nowMs: number,
  limit: number,
): Promise<string[]> {
  const { results } = await db
    .prepare(
      `UPDATE customer SET ask_at = ?1 + ${ASKED_AGAIN_MS} WHERE id IN (
         SELECT id FROM customer WHERE ask_at IS NOT NULL AND ask_at <= ?1 ORDER BY ask_at, id LIMIT ?2)
       RETURNING id`,
    )
    .bind(nowMs, limit)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** Its account has nothing: the row is as it is, and that is all there is to tell. */
export async function nothingToTell(db: D1Database, id: string): Promise<void> {
  await db
    .prepare("UPDATE customer SET ask_at = NULL, told_version = version WHERE id = ?")
    .bind(id)
    .run();
}

/** Whether accounts are still to tell what the sums of plans and debts are made of. */
export const someAreToTell = async (db: D1Database): Promise<boolean> =>
  (await db
    .prepare("SELECT EXISTS (SELECT 1 FROM customer WHERE ask_at IS NOT NULL) AS some")
    .first<number>("some")) === 1;
