import { and, eq, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import type { Grant, OrderKind, Sale } from "../domain/catalog/sale.ts";
import type { Currency } from "../domain/money.ts";
import { ORDER_LIFE_MS } from "../domain/order/attempt.ts";
import type { PayType } from "../domain/order/payway.ts";
import { err, invariant, ok, type Result } from "../domain/result.ts";
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
  nowMs: number;
}

export interface Claimed {
  order: PlacedOrder;
  /** False when an identical order was pending already and `order` is that one. */
  created: boolean;
  /** What D1 was last told of the order. */
  version: number;
  /** What the item costs now, minor units; null when it is no longer on sale. A pending order keeps its own price. */
  priceNowMinor: number | null;
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
  reason: "item-unavailable" | "out-of-stock" | "price-changed";
}

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
    const priceNowMinor = prices[0]?.priceMinor ?? null;
    if (!row) return err({ reason: priceNowMinor === null ? "item-unavailable" : "price-changed" });
    const created = row.orderNo === claim.orderNo;
    return ok({ order: placedOrder(row), created, version: row.version, priceNowMinor });
  } catch (error) {
    if (isStockExhausted(error)) return err({ reason: "out-of-stock" });
    throw error;
  }
}

/** The item's row is read in the same statement. Columns stand in the order of the table. */
function insertOrder(d1: DrizzleD1Database, c: Claim) {
  const item = ITEM_SOURCES[c.kind];
  const isLimited = item.stocked ? sql`stock IS NOT NULL` : sql`0`;
  const isAsShown = c.expected
    ? sql`${JSON.stringify(c.expected)} ->> currency = ${item.priceMinor}`
    : sql`1`;
  return (
    d1
      .insert(orders)
      .select(
        sql`SELECT ${c.orderNo}, ${c.customerId}, ${c.kind}, id, ${item.name}, ${item.grant}, 1, ${item.priceMinor},
                   currency, ${c.payType}, ${c.payType}, ${isLimited}, ${isLimited}, 'pending', 0,
                   ${c.nowMs}, ${c.nowMs + ORDER_LIFE_MS}, NULL, NULL, ${c.nowMs}
            FROM ${item.table} WHERE id = ${c.itemId} AND enabled = 1 AND ${keepsRules(c)} AND ${isAsShown}`,
      )
      // No target: drizzle puts a partial index's condition where SQLite does not take it. Any conflict means no row.
      .onConflictDoNothing()
  );
}

/** A row that breaks a rule of the catalog is not sold, whatever the page still shows. */
const keepsRules = ({ kind, itemId }: Claim) =>
  sql`NOT EXISTS (SELECT 1 FROM catalog_fault WHERE kind = ${kind} AND id = ${itemId})`;

/** For the row that was just made, if it was. */
const takeStock = (d1: DrizzleD1Database, c: Claim) =>
  moveStock(
    d1,
    c.kind,
    "take",
    sql`id = ${c.itemId} AND EXISTS (SELECT 1 FROM orders WHERE order_no = ${c.orderNo}
          AND customer_id = ${c.customerId} AND stock_held = 1 AND kind = ${c.kind})`,
  );

const pendingLike = (d1: DrizzleD1Database, c: Claim) =>
  d1
    .select()
    .from(orders)
    .where(
      and(
        eq(orders.customerId, c.customerId),
        eq(orders.kind, c.kind),
        eq(orders.itemId, c.itemId),
        eq(orders.payType, c.payType),
        eq(orders.state, "pending"),
      ),
    );

function priceNow(d1: DrizzleD1Database, c: Claim) {
  const item = ITEM_SOURCES[c.kind];
  return d1
    .select({ priceMinor: sql<number>`p.price_minor` })
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
