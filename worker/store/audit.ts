import type { Role } from "../domain/operator/rights.ts";

/** What operators did, in D1: written before the act, completed after it. Kept for ever. */

export const AUDIT_OUTCOMES = ["begun", "done", "refused", "failed", "forbidden"] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

export interface Deed {
  operator: string;
  role: Role;
  /** `<noun>.<verb>`, as `order.refund`. */
  act: string;
  /** What it was done to. */
  object: string | null;
  /** The network address that it was sent from; null where it is not known. */
  address: string | null;
  atMs: number;
}

export interface AuditDetail {
  why?: string | undefined;
  /** What is stored as JSON: the state before and after. */
  before?: unknown;
  after?: unknown;
  /** Whom it touches, where the act's object does not say it. */
  customer?: string;
}

export interface AuditRow extends Deed {
  id: number;
  why: string;
  before: unknown;
  after: unknown;
  outcome: AuditOutcome;
  code: string | null;
}

/** The customer whom `act` on `object` touches, an expression: itself, or whose order or invoice it is. */
const CUSTOMER_OF = (act: string, object: string) => `CASE
    WHEN ${act} LIKE 'customer.%' OR ${act} IN ('order.export-archive', 'invoice.export-archive') THEN ${object}
    WHEN ${act} LIKE 'order.%' THEN (SELECT customer_id FROM orders WHERE order_no = ${object})
    WHEN ${act} LIKE 'invoice.%' THEN coalesce((SELECT customer_id FROM invoice WHERE id = ${object} OR number = ${object}),
      (SELECT a.customer_id FROM archived_name AS n JOIN archived_invoice AS a ON a.id = n.invoice WHERE n.name = ${object}))
  END`;

/** Characters of a reason that are kept. */
export const WHY_LENGTH_MAX = 500;

/** Answers with the row's id. */
export async function beginAudit(
  db: D1Database,
  deed: Deed,
  outcome: "begun" | "forbidden" = "begun",
): Promise<number> {
  const row = await db
    .prepare(
      `INSERT INTO audit (at, operator, role, act, object, address, outcome, customer)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ${CUSTOMER_OF("?4", "?5")}) RETURNING id`,
    )
    .bind(deed.atMs, deed.operator, deed.role, deed.act, deed.object, deed.address, outcome)
    .first<{ id: number }>();
  if (!row) throw new Error("the audit answered without a row");
  return row.id;
}

const json = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(value);

export async function endAudit(
  db: D1Database,
  id: number,
  ended: AuditDetail & { outcome: Exclude<AuditOutcome, "begun">; code: string | null },
): Promise<void> {
  const why = (ended.why ?? "").slice(0, WHY_LENGTH_MAX);
  await db
    .prepare(
      // Anew: what was acted on may have come back from the archive meanwhile, or be made only now.
      `UPDATE audit SET outcome = ?, code = ?, why = ?, before = ?, after = ?,
         customer = coalesce(customer, ?, ${CUSTOMER_OF("act", "object")}) WHERE id = ? AND outcome = 'begun'`,
    )
    .bind(
      ...[ended.outcome, ended.code, why, json(ended.before), json(ended.after)],
      ...[ended.customer ?? null, id],
    )
    .run();
}

export interface AuditQuery {
  operator?: string | undefined;
  act?: string | undefined;
  object?: string | undefined;
  address?: string | undefined;
  outcome?: AuditOutcome | undefined;
  /** At or after, epoch ms. */
  fromMs?: number | undefined;
  /** Before, epoch ms. */
  toMs?: number | undefined;
  /** Only what is older than this row. */
  before?: number | undefined;
  limit: number;
}

/** The newest first; each part goes on before the last row of the one above it. */
export async function listAudit(db: D1Database, query: AuditQuery): Promise<AuditRow[]> {
  const wanted: [string, unknown][] = [
    ["operator = ?", query.operator],
    ["act = ?", query.act],
    ["object = ?", query.object],
    ["address = ?", query.address],
    ["outcome = ?", query.outcome],
    ["at >= ?", query.fromMs],
    ["at < ?", query.toMs],
    ["id < ?", query.before],
  ];
  const given = wanted.filter(([, value]) => value !== undefined);
  const where = given.length > 0 ? `WHERE ${given.map(([sql]) => sql).join(" AND ")}` : "";
  const { results } = await db
    .prepare(
      `SELECT ${AUDIT_COLUMNS}
       FROM audit ${where} ORDER BY id DESC LIMIT ?`,
    )
    .bind(...given.map(([, value]) => value), query.limit)
    .all<StoredAudit>();
  return results.map(auditOf);
}

export const AUDIT_COLUMNS = `id, at AS "atMs", operator, role, act, object, address, why, before, after, outcome, code`;

export type StoredAudit = Omit<AuditRow, "before" | "after"> &
  Record<"before" | "after", string | null>;

export const auditOf = (row: StoredAudit): AuditRow => ({
  ...row,
  before: row.before === null ? null : JSON.parse(row.before),
  after: row.after === null ? null : JSON.parse(row.after),
});
