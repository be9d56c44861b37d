import type { Accessor } from "solid-js";
import { language } from "../../shared/i18n/index.ts";
import { createRemote } from "../../shared/primitives/createRemote.ts";
import { readOrders } from "../api/account.ts";
import type { OrderFrom } from "../api/types.ts";
import { continuePath } from "../kinds/index.ts";

/** Older ones have expired long ago. */
const ORDERS_LOOKED_AT = 20;

/**
 * Where the customer's own unpaid order for an item is paid: what is sold out to everybody may be waiting for this
 * customer's payment. Asked for only where something is sold out.
 */
export function createOwnPending(from: OrderFrom, matters: Accessor<boolean>) {
  const query = new URLSearchParams({ kind: from, page: "1", pageSize: String(ORDERS_LOOKED_AT) });
  const [orders] = createRemote(
    () => (matters() ? language() : undefined),
    () => readOrders(query.toString()),
  );
  return (itemId: string): string | undefined => {
    const own = orders.value?.items.find(
      (order) => order.packageConfigId === itemId && order.orderStatus === "pending",
    );
    return own && continuePath(own);
  };
}
