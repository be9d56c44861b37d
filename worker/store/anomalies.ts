import { desc } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { GatewayName } from "../domain/order/payway.ts";
import { anomaly } from "./schema.ts";

export interface Anomaly {
  atMs: number;
  gateway: GatewayName;
  reason: string;
  detail: string;
}

/** Keeps a message that could not be tied to an order, for the operator. */
export async function recordAnomaly(db: D1Database, seen: Anomaly): Promise<void> {
  await drizzle(db).insert(anomaly).values({
    at: seen.atMs,
    gateway: seen.gateway,
    reason: seen.reason,
    detail: seen.detail,
  });
}

export const latestAnomalies = (db: D1Database, limit: number) =>
  drizzle(db).select().from(anomaly).orderBy(desc(anomaly.at)).limit(limit);
