import { boundsOfMonth } from "../domain/archive/month.ts";
import { type ArchivedEvent, type ArchivedOrder, bytesOf } from "../domain/archive/record.ts";
import { ORDER_COLUMNS, REFUND_COLUMNS } from "./archive-rows.ts";

/**
 * The walks over months whose orders leave D1 (whose invoices do: archive-invoice-walk.ts). What has been written to R2 is deleted here, in one batch with the place of the
 * walk: rows that changed since they were read stay, and a walk that was overtaken deletes nothing.
 */
export interface ArchiveWalk {
  table: WalkTable;
  month: string;
  walks: number;
  cursorAt: number;
  cursorNo: string;
}

/** Where a kind of walks has its places. */
export type WalkTable = "archive_month" | "archive_invoice_month";

/** Orders that a gateway may have heard of, in the words of the index `orders_to_compare`; the others are forgotten anyway. */
const OPENED = "(opened = 1 OR state NOT IN ('expired', 'cancelled'))";

/** In Beijing, as `reconciliation_day` has it. */
const DAY_OF_ORDER = "date((o.created_at + 28800000) / 1000, 'unixepoch')";

/** Its invoice left D1 before it came back: that one is paid, or it would not have left. */
const CLAIM_ARCHIVED = "EXISTS (SELECT 1 FROM archived_name WHERE name = 'order:' || o.order_no)";

/** It stands on a document. */
const CLAIMED = `(EXISTS (SELECT 1 FROM invoice_item AS i WHERE i.sale = 'order:' || o.order_no AND i.claims = 1)
  OR ${CLAIM_ARCHIVED})`;

/** On one that cannot be withdrawn any more, which would give the sale free to be invoiced anew. */
const PAID = `(EXISTS (SELECT 1 FROM invoice_item AS i JOIN invoice AS v ON v.first_id = i.invoice_id AND v.state = 'paid'
  WHERE i.sale = 'order:' || o.order_no AND i.claims = 1) OR ${CLAIM_ARCHIVED})`;

/**
 * Nothing is open: no refund that a gateway or a person is to end, no stock, no comparison with the gateways' books, no invoice and
 * no credit note to come. `?6` is the first month that the seller wants invoiced; NULL where nothing is invoiced.
 */
const AT_REST = `o.updated_at < ?4
  AND o.state IN ('completed', 'refunded', 'expired', 'cancelled')
  AND (o.state IN ('completed', 'refunded') OR o.stock_held = 0)
  AND NOT EXISTS (SELECT 1 FROM refund AS r WHERE r.order_no = o.order_no AND r.state NOT IN ('done', 'replaced'))
  AND NOT EXISTS (SELECT 1 FROM refund_asked AS a WHERE a.order_no = o.order_no)
  AND NOT EXISTS (SELECT 1 FROM reconciliation_retry AS t WHERE t.order_no = o.order_no)
  AND EXISTS (SELECT 1 FROM reconciliation_day AS d WHERE d.day = ${DAY_OF_ORDER} AND d.scanned_at IS NOT NULL)
  AND (o.state <> 'completed' OR ?6 IS NULL OR strftime('%Y-%m', o.paid_at / 1000, 'unixepoch', '+1 day') < ?6 OR ${CLAIMED})
  AND (o.state <> 'completed' OR NOT ${CLAIMED} OR ${PAID})
  AND (o.state <> 'refunded' OR NOT ${CLAIMED}
    OR EXISTS (SELECT 1 FROM invoice AS c WHERE c.key = 'credit:order:' || o.order_no)
    OR EXISTS (SELECT 1 FROM archived_name WHERE name = 'credit:order:' || o.order_no))`;

const REFUNDS = `(SELECT json_group_array(json_object(${REFUND_COLUMNS.map((name) => `'${name}', r.${name}`).join(", ")}))
  FROM (SELECT * FROM refund WHERE order_no = o.order_no ORDER BY number) AS r)`;

/**
 * The walk to go on with: of the oldest month before `beforeMs` that has orders in D1 and is due, or was begun and not ended. Null when
 * there is none.
 */
