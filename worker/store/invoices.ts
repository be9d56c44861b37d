import type { DocumentKind } from "../domain/invoice/number.ts";
import type { InvoiceState } from "../domain/invoice/state.ts";
import type { Language } from "../domain/language.ts";
import { type InvoiceItemRow, type InvoiceRow, invoiceColumns } from "./invoice-rows.ts";
import { FEWEST_TRIES_FIRST, isDue, withTries } from "./job-retries.ts";

/** Documents as they are read. What writes them stands in invoice-writing.ts. */

const COLUMNS = invoiceColumns("v");

/** Another revision stands in its place. */
const REPLACED =
  "EXISTS (SELECT 1 FROM invoice AS n WHERE n.first_id = v.first_id AND n.revision > v.revision)";

/** By id or number. Without a customer anybody's, a draft too. */
export const findInvoice = (
  db: D1Database,
  ref: string,
  customerId: string | null,
): Promise<InvoiceRow | null> =>
  db
    .prepare(
      `SELECT ${COLUMNS} FROM invoice AS v WHERE (v.id = ?1 OR v.number = ?1)
       AND (?2 IS NULL OR (v.customer_id = ?2 AND v.number IS NOT NULL))`,
    )
    .bind(ref, customerId)
    .first<InvoiceRow>();

export async function draftsOf(
  db: D1Database,
  customerId: string,
  period: string,
): Promise<InvoiceRow[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM invoice AS v WHERE v.customer_id = ? AND v.period = ? AND v.state = 'draft'
       ORDER BY v.key`,
    )
    .bind(customerId, period)
    .all<InvoiceRow>();
  return results;
}

/** Drafts that nobody went on with since before `beforeMs`, the oldest first, and behind them what failed before. */
export async function forgottenDrafts(
  db: D1Database,
  { beforeMs, nowMs, limit }: { beforeMs: number; nowMs: number; limit: number },
): Promise<InvoiceRow[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM invoice AS v ${withTries("draft", "v.id")}
       WHERE v.state = 'draft' AND v.created_at < ?1 AND ${isDue("?2")}
       ORDER BY ${FEWEST_TRIES_FIRST}, v.created_at LIMIT ?3`,
    )
    .bind(beforeMs, nowMs, limit)
    .all<InvoiceRow>();
  return results;
}

/** How many documents a customer's month has under one currency, dropped drafts included: each has a key of its own. */
export const documentsOfMonth = async (db: D1Database, prefix: string): Promise<number> =>
  (await db
    .prepare("SELECT count(*) AS n FROM invoice WHERE key >= ?1 || ':' AND key < ?1 || ';'")
    .bind(prefix)
    .first<number>("n")) ?? 0;

export async function itemsOf(db: D1Database, invoiceId: string): Promise<InvoiceItemRow[]> {
  const { results } = await db
    .prepare(
      `SELECT sale, names, kind, quantity, unit_amount_minor AS unitAmountMinor, amount_minor AS amountMinor,
              paid_at AS paidAtMs
       FROM invoice_item WHERE invoice_id = ? ORDER BY position`,
    )
    .bind(invoiceId)
    .all<Omit<InvoiceItemRow, "names"> & { names: string }>();
  return results.map((row) => ({
    ...row,
    names: JSON.parse(row.names) as Record<Language, string>,
  }));
}

/** The revision that holds now. */
export const latestRevision = (db: D1Database, firstId: string): Promise<InvoiceRow | null> =>
  db
    .prepare(
      `SELECT ${COLUMNS} FROM invoice AS v WHERE v.first_id = ? ORDER BY v.revision DESC LIMIT 1`,
    )
    .bind(firstId)
    .first<InvoiceRow>();

/** A document that goes with another one, as lists name it. */
export interface Companion {
  /** The first revision of the document that it goes with. */
  firstId: string;
  id: string;
  number: string;
  amountMinor: number;
  currency: string;
  issuedAtMs: number;
  kind: DocumentKind;
  revision: number;
}

/** Credit notes and revisions of these, the oldest first. */
export async function companionsOf(
  db: D1Database,
  firstIds: readonly string[],
): Promise<Companion[]> {
  const { results } = await db
    .prepare(
      `SELECT coalesce(v.corrects_id, v.first_id) AS firstId, v.id, v.number, v.amount_minor AS amountMinor, v.currency,
              v.issued_at AS issuedAtMs, v.kind, v.revision
       FROM json_each(?) AS f
       JOIN invoice AS v ON v.corrects_id = f.value OR v.first_id = f.value
       WHERE v.number IS NOT NULL ORDER BY v.issued_at, v.id`,
    )
    .bind(JSON.stringify(firstIds))
    .all<Companion>();
  return results;
}

/** The sales that credit notes of a document are about, in the order in which they were issued, and how many there are. */
export async function creditedSales(db: D1Database, firstId: string): Promise<string[]> {
  const { results } = await db
    .prepare(
      `SELECT i.sale FROM invoice AS c JOIN invoice_item AS i ON i.invoice_id = c.id
       WHERE c.corrects_id = ? ORDER BY c.series, c.ordinal`,
    )
    .bind(firstId)
    .all<{ sale: string }>();
  return results.map(({ sale }) => sale);
}

export interface InvoiceQuery {
  customerId?: string | undefined;
  period?: string | undefined;
  kind?: DocumentKind | undefined;
  state?: InvoiceState | undefined;
  /** How it begins. */
  number?: string | undefined;
  /** For customers: what has a number, and of its revisions the one that holds. */
  shown: boolean;
  offset: number;
  limit: number;
}

/** The latest month first. */
export async function listInvoices(
  db: D1Database,
  query: InvoiceQuery,
): Promise<{ rows: InvoiceRow[]; total: number }> {
  const where = `(?1 IS NULL OR v.customer_id = ?1) AND (?2 IS NULL OR v.period = ?2)
    AND (?3 IS NULL OR v.kind = ?3) AND (?4 IS NULL OR v.state = ?4)
    AND (?6 IS NULL OR substr(v.number, 1, length(?6)) = ?6)
    AND (NOT ?5 OR (v.number IS NOT NULL AND NOT ${REPLACED}))`;
  const values = [
    ...[query.customerId ?? null, query.period ?? null, query.kind ?? null, query.state ?? null],
    ...[query.shown ? 1 : 0, query.number ?? null],
  ];
  const [rows, totals] = await db.batch<InvoiceRow & { total: number }>([
    db
      .prepare(
        `SELECT ${COLUMNS} FROM invoice AS v WHERE ${where}
         ORDER BY v.period DESC, v.issued_at DESC, v.id LIMIT ?7 OFFSET ?8`,
      )
      .bind(...values, query.limit, query.offset),
    db.prepare(`SELECT count(*) AS total FROM invoice AS v WHERE ${where}`).bind(...values),
  ]);
  return { rows: rows?.results ?? [], total: totals?.results[0]?.total ?? 0 };
}
