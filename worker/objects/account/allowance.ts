/** What operators allow a customer beyond the rule. Only ever added to: the last change is what holds. */

export interface AllowanceChange {
  atMs: number;
  /** The operator's id. */
  by: string;
  allow: boolean;
}

/** Changes that one answer shows; the count says whether there are more. */
const CHANGES_SHOWN_MAX = 100;

/** Whether the customer may owe what a refund in full cannot take back. */
export const mayOwe = (sql: SqlStorage): boolean => lastChanges(sql, 1)[0]?.allow ?? false;

/** Writes a change down; what is so already is none. */
export function allowNegative(sql: SqlStorage, { atMs, by, allow }: AllowanceChange): void {
  if (allow === mayOwe(sql)) return;
  sql.exec(
    "INSERT INTO allowance_change (name, allow, by, at) VALUES ('negative', ?, ?, ?)",
    Number(allow),
    by,
    atMs,
  );
}

/** Who allowed it and who ended that, the newest first. */
export const allowanceChanges = (sql: SqlStorage) => ({
  changes: lastChanges(sql, CHANGES_SHOWN_MAX),
  changesTotal: sql
    .exec<{ total: number }>(
      "SELECT count(*) AS total FROM allowance_change WHERE name = 'negative'",
    )
    .one().total,
});

const lastChanges = (sql: SqlStorage, most: number): AllowanceChange[] =>
  sql
    .exec<{ at: number; by: string; allow: number }>(
      "SELECT at, by, allow FROM allowance_change WHERE name = 'negative' ORDER BY seq DESC LIMIT ?",
      most,
    )
    .toArray()
    .map(({ at, by, allow }) => ({ atMs: at, by, allow: allow === 1 }));
