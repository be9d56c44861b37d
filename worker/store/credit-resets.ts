/** How far the walk over the customers of one credit period has come. */
export interface ResetProgress {
  period: string;
  /** Customers when it began; when it is finished, those that it met. */
  total: number;
  done: number;
  /** Could not be reached yet. Tried again by later runs. */
  failed: number;
  startedAtMs: number;
  /** Null while customers are left. */
  finishedAtMs: number | null;
}

export interface Reset extends ResetProgress {
  /** The last customer that was met; the walk goes by id. */
  cursor: string;
}

type Row = {
  period: string;
  total: number;
  done: number;
  failed: number;
  cursor: string;
  started_at: number;
  finished_at: number | null;
};

/** Customers are counted once in a period, however often the cron asks. */
const BEGIN = `
  INSERT INTO credit_reset (period, total, started_at) SELECT ?1, (SELECT count(*) FROM customer), ?2
  WHERE NOT EXISTS (SELECT 1 FROM credit_reset WHERE period = ?1)
  ON CONFLICT (period) DO NOTHING`;

/** The walk of a period, begun now or before. */
export async function resetOf(db: D1Database, period: string, nowMs: number): Promise<Reset> {
  const [, found] = await db.batch<Row>([
    db.prepare(BEGIN).bind(period, nowMs),
    db.prepare("SELECT * FROM credit_reset WHERE period = ?").bind(period),
  ]);
  return resetFrom(found?.results[0] as Row);
}

/** The walk that began last; null before the first. */
export async function lastReset(db: D1Database): Promise<Reset | null> {
  const row = await db
    .prepare("SELECT * FROM credit_reset ORDER BY started_at DESC, period DESC LIMIT 1")
    .first<Row>();
  return row && resetFrom(row);
}

const resetFrom = (row: Row): Reset => ({
  period: row.period,
  total: row.total,
  done: row.done,
  failed: row.failed,
  cursor: row.cursor,
  startedAtMs: row.started_at,
  finishedAtMs: row.finished_at,
});

export const customersTotal = async (db: D1Database): Promise<number> =>
  (await db.prepare("SELECT count(*) AS total FROM customer").first<number>("total")) ?? 0;

export async function customersAfter(
  db: D1Database,
  cursor: string,
  limit: number,
): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT id FROM customer WHERE id > ? ORDER BY id LIMIT ?")
    .bind(cursor, limit)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

export interface Group {
  period: string;
  from: string;
  to: string;
  done: number;
  failed: readonly string[];
  dueAtMs: number;
}

const STANDS = "SELECT 1 FROM credit_reset WHERE period = ?1 AND cursor = ?2";

/** Counts a group, in one batch with the cursor: two walks at once, or one that is cut off, count nobody twice. */
export async function countGroup(db: D1Database, group: Group): Promise<void> {
  const { period, from, to, done, failed, dueAtMs } = group;
  await db.batch([
    db
      .prepare(
        `INSERT INTO credit_reset_failure (period, customer_id, tries, due_at)
         SELECT ?1, value, 1, ?4 FROM json_each(?3) WHERE EXISTS (${STANDS})
         ON CONFLICT (period, customer_id) DO NOTHING`,
      )
      .bind(period, from, JSON.stringify(failed), dueAtMs),
    db
      .prepare(
        `UPDATE credit_reset SET cursor = ?3, done = done + ?4, failed = failed + ?5
         WHERE period = ?1 AND cursor = ?2`,
      )
      .bind(period, from, to, done, failed.length),
  ]);
}

/** Nobody is left after `cursor`. */
export async function finishReset(
  db: D1Database,
  { period, cursor }: Reset,
  nowMs: number,
): Promise<void> {
  await db
    .prepare(
      `UPDATE credit_reset SET finished_at = ?3, total = done + failed
       WHERE period = ?1 AND cursor = ?2 AND finished_at IS NULL`,
    )
    .bind(period, cursor, nowMs)
    .run();
}

export interface FailedCustomer {
  customerId: string;
  tries: number;
}

export async function failuresDue(
  db: D1Database,
  period: string,
  nowMs: number,
  limit: number,
): Promise<FailedCustomer[]> {
  const { results } = await db
    .prepare(
      `SELECT customer_id AS customerId, tries FROM credit_reset_failure
       WHERE period = ? AND due_at <= ? ORDER BY due_at, customer_id LIMIT ?`,
    )
    .bind(period, nowMs, limit)
    .all<FailedCustomer>();
  return results;
}

/** A customer who could not be reached before was reached now. Counted once, whoever else counts it. */
export async function countReached(db: D1Database, period: string, id: string): Promise<void> {
  await db.batch([
    db
      .prepare(
        `UPDATE credit_reset SET done = done + 1, failed = failed - 1 WHERE period = ?1
         AND EXISTS (SELECT 1 FROM credit_reset_failure WHERE period = ?1 AND customer_id = ?2)`,
      )
      .bind(period, id),
    db
      .prepare("DELETE FROM credit_reset_failure WHERE period = ? AND customer_id = ?")
      .bind(period, id),
  ]);
}

export async function countTry(
  db: D1Database,
  period: string,
  { customerId, tries }: FailedCustomer,
  dueAtMs: number,
): Promise<void> {
  await db
    .prepare(
      `UPDATE credit_reset_failure SET tries = tries + 1, due_at = ?4
       WHERE period = ?1 AND customer_id = ?2 AND tries = ?3`,
    )
    .bind(period, customerId, tries, dueAtMs)
    .run();
}
