import { desc } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { GatewayName } from "../domain/order/payway.ts";
import { anomaly } from "./schema.ts";

export interface Anomaly {
  atMs: number;
  gateway: GatewayName;
  /** Whether its signature held. */
  genuine: boolean;
  reason: string;
  detail: string;
}

/** Keeps a message that could not be tied to an order, for the operator. */
export async function recordAnomaly(db: D1Database, seen: Anomaly): Promise<void> {
  await drizzle(db).insert(anomaly).values({
    at: seen.atMs,
    gateway: seen.gateway,
    genuine: seen.genuine,
    reason: seen.reason,
    detail: seen.detail,
  });
}

/** Genuine ones first: a payment nobody could place must not drown in what anyone can send. */
export const latestAnomalies = (db: D1Database, limit: number) =>
  drizzle(db).select().from(anomaly).orderBy(desc(anomaly.genuine), desc(anomaly.at)).limit(limit);
