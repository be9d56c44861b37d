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
}

export interface AuditRow extends Deed {
  id: number;
  why: string;
  before: unknown;
  after: unknown;
  outcome: AuditOutcome;
  code: string | null;
}

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
      "INSERT INTO audit (at, operator, role, act, object, address, outcome) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
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
      "UPDATE audit SET outcome = ?, code = ?, why = ?, before = ?, after = ? WHERE id = ? AND outcome = 'begun'",
    )
    .bind(ended.outcome, ended.code, why, json(ended.before), json(ended.after), id)
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
      `SELECT id, at AS "atMs", operator, role, act, object, address, why, before, after, outcome, code
       FROM audit ${where} ORDER BY id DESC LIMIT ?`,
    )
    .bind(...given.map(([, value]) => value), query.limit)
    .all<Omit<AuditRow, "before" | "after"> & { before: string | null; after: string | null }>();
  return results.map((row) => ({
    ...row,
    before: row.before === null ? null : JSON.parse(row.before),
    after: row.after === null ? null : JSON.parse(row.after),
  }));
}
