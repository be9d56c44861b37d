import type { StripeAct } from "../../billing/port.ts";
import type { SubscribedPlan } from "../../domain/subscription/held.ts";
import type { Issue } from "../../domain/subscription/issues.ts";
import {
  assertRecord,
  NEW_RECORD,
  type SubscriptionRecord,
} from "../../domain/subscription/state.ts";

/** What is kept of the settings, so that time can pass without asking for them. */
export interface Kept {
  pastDueGraceDays: number;
  timeZone: string;
}

export interface StoredSubscription extends Kept {
  record: SubscriptionRecord;
  held: SubscribedPlan | null;
  lookAtMs: number | null;
  /** What needs an operator's eye; null where nothing ever did, so that D1 has nothing to forget. */
  issues: Issue[] | null;
}

type Row = {
  record: string;
  held: string | null;
  look_at: number | null;
  grace_days: number;
  time_zone: string;
  attention: string | null;
};

/** An act that waits to be carried out at Stripe. */
export interface WaitingAct {
  act: StripeAct;
  tries: number;
  dueAtMs: number;
  /** What the last try was answered. */
  detail: string;
}

/** The tables `subscription` and `subscription_act`. */
export class SubscriptionRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  record(): SubscriptionRecord {
    const [row] = this.#sql.exec<Pick<Row, "record">>("SELECT record FROM subscription").toArray();
    if (!row) return NEW_RECORD;
    const record = JSON.parse(row.record) as SubscriptionRecord;
    assertRecord(record);
    return record;
  }

  kept(): Kept | null {
    const [row] = this.#sql.exec<Row>("SELECT * FROM subscription").toArray();
    return row ? { pastDueGraceDays: row.grace_days, timeZone: row.time_zone } : null;
  }

  /** Read by every call about credits: a few columns, no history. */
  held(): SubscribedPlan | null {
    const [row] = this.#sql.exec<Pick<Row, "held">>("SELECT held FROM subscription").toArray();
    return row?.held ? (JSON.parse(row.held) as SubscribedPlan) : null;
  }

  lookAtMs(): number | null {
    const [row] = this.#sql
      .exec<Pick<Row, "look_at">>("SELECT look_at FROM subscription")
      .toArray();
    return row?.look_at ?? null;
  }

  issues(): StoredSubscription["issues"] {
    const [row] = this.#sql
      .exec<Pick<Row, "attention">>("SELECT attention FROM subscription")
      .toArray();
    return row?.attention ? (JSON.parse(row.attention) as Issue[]) : null;
  }

  save({ record, held, lookAtMs, pastDueGraceDays, timeZone, issues }: StoredSubscription): void {
    assertRecord(record);
    this.#sql.exec(
      `INSERT INTO subscription (id, record, held, look_at, grace_days, time_zone, attention) VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (id) DO UPDATE SET record = ?1, held = ?2, look_at = ?3, grace_days = ?4, time_zone = ?5, attention = ?6`,
      JSON.stringify(record),
      held && JSON.stringify(held),
      lookAtMs,
      pastDueGraceDays,
      timeZone,
      issues && JSON.stringify(issues),
    );
  }

  /** What is to be done at Stripe now, all of it: what is there already keeps its tries. */
  expect(acts: readonly StripeAct[], nowMs: number): void {
    const keys = JSON.stringify(acts.map(({ key }) => key));
    this.#sql.exec(
      "DELETE FROM subscription_act WHERE key NOT IN (SELECT value FROM json_each(?))",
      keys,
    );
    for (const act of acts)
      this.#sql.exec(
        `INSERT INTO subscription_act (key, act, tries, due_at, detail) VALUES (?1, ?2, 0, ?3, '')
         ON CONFLICT (key) DO UPDATE SET act = ?2`,
        act.key,
        JSON.stringify(act),
        nowMs,
      );
  }

  acts(): WaitingAct[] {
    return this.#sql
      .exec<{ act: string; tries: number; due_at: number; detail: string }>(
        "SELECT act, tries, due_at, detail FROM subscription_act ORDER BY due_at, key",
      )
      .toArray()
      .map((row) => ({
        act: JSON.parse(row.act) as StripeAct,
        tries: row.tries,
        dueAtMs: row.due_at,
        detail: row.detail,
      }));
  }

  done(key: string): void {
    this.#sql.exec("DELETE FROM subscription_act WHERE key = ?", key);
  }

  failed(key: string, dueAtMs: number, detail: string): void {
    this.#sql.exec(
      "UPDATE subscription_act SET tries = tries + 1, due_at = ?, detail = ? WHERE key = ?",
      dueAtMs,
      detail,
      key,
    );
  }
}
