import type { Role, WrittenRole } from "../domain/operator/rights.ts";

/** Roles of the console as owners gave them, in D1. */

export interface OperatorRow {
  subject: string;
  role: WrittenRole;
  changedAtMs: number;
  changedBy: string;
}

const COLUMNS = `subject, role, changed_at AS "changedAtMs", changed_by AS "changedBy"`;

/** Most people of a console: a list without pages. */
export const OPERATORS_MAX = 500;

/** Null when nothing was written of them. Read anew for each call: whoever is shut out is out at once. */
export async function writtenRole(db: D1Database, subject: string): Promise<WrittenRole | null> {
  const row = await db
    .prepare("SELECT role FROM operator WHERE subject = ?")
    .bind(subject)
    .first<{ role: WrittenRole }>();
  return row?.role ?? null;
}

export async function listOperators(db: D1Database): Promise<OperatorRow[]> {
  const { results } = await db
    .prepare(`SELECT ${COLUMNS} FROM operator ORDER BY subject LIMIT ${OPERATORS_MAX}`)
    .all<OperatorRow>();
  return results;
}

/** Gives a role; answers with the one before, null when there was none. */
export async function giveRole(
  db: D1Database,
  given: { subject: string; role: Role | "none"; by: string; nowMs: number },
): Promise<WrittenRole | null> {
  const [before] = await db.batch<{ role: WrittenRole }>([
    db.prepare("SELECT role FROM operator WHERE subject = ?").bind(given.subject),
    db
      .prepare(
        `INSERT INTO operator (subject, role, changed_at, changed_by) VALUES (?, ?, ?, ?)
         ON CONFLICT (subject) DO UPDATE SET role = excluded.role,
           changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
      )
      .bind(given.subject, given.role, given.nowMs, given.by),
  ]);
  return before?.results[0]?.role ?? null;
}
