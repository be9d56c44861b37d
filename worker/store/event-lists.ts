import type { Place } from "../domain/cursor.ts";
import type { EventType, StoredEvent } from "../domain/event.ts";
import { err, ok, type Result } from "../domain/result.ts";

/** Events in D1, read: as a feed in the order of arrival, and as lists of the console by time. */

type EventRow = Omit<StoredEvent, "data"> & { data: string };

export const EVENT_COLUMNS = `position, id, type, subject, seq, at AS "atMs", data`;

export const eventOf = ({ data, ...row }: EventRow): StoredEvent => ({
  ...row,
  data: JSON.parse(data) as StoredEvent["data"],
});

/**
 * `archived`: the place, or events after it, left D1. `restored`: D1 was put back to a time before the place, which is another event's
 * now, or nobody's yet. `not-found`: the event at the place is not there any more. It was forgotten with its order, and whether
 * D1 was put back before that cannot be told: what follows may not be all that the host missed.
 */
export type FeedRefusal = { reason: "archived" | "restored" | "not-found" };

/** How far positions were ever given in this D1; a row may be gone since, as that of an order that was forgotten. */
const LAST_GIVEN = `SELECT (SELECT seq FROM sqlite_sequence WHERE name = 'event') AS "given",
  (SELECT max(position) FROM event_archived WHERE position IS NOT NULL) AS "archived"`;

/**
 * The next events in the order of arrival: D1 has one writer, which numbers each as it commits it, so none ever appears before one
 * that was read. All of it is read at one moment.
 */
export async function eventsAfter(
  db: D1Database,
  after: Place<"event-feed"> | undefined,
  limit: number,
): Promise<Result<StoredEvent[], FeedRefusal>> {
  const [position, id] = after ?? [0, ""];
  const [stands, lasts, found] = await db.batch<
    EventRow & { given: number | null; archived: number | null }
  >([
    db.prepare("SELECT id FROM event WHERE position = ?").bind(position),
    db.prepare(LAST_GIVEN),
    db
      .prepare(`SELECT ${EVENT_COLUMNS} FROM event WHERE position > ? ORDER BY position LIMIT ?`)
      .bind(position, limit),
  ]);
  if (after) {
    const { given, archived } = lasts?.results[0] ?? { given: null, archived: null };
    if (position <= (archived ?? 0)) return err({ reason: "archived" });
    const here = stands?.results[0]?.id;
    if (position > (given ?? 0) || (here !== undefined && here !== id))
      return err({ reason: "restored" });
    if (here === undefined) return err({ reason: "not-found" });
  }
  return ok((found?.results ?? []).map(eventOf));
}

export interface EventsQuery {
  customer?: string | undefined;
  type?: EventType | undefined;
  /** Happened at or after, epoch ms. */
  fromMs?: number | undefined;
  /** Before, epoch ms. */
  toMs?: number | undefined;
  /** Of the last row that was shown. */
  before?: Place<"console-events"> | undefined;
  limit: number;
}

/** What happened last comes first. */
export async function listEvents(db: D1Database, query: EventsQuery): Promise<StoredEvent[]> {
  const { customer, type, fromMs, toMs, before } = query;
  const wanted: [string, ...(string | number)[]][] = [];
  if (customer !== undefined) wanted.push(["subject = ?", customer]);
  // A customer has few events, a type may have millions: the plus keeps SQLite from the type's index.
  if (type !== undefined) wanted.push([customer === undefined ? "type = ?" : "+type = ?", type]);
  if (fromMs !== undefined) wanted.push(["at >= ?", fromMs]);
  if (toMs !== undefined) wanted.push(["at < ?", toMs]);
  if (before) wanted.push(["(at, position) < (?, ?)", ...before]);
  const where = wanted.map(([sql]) => `(${sql})`).join(" AND ");
  const { results } = await db
    .prepare(
      `SELECT ${EVENT_COLUMNS} FROM event ${where && `WHERE ${where}`}
       ORDER BY at DESC, position DESC LIMIT ?`,
    )
    .bind(...wanted.flatMap(([, ...values]) => values), query.limit)
    .all<EventRow>();
  return results.map(eventOf);
}
