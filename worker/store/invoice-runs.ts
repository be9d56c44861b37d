import type { SaleCursor } from "./invoice-sales.ts";

/** The walks over the sales of months that are over: how far each has come, and when it goes again. */
export interface InvoiceRun {
  period: string;
  cursor: SaleCursor;
  /** Walks that came to their end, or were begun anew because sales were given free behind them. */
  walks: number;
  /** Customers whose documents could not be made in this walk. */
  failed: number;
  dueAtMs: number;
}

/** The months from `first` on that are closed: nothing of them is looked for any more. */
export async function closedPeriods(db: D1Database, first: string): Promise<Set<string>> {
  const { results } = await db
    .prepare("SELECT period FROM invoice_run WHERE closed = 1 AND period >= ?")
    .bind(first)
    .all<{ period: string }>();
  return new Set(results.map(({ period }) => period));
}

/** The walk of a period, begun now or before. */
export async function runOf(db: D1Database, period: string, dueAtMs: number): Promise<InvoiceRun> {
  const [, found] = await db.batch<Row>([
    db
      .prepare(
        "INSERT INTO invoice_run (period, due_at) VALUES (?, ?) ON CONFLICT (period) DO NOTHING",
      )
      .bind(period, dueAtMs),
    db.prepare("SELECT * FROM invoice_run WHERE period = ?").bind(period),
  ]);
  const row = found?.results[0] as Row;
  return {
    period,
    cursor: { atMs: row.cursor_at, id: row.cursor_id },
    walks: row.walks,
    failed: row.failed,
    dueAtMs: row.due_at,
  };
}

interface Row {
  cursor_at: number;
  cursor_id: string;
  walks: number;
  failed: number;
  due_at: number;
}

/** Moves on after a group. Two walks at once count nothing twice: only the one that stood there moves. */
export async function moveRun(
  db: D1Database,
  { period, cursor, walks }: InvoiceRun,
  to: SaleCursor,
  failed: number,
): Promise<void> {
  await db
    .prepare(
      `UPDATE invoice_run SET cursor_at = ?4, cursor_id = ?5, failed = failed + ?6
       WHERE period = ?1 AND cursor_at = ?2 AND cursor_id = ?3 AND walks = ?7`,
    )
    .bind(period, cursor.atMs, cursor.id, to.atMs, to.id, failed, walks)
    .run();
}

/** Nothing is left after the cursor: begins again at `dueAtMs`, or never when the month is closed. */
export async function endRun(
  db: D1Database,
  { period, cursor, walks }: InvoiceRun,
  { dueAtMs, closed }: { dueAtMs: number; closed: boolean },
): Promise<void> {
  await db
    .prepare(
      `UPDATE invoice_run SET cursor_at = 0, cursor_id = '', walks = walks + 1, failed = 0, due_at = ?4, closed = ?5
       WHERE period = ?1 AND cursor_at = ?2 AND cursor_id = ?3 AND walks = ?6`,
    )
    .bind(period, cursor.atMs, cursor.id, dueAtMs, closed ? 1 : 0, walks)
    .run();
}
