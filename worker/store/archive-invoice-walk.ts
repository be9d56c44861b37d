import { type ArchivedInvoice, namesOf } from "../domain/archive/invoice.ts";
import { bytesOf } from "../domain/archive/record.ts";
import { INVOICE_TABLES, type InvoiceTable } from "./archive-invoice-rows.ts";
import {
  type ArchiveWalk,
  beginWalk,
  moveWalk,
  placeOf,
  stillAt,
  type WalkPlace,
} from "./archive-walk.ts";
import { redDue } from "./fapiao.ts";

/**
 * The walks over months whose invoices leave D1, each with its revisions, its credit notes and its wishes for a fapiao: what is reckoned
 * over one of them is reckoned over all.
 */

/** Of one invoice as the archive has it: one that is longer stays, since its rows come back as one parameter of D1, of 2 MB. */
const RECORD_BYTES_MAX = 1_500_000;

/** Of all its documents' contents: a record is up to some twice as long, and D1 answers it in one row, of 2 MB. */
const CONTENTS_BYTES_MAX = 750_000;

/** `d`: all documents that go with the invoice `f`. */
const ITS_OWN = "(d.first_id = f.id OR d.corrects_id = f.id)";
const ALL_OF = (expression: string) => `(SELECT ${expression} FROM invoice AS d WHERE ${ITS_OWN})`;

/** When anything of it was last written. */
const VERSION = `max(${ALL_OF("max(max(d.created_at, d.issued_at, coalesce(d.paid_at, 0), coalesce(d.voided_at, 0)))")},
  coalesce((SELECT max(max(q.created_at, q.updated_at)) FROM fapiao_request AS q WHERE q.invoice_id = f.id), 0),
  coalesce((SELECT max(l.written_at) FROM fapiao_request AS q JOIN fapiao_red AS l ON l.request_id = q.id
    WHERE q.invoice_id = f.id), 0))`;

/** An order of it is in D1: it may still be refunded, and then a credit note is to come. */
const ORDER_HERE = `EXISTS (SELECT 1 FROM invoice_item AS i JOIN orders AS o ON o.order_no = substr(i.sale, length('order:') + 1)
  WHERE i.invoice_id = f.id AND i.claims = 1 AND substr(i.sale, 1, length('order:')) = 'order:')`;

const FAPIAO_OPEN = `EXISTS (SELECT 1 FROM fapiao_request AS q WHERE q.invoice_id = f.id
  AND (q.state IN ('requested', 'issuing') OR (q.state = 'issued' AND ${redDue("q")} > 0)))`;

/** Nothing is to be paid, withdrawn, credited or made out for it any more. */
const AT_REST = `NOT EXISTS (SELECT 1 FROM invoice AS d WHERE d.first_id = f.id AND d.state NOT IN ('paid', 'void'))
  AND NOT ${ORDER_HERE} AND NOT ${FAPIAO_OPEN}
  AND ${VERSION} < ?4 AND ${ALL_OF("sum(length(CAST(d.content AS BLOB)))")} <= ${CONTENTS_BYTES_MAX}`;

/** The walk to go on with, of a month before `before` that has an invoice drafted before `quietMs`; null when none is due. */
export async function invoiceWalk(
  db: D1Database,
  { before, quietMs }: { before: string; quietMs: number },
  nowMs: number,
): Promise<ArchiveWalk | null> {
  const next = (from: string) => `(SELECT min(period) FROM invoice WHERE period < ?1${from})`;
  const month = await db
    .prepare(
      `WITH RECURSIVE m (month) AS (
         VALUES (${next("")}) UNION ALL SELECT ${next(" AND period > m.month")} FROM m WHERE m.month IS NOT NULL)
       SELECT month FROM m WHERE month IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM archive_invoice_month AS a WHERE a.month = m.month AND a.due_at > ?2)
         AND EXISTS (SELECT 1 FROM invoice AS i WHERE i.period = m.month AND i.created_at < ?3)
       UNION SELECT month FROM archive_invoice_month WHERE cursor_no <> '' AND due_at <= ?2
       ORDER BY month LIMIT 1`,
    )
    .bind(before, nowMs, quietMs)
    .first<string>("month");
  return month === null ? null : beginWalk(db, "archive_invoice_month", month, nowMs);
}

