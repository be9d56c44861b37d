import { runInDurableObject } from "cloudflare:test";
import { beforeEach } from "vitest";
import type { Env } from "../env.ts";
import { compareOrders, DAY_OVER_MS } from "../jobs/compare.ts";
import { objectOf } from "./shop.ts";
import { bindings, customer, travel } from "./world.ts";

/** What tests about the daily comparison share. */

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Before a test: no orders but its own, and no day compared. */
export function forgetDaysBeforeEach(): void {
  beforeEach(async () => {
    for (const table of ["orders", "reconciliation_day", "reconciliation_retry", "discrepancy"])
      await bindings.DB.prepare(`DELETE FROM ${table}`).run();
  });
}

export const run = (env: Env = bindings) => compareOrders(env, () => Date.now());

/** Past the end of today in Beijing and the time that notifications may take. */
export const dayIsOver = () => travel(DAY_MS + DAY_OVER_MS);

export interface Day {
  day: string;
  orders: number;
  numbers: number;
  matched: number;
  mended: number;
  discrepancies: number;
  unanswered: number;
  waiting: number;
  finished: boolean;
}
export interface Report {
  items: Day[];
  discrepancies: { orderNo: string; number: string; reason: string; gateway: string }[];
}

export async function report(): Promise<Report> {
  const operator = await customer({ role: "operator" });
  return (await operator.get<Report>("/api/console/reconciliations")).body;
}

export const today = async () => (await report()).items[0] as Day;

/** What a notification and every query lost leave: an object that never asks again. */
export const neverAsk = (orderId: string) =>
  runInDurableObject(objectOf(orderId), async (_object, state) => {
    state.storage.sql.exec("UPDATE attempt SET query_at = NULL");
    await state.storage.deleteAlarm();
  });

export const inBook = (orderId: string, statement: string) =>
  runInDurableObject(objectOf(orderId), (_object, state) => {
    state.storage.sql.exec(statement);
  });
