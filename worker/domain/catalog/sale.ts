import type { DaySale } from "../entitlement/stretch.ts";
import type { Translations } from "../language.ts";
import type { Money } from "../money.ts";

/**
 * The kinds of things that can be bought. A new kind adds its name here, its flag and text in worker/config/centres.ts,
 * where its items are in worker/store/items.ts, its grant to `Grant` with its handler in grants.ts beside this file, and its
 * texts.
 */
export const ORDER_KINDS = ["coze", "recharge", "credits"] as const;

export type OrderKind = (typeof ORDER_KINDS)[number];

export const isOrderKind = (from: string): from is OrderKind =>
  ORDER_KINDS.some((kind) => kind === from);

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

/** A pack of credits. They do not end. */
export interface CreditSale {
  name: string;
  names?: Translations;
  /** Units sold, a positive integer. */
  credits: number;
}

/** What the customer gets, applied once under the order's number. */
export type Grant =
  | ({ kind: "coze" } & DaySale)
  | ({ kind: "power" } & PowerSale)
  | ({ kind: "credits" } & CreditSale);
