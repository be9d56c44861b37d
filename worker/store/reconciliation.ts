import { beijingDay, DAY_MS, startOfDay } from "../domain/time.ts";
import { NOTE_COLUMNS, type NoteColumns, type Shown, shownBy } from "./row-notes.ts";

/**
 * How far the comparison with the gateways' books is. Each outcome is written in one batch together with the cursor, or the
 * try, that it belongs to, and only if nobody has moved that on: dying costs a comparison, and two runs count once.
 */

/** Orders that a gateway may have heard of, in the words of the index `orders_to_compare`. */
const TO_COMPARE = "(opened = 1 OR state NOT IN ('expired', 'cancelled'))";

/** One order to compare. */
export interface OrderToCompare {
  orderNo: string;
  day: string;
  createdAtMs: number;
  /** What D1 was last told of the order. */
  version: number;
  /** Which numbers to ask about; null for all. */
  numbers: string[] | null;
  /** Tries so far. */
  tries: number;
}

/** What came of it. */
export interface ComparedOrder {
  trades: number;
  matched: number;
  recovered: number;
  discrepancies: { tradeNo: string; gateway: string; reason: string }[];
  /** Numbers to ask about again; null when the order itself could not be asked. */
  unanswered: string[] | null;
}

/** When to try again, epoch ms; null after the last try. */
export type NextTry = number | null;

/**
 * The day whose orders are compared now, or null when every day that ended before `endedBeforeMs` has been. Days come one
 * after the other, and no order is ever placed on a day that is over.
 */
export async function dayToCompare(
  db: D1Database,
  endedBeforeMs: number,
  nowMs: number,
): Promise<string | null> {
  const open = "SELECT day FROM reconciliation_day WHERE scanned_at IS NULL ORDER BY day LIMIT 1";
  const begun = await db.prepare(open).first<string>("day");
  if (begun !== null) return begun;

  const last = await db
    .prepare("SELECT max(day) AS day FROM reconciliation_day")
    .first<string | null>("day");
  const fromMs = last ? startOfDay(last) + DAY_MS : 0;
  const firstMs = await db
    .prepare(`SELECT min(created_at) AS at FROM orders WHERE ${TO_COMPARE} AND created_at >= ?`)
    .bind(fromMs)
    .first<number | null>("at");
  if (firstMs === null) return null;
  const day = beijingDay(firstMs);
  if (startOfDay(day) + DAY_MS > endedBeforeMs) return null;
  await db
    .prepare(
      "INSERT OR IGNORE INTO reconciliation_day (day, cursor_at, cursor_no, started_at) VALUES (?, ?, '', ?)",
    )
    .bind(day, startOfDay(day), nowMs)
    .run();
  return day;
}

/** The day's next orders after its cursor, in the order in which they are to be written down. */
export async function ordersToCompare(
  db: D1Database,
  day: string,
  limit: number,
): Promise<OrderToCompare[]> {
  const { results } = await db
    .prepare(
      `SELECT order_no, created_at, version FROM orders
       WHERE (created_at, order_no) > (SELECT cursor_at, cursor_no FROM reconciliation_day WHERE day = ?1)
         AND created_at < ?2 AND ${TO_COMPARE}
       ORDER BY created_at, order_no LIMIT ?3`,
    )
    .bind(day, startOfDay(day) + DAY_MS, limit)
    .all<{ order_no: string; created_at: number; version: number }>();
  return results.map((row) => ({
    orderNo: row.order_no,
    day,
    createdAtMs: row.created_at,
    version: row.version,
    numbers: null,
    tries: 0,
  }));
}

export async function markScanned(db: D1Database, day: string, nowMs: number): Promise<void> {
  await db
    .prepare("UPDATE reconciliation_day SET scanned_at = ? WHERE day = ? AND scanned_at IS NULL")
    .bind(nowMs, day)
    .run();
}

/** Orders with numbers to ask about again, the longest due first. */
export async function retriesDue(
  db: D1Database,
  nowMs: number,
  limit: number,
): Promise<OrderToCompare[]> {
  const { results } = await db
    .prepare(
      `SELECT r.order_no, r.day, r.numbers, r.tries, o.created_at, o.version
       FROM reconciliation_retry r JOIN orders o ON o.order_no = r.order_no
       WHERE r.due_at <= ? ORDER BY r.due_at LIMIT ?`,
    )
    .bind(nowMs, limit)
    .all<{
      order_no: string;
      day: string;
      numbers: string | null;
      tries: number;
      created_at: number;
      version: number;
    }>();
  return results.map((row) => ({
    orderNo: row.order_no,
    day: row.day,
    createdAtMs: row.created_at,
    version: row.version,
    numbers: row.numbers === null ? null : (JSON.parse(row.numbers) as string[]),
    tries: row.tries,
  }));
}

const BEFORE_CURSOR = `EXISTS (SELECT 1 FROM reconciliation_day
  WHERE day = ?1 AND (cursor_at, cursor_no) < (?2, ?3))`;

