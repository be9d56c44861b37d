import { type ArchivedInvoice, namesOf } from "../domain/archive/invoice.ts";
import { bytesOf } from "../domain/archive/record.ts";
import { INVOICE_TABLES, type InvoiceTable, PART_OF } from "./archive-invoice-rows.ts";

/** Bytes of records whose rows come back in one batch: D1 takes 2 MB in a parameter. One that is longer has a batch of its own. */
const BATCH_BYTES_MAX = 300_000;

/** So long no walk takes what came back: far longer than the act for which it did. Short, since each return makes the whole month wait. */
export const RETURNED_MS = 3_600_000;

/**
 * Puts archived invoices back into D1, row for row. One that is there stays as it is. A walk over their month that is under way is
 * overtaken, and begins anew after `RETURNED_MS` at the earliest. Answers how many came back.
 */
export async function returnInvoices(
  db: D1Database,
  records: readonly ArchivedInvoice[],
  nowMs: number,
): Promise<number> {
  let returned = 0;
  for (const batch of inBatches(records)) returned += await returnBatch(db, batch, nowMs);
  return returned;
}

function inBatches(records: readonly ArchivedInvoice[]): ArchivedInvoice[][] {
  const batches: ArchivedInvoice[][] = [];
  let left = 0;
  for (const record of records) {
    const bytes = bytesOf(record);
    if (bytes > left) {
      batches.push([]);
      left = BATCH_BYTES_MAX;
    }
    batches.at(-1)?.push(record);
    left -= bytes;
  }
  return batches;
}

const RETURNING = "(SELECT first_id FROM invoice_return)";

async function returnBatch(
  db: D1Database,
  records: readonly ArchivedInvoice[],
  nowMs: number,
): Promise<number> {
  const rows = JSON.stringify(records);
  const names = JSON.stringify(
    records.map((record) => ({ firstId: record.firstId, names: namesOf(record) })),
  );
  const [named] = await db.batch([
    db
      .prepare(
        `INSERT INTO invoice_return (first_id) SELECT value ->> '$.firstId' FROM json_each(?)
         WHERE EXISTS (SELECT 1 FROM archived_invoice WHERE first_id = value ->> '$.firstId')`,
      )
      .bind(names),
    db
      .prepare(
        `UPDATE archive_invoice_month SET walks = walks + 1, cursor_at = 0, cursor_no = '', due_at = max(due_at, ?)
         WHERE month IN (SELECT month FROM archived_invoice WHERE first_id IN ${RETURNING})`,
      )
      .bind(nowMs + RETURNED_MS),
    // Before the rows, which no trigger lets in while they are named.
    db
      .prepare(
        `DELETE FROM archived_name WHERE name IN (SELECT n.value FROM json_each(?) AS j, json_each(j.value, '$.names') AS n
           WHERE j.value ->> '$.firstId' IN ${RETURNING})`,
      )
      .bind(names),
    db.prepare(`DELETE FROM archived_invoice WHERE first_id IN ${RETURNING}`),
    ...(Object.keys(INVOICE_TABLES) as InvoiceTable[]).map((table) =>
      db.prepare(insertInto(table)).bind(rows),
    ),
    db.prepare("DELETE FROM invoice_return"),
  ]);
  return named?.meta.changes ?? 0;
}

/** In the order of the records, which is that in which the rows were written first. */
function insertInto(table: InvoiceTable): string {
  const columns = INVOICE_TABLES[table];
  return `INSERT INTO ${table} (${columns.join(", ")})
    SELECT ${columns.map((column) => `r.value ->> '${column}'`).join(", ")}
    FROM json_each(?) AS j, json_each(j.value, '$.${PART_OF[table]}') AS r
    WHERE j.value ->> '$.firstId' IN ${RETURNING} ORDER BY j.key, r.key`;
}
