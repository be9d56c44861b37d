import { faultText } from "../domain/fault.ts";
import type { Env } from "../env.ts";
import { placedOrder } from "../store/claim.ts";
import { markSwept, overdueOrders } from "../store/orders.ts";

/** Orders looked after in one run. Those that stay unfinished go to the end, so the next run takes the next. */
const ORDERS_PER_SWEEP_MAX = 100;

/** How long an order may be overdue before somebody asks: its own alarm comes first. */
const OVERDUE_MS = 60_000;

/**
 * Wakes the objects of orders that D1 still holds as unfinished past their time, whatever is behind it:
 *
 * - claimed and never opened: the row is all there is, and opens the object;
 * - the alarm was lost: pending past its end, or paid and not granted, or a refund under way;
 * - the object is ahead: it came to rest and could not tell D1. D1 shows where it stood before, which is unfinished.
 *
 * What it cannot see is an object that went on from a row that looks final (an expired order paid late, a completed one
 * refunded) and then lost its alarm and its word to D1 both. The daily comparison meets every order once
 * (jobs/compare.ts), tells it what D1 has and sets its alarm anew. Repeatable, and each order is a try of its own.
 */
export async function sweepOrders(
  env: Env,
  nowMs: number,
): Promise<{ attended: number; failed: number }> {
  let failed = 0;
  const rows = await overdueOrders(env.DB, nowMs - OVERDUE_MS, ORDERS_PER_SWEEP_MAX);
  for (const row of rows) {
    const order = env.ORDERS.get(env.ORDERS.idFromName(row.orderNo));
    try {
      await order.open(placedOrder(row));
      await order.attend(row.version);
    } catch (error) {
      failed += 1;
      console.error("an overdue order could not be attended", {
        orderNo: row.orderNo,
        error: faultText(error),
      });
    }
  }
  await markSwept(
    env.DB,
    rows.map((row) => row.orderNo),
    nowMs,
  );
  return { attended: rows.length - failed, failed };
}
