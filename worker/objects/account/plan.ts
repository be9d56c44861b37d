import type { CreditTerms, HeldPlan, Mark } from "../../domain/credits/allowance.ts";
import type { MarkStore } from "../../domain/credits/grant.ts";
import type { CreditSystemVersion } from "../../domain/plan/plan.ts";
import { err, ok, type Result } from "../../domain/result.ts";

/** Who gave the plan: a renewing card, an order for a period, an order for ever, or a host or operator. */
export type PlanSource = "stripe" | "prepaid" | "lifetime" | "manual";

/** The plan as the account stores it. No row: the free plan. */
export interface StoredPlan extends HeldPlan {
  source: PlanSource;
  /** What it was given for, in the giver's words. */
  reference: string;
}

/** A plan that a host or an operator gives. */
export interface GivenPlan {
  terms: CreditTerms;
  endsAtMs: number | null;
  reference: string;
}

export type PlanRefusal = { reason: "already-subscribed"; source: PlanSource };

/**
 * The plan after it was given by hand. The same plan again keeps its start, so that giving it twice begins no new months.
 */
export function planGiven(
  before: StoredPlan | null,
  given: GivenPlan | null,
  nowMs: number,
): Result<StoredPlan | null, PlanRefusal> {
  const isRunning = before !== null && (before.endsAtMs === null || nowMs < before.endsAtMs);
  if (isRunning && before.source !== "manual")
    return err({ reason: "already-subscribed", source: before.source });
  if (given === null) return ok(null);
  const isSame = isRunning && before.terms.planId === given.terms.planId;
  return ok({
    ...given,
    source: "manual",
    startedMs: isSame ? before.startedMs : nowMs,
    isPastDue: false,
  });
}

type PlanRow = {
  terms: string;
  source: string;
  reference: string;
  started_at: number;
  ends_at: number | null;
  past_due: number;
};

export function readPlan(sql: SqlStorage): StoredPlan | null {
  const [row] = sql.exec<PlanRow>("SELECT * FROM plan").toArray();
  if (!row) return null;
  return {
    terms: JSON.parse(row.terms) as CreditTerms,
    source: row.source as PlanSource,
    reference: row.reference,
    startedMs: row.started_at,
    endsAtMs: row.ends_at,
    isPastDue: row.past_due === 1,
  };
}

export function writePlan(sql: SqlStorage, plan: StoredPlan | null): void {
  if (plan === null) {
    sql.exec("DELETE FROM plan");
    return;
  }
  sql.exec(
    `INSERT INTO plan (id, terms, source, reference, started_at, ends_at, past_due)
     VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT (id) DO UPDATE
     SET terms = ?1, source = ?2, reference = ?3, started_at = ?4, ends_at = ?5, past_due = ?6`,
    JSON.stringify(plan.terms),
    plan.source,
    plan.reference,
    plan.startedMs,
    plan.endsAtMs,
    Number(plan.isPastDue),
  );
}

type MarkRow = { name: string; version: string; granted: number; ends_at: number | null };

/** The most that was granted for each credit period. Twelve rows a year, kept for ever. */
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

  save({ period, version, granted, endsAtMs }: Mark): void {
    this.#sql.exec(
      `INSERT INTO credit_period (name, version, granted, ends_at) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (name) DO UPDATE SET granted = ?3, ends_at = ?4`,
      period,
      version,
      granted,
      endsAtMs,
    );
  }
}

const markOf = (row: MarkRow): Mark => ({
  period: row.name,
  version: row.version as CreditSystemVersion,
  granted: row.granted,
  endsAtMs: row.ends_at,
});
