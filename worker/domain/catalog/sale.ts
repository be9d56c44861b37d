import type { CozeSale } from "../entitlement/coze.ts";
import type { Money } from "../money.ts";

/** What can be bought. A new kind adds its row here, its catalog table, and its grant rule in objects/account. */
export type OrderKind = "coze";

export const isOrderKind = (from: string): from is OrderKind => from === "coze";

/** What an order sold, frozen when it was placed: a later change of the catalog does not reach it. */
export interface Sale {
  kind: OrderKind;
  itemId: string;
  price: Money;
  /** Whether a unit of limited stock was reserved with the order. */
  stockLimited: boolean;
  grant: Grant;
}

/** What the customer gets, applied once under the order's number. */
export type Grant = { kind: "coze" } & CozeSale;
