import type { Grant } from "../domain/catalog/sale.ts";
import type { PeriodBounds } from "../domain/invoice/period.ts";
import { type InvoiceSale, namesOf, orderSale } from "../domain/invoice/sale.ts";
import { type Currency, isCurrency } from "../domain/money.ts";
import { FEWEST_TRIES_FIRST, isDue, withTries } from "./job-retries.ts";

/**
 * What was paid and stands on no document yet: orders, prepaid periods among them. What was used is asked of the account
 * (worker/actions/invoiceUsage.ts). Another source has `ref`s that begin otherwise; drafts, numbers, taxes and credit notes go by the
 * `ref` alone.
 */

/** What was refunded before it was invoiced was no sale; what is being refunded still may not be. */
const INVOICEABLE = `o.paid_at IS NOT NULL AND o.state IN ('paid', 'completed', 'refunding')
  AND NOT EXISTS (SELECT 1 FROM invoice_item AS i WHERE i.sale = 'order:' || o.order_no AND i.claims = 1)
  AND NOT EXISTS (SELECT 1 FROM archived_name WHERE name = 'order:' || o.order_no)`;

interface Row {
  orderNo: string;
  kind: string;
  itemName: string;
  grantJson: string;
  amountMinor: number;
  currency: string;
  paidAtMs: number;
}

/** A customer's sales of a month, those paid first at the beginning. */
export async function uninvoicedSales(
  db: D1Database,
  customerId: string,
  { startMs, endMs }: PeriodBounds,
  limit: number,
): Promise<InvoiceSale[]> {
  const { results } = await db
    .prepare(
      `SELECT o.order_no AS orderNo, o.kind, o.item_name AS itemName, o.grant_json AS grantJson,
              o.amount_minor AS amountMinor, o.currency, o.paid_at AS paidAtMs
       FROM orders AS o WHERE o.customer_id = ? AND o.paid_at >= ? AND o.paid_at < ? AND ${INVOICEABLE}
       ORDER BY o.paid_at, o.order_no LIMIT ?`,
    )
    .bind(customerId, startMs, endMs, limit)
    .all<Row>();
  return results.filter(({ currency }) => isCurrency(currency)).map(saleOf);
}

const saleOf = (row: Row): InvoiceSale => ({
  ref: orderSale(row.orderNo),
  kind: row.kind,
  names: namesOf(row.itemName, JSON.parse(row.grantJson) as Grant),
  quantity: 1,
  unitAmountMinor: row.amountMinor,
  amountMinor: row.amountMinor,
  currency: row.currency as Currency,
  paidAtMs: row.paidAtMs,
});

/** Those of them that stand on a document, in D1 or in the archive. */
export async function claimedOf(db: D1Database, refs: readonly string[]): Promise<Set<string>> {
  const { results } = await db
    .prepare(
      `SELECT sale FROM invoice_item WHERE claims = 1 AND sale IN (SELECT value FROM json_each(?1))
       UNION ALL SELECT name FROM archived_name WHERE name IN (SELECT value FROM json_each(?1))`,
    )
    .bind(JSON.stringify(refs))
    .all<{ sale: string }>();
  return new Set(results.map(({ sale }) => sale));
}

/** A place in the walk over a month's sales. */
export interface SaleCursor {
  atMs: number;
  id: string;
}

export interface SaleToInvoice extends SaleCursor {
  customerId: string;
}

/** Sales of all customers that stand on no document yet, after a place in the walk. */
export async function salesToInvoice(
  db: D1Database,
  { startMs, endMs }: PeriodBounds,
  after: SaleCursor,
  limit: number,
): Promise<SaleToInvoice[]> {
  const { results } = await db
    .prepare(
      `SELECT o.customer_id AS customerId, o.paid_at AS atMs, o.order_no AS id FROM orders AS o
       WHERE (o.paid_at, o.order_no) > (?1, ?2) AND o.paid_at >= ?3 AND o.paid_at < ?4 AND ${INVOICEABLE}
       ORDER BY o.paid_at, o.order_no LIMIT ?5`,
    )
    .bind(after.atMs, after.id, startMs, endMs, limit)
    .all<SaleToInvoice>();
  return results;
}

/** A refund that is through, of a sale that stands on an issued document and is not credited yet. */
export interface RefundToCredit {
  refundNo: string;
  sale: string;
  /** The first revision of the document that invoices the sale. */
  invoiceId: string;
  /** 1 where that one is in the archive, from which it comes back first. */
  isArchived: 0 | 1;
}

export interface RefundQuery {
  /** Only those of this document, also what failed and waits for its next try. */
  invoiceId?: string;
  /** Only refunds that came through since; one may wait for its bank, or for a person, for months. */
  sinceMs: number;
  nowMs: number;
  limit: number;
}

/**
 * The oldest first, and behind them what failed before. A second payment that went back (`surplus`) was no sale. An order's object can tell
 * of a refund while the order's own row is in the archive, so nothing is asked of that row.
 */
export async function refundsToCredit(
  db: D1Database,
  { invoiceId, sinceMs, nowMs, limit }: RefundQuery,
): Promise<RefundToCredit[]> {
  const { results } = await db
    .prepare(
      `SELECT r.number AS refundNo, 'order:' || r.order_no AS sale, coalesce(v.id, a.first_id) AS invoiceId, v.id IS NULL AS isArchived
       FROM refund AS r
       LEFT JOIN invoice_item AS i ON i.sale = 'order:' || r.order_no AND i.claims = 1
       LEFT JOIN invoice AS v ON v.id = i.invoice_id
       LEFT JOIN archived_name AS n ON i.sale IS NULL AND n.name = 'order:' || r.order_no
       LEFT JOIN archived_invoice AS a ON a.id = n.invoice
       ${withTries("credit-note", "'order:' || r.order_no")}
       WHERE r.state = 'done' AND r.updated_at >= ?2 AND r.why <> 'surplus' AND (v.number IS NOT NULL OR a.id IS NOT NULL)
         AND CASE WHEN ?1 IS NULL THEN ${isDue("?4")} ELSE v.id = ?1 END
         AND NOT EXISTS (SELECT 1 FROM invoice AS c WHERE c.key = 'credit:order:' || r.order_no)
         AND NOT EXISTS (SELECT 1 FROM archived_name AS c WHERE c.name = 'credit:order:' || r.order_no)
       ORDER BY ${FEWEST_TRIES_FIRST}, r.started_at, r.number LIMIT ?3`,
    )
    .bind(invoiceId ?? null, sinceMs, limit, nowMs)
    .all<RefundToCredit>();
  return results;
}
