import type { OrderFrom, OrderListItem } from "../api/types.ts";
import { coze } from "./coze.ts";
import { credits } from "./credits.ts";
import type { Kind, Sold } from "./kind.ts";
import { recharge } from "./recharge.ts";
import { subscription } from "./subscription.ts";

/** Everything that is sold, in the menu's order. A further kind is a descriptor, its page, and a line here. */
export const KINDS: readonly Kind[] = [recharge, coze, credits, subscription];

/** An order from a newer server than this page still reads as a package. */
export const kindOf = (from: OrderFrom): Kind => KINDS.find((kind) => kind.from === from) ?? coze;

/** Where a pending order is paid on. */
export const continuePath = (order: { id: string; from: OrderFrom }): string =>
  `${kindOf(order.from).path}?order=${order.id}`;

export const soldIn = (order: OrderListItem): Sold => ({
  name: order.packageName,
  duration: order.duration,
  power: order.power,
  credits: order.credits,
});
