import type { OrderCreated, OrderDetail, OrderStatus } from "../../api/types.ts";
import type { Purchase, Sold } from "../../kinds/kind.ts";

export interface CheckoutOrder extends Sold {
  id: string;
  /** What was ordered, to order it again. */
  itemId: string;
  orderNo: string;
  amount: string;
  currency: string;
  payType: number;
  status: OrderStatus;
  /** Over, and the gateway has yet to say that it was not paid. */
  unconfirmed: boolean;
  /** Until when it is active; known once it is granted, and only where it ends. */
  until: string | null;
  /** From when; later than now where something higher runs first. */
  startsAt: string | null;
}

export const placedOrder = (
  made: OrderCreated,
  { itemId, payType, ...sold }: Purchase,
): CheckoutOrder => ({
  id: made.orderId,
  itemId,
  orderNo: made.orderNo,
  amount: made.orderAmount,
  currency: made.currency,
  payType,
  status: "pending",
  unconfirmed: false,
  name: sold.name,
  duration: sold.duration,
  power: sold.power,
  credits: sold.credits,
  until: null,
  startsAt: null,
});

export const knownOrder = (order: OrderDetail): CheckoutOrder => ({
  id: order.id,
  itemId: order.packageConfigId,
  orderNo: order.orderNo,
  amount: order.totalAmount,
  currency: order.currency,
  payType: order.payType,
  status: order.orderStatus,
  unconfirmed: order.unconfirmed === true,
  name: order.packageName,
  duration: order.duration,
  power: order.power,
  credits: order.credits,
  until: order.entitlement?.expiresAt ?? null,
  startsAt: order.entitlement?.startsAt ?? null,
});
