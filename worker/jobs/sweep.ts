import { faultText } from "../domain/fault.ts";
import { withTimeout } from "../durable/timeout.ts";
import type { Env } from "../env.ts";
import { placedOrder } from "../store/claim.ts";
import { markSwept, overdueOrders } from "../store/orders.ts";
import type { OrderRow } from "../store/schema.ts";

/** Orders looked after in one run. Those that stay unfinished go to the end, so the next run takes the next. */
const ORDERS_PER_SWEEP_MAX = 100;

/** Orders attended at the same time: a Worker waits for six connections at once. */
const ORDERS_AT_ONCE = 5;

/** Most time one order is waited for; what it does goes on by itself. */
const ATTEND_MS_MAX = 30_000;

/** A run ends before the next one begins, and leaves the comparison its time. */
const SWEEP_MS_MAX = 2 * 60_000;

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
  now: () => number,
): Promise<{ attended: number; failed: number }> {
  const beganMs = now();
  const rows = await overdueOrders(env.DB, beganMs - OVERDUE_MS, ORDERS_PER_SWEEP_MAX);
  let attended = 0;
  let failed = 0;
  for (let at = 0; at < rows.length && now() < beganMs + SWEEP_MS_MAX; at += ORDERS_AT_ONCE) {
    const group = rows.slice(at, at + ORDERS_AT_ONCE);
    const outcomes = await Promise.all(group.map((row) => attend(env, row)));
    attended += outcomes.filter(Boolean).length;
    failed += outcomes.filter((did) => !did).length;
    // Group by group: a run that is cut off must not meet the same orders first again.
    await markSwept(
      env.DB,
      group.map((row) => row.orderNo),
      beganMs,
    );
  }
  return { attended, failed };
}

/** False when the order could not be attended, or not in time. */
async function attend(env: Env, row: OrderRow): Promise<boolean> {
  const order = env.ORDERS.get(env.ORDERS.idFromName(row.orderNo));
  const work = async () => {
    await order.open(placedOrder(row));
    await order.attend(row.version);
  };
  try {
    if (await withTimeout(ATTEND_MS_MAX, work())) return true;
    throw new Error(`no answer within ${ATTEND_MS_MAX} ms`);
  } catch (error) {
    console.error("an overdue order could not be attended", {
      orderNo: row.orderNo,
      error: faultText(error),
    });
    return false;
  }
}
