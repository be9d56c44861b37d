import { and, desc, eq, lt, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { GatewayName } from "../domain/order/payway.ts";
import { type Shown, shownBy } from "./row-notes.ts";
import { anomaly, anomalyCount } from "./schema.ts";
import { dayOf, SAMPLES_MAX, Tally } from "./tally.ts";

/** A genuine message that could not be tied to an order. */
export interface Anomaly {
  atMs: number;
  gateway: GatewayName;
  reason: string;
  detail: string;
}

/** Keeps it for the operator. */
export async function recordAnomaly(db: D1Database, seen: Anomaly): Promise<void> {
  await drizzle(db).insert(anomaly).values({
    at: seen.atMs,
    gateway: seen.gateway,
    genuine: true,
    reason: seen.reason,
    detail: seen.detail,
  });
}

/** Longest detail kept of what is not genuine: it holds a sender's own text. */
const DETAIL_LENGTH_MAX = 200;

/** Messages that are not a gateway's, by `<gateway> <reason>`: both are words of ours. */
export const strangeMessages = new Tally();

export const countStrangeMessage = ({ atMs, gateway, reason, detail }: Anomaly): void =>
  strangeMessages.add(`${gateway} ${reason}`, atMs, detail.slice(0, DETAIL_LENGTH_MAX));

/** Writes what has been counted: a row for each day, gateway and reason, however many messages came. */
export async function writeStrangeMessages(db: D1Database, nowMs: number): Promise<void> {
  const due = strangeMessages.take(nowMs);
  if (due.length === 0) return;
  await db.batch(
    due.map(([key, { count, firstMs, lastMs, samples }]) => {
      const [gateway, reason] = key.split(" ");
      return db
        .prepare(ADD_STRANGE)
        .bind(dayOf(lastMs), gateway, reason, count, firstMs, lastMs, JSON.stringify(samples));
    }),
  );
}

const ADD_STRANGE = `INSERT INTO anomaly_count (day, gateway, reason, count, first_at, last_at, details)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
  ON CONFLICT (day, gateway, reason) DO UPDATE SET count = count + ?4, last_at = max(last_at, ?6),
    details = CASE WHEN json_array_length(details) >= ${SAMPLES_MAX} THEN details ELSE (
      SELECT json_group_array(value) FROM (
        SELECT value FROM json_each(anomaly_count.details) UNION SELECT value FROM json_each(?7) LIMIT ${SAMPLES_MAX})) END`;

/** Genuine ones first: a payment nobody could place must not drown in what anyone can send. */
export async function latestAnomalies(db: D1Database, shown: Shown, limit: number) {
  const d1 = drizzle(db);
  const [genuine, strange] = await d1.batch([
    d1
      .select()
      .from(anomaly)
      .where(sql.raw(`genuine = 1 AND ${shownBy(shown, "message")}`))
      .orderBy(desc(anomaly.at))
      .limit(limit),
    d1
      .select()
      .from(anomalyCount)
      .where(sql.raw(shownBy(shown, "count")))
      .orderBy(desc(anomalyCount.lastAt))
      .limit(limit),
  ]);
  return { genuine, strange };
}

/** Drops counts of days before `countedFromMs`, and genuine messages from before `genuineFromMs`. */
export async function pruneAnomalies(
  db: D1Database,
  countedFromMs: number,
  genuineFromMs: number,
): Promise<void> {
  const d1 = drizzle(db);
  await d1.batch([
    d1.delete(anomalyCount).where(lt(anomalyCount.day, dayOf(countedFromMs))),
    d1.delete(anomaly).where(and(eq(anomaly.genuine, true), lt(anomaly.at, genuineFromMs))),
  ]);
}
