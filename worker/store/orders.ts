import { and, count, desc, eq, gt, gte, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { inMonths } from "../domain/archive/month.ts";
import type { OrderKind } from "../domain/catalog/sale.ts";
import type { Place } from "../domain/cursor.ts";
import type { PayType } from "../domain/order/payway.ts";
import type { OrderState } from "../domain/order/state.ts";
import { offsetOf, type PageAsked, type Part, partOf } from "../domain/page.ts";
import { invariant } from "../domain/result.ts";
import { newestArchived } from "./archive-months.ts";
import { returnOrder } from "./archive-return.ts";
import type { StoreBindings } from "./bindings.ts";
import type { PlacedOrder } from "./claim.ts";
import { type ProjectedEvent, writeEvents } from "./events.ts";
import { isDue, withTries } from "./job-retries.ts";
import { type RefundProjection, writeRefunds } from "./refunds.ts";
import { type OrderRow, orders, orderTransaction, refundAsked } from "./schema.ts";
import { isStockExhausted, moveStock } from "./stock.ts";

/** What an order's object projects. The whole state each time, so that a lost or repeated one is healed by the next. */
export interface OrderProjection {
  /** As it was placed, for a D1 that was put back to a time before it. */
  placed: PlacedOrder;
  state: OrderState;
  payingWith: PayType;
  /** Counts the object's changes; only a higher one is written. */
  version: number;
  /** True gives the unit of limited stock back, if it is still held. */
  releaseStock: boolean;
  paidAtMs: number | null;
  completedAtMs: number | null;
  refunds: RefundProjection[];
  /** Whether an operator's refund waits for the account; null when none was ever asked for. */
  refundAsked: boolean | null;
  events: readonly ProjectedEvent[];
  /** Whether a number was ever opened at a gateway. */
  opened: boolean;
  /** The gateway's own number of the payment that settled it. */
  transactionId: string | null;
  nowMs: number;
}

/**
 * Writes the projection with its refunds and gives stock back, each at most once, in one batch. An archived order's rows come back
 * first: what was counted of them is in the sums.
 */
export async function projectOrder(
  { DB: db, ARCHIVE }: Pick<StoreBindings, "DB" | "ARCHIVE">,
  p: OrderProjection,
): Promise<void> {
  if (await updateOrder(db, p)) return;
  // Something newer is there already, or nothing at all.
  if ((await orderRow(db, p.placed.orderNo)) !== null) return;
  if (await returnOrder(db, ARCHIVE, p.placed)) await updateOrder(db, p);
  else await restoreOrder(db, p);
}

/** False when no row was written. */
async function updateOrder(db: D1Database, p: OrderProjection): Promise<boolean> {
  const d1 = drizzle(db);
  const { orderNo } = p.placed;
  const update = d1
    .update(orders)
    .set({
      state: p.state,
      payingWith: p.payingWith,
      version: p.version,
      paidAt: p.paidAtMs,
      completedAt: p.completedAtMs,
      updatedAt: p.nowMs,
      opened: p.opened,
      ...(p.releaseStock ? { stockHeld: false } : {}),
    })
    .where(and(eq(orders.orderNo, orderNo), lt(orders.version, p.version)));
  const rest = [
    ...writeRefunds(d1, { ...p, orderNo }),
    ...writeRefundAsked(d1, p),
    ...writeTransaction(d1, p),
    ...writeEvents(d1, { source: orderNo, subject: p.placed.customerId, events: p.events }),
  ];
  const unit = p.releaseStock ? giveStockBack(d1, p) : null;
  if (!unit) {
    const [updated] = await d1.batch([update, ...rest]);
    return updated.meta.changes > 0;
  }
  const [, updated] = await d1.batch([unit, update, ...rest]);
  return updated.meta.changes > 0;
}

const giveStockBack = (d1: DrizzleD1Database, { placed, version }: OrderProjection) =>
  moveStock(
    d1,
    placed.sale.kind,
    "giveBack",
    sql`id = (SELECT item_id FROM orders WHERE order_no = ${placed.orderNo} AND stock_held = 1
              AND kind = ${placed.sale.kind} AND version < ${version})`,
  );

/** An order is settled by one payment, which never changes. */
const writeTransaction = (d1: DrizzleD1Database, { placed, transactionId }: OrderProjection) =>
  transactionId === null
    ? []
    : [
        d1
          .insert(orderTransaction)
          .values({ orderNo: placed.orderNo, transactionId })
          .onConflictDoNothing(),
      ];

/** After the order's row has been written: what comes late finds a higher version there, and changes nothing. */
function writeRefundAsked(
  d1: DrizzleD1Database,
  { placed, version, refundAsked: asked }: OrderProjection,
) {
  const { orderNo } = placed;
  const isNewest = sql`(SELECT version FROM orders WHERE order_no = ${orderNo}) = ${version}`;
  if (asked === null) return [];
  return asked
    ? [
        d1
          .insert(refundAsked)
          .select(sql`SELECT ${orderNo} WHERE ${isNewest}`)
          .onConflictDoNothing(),
      ]
    : [d1.delete(refundAsked).where(and(eq(refundAsked.orderNo, orderNo), isNewest))];
}

/**
 * Makes the row that a D1 put back in time has lost, and takes its unit of limited stock, which came back with the time.
 * An identical order that is pending meanwhile keeps its place: this one's row is made when it has ended.
 */
async function restoreOrder(db: D1Database, p: OrderProjection): Promise<void> {
  const d1 = drizzle(db);
  const { orderNo, customerId, payType, sale, createdAtMs, expiresAtMs } = p.placed;
  const stockHeld = sale.stockLimited && !p.releaseStock;
  const unit = moveStock(
    d1,
    sale.kind,
    "takeIfAny",
    sql`${stockHeld} AND id = ${sale.itemId} AND NOT EXISTS (
          SELECT 1 FROM orders WHERE order_no = ${orderNo} OR (
            ${p.state} = 'pending' AND state = 'pending' AND customer_id = ${customerId}
            AND kind = ${sale.kind} AND item_id = ${sale.itemId} AND pay_type = ${payType}))`,
  );
  const row = d1
    .insert(orders)
    .values({
      orderNo,
      customerId,
      kind: sale.kind,
      itemId: sale.itemId,
      itemName: sale.grant.name,
      grantJson: JSON.stringify(sale.grant),
      quantity: 1,
      amountMinor: sale.price.amountMinor,
      currency: sale.price.currency,
      payType,
      payingWith: p.payingWith,
      stockLimited: sale.stockLimited,
      stockHeld,
      state: p.state,
      version: p.version,
      createdAt: createdAtMs,
      expiresAt: expiresAtMs,
      paidAt: p.paidAtMs,
      completedAt: p.completedAtMs,
      updatedAt: p.nowMs,
      opened: p.opened,
    })
    .onConflictDoNothing();
  const rest = [
    ...writeRefunds(d1, { ...p, orderNo }),
    ...writeRefundAsked(d1, p),
    ...writeTransaction(d1, p),
  ];
  await (unit ? d1.batch([unit, row, ...rest]) : d1.batch([row, ...rest]));
}

/**
 * Takes a unit of stock again for an order that was paid after it had given its unit back. True when the order holds a
 * unit now, however often it is asked; false when none is left. A projection from before `version` that comes late must
 * not give the unit back again, so the row is moved past it.
 */
export async function reclaimStock(
  db: D1Database,
  { orderNo, sale: { kind } }: PlacedOrder,
  version: number,
): Promise<boolean> {
  const d1 = drizzle(db);
  const unit = moveStock(
    d1,
    kind,
    "take",
    sql`id = (SELECT item_id FROM orders
              WHERE order_no = ${orderNo} AND stock_held = 0 AND stock_limited = 1 AND kind = ${kind})`,
  );
  invariant(unit, "only an order of limited stock gave a unit back");
  try {
    const [, held] = await d1.batch([
      unit,
      d1
        .update(orders)
        .set({ stockHeld: true, version: sql`max(version, ${version - 1})` })
        .where(and(eq(orders.orderNo, orderNo), eq(orders.stockLimited, true))),
    ]);
    // D1 was put back to a time before the order: its row has to be there first.
    if (held.meta.changes === 0) throw new Error("the order's row is missing");
    return true;
  } catch (error) {
    if (isStockExhausted(error)) return false;
    throw error;
  }
}

export async function orderRow(db: D1Database, orderNo: string): Promise<OrderRow | null> {
  const [row] = await drizzle(db).select().from(orders).where(eq(orders.orderNo, orderNo));
  return row ?? null;
}

export interface OrderQuery extends PageAsked<"orders"> {
  customerId: string;
  /** Left out: every kind. */
  kind?: OrderKind | undefined;
  /** Placed at or after, epoch ms. */
  fromMs?: number | undefined;
  /** Placed before, epoch ms. */
  toMs?: number | undefined;
}

export interface OwnOrders extends Part<OrderRow> {
  total: number;
  /** The newest month whose orders may be in the archive and not here. */
  archivedMonth: string | null;
}

/** The newest first. */
export async function listOrders(db: D1Database, query: OrderQuery): Promise<OwnOrders> {
  const d1 = drizzle(db);
  const { before, pageSize } = query;
  const [rows, totals, archived] = await d1.batch([
    d1
      .select()
      .from(orders)
      .where(and(ownOrders(query), before && after(before)))
      .orderBy(desc(orders.createdAt), orders.orderNo)
      .limit(pageSize + 1)
      .offset(offsetOf(query)),
    d1.select({ total: sql<number>`n` }).from(sql`(SELECT ${totalOf(query)} AS n)`),
    newestArchived(d1, query.customerId),
  ]);
  const part = partOf("orders", rows, pageSize, (row) => [row.createdAt, row.orderNo]);
  return { ...part, total: totals[0]?.total ?? 0, archivedMonth: archived[0]?.month ?? null };
}

const ownOrders = ({
  customerId,
  kind,
  fromMs,
  toMs,
}: Omit<OrderQuery, keyof PageAsked<"orders">>) =>
  and(
    eq(orders.customerId, customerId),
    kind === undefined ? undefined : eq(orders.kind, kind),
    fromMs === undefined ? undefined : gte(orders.createdAt, fromMs),
    toMs === undefined ? undefined : lt(orders.createdAt, toMs),
  );

/** Of whole months the number is kept (`customer_orders`); rows are counted in those alone that the stretch begins or ends within. */
function totalOf({ customerId, kind, fromMs, toMs }: OrderQuery): SQL {
  const { months, rest } = inMonths(fromMs, toMs);
  const ofKind = kind === undefined ? sql`` : sql` AND kind = ${kind}`;
  const whole = months.map(
    ({ first, end }) =>
      sql`(SELECT coalesce(sum(orders), 0) FROM customer_orders
           WHERE customer_id = ${customerId}${ofKind} AND month >= ${first} AND month < ${end})`,
  );
  const counted = rest.map(
    ({ startMs, endMs }) =>
      sql`(SELECT count(*) FROM orders WHERE ${ownOrders({ customerId, kind, fromMs: startMs, toMs: endMs })})`,
  );
  return sql.join([sql`0`, ...whole, ...counted], sql` + `);
}

/** The first condition is the one that SQLite enters the index by. */
const after = ([createdAtMs, orderNo]: Place<"orders">) =>
  and(
    lte(orders.createdAt, createdAtMs),
    or(lt(orders.createdAt, createdAtMs), gt(orders.orderNo, orderNo)),
  );

/**
 * Orders that should have come to rest by `beforeMs` and did not, longest silent first: unfinished ones, and those
 * completed otherwise whose refund of a second payment is due, or whose own an operator has asked for. The states stand in the text, since a bound one keeps
 * SQLite from `orders_unfinished`: what is finished is never looked at, however much of it there is.
 */
export async function overdueOrders(
  db: D1Database,
  beforeMs: number,
  limit: number,
): Promise<OrderRow[]> {
  const d1 = drizzle(db);
  const silent = (which: SQL) =>
    d1
      .select()
      .from(orders)
      .where(and(which, lt(orders.updatedAt, beforeMs)))
      .orderBy(orders.updatedAt)
      .limit(limit);
  const [unfinished, refunding] = await d1.batch([
    silent(
      sql`state IN ('pending', 'paid', 'refunding') AND (state <> 'pending' OR expires_at < ${beforeMs})`,
    ),
    silent(
      sql`order_no IN (SELECT order_no FROM refund WHERE state IN ('due', 'accepted')
                       UNION SELECT order_no FROM refund_asked)`,
    ),
  ]);
  const rows = new Map([...unfinished, ...refunding].map((row) => [row.orderNo, row]));
  return [...rows.values()].sort((a, b) => a.updatedAt - b.updatedAt).slice(0, limit);
}

/** Paid orders whose grant is overdue since `beforeMs`, the longest first, and how many there are. */
export async function stuckOrders(
  db: D1Database,
  beforeMs: number,
  limit: number,
): Promise<{ rows: OrderRow[]; total: number }> {
  const d1 = drizzle(db);
  // The first condition is what SQLite needs to see to take `orders_unfinished`: few rows are in it.
  const isStuck = sql`state IN ('pending', 'paid', 'refunding') AND state = 'paid' AND paid_at < ${beforeMs}`;
  const [rows, totals] = await d1.batch([
    d1.select().from(orders).where(isStuck).orderBy(orders.paidAt, orders.orderNo).limit(limit),
    d1.select({ total: count() }).from(orders).where(isStuck),
  ]);
  return { rows, total: totals[0]?.total ?? 0 };
}

/** Puts orders at the end of the sweep's queue, whatever came of them. One parameter, however many there are. */
export async function markSwept(db: D1Database, orderNos: string[], nowMs: number): Promise<void> {
  await drizzle(db)
    .update(orders)
    .set({ updatedAt: nowMs })
    .where(sql`order_no IN (SELECT value FROM json_each(${JSON.stringify(orderNos)}))`);
}

/** The same words as in the index `orders_to_forget`. */
const FORGETTABLE = "opened = 0 AND state IN ('expired', 'cancelled')";

/** Ended orders that no gateway ever heard of, at rest since before `beforeMs`, the longest first. */
export async function ordersToForget(
  db: D1Database,
  { beforeMs, nowMs, limit }: { beforeMs: number; nowMs: number; limit: number },
): Promise<string[]> {
  const { results } = await db
    .prepare(
      `SELECT order_no FROM orders ${withTries("forget-order", "order_no")}
       WHERE ${FORGETTABLE} AND stock_held = 0 AND updated_at < ?1 AND ${isDue("?2")}
       ORDER BY updated_at LIMIT ?3`,
    )
    .bind(beforeMs, nowMs, limit)
    .all<{ order_no: string }>();
  return results.map((row) => row.order_no);
}

/** Deletes their rows and events, once their objects are empty. */
export async function forgetOrders(db: D1Database, orderNos: readonly string[]): Promise<void> {
  const numbers = JSON.stringify(orderNos);
  // Events are named `<order>:<ordinal>`, and `;` follows `:`. The last one stays: host products that have pulled all stand on it.
  await db.batch([
    db
      .prepare(
        `DELETE FROM event WHERE id IN (SELECT e.id FROM json_each(?) AS o
           JOIN event AS e ON e.id > o.value || ':' AND e.id < o.value || ';')
           AND position < (SELECT max(position) FROM event)`,
      )
      .bind(numbers),
    db
      .prepare(
        `DELETE FROM orders WHERE ${FORGETTABLE} AND order_no IN (SELECT value FROM json_each(?))`,
      )
      .bind(numbers),
  ]);
}
