import { orderSale } from "../domain/invoice/sale.ts";

/** Documents that the cron tried to issue and could not. One that is being tried for the first time is not among them. */

/** Where the order's number begins in the name of its sale. */
const ORDER_AT = orderSale("").length + 1;

const FAILED = "(t.fault IS NOT NULL OR t.tries > 1)";

/**
 * Of refunds that are through and have no credit note; `i` is the sale's line, `v` its document. The plus keeps SQLite from
 * taking the index of states, which walks every refund that was ever done for each row.
 */
export const FAILING_CREDIT_NOTES = `job_retry AS t
  JOIN invoice_item AS i ON i.sale = t.id AND i.claims = 1
  JOIN invoice AS v ON v.id = i.invoice_id AND v.number IS NOT NULL
  WHERE t.job = 'credit-note' AND ${FAILED}
    AND EXISTS (SELECT 1 FROM refund AS r WHERE r.order_no = substr(t.id, ${ORDER_AT})
      AND +r.state = 'done' AND r.why <> 'surplus')
    AND NOT EXISTS (SELECT 1 FROM invoice AS c WHERE c.key = 'credit:' || t.id)`;

export const FAILING_DRAFTS = `job_retry AS t JOIN invoice AS v ON v.id = t.id AND v.state = 'draft'
  WHERE t.job = 'draft' AND ${FAILED}`;

export interface FailingDocument {
  kind: "credit-note" | "draft";
  /** The draft, or the document whose sale was refunded. */
  invoiceId: string;
  /** Of the document; null for a draft. */
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
  const columns = (kind: FailingDocument["kind"]) =>
    `'${kind}' AS kind, v.id AS invoiceId, v.number, v.customer_id AS customerId, v.period, t.tries,
     t.due_at AS nextAtMs, t.fault, t.id AS sale`;
  const { results } = await db
    .prepare(
      `SELECT ${columns("credit-note")} FROM ${FAILING_CREDIT_NOTES}
       UNION ALL SELECT ${columns("draft")} FROM ${FAILING_DRAFTS}
       ORDER BY tries DESC, kind, sale LIMIT ?`,
    )
    .bind(limit)
    .all<FailingDocument>();
  return results;
}