/** Documents of a month that are looked at for one group: most of an old month's are at rest, of a month that is just old enough few are. */
const LOOKED_AT_MAX = 200;

export interface InvoicesToArchive {
  records: ArchivedInvoice[];
  /** The last document that was looked at. */
  to: WalkPlace;
}

/**
 * The month's next invoices at rest since before `quietMs`, after the walk's place, of the next documents alone: those drafted last come
 * first, as the index has them. None need be found; null at the month's end.
 */
export async function invoicesToArchive(
  db: D1Database,
  walk: ArchiveWalk,
  { quietMs, limit }: { quietMs: number; limit: number },
): Promise<InvoicesToArchive | null> {
  // What was drafted later was written later.
  const after = [walk.cursorNo === "" ? quietMs : walk.cursorAt, walk.cursorNo] as const;
  const last = await lastToLookAt(db, walk.month, after);
  if (!last) return null;
  const { results } = await db
    .prepare(
      `SELECT f.id AS firstId, f.customer_id AS customerId, f.created_at AS atMs, ${VERSION} AS version,
         ${rowsOf("invoice", ITS_OWN, "d.rowid")} AS documents,
         ${rowsOf("invoice_item", `d.invoice_id IN ${ALL_OF("d.id")}`, "d.invoice_id, d.position")} AS items,
         ${rowsOf("fapiao_request", "d.invoice_id = f.id", "d.rowid")} AS fapiao,
         ${rowsOf("fapiao_red", "d.request_id IN (SELECT q.id FROM fapiao_request AS q WHERE q.invoice_id = f.id)", "d.request_id, d.number")}
           AS redLetters
       FROM invoice AS f WHERE f.period = ?1 AND f.created_at <= ?2 AND (f.created_at < ?2 OR f.id > ?3)
         AND f.created_at >= ?6 AND (f.created_at > ?6 OR f.id <= ?7) AND f.kind = 'invoice' AND f.revision = 1 AND f.number IS NOT NULL AND ${AT_REST}
       ORDER BY f.created_at DESC, f.id LIMIT ?5`,
    )
    .bind(walk.month, ...after, quietMs, limit, last.atMs, last.no)
    .all<Found>();
  const lastFound = results.at(-1);
  const isCut = lastFound && results.length === limit;
  return {
    records: results
      .map((found) => recordOf(walk.month, found))
      .filter((record) => bytesOf(record) <= RECORD_BYTES_MAX),
    to: isCut ? { atMs: lastFound.atMs, no: lastFound.firstId } : last,
  };
}

/** By the index alone. */
const lastToLookAt = (
  db: D1Database,
  month: string,
  after: readonly [atMs: number, no: string],
): Promise<WalkPlace | null> =>
  db
    .prepare(
      `SELECT atMs, no FROM (
         SELECT created_at AS atMs, id AS no FROM invoice WHERE period = ?1 AND created_at <= ?2 AND (created_at < ?2 OR id > ?3)
         ORDER BY created_at DESC, id LIMIT ${LOOKED_AT_MAX}) ORDER BY atMs, no DESC LIMIT 1`,
    )
    .bind(month, ...after)
    .first<WalkPlace>();

const recordOf = (
  month: string,
  { firstId, customerId, version, ...rows }: Found,
): ArchivedInvoice => ({
  ...{ firstId, customerId, month, version },
  documents: JSON.parse(rows.documents) as ArchivedInvoice["documents"],
  items: JSON.parse(rows.items) as ArchivedInvoice["items"],
  fapiao: JSON.parse(rows.fapiao) as ArchivedInvoice["fapiao"],
  redLetters: JSON.parse(rows.redLetters) as ArchivedInvoice["redLetters"],
});

