import { orderSale } from "../domain/invoice/sale.ts";

/** Documents that the cron tried to issue and could not. One that is being tried for the first time is not among them. */

/** Where the order's number begins in the name of its sale. */
const ORDER_AT = orderSale("").length + 1;

const FAILED = "(t.fault IS NOT NULL OR t.tries > 1)";

/**
 * Of refunds that are through and have no credit note; `i` is the sale's line, `v` its document, or `a` the one that does not come back
 * from the archive. The plus keeps SQLite from
 * taking the index of states, which walks every refund that was ever done for each row.
 */
export const FAILING_CREDIT_NOTES = `job_retry AS t
  LEFT JOIN invoice_item AS i ON i.sale = t.id AND i.claims = 1
  LEFT JOIN invoice AS v ON v.id = i.invoice_id AND v.number IS NOT NULL
  LEFT JOIN archived_name AS n ON n.name = t.id
  LEFT JOIN archived_invoice AS a ON a.id = n.invoice
  WHERE t.job = 'credit-note' AND ${FAILED} AND (v.id IS NOT NULL OR a.id IS NOT NULL)
    AND EXISTS (SELECT 1 FROM refund AS r WHERE r.order_no = substr(t.id, ${ORDER_AT})
      AND +r.state = 'done' AND r.why <> 'surplus')
    AND NOT EXISTS (SELECT 1 FROM invoice AS c WHERE c.key = 'credit:' || t.id)
    AND NOT EXISTS (SELECT 1 FROM archived_name AS c WHERE c.name = 'credit:' || t.id)`;

export const FAILING_DRAFTS = `job_retry AS t JOIN invoice AS v ON v.id = t.id AND v.state = 'draft'
  WHERE t.job = 'draft' AND ${FAILED}`;

export interface FailingDocument {
  kind: "credit-note" | "draft";
  /** The draft, or the document whose sale was refunded. */
  invoiceId: string;
  /** Of the document; null for a draft, and while it is in the archive. */
  number: string | null;
  customerId: string;
  period: string;
  tries: number;
  nextAtMs: number;
  /** Null where a run ended in the middle of a try. */
  fault: string | null;
}

/** Those that failed longest first. */
export async function failingDocuments(db: D1Database, limit: number): Promise<FailingDocument[]> {
  const columns = (
    kind: FailingDocument["kind"],
    of: { id: string; customer: string; month: string },
  ) =>
    `'${kind}' AS kind, ${of.id} AS invoiceId, v.number, ${of.customer} AS customerId, ${of.month} AS period, t.tries,
     t.due_at AS nextAtMs, t.fault, t.id AS sale`;
  const credited = columns("credit-note", {
    id: "coalesce(v.id, a.first_id)",
    customer: "coalesce(v.customer_id, a.customer_id)",
    month: "coalesce(v.period, a.month)",
  });
  const drafted = columns("draft", { id: "v.id", customer: "v.customer_id", month: "v.period" });
  const { results } = await db
    .prepare(
      `SELECT ${credited} FROM ${FAILING_CREDIT_NOTES}
       UNION ALL SELECT ${drafted} FROM ${FAILING_DRAFTS}
       ORDER BY tries DESC, kind, sale LIMIT ?`,
    )
    .bind(limit)
    .all<FailingDocument>();
  return results;
}
