import { sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";

/** What lists say of the archive, and where they end. */

/** Months whose orders are in the archive and not in D1 again, the newest first. */
export async function archivedMonths(db: D1Database): Promise<string[]> {
  const { results } = await db
    .prepare(
      "SELECT month FROM archive_month WHERE orders > 0 AND restored_at IS NULL ORDER BY month DESC",
    )
    .all<{ month: string }>();
  return results.map(({ month }) => month);
}

/** Of a customer, or of anybody (null): the newest such month, unless the customer came after it. A statement that can stand in a batch. */
export const newestArchived = (d1: DrizzleD1Database, customerId: string | null) =>
  d1
    .select({ month: sql<string>`month` })
    .from(
      sql`(SELECT month FROM archive_month WHERE orders > 0 AND restored_at IS NULL ORDER BY month DESC LIMIT 1)`,
    )
    .where(
      sql`NOT EXISTS (SELECT 1 FROM customer AS c WHERE c.id = ${customerId}
        AND c.first_seen_at >= unixepoch(month || '-01', '+1 month') * 1000)`,
    );

export async function newestArchivedMonth(
  db: D1Database,
  customerId: string | null,
): Promise<string | null> {
  const [newest] = await newestArchived(drizzle(db), customerId);
  return newest?.month ?? null;
}

/** Which of a customer's orders of a stretch of time stand in D1. */
export async function ordersInD1(
  db: D1Database,
  customerId: string,
  { startMs, endMs }: { startMs: number; endMs: number },
): Promise<Set<string>> {
  const { results } = await db
    .prepare(
      "SELECT order_no FROM orders WHERE customer_id = ? AND created_at >= ? AND created_at < ?",
    )
    .bind(customerId, startMs, endMs)
    .all<{ order_no: string }>();
  return new Set(results.map(({ order_no }) => order_no));
}

export interface ArchiveMonth {
  month: string;
  orders: number;
  events: number;
  invoices: number;
  bytes: number;
  /** When a walk over it last came to its end; null while one is under way for the first time. */
  finishedAtMs: number | null;
  /** Since when all that left is back. */
  restoredAtMs: number | null;
}

/** All months that something of was archived, the newest first. */
export async function archiveMonths(db: D1Database, limit: number): Promise<ArchiveMonth[]> {
  const { results } = await db
    .prepare(
      `SELECT month, sum(orders) AS orders, sum(events) AS events, sum(invoices) AS invoices, sum(bytes) AS bytes,
         nullif(min(coalesce(finished_at, 0)), 0) AS finishedAtMs,
         nullif(min(iif(orders + invoices > 0, coalesce(restored_at, 0), NULL)), 0) AS restoredAtMs
       FROM (
         SELECT month, orders, events, 0 AS invoices, bytes, finished_at, restored_at FROM archive_month WHERE orders > 0 OR events > 0
         UNION ALL
         SELECT month, 0, 0, invoices, bytes, finished_at, restored_at FROM archive_invoice_month WHERE invoices > 0)
       GROUP BY month ORDER BY month DESC LIMIT ?`,
    )
    .bind(limit)
    .all<ArchiveMonth>();
  return results;
}
