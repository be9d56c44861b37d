import type { Bound } from "../domain/console/timeline.ts";
import type { EventType, StoredEvent } from "../domain/event.ts";
import type { OrderState } from "../domain/order/state.ts";
import { AUDIT_COLUMNS, type AuditRow, auditOf, type StoredAudit } from "./audit.ts";
import { EVENT_COLUMNS, eventOf } from "./event-lists.ts";

/** What D1 has of one customer, as the sources of a timeline, each in its order by time. */

export interface PlacedOrderRow {
  orderNo: string;
  itemName: string;
  amountMinor: number;
  currency: string;
  state: OrderState;
  createdAtMs: number;
}

export interface OwnRefundRow {
  number: string;
  orderNo: string;
  amountMinor: number;
  currency: string;
  state: string;
  why: string;
  detail: string;
  startedAtMs: number;
}

export interface TimelineQuery {
  customer: string;
  limit: number;
  /** Of each source that is wanted: from where on, null from the newest. */
  bounds: Partial<Record<"order" | "event" | "refund" | "audit", Bound | null>>;
  eventTypes: readonly EventType[];
}

export interface TimelineRows {
  orders: PlacedOrderRow[];
  events: StoredEvent[];
  refunds: OwnRefundRow[];
  audit: AuditRow[];
}

/**
 * The newest of each. An index gives a customer's orders and acts in their order; refunds are found over the customer's orders, and
 * events by the customer, then put in order: an index for a page that operators open would be written with every purchase.
 */
export async function timelineRows(db: D1Database, query: TimelineQuery): Promise<TimelineRows> {
  const { customer, limit, bounds, eventTypes } = query;
  const part = (
    bound: Bound | null | undefined,
    { select, at, tie }: { select: string; at: string; tie: string },
    ...values: string[]
  ) => {
    // A source that is not wanted is asked for nothing: the answers keep their places.
    const after = bound ? `AND (${at}, ${tie}) < (?, ?)` : "";
    return db
      .prepare(`${select} ${after} ORDER BY ${at} DESC, ${tie} DESC LIMIT ?`)
      .bind(customer, ...values, ...(bound ?? []), bound === undefined ? 0 : limit);
  };
  const [orders, events, refunds, audit] = await db.batch([
    part(bounds.order, {
      select: `SELECT order_no AS "orderNo", item_name AS "itemName", amount_minor AS "amountMinor", currency, state,
        created_at AS "createdAtMs" FROM orders WHERE customer_id = ?`,
      at: "created_at",
      tie: "order_no",
    }),
    part(
      bounds.event,
      {
        select: `SELECT ${EVENT_COLUMNS} FROM event WHERE subject = ? AND type IN (SELECT value FROM json_each(?))`,
        at: "at",
        tie: "position",
      },
      JSON.stringify(eventTypes),
    ),
    part(bounds.refund, {
      select: `SELECT r.number, r.order_no AS "orderNo", r.amount_minor AS "amountMinor", r.currency, r.state, r.why, r.detail,
        r.started_at AS "startedAtMs" FROM orders AS o JOIN refund AS r ON r.order_no = o.order_no WHERE o.customer_id = ?`,
      at: "r.started_at",
      tie: "r.number",
    }),
    part(bounds.audit, {
      select: `SELECT ${AUDIT_COLUMNS} FROM audit WHERE customer = ?`,
      at: "at",
      tie: "id",
    }),
  ]);
  return {
    orders: (orders?.results ?? []) as PlacedOrderRow[],
    events: ((events?.results ?? []) as Parameters<typeof eventOf>[0][]).map(eventOf),
    refunds: (refunds?.results ?? []) as OwnRefundRow[],
    audit: ((audit?.results ?? []) as StoredAudit[]).map(auditOf),
  };
}
