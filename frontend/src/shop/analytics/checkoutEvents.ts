import type { EventName, EventProperties } from "../../shared/analytics/names.ts";
import { firstTime, isKnown } from "../../shared/analytics/once.ts";
import { track } from "../../shared/analytics/track.ts";
import type { CheckoutOrder } from "../pay/checkout/order.ts";
import type { KindEvents } from "./kindEvents.ts";

type OrderFacts = Pick<
  CheckoutOrder,
  "orderNo" | "itemId" | "name" | "amount" | "currency" | "payType"
>;

/** Reports a checkout's events, each once: by order number where a reload could repeat it. */
export function checkoutEvents(events: KindEvents) {
  let lastCode = "";
  const tell = (name: EventName | undefined, order: OrderFacts) =>
    name && track(name, propertiesOf(order));

  return {
    placed: (order: CheckoutOrder) =>
      firstTime(`placed:${order.orderNo}`) && tell(events.order, order),
    code: (order: CheckoutOrder, url: string) => {
      firstTime(`shown:${order.orderNo}`);
      if (url === lastCode) return;
      lastCode = url;
      tell(events.code, order);
    },
    timeout: (order: CheckoutOrder) => tell(events.timeout, order),
    refresh: (order: CheckoutOrder) => tell(events.refresh, order),
    cancel: (order: CheckoutOrder) => tell(events.cancel, order),
    paid: (order: OrderFacts) => tellPaid(events, order),
  };
}

/** Only in the browser that showed a code of it: opening a link to the order elsewhere is not a second payment. */
export function tellPaid(events: KindEvents, order: OrderFacts): void {
  if (!isKnown(`shown:${order.orderNo}`) || !firstTime(`paid:${order.orderNo}`)) return;
  track(events.paid, propertiesOf(order));
}

const propertiesOf = (order: OrderFacts): EventProperties => ({
  itemId: order.itemId,
  ...(order.name ? { itemName: order.name } : {}),
  price: Number(order.amount),
  currency: order.currency,
  payType: order.payType,
  orderNo: order.orderNo,
});
