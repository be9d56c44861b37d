import type { Place } from "../domain/cursor.ts";
import type { DocumentKind } from "../domain/invoice/number.ts";
import type { InvoiceState } from "../domain/invoice/state.ts";
import type { Language } from "../domain/language.ts";
import type { Currency } from "../domain/money.ts";
import { type Counted, offsetOf, type PageAsked, type Part, partOf } from "../domain/page.ts";
import { type InvoiceItemRow, type InvoiceRow, invoiceColumns } from "./invoice-rows.ts";
import { FEWEST_TRIES_FIRST, isDue, withTries } from "./job-retries.ts";
import { listing, type Wanted } from "./listing.ts";

/** Documents as they are read. What writes them stands in invoice-writing.ts. */

const COLUMNS = invoiceColumns("v");

/** Another revision stands in its place. */
const REPLACED =
  "EXISTS (SELECT 1 FROM invoice AS n WHERE n.first_id = v.first_id AND n.revision > v.revision)";

/** By id or number. Without a customer anybody's, a draft too. Where it may be archived: actions/archivedInvoice.ts. */
export const findInvoice = (
  db: D1Database,
  ref: string,
  customerId: string | null,
): Promise<InvoiceRow | null> => invoiceCalled(db, ref, customerId).first<InvoiceRow>();

/** That, as a statement. */
export const invoiceCalled = (
  db: D1Database,
  ref: string,
  customerId: string | null,
): D1PreparedStatement =>
  db
    .prepare(
      `SELECT ${COLUMNS} FROM invoice AS v WHERE (v.id = ?1 OR v.number = ?1)
       AND (?2 IS NULL OR (v.customer_id = ?2 AND v.number IS NOT NULL))`,
    )
    .bind(ref, customerId);

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

export interface OfMonth {
  customerId: string;
  period: string;
  currency: Currency;
}

/** What begins the keys of a customer's documents of a month in one currency. */
export const monthKey = ({ customerId, period, currency }: OfMonth): string =>
  `month:${customerId}:${period}:${currency}`;

/** How many there are, dropped drafts and archived ones included: each has a key of its own. */
export const documentsOfMonth = async (db: D1Database, of: OfMonth): Promise<number> =>
  (await db
    .prepare(
      `SELECT (SELECT count(*) FROM invoice WHERE key >= ?1 || ':' AND key < ?1 || ';')
         + (SELECT count(*) FROM archived_invoice WHERE customer_id = ?2 AND month = ?3 AND currency = ?4) AS n`,
    )
    .bind(monthKey(of), of.customerId, of.period, of.currency)
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

interface Sought {
  period?: string | undefined;
  state?: InvoiceState | undefined;
}

export interface InvoiceQuery extends Sought, PageAsked<"console-invoices"> {
  customerId?: string | undefined;
  kind?: DocumentKind | undefined;
  /** How it begins. */
  number?: string | undefined;
}

/** Of all customers, drafts and every revision, the latest month first. A month's go by when they were drafted, which issuing does not change. */
export async function listInvoices(
  db: D1Database,
  query: InvoiceQuery,
): Promise<Part<InvoiceRow> & Counted> {
  const { customerId, kind, number, before, pageSize } = query;
  const wanted = seeking("v", query);
  if (customerId !== undefined) wanted.push(["v.customer_id = ?", customerId]);
  if (kind !== undefined) wanted.push(["v.kind = ?", kind]);
  if (number !== undefined) wanted.push(["substr(v.number, 1, length(?)) = ?", number, number]);
  const beyond = before ? after("v.period, v.created_at", "v.id", before) : [];
  const { rows, ...found } = await listing<InvoiceRow>(db, {
    ...{ columns: COLUMNS, from: "invoice AS v", wanted, beyond },
    order: "v.period DESC, v.created_at DESC, v.id",
    ...{ offset: offsetOf(query), limit: pageSize + 1 },
  });
  const place = ({ period, createdAtMs, id }: InvoiceRow) => [period, createdAtMs, id] as const;
  return { ...partOf("console-invoices", rows, pageSize, place), ...found };
}

export interface ShownInvoiceQuery extends Sought {
  customerId: string;
  before?: Place<"invoices"> | undefined;
  offset: number;
  limit: number;
}

/** As a customer is shown it: of its revisions the one that holds, in the place of the first. */
export interface ShownInvoiceRow extends InvoiceRow {
  firstIssuedAtMs: number;
}

/** A customer's own, what has a number; the latest month first. */
export function shownInvoices(
  db: D1Database,
  { customerId, before, offset, limit, ...sought }: ShownInvoiceQuery,
): Promise<{ rows: ShownInvoiceRow[]; total: number }> {
  const wanted: Wanted[] = [
    ["f.customer_id = ?", customerId],
    [`f.revision = 1 AND f.kind = 'invoice' AND f.number IS NOT NULL AND NOT ${REPLACED}`],
    ...seeking("f", { period: sought.period }),
    ...seeking("v", { state: sought.state }),
  ];
  const beyond = before ? after("f.period, f.issued_at", "f.id", before) : [];
  return listing<ShownInvoiceRow>(db, {
    columns: `${COLUMNS}, f.issued_at AS firstIssuedAtMs`,
    // The first ones are read in the list's order, each leads to the one that holds.
    from: "invoice AS f CROSS JOIN invoice AS v ON v.first_id = f.id",
    ...{ wanted, beyond, order: "f.period DESC, f.issued_at DESC, f.id", offset, limit },
  });
}

function seeking(of: string, { period, state }: Sought): Wanted[] {
  const wanted: Wanted[] = [];
  if (period !== undefined) wanted.push([`${of}.period = ?`, period]);
  if (state !== undefined) wanted.push([`${of}.state = ?`, state]);
  return wanted;
}

/** The first condition is the one that SQLite enters the index by. */
const after = (latest: string, id: string, [period, atMs, of]: InvoicePlace): Wanted[] => [
  [`(${latest}) <= (?, ?)`, period, atMs],
  [`(${latest}) < (?, ?) OR ${id} > ?`, period, atMs, of],
];

type InvoicePlace = Place<"invoices"> | Place<"console-invoices">;
