import type { Flag } from "../../config/flags.ts";
import type { CozeSale } from "../entitlement/coze.ts";
import type { Money } from "../money.ts";

/**
 * The kinds of things that can be bought. A new kind adds its row here, where its items are in worker/store/items.ts, its
 * grant to `Grant` with the rule in worker/objects/account, and its texts.
 */
export const ORDER_KINDS = {
  coze: { statusFlag: "coze_package_status", explain: "coze_package_explain" },
  recharge: { statusFlag: "recharge_status", explain: "recharge_explain" },
} as const satisfies Record<string, { statusFlag: Flag; explain: string }>;

export type OrderKind = keyof typeof ORDER_KINDS;
export type ExplainKey = (typeof ORDER_KINDS)[OrderKind]["explain"];

export const isOrderKind = (from: string): from is OrderKind => Object.hasOwn(ORDER_KINDS, from);

/** What an order sold, frozen when it was placed: a later change of the catalog does not reach it. */
export interface Sale {
  kind: OrderKind;
  itemId: string;
  price: Money;
  /** Whether a unit of limited stock was reserved with the order. */
  stockLimited: boolean;
  grant: Grant;
}

export interface PowerSale {
  name: string;
  /** Units sold, a positive integer. */
  power: number;
  /** Units given on top, zero or more. */
  givePower: number;
}

/** What the customer gets, applied once under the order's number. */
export type Grant = ({ kind: "coze" } & CozeSale) | ({ kind: "power" } & PowerSale);
