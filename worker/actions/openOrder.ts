import type { Result } from "../domain/result.ts";
import type { Env } from "../env.ts";
import { placedOrder } from "../store/claim.ts";
import { orderRow } from "../store/orders.ts";
import { orderObject } from "./objects.ts";

/** Opens an order's object from D1 when it was claimed and never opened. False when there is no such order. */
async function openFromRow(env: Env, orderNo: string): Promise<boolean> {
  const row = await orderRow(env.DB, orderNo);
  if (!row) return false;
  await orderObject(env, orderNo).open(placedOrder(row));
  return true;
}

/**
 * Asks the order's object; when the object is empty, the order may have been claimed in D1 by a request that died before
 * it opened it, so it is opened from its row and asked again.
 */
export async function withOrder<T, E extends { reason: string }>(
  env: Env,
  orderNo: string,
  ask: (object: ReturnType<typeof orderObject>) => Promise<Result<T, E>>,
): Promise<Result<T, E>> {
  const answer = await ask(orderObject(env, orderNo));
  if (answer.ok || answer.error.reason !== "not-found") return answer;
  return (await openFromRow(env, orderNo)) ? ask(orderObject(env, orderNo)) : answer;
}
