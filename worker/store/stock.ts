import { type SQL, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { OrderKind } from "../domain/catalog/sale.ts";
import { ITEM_SOURCES } from "./items.ts";

/** How a unit of limited stock moves. */
const MOVES = {
  take: sql`stock - 1`,
  /** For an order that has its unit already: what is gone is gone. */
  takeIfAny: sql`max(stock - 1, 0)`,
  giveBack: sql`stock + 1`,
};

/** The statement that moves a unit of the kind's items `where`; null where the kind has no stock. */
export function moveStock(
  d1: DrizzleD1Database,
  kind: OrderKind,
  move: keyof typeof MOVES,
  where: SQL,
) {
  const { stocked } = ITEM_SOURCES[kind];
  return stocked && d1.update(stocked).set({ stock: MOVES[move] }).where(where);
}

/** The CHECK on the stock aborts the whole batch, so what was written beside it is gone with it. */
export function isStockExhausted(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (/CHECK constraint failed: stock/.test(cause.message)) return true;
  return false;
}
