import type { OrderKind } from "../domain/catalog/sale.ts";
import { PAYABLE_LEFT_MS_MIN } from "../domain/order/attempt.ts";
import { makeOrderNo } from "../domain/order/number.ts";
import type { PayType } from "../domain/order/payway.ts";
import { err, type Result } from "../domain/result.ts";
import type { Env } from "../env.ts";
import { type Claim, type Claimed, type ClaimRefusal, claimOrder } from "../store/claim.ts";
import { orderObject } from "./objects.ts";

interface OrderRequest {
  customerId: string;
  kind: OrderKind;
  itemId: string;
  payType: PayType;
  /** The price that the customer was shown; null takes whatever it is now. */
  expected: Claim["expected"];
}

/** A row that is pending in D1 may be of an order that has ended and is not yet projected: its object is asked. */
const CLAIMS_MAX = 3;

/**
 * Places an order, or finds the identical one that is pending. D1 decides which; the object is opened from D1's row, so
 * dying in between leaves a row that the next request, or the sweep, opens again.
 */
export async function placeOrder(
  env: Env,
  request: OrderRequest,
  nowMs: number,
): Promise<Result<Claimed, ClaimRefusal>> {
  for (let claims = 1; ; claims++) {
    const orderNo = makeOrderNo(nowMs, (length) => crypto.getRandomValues(new Uint8Array(length)));
    const claimed = await claimOrder(env.DB, { ...request, orderNo, nowMs });
    if (!claimed.ok) return claimed;

    const { order, priceNowMinor } = claimed.value;
    const object = orderObject(env, order.orderNo);
    const state = await object.open(order);
    if (claimed.value.created) return claimed;
    const payable =
      state.orderStatus === "pending" && order.expiresAtMs - nowMs >= PAYABLE_LEFT_MS_MIN;
    const { currency, amountMinor } = order.sale.price;
    const isShown = request.expected === null || request.expected[currency] === amountMinor;
    const outdated = priceNowMinor !== null && priceNowMinor !== amountMinor;
    if ((payable && !outdated) || claims === CLAIMS_MAX)
      return isShown ? claimed : err({ reason: "price-changed" });
    await object.endIfSuperseded(outdated, claimed.value.version);
  }
}