interface Found extends Record<"documents" | "items" | "fapiao" | "redLetters", string> {
  firstId: string;
  customerId: string;
  atMs: number;
  version: number;
}

/** A table's rows `d` as a JSON array of objects by column. */
const rowsOf = (table: InvoiceTable, where: string, order: string): string => {
  const columns = INVOICE_TABLES[table].map((column) => `'${column}', r.${column}`).join(", ");
  return `(SELECT json_group_array(json_object(${columns})) FROM (SELECT d.* FROM ${table} AS d WHERE ${where} ORDER BY ${order}) AS r)`;
};

/** Those that this batch has named as archived, whose rows are still here. */
const LEAVING = `json_each(?1) AS j JOIN archived_invoice AS a ON a.first_id = j.value ->> 'no'
  JOIN invoice AS f ON f.id = a.first_id`;
const THEIR_IDS = `(SELECT f.id FROM ${LEAVING})`;

/**
 * Names the invoices that R2 has by now as archived, deletes their rows, and moves the walk past `to`. What changed since it was read
 * stays, and so does what an order came back for. A walk that was overtaken names none. Answers how many left.
 */
export async function dropInvoices(
  db: D1Database,
  walk: ArchiveWalk,
  kept: readonly ArchivedInvoice[],
  to: WalkPlace,
): Promise<{ walk: ArchiveWalk; invoices: number }> {
  const moved = { ...walk, cursorAt: to.atMs, cursorNo: to.no };
  if (kept.length === 0) {
    await moveWalk(db, walk, to).run();
    return { walk: moved, invoices: 0 };
  }
  const rows = JSON.stringify(
    kept.map((record) => ({
      no: record.firstId,
      version: record.version,
      bytes: bytesOf(record),
      names: namesOf(record),
    })),
  );
  const ofThem = (sql: string) => db.prepare(sql).bind(rows);
  const [named] = await db.batch([
    db
      .prepare(
        `INSERT INTO archived_invoice (first_id, customer_id, month, currency, issued_at, state)
         SELECT f.id, f.customer_id, f.period, f.currency, f.issued_at,
           (SELECT state FROM invoice WHERE first_id = f.id ORDER BY revision DESC LIMIT 1)
         FROM json_each(?5) AS j JOIN invoice AS f ON f.id = j.value ->> 'no'
         WHERE ${VERSION} = j.value ->> 'version' AND NOT ${ORDER_HERE} AND ${stillAt("archive_invoice_month")}`,
      )
      .bind(...placeOf(walk), rows),
    db
      .prepare(
        `UPDATE archive_invoice_month SET (invoices, bytes) = (
           SELECT archive_invoice_month.invoices + count(*), archive_invoice_month.bytes + coalesce(sum(j.value ->> 'bytes'), 0)
           FROM ${LEAVING}) WHERE month = ?2`,
      )
      .bind(rows, walk.month),
    ofThem(
      `INSERT INTO archived_name (name, invoice) SELECT n.value, a.id FROM ${LEAVING}, json_each(j.value, '$.names') AS n`,
    ),
    ofThem(
      `DELETE FROM fapiao_red WHERE request_id IN (SELECT id FROM fapiao_request WHERE invoice_id IN ${THEIR_IDS})`,
    ),
    ofThem(`DELETE FROM fapiao_request WHERE invoice_id IN ${THEIR_IDS}`),
    ofThem(
      `DELETE FROM invoice_item WHERE invoice_id IN (
         SELECT id FROM invoice WHERE first_id IN ${THEIR_IDS} OR corrects_id IN ${THEIR_IDS})`,
    ),
    ofThem(`DELETE FROM invoice WHERE first_id IN ${THEIR_IDS} OR corrects_id IN ${THEIR_IDS}`),
    moveWalk(db, walk, to),
  ]);
  return { walk: moved, invoices: named?.meta.changes ?? 0 };
}
