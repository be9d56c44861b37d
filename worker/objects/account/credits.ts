import { ORDER_SOURCE } from "../../domain/catalog/grants.ts";
import { allowanceOf, type CreditRules, type Mark, netOf } from "../../domain/credits/allowance.ts";
import { givePlanCreditsBack, type PlanGiveBack } from "../../domain/credits/give-back.ts";
import { allocateMonthlyCredits, periodKeys } from "../../domain/credits/grant.ts";
import { type PlanTakeBack, takePlanCredits } from "../../domain/credits/take-back.ts";
import { owedIn } from "../../domain/ledger/assets.ts";
import { availableOf } from "../../domain/ledger/change.ts";
import type { Lot } from "../../domain/ledger/lot.ts";
import type { SubscribedPlan } from "../../domain/subscription/held.ts";
import { SqlMarks } from "./marks.ts";
import type { NotEnoughLeft } from "./requests.ts";
import { type LotRow, lotOf } from "./rows.ts";
import type { SqlLedger } from "./store.ts";

/** What a customer has of credits. What is due and not granted yet counts as granted: the next touch grants it. */
export interface CreditsView {
  available: number;
  held: number;
  /** The plan's running period; null when the plan gives nothing now. `resetsAtMs` is null for what is given once. */
  period: { name: string; granted: number; left: number; resetsAtMs: number | null } | null;
  /** Left of what orders sold. */
  purchased: number;
  /** Left of everything else. */
  other: number;
  /** Null for the free plan. */
  plan: SubscribedPlan | null;
}

export const NO_CREDITS: CreditsView = {
  ...{ available: 0, held: 0, period: null, purchased: 0, other: 0, plan: null },
};

/** Lots shown at most. A customer has a few at a time; the rest is counted. */
export const LOTS_SHOWN_MAX = 200;

export interface LotPage {
  lots: Lot[];
  total: number;
}

export const NO_LOTS: LotPage = { lots: [], total: 0 };

/** Credits of plans in the account's SQLite. The caller brings the storage transaction. */
export class AccountCredits {
  readonly #sql: SqlStorage;
  readonly #ledger: SqlLedger;
  readonly #marks: SqlMarks;

  readonly #held: () => SubscribedPlan | null;

  /** `held` reads the plan that the subscription says. */
  constructor(sql: SqlStorage, ledger: SqlLedger, held: () => SubscribedPlan | null) {
    this.#sql = sql;
    this.#ledger = ledger;
    this.#held = held;
    this.#marks = new SqlMarks(sql);
  }

