import type { OrderListItem } from "../api/types.ts";
import { kindOf } from "../kinds/index.ts";
import { tellPaid } from "./checkoutEvents.ts";

/** For pages that show orders: reports one that was paid after the customer had left its centre. */
export function tellIfPaid(order: OrderListItem): void {
  if (order.orderStatus !== "completed") return;
  tellPaid(kindOf(order.from).events, {
    orderNo: order.orderNo,
    itemId: order.packageConfigId,
    name: order.packageName,
    amount: order.totalAmount,
    currency: order.currency,
    payType: order.payType,
  });
}
