import type { Answer } from "../api/answer.ts";
import { createOrder, readOrder } from "../api/coze.ts";
import type { OrderDetail } from "../api/types.ts";
import type { CheckoutOrder, CheckoutSource, Purchase } from "./createCheckout.ts";

/** The Coze centre's side of a checkout. */
export const cozeCheckout: CheckoutSource = {
  from: "coze",
  create: async (purchase) =>
    map(await createOrder(purchase.itemId, purchase.payType), (created) => ({
      id: created.orderId,
      orderNo: created.orderNo,
      amount: created.orderAmount,
      currency: created.currency,
      ...sold(purchase),
      status: "pending",
      until: null,
    })),
  read: async (orderId) => map(await readOrder(orderId), fromDetail),
};

const sold = ({ itemId, payType, name, days }: Purchase) => ({ itemId, payType, name, days });

const fromDetail = (order: OrderDetail): CheckoutOrder => ({
  id: order.id,
  itemId: order.packageConfigId,
  orderNo: order.orderNo,
  amount: order.totalAmount,
  currency: order.currency,
  payType: order.payType,
  status: order.orderStatus,
  name: order.packageName,
  days: order.duration,
  until: order.entitlement?.expiresAt ?? null,
});

const map = <T, U>(answer: Answer<T>, change: (value: T) => U): Answer<U> =>
  answer.ok ? { ...answer, value: change(answer.value) } : answer;
