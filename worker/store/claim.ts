import { and, desc, eq, or, type SQL, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import type { Grant, OrderKind, Sale } from "../domain/catalog/sale.ts";
import type { Currency, Money } from "../domain/money.ts";
import { ORDER_LIFE_MS } from "../domain/order/attempt.ts";
import type { PayType } from "../domain/order/payway.ts";
import { err, invariant, ok, type Result } from "../domain/result.ts";
import { DAY_MS } from "../domain/time.ts";
import { ITEM_SOURCES } from "./items.ts";
import { type OrderRow, orders } from "./schema.ts";
import { isStockExhausted, moveStock } from "./stock.ts";

/**
 * Claiming an order: one D1 batch, so that the price is read, the unit of stock is taken and the row is made together
 * or not at all, and the unique index alone decides whether an identical order is pending.
 */

export interface Claim {
  orderNo: string;
  customerId: string;
  kind: OrderKind;
  itemId: string;
  payType: PayType;
  /** The price that the customer was shown, as it reads in each currency; null takes whatever it is now. */
  expected: Partial<Record<Currency, number>> | null;
  /** What is sold and for how much, where that depends on the customer; else the item's row says so. */
  offer?: Offer;
  nowMs: number;
}

export interface Offer {
  grant: Grant;
  price: Money;
}

export interface Claimed {
  order: PlacedOrder;
  /** False when an identical order was pending already and `order` is that one. */
  created: boolean;
  /** What D1 was last told of the order. */
  version: number;
  /** What the item costs now, minor units; null when it is no longer on sale. A pending order keeps its own price. */
  priceNowMinor: number | null;
  /** False of a customer without a row in D1: new, or not told of yet. True also where the item is no longer on sale. */
  isCustomerKnown: boolean;
}

/** An order as it was placed: what its object is opened from. */
export interface PlacedOrder {
  orderNo: string;
  customerId: string;
  payType: PayType;
  sale: Sale;
  createdAtMs: number;
  expiresAtMs: number;
}

export interface ClaimRefusal {
  reason: "item-unavailable" | "out-of-stock" | "price-changed" | "too-many-orders";
}

/** Orders that a customer places in 24 hours and does not pay. Counted in the claim's own batch, so it always holds. */
export const UNPAID_ORDERS_PER_DAY_MAX = 100;

export async function claimOrder(
  db: D1Database,
  claim: Claim,
): Promise<Result<Claimed, ClaimRefusal>> {
  const d1 = drizzle(db);
  try {
    const unit = takeStock(d1, claim);
    const [, rows, prices] = await d1.batch([
      insertOrder(d1, claim),
      pendingLike(d1, claim),
      priceNow(d1, claim),
      ...(unit ? [unit] : []),
    ]);
    const row = rows[0];
    const now = prices[0];
    const priceNowMinor = now?.priceMinor ?? null;
    const isCustomerKnown = now?.isCustomerKnown !== 0;
    if (!row) return err({ reason: whyRefused(now) });
    const created = row.orderNo === claim.orderNo;
    return ok({
      order: placedOrder(row),
      created,
      version: row.version,
      priceNowMinor,
      isCustomerKnown,
    });
  } catch (error) {
    if (isStockExhausted(error)) return err({ reason: "out-of-stock" });
    throw error;
  }
}

function whyRefused(now: { mayOrder: number } | undefined): ClaimRefusal["reason"] {
  if (!now) return "item-unavailable";
  return now.mayOrder ? "price-changed" : "too-many-orders";
}

/** No more rows are looked at than the limit, however many there are. */
const mayOrder = ({ customerId, nowMs }: Claim): SQL =>
  sql`(SELECT count(*) FROM (SELECT 1 FROM orders WHERE customer_id = ${customerId} AND created_at > ${nowMs - DAY_MS}
       AND state IN ('pending', 'expired', 'cancelled') LIMIT ${UNPAID_ORDERS_PER_DAY_MAX})) < ${UNPAID_ORDERS_PER_DAY_MAX}`;

/** Whether the customer holds a unit of the item's limited stock, by whatever way to pay it was ordered. */
const holdsUnit = ({ customerId, kind, itemId }: Claim): SQL =>
  sql`EXISTS (SELECT 1 FROM orders AS held WHERE held.customer_id = ${customerId} AND held.kind = ${kind}
       AND held.item_id = ${itemId} AND held.state = 'pending' AND held.stock_held = 1)`;

/** The item's row is read in the same statement. Columns stand in the order of the table. */
function insertOrder(d1: DrizzleD1Database, c: Claim) {
  const item = soldBy(c);
  const isLimited = item.stocked ? sql`stock IS NOT NULL` : sql`0`;
  const isFree = item.stocked ? sql`(stock IS NULL OR NOT ${holdsUnit(c)})` : sql`1`;
  const isAsShown = c.expected
    ? sql`${JSON.stringify(c.expected)} ->> ${item.currency} = ${item.priceMinor}`
    : sql`1`;
  return (
    d1
      .insert(orders)
      .select(
        sql`SELECT ${c.orderNo}, ${c.customerId}, ${c.kind}, id, ${item.name}, ${item.grant}, 1, ${item.priceMinor},
                   ${item.currency}, ${c.payType}, ${c.payType}, ${isLimited}, ${isLimited}, 'pending', 0,
                   ${c.nowMs}, ${c.nowMs + ORDER_LIFE_MS}, NULL, NULL, ${c.nowMs}, 0
            FROM ${item.table} WHERE id = ${c.itemId} AND enabled = 1 AND ${keepsRules(c)} AND ${isAsShown} AND ${isFree}
                  AND ${mayOrder(c)}`,
      )
      // No target: drizzle puts a partial index's condition where SQLite does not take it. Any conflict means no row.
      .onConflictDoNothing()
  );
}

/** Where the row of what is sold comes from, with the offer in place of its price where there is one. */
function soldBy({ kind, offer }: Claim) {
  const item = ITEM_SOURCES[kind];
  const row = { ...item, currency: sql`currency` };
  if (!offer) return row;
  const { amountMinor, currency } = offer.price;
  return {
    ...row,
    grant: sql`${JSON.stringify(offer.grant)}`,
    priceMinor: sql`${amountMinor}`,
    currency: sql`${currency}`,
  };
}

/** A row that breaks a rule of the catalog is not sold, whatever the page still shows. */
const keepsRules = ({ kind, itemId }: Claim) =>
  sql`NOT EXISTS (SELECT 1 FROM ${ITEM_SOURCES[kind].faults} WHERE id = ${itemId})`;

/** For the row that was just made, if it was. */
const takeStock = (d1: DrizzleD1Database, c: Claim) =>
  moveStock(
    d1,
    c.kind,
    "take",
    sql`id = ${c.itemId} AND EXISTS (SELECT 1 FROM orders WHERE order_no = ${c.orderNo}
          AND customer_id = ${c.customerId} AND stock_held = 1 AND kind = ${c.kind})`,
  );

/** What was just made, the identical order that is pending, or the one by another way that holds the customer's unit. */
const pendingLike = (d1: DrizzleD1Database, c: Claim) =>
  d1
    .select()
    .from(orders)
    .where(
      and(
        eq(orders.customerId, c.customerId),
        eq(orders.kind, c.kind),
        eq(orders.itemId, c.itemId),
        eq(orders.state, "pending"),
        or(eq(orders.payType, c.payType), eq(orders.stockHeld, true)),
      ),
    )
    .orderBy(desc(eq(orders.orderNo, c.orderNo)), desc(eq(orders.payType, c.payType)))
    .limit(1);

function priceNow(d1: DrizzleD1Database, c: Claim) {
  const item = soldBy(c);
  return d1
    .select({
      priceMinor: sql<number>`p.price_minor`.as("price_now"),
      mayOrder: sql<number>`${mayOrder(c)}`.as("may_order"),
      isCustomerKnown:
        sql<number>`EXISTS (SELECT 1 FROM customer AS known WHERE known.id = ${c.customerId})`.as(
          "is_known",
        ),
    })
    .from(
      sql`(SELECT ${item.priceMinor} AS price_minor FROM ${item.table} WHERE id = ${c.itemId} AND enabled = 1 AND ${keepsRules(c)}) AS p`,
    );
}

export function placedOrder(row: OrderRow): PlacedOrder {
  invariant(
    Number.isSafeInteger(row.amountMinor) && row.amountMinor > 0,
    "a stored price is a positive integer",
  );
  return {
    orderNo: row.orderNo,
    customerId: row.customerId,
    payType: row.payType as PayType,
    sale: {
      kind: row.kind as OrderKind,
      itemId: row.itemId,
      price: { currency: row.currency as Currency, amountMinor: row.amountMinor },
      stockLimited: row.stockLimited,
      grant: JSON.parse(row.grantJson) as Grant,
    },
    createdAtMs: row.createdAt,
    expiresAtMs: row.expiresAt,
  };
}
