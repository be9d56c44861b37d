import { and, eq, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { NOTE_COLUMNS, type NoteColumns, type Shown, shownBy } from "./row-notes.ts";
import { subscriptionIssue } from "./schema.ts";

/** What needs an operator's eye of a customer's subscription. */
export interface ProjectedIssue {
  key: string;
  kind: string;
  about: string;
  sinceMs: number;
}

/**
 * Has D1 show exactly these of the customer, in the batch that writes the customer's row and after it: unless that row is of this
 * version, a later one has been told. What operators noted of a case stays with it.
 */
export function writeIssues(
  d1: DrizzleD1Database,
  customerId: string,
  issues: readonly ProjectedIssue[],
  version: number,
) {
  const all = JSON.stringify(issues);
  const isLatest = sql`EXISTS (SELECT 1 FROM customer WHERE id = ${customerId} AND version = ${version})`;
  const { customerId: id, key, since } = subscriptionIssue;
  const others = sql`${key} NOT IN (SELECT value ->> '$.key' FROM json_each(${all}))`;
  const gone = d1.delete(subscriptionIssue).where(and(eq(id, customerId), others, isLatest));
  if (issues.length === 0) return [gone];
  const there = d1
    .insert(subscriptionIssue)
    .select(
      sql`SELECT ${customerId}, value ->> '$.key', value ->> '$.kind', value ->> '$.about', value ->> '$.sinceMs'
        FROM json_each(${all}) WHERE ${isLatest}`,
    )
    .onConflictDoUpdate({
      target: [id, key],
      set: { since: sql`excluded.since` },
      setWhere: sql`${since} <> excluded.since`,
    });
  return [gone, there];
}

export interface IssueRow extends NoteColumns, ProjectedIssue {
  customerId: string;
  /** Null where nobody told us. */
  customerName: string | null;
}

/** The newest first; of one customer where that is asked. */
export async function listIssues(
  db: D1Database,
  { shown, customer = null }: { shown: Shown; customer?: string | null },
  limit: number,
): Promise<IssueRow[]> {
  const { results } = await db
    .prepare(
      `SELECT customer_id AS "customerId", key, kind, about, since AS "sinceMs",
         (SELECT name FROM customer WHERE id = customer_id) AS "customerName", ${NOTE_COLUMNS}
       FROM subscription_issue WHERE ${shownBy(shown, "issue")} ${customer === null ? "" : "AND customer_id = ?2"}
       ORDER BY since DESC, customer_id, key LIMIT ?1`,
    )
    .bind(limit, ...(customer === null ? [] : [customer]))
    .all<IssueRow>();
  return results;
}
