import type { OrderKind } from "../domain/catalog/sale.ts";
import { NO_ROOM_TAKEN, type Room, saleFault } from "../domain/catalog/sellable.ts";
import { PAYABLE_LEFT_MS_MIN } from "../domain/order/attempt.ts";
import { makeOrderNo } from "../domain/order/number.ts";
import { gatewayOf, type PayType } from "../domain/order/payway.ts";
import { err, type Result } from "../domain/result.ts";
import type { Env } from "../env.ts";
import { takes } from "../payments/registry.ts";
import {
  type Claim,
  type Claimed,
  type ClaimRefusal,
  claimOrder,
  type Offer,
  type PlacedOrder,
} from "../store/claim.ts";
import { accountObject, orderObject } from "./objects.ts";

export interface OrderRequest {
  customerId: string;
  kind: OrderKind;
  itemId: string;
  payType: PayType;
  /** The price that the customer was shown; null takes whatever it is now. */
  expected: Claim["expected"];
  /** For what costs each customer something else. */
  offer?: Offer;
}

export type PlaceRefusal =
  | ClaimRefusal
  /** The gateway does not take the item's currency. */
  | { reason: "pay-way-unavailable" };

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
): Promise<Result<Claimed, PlaceRefusal>> {
  let room: Room | undefined;
  for (let claims = 1; ; claims++) {
    const orderNo = makeOrderNo(nowMs, (length) => crypto.getRandomValues(new Uint8Array(length)));
    const claimed = await claimOrder(env.DB, { ...request, orderNo, nowMs });
    if (!claimed.ok) return claimed;

    const { order, priceNowMinor, isCustomerKnown } = claimed.value;
    const object = orderObject(env, order.orderNo);
    const [state, taken] = await Promise.all([
      object.open(order),
      // To ask an account that was never written to makes its file. The account looks again when it grants.
      room ?? (isCustomerKnown ? accountObject(env, order.customerId).room() : NO_ROOM_TAKEN),
    ]);
    room = taken;
    const fault = saleFault(order.sale, taken, nowMs);
    if (fault !== null) {
      console.error("an order was not taken, because it could not be granted", {
        orderNo: order.orderNo,
        fault,
      });
      return withdraw(env, order, "item-unavailable");
    }
    if (!isTaken(order)) return withdraw(env, order, "pay-way-unavailable");
    if (claimed.value.created) return claimed;
    const payable =
      state.orderStatus === "pending" && order.expiresAtMs - nowMs >= PAYABLE_LEFT_MS_MIN;
    const { currency, amountMinor } = order.sale.price;
    const isShown = request.expected === null || request.expected[currency] === amountMinor;
    const isDearer = priceNowMinor !== null && priceNowMinor !== amountMinor;
    const outdated = isDearer || !isAsOffered(order, request.offer);
    if ((payable && !outdated) || claims === CLAIMS_MAX)
      return isShown ? claimed : err({ reason: "price-changed" });
    await object.endIfSuperseded(outdated, claimed.value.version);
  }
}

/** Whether a pending order sells what is offered now: what it was counted against may have changed at the same price. */
const isAsOffered = ({ sale }: PlacedOrder, offer: Offer | undefined): boolean =>
  !offer || JSON.stringify(sale.grant) === JSON.stringify(offer.grant);

/** Whether the gateway takes the currency that the item is priced in. */
function isTaken({ payType, sale }: PlacedOrder): boolean {
  const name = gatewayOf(payType);
  return name !== undefined && takes(name, sale.price.currency);
}

/** What cannot be granted or paid is not sold: the order ends before a code of it could be shown. */
async function withdraw(
  env: Env,
  { orderNo, customerId, sale }: PlacedOrder,
  reason: PlaceRefusal["reason"],
): Promise<Result<never, PlaceRefusal>> {
  await orderObject(env, orderNo).cancel({ customerId, kind: sale.kind });
  return err({ reason });
}
