import { faultText } from "../domain/fault.ts";
import { DAY_MS } from "../domain/time.ts";
import type { Env } from "../env.ts";
import { beginTries, endTries } from "../store/job-retries.ts";
import { forgetOrders, ordersToForget } from "../store/orders.ts";

/** Orders forgotten in one run; at twelve runs an hour, 57,600 a day. */
const ORDERS_PER_RUN_MAX = 200;

/** Objects emptied at the same time: a Worker waits for six connections at once. */
const ORDERS_AT_ONCE = 5;

/** A run leaves the other jobs their time. */
const RUN_MS_MAX = 60_000;

/** How long an order that never showed a code stays in its customer's records. */
export const KEPT_MS = 7 * DAY_MS;

/**
 * Forgets orders that ended without a number at any gateway: nothing was ever payable, so nothing is left behind. The object
 * goes first: dying before its row goes leaves a row whose object is empty, and the next run deletes it.
 */
export async function forgetUnopened(env: Env, now: () => number): Promise<{ forgotten: number }> {
  const beganMs = now();
  const orderNos = await ordersToForget(env.DB, {
    ...{ beforeMs: beganMs - KEPT_MS, nowMs: beganMs, limit: ORDERS_PER_RUN_MAX },
  });
  const forgotten: string[] = [];
  for (let at = 0; at < orderNos.length && now() < beganMs + RUN_MS_MAX; at += ORDERS_AT_ONCE) {
    const group = orderNos.slice(at, at + ORDERS_AT_ONCE);
    // Only what is met now: the rest has its turn in the next run.
    await beginTries(env.DB, "forget-order", group, now());
    const emptied = await Promise.all(group.map((orderNo) => empty(env, orderNo)));
    const gone = group.filter((_, index) => emptied[index]);
    await forgetOrders(env.DB, gone);
    forgotten.push(...gone);
  }
  await endTries(env.DB, "forget-order", forgotten);
  return { forgotten: forgotten.length };
}

/** Whether the object holds nothing now. */
async function empty(env: Env, orderNo: string): Promise<boolean> {
  try {
    const answer = await env.ORDERS.get(env.ORDERS.idFromName(orderNo)).forget();
    return answer.ok || answer.error.reason === "not-found";
  } catch (error) {
    console.error("an order could not be forgotten", { orderNo, error: faultText(error) });
    return false;
  }
}
