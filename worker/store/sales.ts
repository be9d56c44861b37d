/** Money of orders by day, which triggers of migration 0018 keep. */

export interface SalesRow {
  /** UTC, `2026-11-26`. */
  day: string;
  kind: string;
  payType: number;
  currency: string;
  orders: number;
  paidMinor: number;
  refunds: number;
  refundedMinor: number;
}

/** From this day on, the oldest first. */
export async function salesSince(db: D1Database, day: string): Promise<SalesRow[]> {
  const { results } = await db
    .prepare(
      `SELECT day, kind, pay_type AS "payType", currency, orders, paid_minor AS "paidMinor", refunds,
         refunded_minor AS "refundedMinor"
       FROM sales_day WHERE day >= ? ORDER BY day, kind, pay_type, currency`,
    )
    .bind(day)
    .all<SalesRow>();
  return results;
}

/** How long the newest orders that were paid since waited for what they bought, in ms, the shortest first. */
export async function creditedWithin(
  db: D1Database,
  sinceMs: number,
  limit: number,
): Promise<number[]> {
  // Placed at most two days before: an order can be paid long after, but few are.
  const placedMs = sinceMs - 2 * 86_400_000;
  const { results } = await db
    .prepare(
      `SELECT ms FROM (
         SELECT completed_at - paid_at AS ms FROM orders
         WHERE (opened = 1 OR state NOT IN ('expired', 'cancelled')) AND created_at >= ?
           AND paid_at >= ? AND completed_at IS NOT NULL
         ORDER BY created_at DESC LIMIT ?)
       ORDER BY ms`,
    )
    .bind(placedMs, sinceMs, limit)
    .all<{ ms: number }>();
  return results.map(({ ms }) => ms);
}
