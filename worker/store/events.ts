import { type SQL, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { event } from "./schema.ts";

/** An event as an object's outbox delivers it. */
export interface ProjectedEvent {
  /** Counts the events of its object. */
  ordinal: number;
  type: string;
  atMs: number;
  data: object;
}

/** The highest place that was given among a customer's events, those in the archive included. `subject` is an expression of ours. */
const lastPlaceOf = (subject: SQL) =>
  sql`max(coalesce((SELECT max(seq) FROM event WHERE subject = ${subject}), 0),
          coalesce((SELECT seq FROM event_archived WHERE subject = ${subject}), 0))`;

/**
 * The statement that writes an object's events down; none without events. A repeat writes nothing. D1 gives each its place
 * among its customer's events, since they come from several objects: `seq` rises strictly for each customer.
 */
export function writeEvents(
  d1: DrizzleD1Database,
  {
    source,
    subject,
    events,
  }: { source: string; subject: string; events: readonly ProjectedEvent[] },
) {
  if (events.length === 0) return [];
  const rows = JSON.stringify(
    events.map(({ ordinal, type, atMs, data }, index) => ({
      id: `${source}:${ordinal}`,
      type,
      place: index + 1,
      at: atMs,
      data,
    })),
  );
  return [
    d1
      .insert(event)
      .select(
        sql`SELECT NULL, value ->> 'id', value ->> 'type', ${subject},
                   ${lastPlaceOf(sql`${subject}`)} + (value ->> 'place'),
                   value ->> 'at', value -> 'data'
            FROM json_each(${rows}) WHERE true`,
      )
      .onConflictDoNothing(),
  ];
}
