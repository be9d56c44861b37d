import { and, count, desc, eq, gt, inArray, lt, lte, or, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import type { Place } from "../domain/cursor.ts";
import { COUNTED_MAX, counted, offsetOf, type PageAsked, partOf } from "../domain/page.ts";
import { orders, refund } from "./schema.ts";

/** A refund as its order's object tells it to D1. */
export interface RefundProjection {
  refundNo: string;
  tradeNo: string;
  gateway: string;
  amountMinor: number;
  currency: string;
  why: "surplus" | "sold-out" | "operator" | "not-grantable" | "dispute";
  state: "due" | "accepted" | "done" | "failed" | "replaced";
  detail: string;
  startedAtMs: number;
}

/** The statements that write an order's refunds; rows of a higher version stay. */
export function writeRefunds(
  d1: DrizzleD1Database,
  told: { orderNo: string; version: number; refunds: RefundProjection[]; nowMs: number },
) {
  return told.refunds.map((each) => {
    const changing = {
      state: each.state,
      detail: each.detail,
      version: told.version,
    };
    return d1
      .insert(refund)
      .values({
        number: each.refundNo,
        orderNo: told.orderNo,
        tradeNumber: each.tradeNo,
        gateway: each.gateway,
        amountMinor: each.amountMinor,
        currency: each.currency,
        why: each.why,
        startedAt: each.startedAtMs,
        updatedAt: told.nowMs,
        ...changing,
      })
      .onConflictDoUpdate({
        target: refund.number,
        set: {
          ...changing,
          // Since when its state holds: sums by day are of the day on which it was counted.
          updatedAt: sql`CASE WHEN ${refund.state} = ${each.state} THEN ${refund.updatedAt} ELSE ${told.nowMs} END`,
        },
        setWhere: lt(refund.version, told.version),
      });
  });
}

/** As an operator asks for them: `due` are all that the gateway has not confirmed yet. */
export const REFUND_LISTS = {
  due: ["due", "accepted"],
  failed: ["failed"],
  done: ["done"],
} as const satisfies Record<string, RefundProjection["state"][]>;

export interface RefundQuery extends PageAsked<"refunds"> {
  /** Left out: all, those replaced by another number included. */
  state?: keyof typeof REFUND_LISTS | undefined;
}

/** Refunds over all orders, the newest first. */
export async function listRefunds(db: D1Database, query: RefundQuery) {
  const d1 = drizzle(db);
  const { state, before, pageSize } = query;
  const wanted = state === undefined ? undefined : inArray(refund.state, [...REFUND_LISTS[state]]);
  const [rows, totals] = await d1.batch([
    d1
      .select({ refund, customerId: orders.customerId })
      .from(refund)
      .innerJoin(orders, eq(orders.orderNo, refund.orderNo))
      .where(and(wanted, before && after(before)))
      .orderBy(desc(refund.startedAt), refund.number)
      .limit(pageSize + 1)
      .offset(offsetOf(query)),
    d1.select({ total: count() }).from(
      d1
        .select({ one: sql`1`.as("one") })
        .from(refund)
        .where(wanted)
        .limit(COUNTED_MAX + 1)
        .as("some"),
    ),
  ]);
  const place = ({ refund: { startedAt, number } }: (typeof rows)[number]) =>
    [startedAt, number] as const;
  return { ...partOf("refunds", rows, pageSize, place), ...counted(totals[0]?.total ?? 0) };
}

/** The first condition is the one that SQLite enters the index by. */
const after = ([startedAtMs, number]: Place<"refunds">) =>
  and(
    lte(refund.startedAt, startedAtMs),
    or(lt(refund.startedAt, startedAtMs), gt(refund.number, number)),
  );
