import { seriesOf } from "../domain/invoice/number.ts";
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

/** The months from `first` on that were looked at, and when again; nothing is looked for any more in those that are closed. */
export async function knownPeriods(
  db: D1Database,
  first: string,
): Promise<Map<string, { dueAtMs: number; closed: boolean }>> {
  const { results } = await db
    .prepare("SELECT period, due_at, closed FROM invoice_run WHERE period >= ?")
    .bind(first)
    .all<{ period: string; due_at: number; closed: number }>();
  return new Map(
    results.map((row) => [row.period, { dueAtMs: row.due_at, closed: row.closed === 1 }]),
  );
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

/** Looks through a month from its beginning, now, also where it was closed. Repeatable. */
export async function startRun(db: D1Database, period: string, nowMs: number): Promise<void> {
  await db
    .prepare(
      `INSERT INTO invoice_run (period, due_at) VALUES (?1, ?2) ON CONFLICT (period) DO UPDATE SET
         closed = 0, due_at = ?2, cursor_at = 0, cursor_id = '', walks = walks + 1`,
    )
    .bind(period, nowMs)
    .run();
}

export interface InvoiceMonth {
  period: string;
  /** The last number of each of its series; 0 where none was given. */
  lastInvoice: number;
  lastCreditNote: number;
  run: { walks: number; failed: number; dueAtMs: number; closed: boolean } | null;
}

interface MonthRow extends Pick<InvoiceMonth, "period" | "lastInvoice" | "lastCreditNote"> {
  walks: number | null;
  failed: number;
  due_at: number;
  closed: number;
}

const [INVOICES, CREDIT_NOTES] = [seriesOf("invoice", ""), seriesOf("credit-note", "")];
const lastOf = (series: string) =>
  `coalesce((SELECT last FROM invoice_series WHERE id = '${series}' || replace(p.period, '-', '')), 0)`;
const MONTHS = `SELECT p.period, ${lastOf(INVOICES)} AS lastInvoice, ${lastOf(CREDIT_NOTES)} AS lastCreditNote,
  r.walks, r.failed, r.due_at, r.closed`;

const monthOf = ({ walks, failed, due_at, closed, ...month }: MonthRow): InvoiceMonth => ({
  ...month,
  run: walks === null ? null : { walks, failed, dueAtMs: due_at, closed: closed === 1 },
});

/** Months that have numbers or a walk, the latest first. */
export async function invoiceMonths(db: D1Database, limit: number): Promise<InvoiceMonth[]> {
  const { results } = await db
    .prepare(
      `${MONTHS} FROM (
         SELECT period FROM invoice_run UNION SELECT substr(id, -6, 4) || '-' || substr(id, -2) FROM invoice_series
       ) AS p LEFT JOIN invoice_run AS r ON r.period = p.period ORDER BY p.period DESC LIMIT ?`,
    )
    .bind(limit)
    .all<MonthRow>();
  return results.map(monthOf);
}

export async function invoiceMonth(db: D1Database, period: string): Promise<InvoiceMonth> {
  const { results } = await db
    .prepare(
      `${MONTHS} FROM (SELECT ? AS period) AS p LEFT JOIN invoice_run AS r ON r.period = p.period`,
    )
    .bind(period)
    .all<MonthRow>();
  return monthOf(results[0] as MonthRow);
}