  /** Grants what is due. */
  touch(rules: CreditRules, clockMs: number): void {
    allocateMonthlyCredits(this.#ledger, this.#marks, this.#held(), rules, clockMs);
  }

  /** Takes back what is left of what plans gave. */
  takeBack(taken: PlanTakeBack, clockMs: number): void {
    takePlanCredits(this.#ledger, this.#marks, taken, clockMs);
  }

  /** Gives again what was taken under keys that begin so. */
  giveBack(
    { takenPrefix, ...given }: Pick<PlanGiveBack, "entitled" | "planId"> & { takenPrefix: string },
    clockMs: number,
  ): void {
    const most = ({ period }: Mark) => this.#mostOf(period, takenPrefix);
    const marks = this.#marks.given(clockMs);
    givePlanCreditsBack(this.#ledger, this.#marks, { ...given, given: marks, most }, clockMs);
  }

  /** The most that was granted of a period and not taken back, at any time. */
  #mostOf(period: string, takenPrefix: string): number {
    const [from, to] = periodKeys(period);
    const { most } = this.#sql
      .exec<{ most: number }>(
        `SELECT coalesce(max(net), 0) AS most FROM (SELECT sum(units) OVER (ORDER BY seq) AS net FROM (
           SELECT t.seq, l.granted AS units FROM lot AS l JOIN ledger_transaction AS t ON t.key = l.id
             WHERE l.id >= ?1 AND l.id < ?2
           UNION ALL
           SELECT seq, -(answer ->> '$.amount') FROM ledger_transaction
             WHERE key >= ?3 AND key < ?3 || char(127)
               AND answer ->> '$.grant' >= ?1 AND answer ->> '$.grant' < ?2))`,
        from,
        to,
        takenPrefix,
      )
      .one();
    return most;
  }

  /** A running period of which more was spent than `entitled` says; null when there is none. */
  overspent(entitled: PlanTakeBack["entitled"], nowMs: number): NotEnoughLeft | null {
    for (const mark of this.#marks.given(nowMs)) {
      const [from, to] = periodKeys(mark.period);
      const left = this.#left("id >= ? AND id < ?", [from, to], nowMs);
      const granted = netOf(mark);
      if (granted - left > entitled(mark)) return { unit: "credits", left, granted };
    }
    return null;
  }

  /** Units that were taken back under keys that begin so. */
  takenUnder(prefix: string): number {
    const { units } = this.#sql
      .exec<{ units: number }>(
        `SELECT coalesce(sum(answer ->> '$.amount'), 0) AS units FROM ledger_transaction
         WHERE key >= ?1 AND key < ?1 || char(127)`,
        prefix,
      )
      .one();
    return units;
  }

  view(rules: CreditRules, clockMs: number): CreditsView {
    const nowMs = Math.max(clockMs, this.#ledger.lastAtMs());
    const plan = this.#held();
    const allowance = allowanceOf(this.#marks, plan, rules, nowMs);
    const due = allowance?.due ?? 0;
    const counters = this.#ledger.counters("credits");
    const spendable = Math.max(0, due - owedIn(counters)); // What is owed is paid out of the next grant.
    const available = availableOf(this.#ledger, "credits", nowMs) + spendable;
    const purchased = this.#left("source = ?", [ORDER_SOURCE], nowMs);
    if (!allowance)
      return {
        ...NO_CREDITS,
        available,
        held: counters.held,
        purchased,
        other: available - purchased,
        plan,
      };
    const { period } = allowance;
    const [from, to] = periodKeys(period.name);
    const left = this.#left("id >= ? AND id < ?", [from, to], nowMs) + spendable;
    const mark = this.#marks.mark(period.name);
    const granted = (mark ? netOf(mark) : 0) + due;
    return {
      available,
      held: counters.held,
      period: { name: period.name, granted, left, resetsAtMs: period.endMs },
      purchased,
      other: available - left - purchased,
      plan,
    };
  }

  /** Lots with something left or held, in the order in which they are spent. */
  lots(nowMs: number): LotPage {
    const there = `FROM lot WHERE asset = 'credits' AND (remaining > 0 AND (expires_at IS NULL OR expires_at > ?) OR held > 0)`;
    const rows = this.#sql
      .exec<LotRow>(
        `SELECT * ${there} ORDER BY expires_at IS NULL, expires_at, source <> 'plan', granted_at, id LIMIT ?`,
        nowMs,
        LOTS_SHOWN_MAX,
      )
      .toArray();
    const { total } = this.#sql
      .exec<{ total: number }>(`SELECT count(*) AS total ${there}`, nowMs)
      .one();
    return { lots: rows.map(lotOf), total };
  }

  #left(which: string, bindings: SqlStorageValue[], nowMs: number): number {
    const { units } = this.#sql
      .exec<{ units: number }>(
        `SELECT coalesce(sum(remaining), 0) AS units FROM lot
         WHERE asset = 'credits' AND remaining > 0 AND (expires_at IS NULL OR expires_at > ?) AND ${which}`,
        nowMs,
        ...bindings,
      )
      .one();
    return units;
  }
}

/** What an account that holds nothing yet would have after its first touch. */
export function untouched(rules: CreditRules, nowMs: number): CreditsView {
  const allowance = allowanceOf({ mark: () => null, running: () => [] }, null, rules, nowMs);
  if (!allowance) return NO_CREDITS;
  const { period, due } = allowance;
  return {
    ...NO_CREDITS,
    available: due,
    period: { name: period.name, granted: due, left: due, resetsAtMs: period.endMs },
  };
}
