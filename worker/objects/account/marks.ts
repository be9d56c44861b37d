import type { Mark } from "../../domain/credits/allowance.ts";
import type { MarkStore } from "../../domain/credits/grant.ts";
import type { CreditSystemVersion } from "../../domain/plan/plan.ts";

type MarkRow = {
  name: string;
  version: string;
  granted: number;
  taken_back: number;
  ends_at: number | null;
};

/** What was granted for each credit period, and taken back of it. Twelve rows a year, kept for ever. */
export class SqlMarks implements MarkStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  mark(period: string): Mark | null {
    const [row] = this.#sql
      .exec<MarkRow>("SELECT * FROM credit_period WHERE name = ?", period)
      .toArray();
    return row ? markOf(row) : null;
  }

  running(nowMs: number): Mark[] {
    return this.#sql
      .exec<MarkRow>("SELECT * FROM credit_period WHERE ends_at > ?", nowMs)
      .toArray()
      .map(markOf);
  }

  /** Those that still run, and what was given once for ever. */
  given(nowMs: number): Mark[] {
    return this.#sql
      .exec<MarkRow>("SELECT * FROM credit_period WHERE ends_at IS NULL OR ends_at > ?", nowMs)
      .toArray()
      .map(markOf);
  }

  save({ period, version, granted, takenBack, endsAtMs }: Mark): void {
    this.#sql.exec(
      `INSERT INTO credit_period (name, version, granted, ends_at, taken_back) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (name) DO UPDATE SET granted = ?3, ends_at = ?4, taken_back = ?5`,
      period,
      version,
      granted,
      endsAtMs,
      takenBack,
    );
  }
}

const markOf = (row: MarkRow): Mark => ({
  period: row.name,
  version: row.version as CreditSystemVersion,
  granted: row.granted,
  takenBack: row.taken_back,
  endsAtMs: row.ends_at,
});
