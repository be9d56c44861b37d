import type { ShownStatus } from "../domain/invoice/stripe-document.ts";
import type { InvoiceRow } from "./invoice-rows.ts";
import { invoiceCalled } from "./invoices.ts";

/** What D1 knows of invoices that left it: where each is, and under which names. */

export interface ArchivedPlace {
  firstId: string;
  customerId: string;
  /** Names its file. */
  month: string;
}

const COLUMNS = "a.first_id AS firstId, a.customer_id AS customerId, a.month";

/** The invoices that these are names of: an id or a number of its documents, a wish for a fapiao, a sale. */
export const placesOf = async (
  db: D1Database,
  names: readonly string[],
): Promise<ArchivedPlace[]> => (await placesNamed(db, names).all<ArchivedPlace>()).results;

const placesNamed = (db: D1Database, names: readonly string[]): D1PreparedStatement =>
  db
    .prepare(
      `SELECT DISTINCT ${COLUMNS} FROM json_each(?) AS j
       JOIN archived_name AS n ON n.name = j.value JOIN archived_invoice AS a ON a.id = n.invoice`,
    )
    .bind(JSON.stringify(names));

/** D1 still names some of a month as archived. */
export const isSomeArchived = async (db: D1Database, month: string): Promise<boolean> =>
  (await db
    .prepare("SELECT 1 FROM archived_invoice WHERE month = ? LIMIT 1")
    .bind(month)
    .first()) !== null;

export type Located = { row: InvoiceRow } | { place: ArchivedPlace };

/** As `findInvoice` finds it, or where it is. In one batch: it may be leaving, or coming back. */
export async function locateInvoice(
  db: D1Database,
  ref: string,
  customerId: string | null,
): Promise<Located | null> {
  const [rows, places] = await db.batch([
    invoiceCalled(db, ref, customerId),
    placesNamed(db, [ref]),
  ]);
  const row = rows?.results[0] as InvoiceRow | undefined;
  if (row) return { row };
  const place = places?.results[0] as ArchivedPlace | undefined;
  return place && (customerId === null || place.customerId === customerId) ? { place } : null;
}

/** One of them as its customer's list has it. */
export interface ArchivedHead extends ArchivedPlace {
  issuedAtMs: number;
  state: ShownStatus;
}

/** A customer's, some two a month at most, the latest month first. */
export async function archivedHeads(
  db: D1Database,
  customerId: string,
  { period, state }: { period?: string | undefined; state?: ShownStatus | undefined },
): Promise<ArchivedHead[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS}, a.issued_at AS issuedAtMs, a.state FROM archived_invoice AS a
       WHERE a.customer_id = ?1 AND (?2 IS NULL OR a.month = ?2) AND (?3 IS NULL OR a.state = ?3)
       ORDER BY a.month DESC, a.issued_at DESC, a.first_id`,
    )
    .bind(customerId, period ?? null, state ?? null)
    .all<ArchivedHead>();
  return results;
}

/** Up to when a list of invoices has them all: the newest month of which some are archived, of one customer or of anybody (null). */
export const newestInvoiceMonth = (
  db: D1Database,
  customerId: string | null,
): Promise<string | null> =>
  customerId === null
    ? db
        .prepare(
          "SELECT max(month) AS month FROM archive_invoice_month WHERE invoices > 0 AND restored_at IS NULL",
        )
        .first<string | null>("month")
    : db
        .prepare("SELECT max(month) AS month FROM archived_invoice WHERE customer_id = ?")
        .bind(customerId)
        .first<string | null>("month");