export async function archiveWalk(
  db: D1Database,
  beforeMs: number,
  nowMs: number,
): Promise<ArchiveWalk | null> {
  const next = (from: string) =>
    `SELECT strftime('%Y-%m', min(created_at) / 1000, 'unixepoch') FROM orders WHERE ${OPENED} AND created_at < ?1${from}`;
  const month = await db
    .prepare(
      `WITH RECURSIVE m (month) AS (
         VALUES ((${next("")}))
         UNION ALL
         SELECT (${next(" AND created_at >= unixepoch(m.month || '-01', '+1 month') * 1000")}) FROM m WHERE m.month IS NOT NULL)
       SELECT month FROM m WHERE month IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM archive_month AS a WHERE a.month = m.month AND a.due_at > ?2)
       UNION SELECT month FROM archive_month WHERE cursor_no <> '' AND due_at <= ?2
       ORDER BY month LIMIT 1`,
    )
    .bind(beforeMs, nowMs)
    .first<string>("month");
  return month === null ? null : beginWalk(db, "archive_month", month, nowMs);
}

/** Null for a month that is not due any more: it was put back in between. */
export async function beginWalk(
  db: D1Database,
  table: WalkTable,
  month: string,
  nowMs: number,
): Promise<ArchiveWalk | null> {
  const [, found] = await db.batch<{ walks: number; cursor_at: number; cursor_no: string }>([
    db
      .prepare(
        `INSERT INTO ${table} (month, due_at) VALUES (?1, ?2)
         ON CONFLICT (month) DO UPDATE SET restored_at = NULL, restore_after = NULL WHERE due_at <= ?2`,
      )
      .bind(month, nowMs),
    db
      .prepare(`SELECT walks, cursor_at, cursor_no FROM ${table} WHERE month = ? AND due_at <= ?`)
      .bind(month, nowMs),
  ]);
  const row = found?.results[0];
  return row
    ? { table, month, walks: row.walks, cursorAt: row.cursor_at, cursorNo: row.cursor_no }
    : null;
}

/** The month's next orders at rest since before `quietMs`, after the walk's place. */
export async function ordersToArchive(
  db: D1Database,
  walk: ArchiveWalk,
  { quietMs, invoicedFrom, limit }: { quietMs: number; invoicedFrom: string | null; limit: number },
): Promise<ArchivedOrder[]> {
  const { startMs, endMs } = boundsOfMonth(walk.month);
  const { results } = await db
    .prepare(
      `SELECT ${ORDER_COLUMNS.map((name) => `o.${name}`).join(", ")}, ${REFUNDS} AS refunds,
              (SELECT transaction_id FROM order_transaction WHERE order_no = o.order_no) AS transactionId
       FROM orders AS o WHERE (o.created_at, o.order_no) > (?1, ?2) AND o.created_at < ?3 AND o.created_at >= ?7
         AND ${OPENED} AND ${AT_REST} ORDER BY o.created_at, o.order_no LIMIT ?5`,
    )
    .bind(
      ...[Math.max(walk.cursorAt, startMs - 1), walk.cursorNo, endMs, quietMs, limit],
      ...[invoicedFrom, startMs],
    )
    .all<ArchivedOrder["order"] & { refunds: string; transactionId: string | null }>();
  return results.map(({ refunds, transactionId, ...order }) => ({
    order: order as ArchivedOrder["order"],
    refunds: JSON.parse(refunds) as ArchivedOrder["refunds"],
    transactionId,
  }));
}

/** Nobody has moved the walk meanwhile; its place is bound first. */
export const stillAt = (table: WalkTable): string =>
  `EXISTS (SELECT 1 FROM ${table} WHERE month = ?1 AND walks = ?2 AND cursor_at = ?3 AND cursor_no = ?4)`;

export const placeOf = ({ month, walks, cursorAt, cursorNo }: ArchiveWalk) =>
  [month, walks, cursorAt, cursorNo] as const;

const HERE = stillAt("archive_month");
const KEPT = "SELECT value ->> 'no', value ->> 'version' FROM json_each(?5)";
const GONE = (table: string) =>
  `DELETE FROM ${table} WHERE order_no IN (SELECT value ->> 'no' FROM json_each(?5))
     AND NOT EXISTS (SELECT 1 FROM orders AS o WHERE o.order_no = ${table}.order_no) AND ${HERE}`;

