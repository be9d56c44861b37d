import type { OrderKind } from "../domain/catalog/sale.ts";
import type { Place } from "../domain/cursor.ts";
import { isOrderNo, orderNoOf } from "../domain/order/number.ts";
import type { PayType } from "../domain/order/payway.ts";
import type { OrderState } from "../domain/order/state.ts";

/** Orders of all customers as an operator looks for them, in D1: each part is read by an index, whatever the table holds. */

export interface ConsoleOrderRow {
  orderNo: string;
  customerId: string;
  /** As the identity provider told it; null for who never signed in here. */
  customerName: string | null;
  kind: OrderKind;
  itemName: string;
  amountMinor: number;
  currency: string;
  payType: PayType;
  state: OrderState;
  createdAtMs: number;
  paidAtMs: number | null;
  transactionId: string | null;
}

export interface ConsoleOrderQuery {
  /** Our number, a number at a gateway, the gateway's own, or a customer's id: exactly. */
  search?: string | undefined;
  customer?: string | undefined;
  state?: OrderState | undefined;
  kind?: OrderKind | undefined;
  payType?: number | undefined;
  /** Placed at or after, epoch ms. */
  fromMs?: number | undefined;
  /** Placed before, epoch ms. */
  toMs?: number | undefined;
  /** Of the last row that was shown. */
  before?: Place<"console-orders"> | undefined;
  limit: number;
}

const COLUMNS = `o.order_no AS "orderNo", o.customer_id AS "customerId", c.name AS "customerName", o.kind,
  o.item_name AS "itemName", o.amount_minor AS "amountMinor", o.currency, o.paying_with AS "payType", o.state,
  o.created_at AS "createdAtMs", o.paid_at AS "paidAtMs", t.transaction_id AS "transactionId"`;

/** The states stand in the text, since a bound one keeps SQLite from the partial indexes. */
const OF_STATE: Record<OrderState, string> = {
  pending: "o.state IN ('pending', 'paid', 'refunding') AND o.state = 'pending'",
  paid: "o.state IN ('pending', 'paid', 'refunding') AND o.state = 'paid'",
  refunding: "o.state IN ('refunding', 'refunded') AND o.state = 'refunding'",
  refunded: "o.state IN ('refunding', 'refunded') AND o.state = 'refunded'",
  completed: "o.state = 'completed'",
  expired: "o.state = 'expired'",
  cancelled: "o.state = 'cancelled'",
};

/** The same words as in the index `orders_to_compare`: what never opened a number at a gateway is only seen by customer. */
const OPENED = "(o.opened = 1 OR o.state NOT IN ('expired', 'cancelled'))";

/** The newest first. */
export async function findOrders(
  db: D1Database,
  query: ConsoleOrderQuery,
): Promise<ConsoleOrderRow[]> {
  const wanted: [string, ...unknown[]][] = [];
  if (query.search !== undefined) wanted.push(searched(query.search));
  if (query.customer !== undefined) wanted.push(["o.customer_id = ?", query.customer]);
  if (query.search === undefined && query.customer === undefined) wanted.push([OPENED]);
  if (query.state !== undefined) wanted.push([OF_STATE[query.state]]);
  if (query.kind !== undefined) wanted.push(["o.kind = ?", query.kind]);
  if (query.payType !== undefined) wanted.push(["o.paying_with = ?", query.payType]);
  if (query.fromMs !== undefined) wanted.push(["o.created_at >= ?", query.fromMs]);
  if (query.toMs !== undefined) wanted.push(["o.created_at < ?", query.toMs]);
  if (query.before) wanted.push(["(o.created_at, o.order_no) < (?, ?)", ...query.before]);
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM orders AS o LEFT JOIN customer AS c ON c.id = o.customer_id
         LEFT JOIN order_transaction AS t ON t.order_no = o.order_no
       WHERE ${wanted.map(([sql]) => `(${sql})`).join(" AND ")}
       ORDER BY o.created_at DESC, o.order_no DESC LIMIT ?`,
    )
    .bind(...wanted.flatMap(([, ...values]) => values), query.limit)
    .all<ConsoleOrderRow>();
  return results;
}

function searched(search: string): [string, ...unknown[]] {
  const written = search.toUpperCase();
  const orderNo = isOrderNo(written) ? written : orderNoOf(written);
  if (orderNo) return ["o.order_no = ?", orderNo];
  return [
    `o.order_no IN (SELECT order_no FROM order_transaction WHERE transaction_id = ?
       UNION SELECT order_no FROM orders WHERE customer_id = ?)`,
    ...[search, search],
  ];
}