/** Writes down the first comparison of an order and moves the day's cursor past it. */
export async function recordFirst(
  db: D1Database,
  order: OrderToCompare,
  compared: ComparedOrder,
  nextTry: number,
  nowMs: number,
): Promise<void> {
  const { day, createdAtMs, orderNo } = order;
  const place = [day, createdAtMs, orderNo] as const;
  const isWhole = compared.unanswered !== null && compared.unanswered.length === 0;
  await db.batch([
    ...(compared.discrepancies.length === 0
      ? []
      : [insertDiscrepancies(db, BEFORE_CURSOR, place, order, compared, nowMs)]),
    ...(isWhole
      ? []
      : [
          db
            .prepare(
              `INSERT OR IGNORE INTO reconciliation_retry (order_no, day, numbers, tries, due_at)
               SELECT ?3, ?1, ?4, 1, ?5 WHERE ${BEFORE_CURSOR}`,
            )
            .bind(...place, jsonOf(compared.unanswered), nextTry),
        ]),
    db
      .prepare(
        `UPDATE reconciliation_day SET cursor_at = ?2, cursor_no = ?3, orders = orders + 1,
                numbers = numbers + ?4, matched = matched + ?5, mended = mended + ?6, discrepancies = discrepancies + ?7
         WHERE day = ?1 AND (cursor_at, cursor_no) < (?2, ?3)`,
      )
      .bind(
        ...place,
        compared.trades,
        compared.matched,
        compared.recovered,
        compared.discrepancies.length,
      ),
  ]);
}

const SAME_TRY = "EXISTS (SELECT 1 FROM reconciliation_retry WHERE order_no = ?1 AND tries = ?2)";

/** Writes down another try of an order: what was answered now counts, the rest waits or is given up. */
export async function recordRetry(
  db: D1Database,
  order: OrderToCompare,
  compared: ComparedOrder,
  nextTry: NextTry,
  nowMs: number,
): Promise<void> {
  const { orderNo, tries, day } = order;
  const isWhole = compared.unanswered !== null && compared.unanswered.length === 0;
  const givenUp = nextTry === null && !isWhole ? (compared.unanswered?.length ?? 1) : 0;
  // Those asked about again were counted when they were asked first.
  const newNumbers = order.numbers === null ? compared.trades : 0;
  const next =
    isWhole || nextTry === null
      ? db
          .prepare("DELETE FROM reconciliation_retry WHERE order_no = ?1 AND tries = ?2")
          .bind(orderNo, tries)
      : db
          .prepare(
            `UPDATE reconciliation_retry SET tries = tries + 1, numbers = ?3, due_at = ?4
             WHERE order_no = ?1 AND tries = ?2`,
          )
          .bind(orderNo, tries, jsonOf(compared.unanswered), nextTry);
  // What is given up is for a person, by number where it is known.
  const silent = givenUp > 0 ? (compared.unanswered ?? [orderNo]).map(unansweredOf) : [];
  const found = { ...compared, discrepancies: [...compared.discrepancies, ...silent] };
  await db.batch([
    insertDiscrepancies(db, SAME_TRY, [orderNo, tries, null], order, found, nowMs),
    db
      .prepare(
        `UPDATE reconciliation_day SET numbers = numbers + ?4, matched = matched + ?5, mended = mended + ?6,
                discrepancies = discrepancies + ?7, unanswered = unanswered + ?8
         WHERE day = ?3 AND ${SAME_TRY}`,
      )
      .bind(
        orderNo,
        tries,
        day,
        newNumbers,
        compared.matched,
        compared.recovered,
        compared.discrepancies.length,
        givenUp,
      ),
    next,
  ]);
}

const unansweredOf = (tradeNo: string) => ({ tradeNo, gateway: "", reason: "unanswered" });

/** `?1` to `?3` are the gate's, used or not; one JSON parameter holds the rows, however many there are. */
function insertDiscrepancies(
  db: D1Database,
  gate: string,
  place: readonly (string | number | null)[],
  { orderNo, day }: OrderToCompare,
  { discrepancies }: ComparedOrder,
  nowMs: number,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT OR IGNORE INTO discrepancy (number, reason, order_no, gateway, day, found_at)
       SELECT value ->> 'tradeNo', value ->> 'reason', ?4, value ->> 'gateway', ?5, ?6
       FROM json_each(?7) WHERE ${gate}`,
    )
    .bind(...place, orderNo, day, nowMs, JSON.stringify(discrepancies));
}

const jsonOf = (numbers: string[] | null): string | null =>
  numbers === null ? null : JSON.stringify(numbers);

export interface DayRow {
  day: string;
  orders: number;
  numbers: number;
  matched: number;
  mended: number;
  discrepancies: number;
  unanswered: number;
  /** Orders with numbers that are still to be asked about again. */
  waiting: number;
  started_at: number;
  scanned_at: number | null;
}

/** The latest days, newest first. */
export async function reconciledDays(db: D1Database, limit: number): Promise<DayRow[]> {
  const { results } = await db
    .prepare(
      `SELECT d.*, (SELECT count(*) FROM reconciliation_retry r WHERE r.day = d.day) AS waiting
       FROM reconciliation_day d ORDER BY d.day DESC LIMIT ?`,
    )
    .bind(limit)
    .all<DayRow>();
  return results;
}

export interface DiscrepancyRow extends NoteColumns {
  number: string;
  reason: string;
  order_no: string;
  gateway: string;
  day: string;
  found_at: number;
}

/** The latest discrepancies, newest first. */
export async function latestDiscrepancies(
  db: D1Database,
  shown: Shown,
  limit: number,
): Promise<DiscrepancyRow[]> {
  const { results } = await db
    .prepare(
      `SELECT number, reason, order_no, gateway, day, found_at, ${NOTE_COLUMNS} FROM discrepancy
       WHERE ${shownBy(shown, "difference")} ORDER BY found_at DESC, number LIMIT ?`,
    )
    .bind(limit)
    .all<DiscrepancyRow>();
  return results;
}
