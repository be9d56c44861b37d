import type { OrderKind } from "../domain/catalog/sale.ts";
import { PAYABLE_LEFT_MS_MIN } from "../domain/order/attempt.ts";
import { makeOrderNo } from "../domain/order/number.ts";
import type { PayType } from "../domain/order/payway.ts";
import { err, type Result } from "../domain/result.ts";
import type { Env } from "../env.ts";
import { type Claimed, type ClaimRefusal, claimOrder, placedOrder } from "../store/claim.ts";
import { orderRow } from "../store/orders.ts";

export const orderObject = (env: Env, orderNo: string) =>
  env.ORDERS.get(env.ORDERS.idFromName(orderNo));
export const accountObject = (env: Env, customerId: string) =>
  env.ACCOUNTS.get(env.ACCOUNTS.idFromName(customerId));

interface Wish {
  customerId: string;
  kind: OrderKind;
  itemId: string;
  payType: PayType;
  expectedMinor: number | null;
}

/** A pending row may be one whose object has ended it and is not yet projected; asking the object settles that. */
const CLAIMS_MAX = 3;

/**
 * Places an order, or finds the identical one that is pending. D1 decides which; the object is opened from D1's row, so
 * dying in between leaves a row that the next request, or the sweep, opens again.
 */
export async function placeOrder(
  env: Env,
  wish: Wish,
  nowMs: number,
): Promise<Result<Claimed, ClaimRefusal>> {
  for (let claims = 1; ; claims++) {
    const orderNo = makeOrderNo(nowMs, (length) => crypto.getRandomValues(new Uint8Array(length)));
    const claimed = await claimOrder(env.DB, { ...wish, orderNo, nowMs });
    if (!claimed.ok) return claimed;

    const { order, priceNowMinor } = claimed.value;
    const object = orderObject(env, order.orderNo);
    const state = await object.open(order);
    if (claimed.value.created) return claimed;
    const payable =
      state.orderStatus === "pending" && order.expiresAtMs - nowMs >= PAYABLE_LEFT_MS_MIN;
    const isShown =
      wish.expectedMinor === null || wish.expectedMinor === order.sale.price.amountMinor;
    const outdated = priceNowMinor !== null && priceNowMinor !== order.sale.price.amountMinor;
    if ((payable && !outdated) || claims === CLAIMS_MAX)
      return isShown ? claimed : err("price-changed");
    await object.endIfSuperseded(outdated, claimed.value.version);
  }
}

/** Opens an order's object from D1 when it was claimed and never opened. False when there is no such order. */
export async function openFromRow(env: Env, orderNo: string): Promise<boolean> {
  const row = await orderRow(env.DB, orderNo);
  if (!row) return false;
  await orderObject(env, orderNo).open(placedOrder(row));
  return true;
}

/**
 * Asks the order's object; when the object is empty, the order may have been claimed in D1 by a request that died before
 * it opened it, so it is opened from its row and asked again.
 */
export async function withOrder<T, E>(
  env: Env,
  orderNo: string,
  ask: (object: ReturnType<typeof orderObject>) => Promise<Result<T, E | "not-found">>,
): Promise<Result<T, E | "not-found">> {
  const answer = await ask(orderObject(env, orderNo));
  if (answer.ok || answer.error !== "not-found") return answer;
  return (await openFromRow(env, orderNo)) ? ask(orderObject(env, orderNo)) : answer;
}