/** Deletes the rows of the orders that R2 has by now, and moves the walk past `to`. */
export async function dropOrders(
  db: D1Database,
  walk: ArchiveWalk,
  kept: readonly ArchivedOrder[],
  to: WalkPlace,
): Promise<ArchiveWalk> {
  const place = placeOf(walk);
  const rows = JSON.stringify(
    kept.map((record) => ({
      no: record.order.order_no,
      version: record.order.version,
      bytes: bytesOf(record),
    })),
  );
  const here = (sql: string) => db.prepare(sql).bind(...place, rows);
  await db.batch([
    here(
      `UPDATE archive_month SET
         (orders, bytes) = (SELECT archive_month.orders + count(*), archive_month.bytes + coalesce(sum(j.value ->> 'bytes'), 0)
           FROM json_each(?5) AS j JOIN orders AS o ON o.order_no = j.value ->> 'no' AND o.version = j.value ->> 'version')
       WHERE month = ?1 AND ${HERE}`,
    ),
    here(`DELETE FROM orders WHERE (order_no, version) IN (${KEPT}) AND ${HERE}`),
    here(GONE("refund")),
    here(GONE("order_transaction")),
    moveWalk(db, walk, to),
  ]);
  return { ...walk, cursorAt: to.atMs, cursorNo: to.no };
}

/** The last row that a walk has passed. */
export interface WalkPlace {
  atMs: number;
  no: string;
}

export const moveWalk = (db: D1Database, walk: ArchiveWalk, to: WalkPlace): D1PreparedStatement =>
  db
    .prepare(
      `UPDATE ${walk.table} SET cursor_at = ?5, cursor_no = ?6 WHERE month = ?1 AND ${stillAt(walk.table)}`,
    )
    .bind(...placeOf(walk), to.atMs, to.no);

/** Nothing is left after the place: what stayed is walked over again at `dueAtMs`. */
export async function endArchiveWalk(
  db: D1Database,
  walk: ArchiveWalk,
  dueAtMs: number,
  nowMs: number,
): Promise<void> {
  await db
    .prepare(
      `UPDATE ${walk.table} SET walks = walks + 1, cursor_at = 0, cursor_no = '', due_at = ?5, finished_at = ?6
       WHERE month = ?1 AND ${stillAt(walk.table)}`,
    )
    .bind(...placeOf(walk), dueAtMs, nowMs)
    .run();
}

/** The oldest events, in the order of their positions, up to the first that happened at or after `beforeMs`. */
export async function eventsToArchive(
  db: D1Database,
  beforeMs: number,
  limit: number,
): Promise<ArchivedEvent[]> {
  const oldestMs = await db
    .prepare("SELECT at FROM event ORDER BY position LIMIT 1")
    .first<number>("at");
  // Nearly every run ends here, and has read one row.
  if (oldestMs === null || oldestMs >= beforeMs) return [];
  const { results } = await db
    .prepare(
      "SELECT position, id, type, subject, seq, at, data FROM event ORDER BY position LIMIT ?",
    )
    .bind(limit)
    .all<Omit<ArchivedEvent, "data"> & { data: string }>();
  const end = results.findIndex(({ at }) => at >= beforeMs);
  return results
    .slice(0, end < 0 ? results.length : end)
    .map((row) => ({ ...row, data: JSON.parse(row.data) as unknown }));
}

/** Deletes events that R2 has by now, and keeps the last place of each customer's. */
export async function dropEvents(
  db: D1Database,
  month: string,
  events: readonly ArchivedEvent[],
): Promise<void> {
  const rows = JSON.stringify(
    events.map((record) => ({
      position: record.position,
      bytes: bytesOf(record),
    })),
  );
  await db.batch([
    db
      .prepare(
        `INSERT INTO event_archived (subject, seq, position)
           SELECT subject, max(seq), max(position) FROM event WHERE position IN (SELECT value ->> 'position' FROM json_each(?)) GROUP BY subject
         ON CONFLICT (subject) DO UPDATE SET seq = max(seq, excluded.seq), position = max(coalesce(position, 0), excluded.position)`,
      )
      .bind(rows),
    db
      .prepare(
        `INSERT INTO archive_month (month, events, bytes, due_at)
           SELECT ?1, count(*), coalesce(sum(j.value ->> 'bytes'), 0), 0
           FROM json_each(?2) AS j JOIN event AS e ON e.position = j.value ->> 'position' WHERE true
         ON CONFLICT (month) DO UPDATE SET events = events + excluded.events, bytes = bytes + excluded.bytes`,
      )
      .bind(month, rows),
    db
      .prepare(
        "DELETE FROM event WHERE position IN (SELECT value ->> 'position' FROM json_each(?))",
      )
      .bind(rows),
  ]);
}
