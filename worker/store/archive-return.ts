import { monthOf } from "../domain/archive/month.ts";
import type { ArchivedOrder } from "../domain/archive/record.ts";
import { archivedOrders } from "./archive.ts";
import { ORDER_COLUMNS, REFUND_COLUMNS } from "./archive-rows.ts";
import type { WalkTable } from "./archive-walk.ts";
import type { PlacedOrder } from "./claim.ts";

/**
 * Puts archived rows back into D1, as they left it, in one batch. An order that is there stays as it is. `archive_return` keeps the
 * triggers from counting them again. Answers how many orders came back.
 */
export async function returnOrders(
  db: D1Database,
  records: readonly ArchivedOrder[],
): Promise<number> {
  if (records.length === 0) return 0;
  const rows = JSON.stringify(records);
  const returning = "IN (SELECT order_no FROM archive_return)";
  const [named] = await db.batch([
    db
      .prepare(
        `INSERT INTO archive_return (order_no) SELECT value ->> '$.order.order_no' FROM json_each(?) WHERE NOT EXISTS (
           SELECT 1 FROM orders WHERE order_no = value ->> '$.order.order_no')`,
      )
      .bind(rows),
    // Told by the order's object while its own row was away: they counted in no sum, and are told again.
    db.prepare(`DELETE FROM refund WHERE order_no ${returning}`),
    db
      .prepare(
        `INSERT INTO orders (${ORDER_COLUMNS.join(", ")})
         SELECT ${ORDER_COLUMNS.map((name) => `value ->> '$.order.${name}'`).join(", ")}
         FROM json_each(?) WHERE value ->> '$.order.order_no' ${returning}`,
      )
      .bind(rows),
    db
      .prepare(
        `INSERT INTO refund (${REFUND_COLUMNS.join(", ")})
         SELECT ${REFUND_COLUMNS.map((name) => `r.value ->> '${name}'`).join(", ")}
         FROM json_each(?) AS o, json_each(o.value, '$.refunds') AS r WHERE o.value ->> '$.order.order_no' ${returning}`,
      )
      .bind(rows),
    db
      .prepare(
        `INSERT OR IGNORE INTO order_transaction (order_no, transaction_id)
         SELECT value ->> '$.order.order_no', value ->> '$.transactionId' FROM json_each(?)
         WHERE value ->> '$.transactionId' IS NOT NULL AND value ->> '$.order.order_no' ${returning}`,
      )
      .bind(rows),
    db.prepare("DELETE FROM archive_return"),
  ]);
  // Of the orders' own statement it would be more: D1 counts what triggers write too.
  return named?.meta.changes ?? 0;
}

/**
 * Puts one order's rows back that changes after it was archived. False when it is in no archive. Fails while the archive does not
 * answer, also where its binding is gone: without what is in the sums already, a change cannot be counted.
 */
export async function returnOrder(
  db: D1Database,
  archive: R2Bucket | undefined,
  { orderNo, customerId, createdAtMs }: PlacedOrder,
): Promise<boolean> {
  const month = monthOf(createdAtMs);
  const isArchived = await db
    .prepare("SELECT 1 FROM archive_month WHERE month = ? AND orders > 0")
    .bind(month)
    .first();
  if (isArchived === null) return false;
  if (!archive)
    throw new Error("the order's month is archived, and no R2 bucket is bound as ARCHIVE");
  const records = await archivedOrders(archive, month, customerId);
  const record = records.find(({ order }) => order.order_no === orderNo);
  return record !== undefined && (await returnOrders(db, [record])) > 0;
}

/** A restore of a month, as far as it has come. */
export interface ArchiveReturn {
  table: WalkTable;
  month: string;
  /** The last file that is back; empty at the beginning, null when all are. */
  after: string | null;
}

/**
 * Begins putting a month's orders or invoices back, or goes on with it; null when none of it were archived. From now on no walk takes
 * them until `keptUntilMs`.
 */
export async function beginReturn(
  db: D1Database,
  table: WalkTable,
  month: string,
  keptUntilMs: number,
): Promise<ArchiveReturn | null> {
  const some = table === "archive_month" ? "orders > 0" : "invoices > 0";
  const [, found] = await db.batch<{ restore_after: string | null }>([
    db
      .prepare(
        `UPDATE ${table} SET walks = walks + 1, cursor_at = 0, cursor_no = '', due_at = ?2,
           restore_after = iif(restored_at IS NULL, coalesce(restore_after, ''), NULL) WHERE month = ?1 AND ${some}`,
      )
      .bind(month, keptUntilMs),
    db.prepare(`SELECT restore_after FROM ${table} WHERE month = ? AND ${some}`).bind(month),
  ]);
  const row = found?.results[0];
  return row ? { table, month, after: row.restore_after } : null;
}

/** Moves a restore past a file, or ends it. Two at once do no harm: what is back stays as it is. */
export async function moveReturn(
  db: D1Database,
  { table, month }: ArchiveReturn,
  to: { after: string } | { endedMs: number },
): Promise<void> {
  const [after, endedMs] = "after" in to ? [to.after, null] : [null, to.endedMs];
  await db
    .prepare(
      `UPDATE ${table} SET restore_after = ?2, restored_at = ?3 WHERE month = ?1 AND restore_after IS NOT NULL`,
    )
    .bind(month, after, endedMs)
    .run();
}
