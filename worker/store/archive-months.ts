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

/** Of a customer, or of anybody (null): the newest such month, unless the customer came after it. */
export const newestArchivedMonth = (
  db: D1Database,
  customerId: string | null,
): Promise<string | null> =>
  db
    .prepare(
      `SELECT month FROM (SELECT month FROM archive_month WHERE orders > 0 AND restored_at IS NULL ORDER BY month DESC LIMIT 1)
       WHERE NOT EXISTS (SELECT 1 FROM customer AS c WHERE c.id = ?
         AND c.first_seen_at >= unixepoch(month || '-01', '+1 month') * 1000)`,
    )
    .bind(customerId)
    .first<string>("month");

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
  bytes: number;
  finishedAtMs: number | null;
  restoredAtMs: number | null;
}

/** All months that something of was archived, the newest first. */
export async function archiveMonths(db: D1Database, limit: number): Promise<ArchiveMonth[]> {
  const { results } = await db
    .prepare(
      `SELECT month, orders, events, bytes, finished_at AS finishedAtMs, restored_at AS restoredAtMs FROM archive_month
       WHERE orders > 0 OR events > 0 ORDER BY month DESC LIMIT ?`,
    )
    .bind(limit)
    .all<ArchiveMonth>();
  return results;
}
