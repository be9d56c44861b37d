/** What a person should look at, counted in D1 as far as it matters how many there are. */

/** Above this it is said that there are more. */
export const ATTENTION_COUNT_MAX = 100;

const WEEK_MS = 7 * 86_400_000;

const counted = (rows: string) =>
  `SELECT count(*) AS n FROM (${rows} LIMIT ${ATTENTION_COUNT_MAX + 1})`;

/** Refunds that failed for good; of the last week: payments that belong to no order, differences from the gateways' books. */
export async function attentionOf(
  db: D1Database,
  nowMs: number,
): Promise<{ failedRefunds: number; anomalies: number; discrepancies: number }> {
  const sinceMs = nowMs - WEEK_MS;
  const [refunds, anomalies, discrepancies] = await db.batch<{ n: number }>([
    db.prepare(counted("SELECT 1 FROM refund WHERE state = 'failed'")),
    db.prepare(counted("SELECT 1 FROM anomaly WHERE genuine = 1 AND at >= ?")).bind(sinceMs),
    db.prepare(counted("SELECT 1 FROM discrepancy WHERE found_at >= ?")).bind(sinceMs),
  ]);
  const of = (answer: D1Result<{ n: number }> | undefined) => answer?.results[0]?.n ?? 0;
  return {
    failedRefunds: of(refunds),
    anomalies: of(anomalies),
    discrepancies: of(discrepancies),
  };
}
