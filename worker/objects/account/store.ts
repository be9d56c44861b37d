import type { EntitlementKind } from "../../domain/entitlement/handlers.ts";
import type { Stretch } from "../../domain/entitlement/stretch.ts";
import {
  ASSETS,
  type Asset,
  assertSound,
  type Balance,
  type Counters,
  type Entry,
  NO_COUNTERS,
} from "../../domain/ledger/assets.ts";
import { type Lot, PLAN_SOURCE } from "../../domain/ledger/lot.ts";
import type { Change, Earlier, Ends, Hold, LedgerStore } from "../../domain/ledger/types.ts";
import { mayOwe } from "./allowance.ts";
import { readStretches, writeStretch } from "./entitlements.ts";
import { type HoldRow, holdOf, type LotRow, lotOf } from "./rows.ts";

/**
 * How long a refusal is remembered under its key. A repeat comes within seconds or, from a host's queue, within hours;
 * what was granted or taken is remembered for ever.
 */
const REFUSAL_KEPT_MS = 86_400_000;

/** Most old refusals deleted with each new one: more than are added, so they never pile up. */
const REFUSALS_DROPPED_MAX = 4;

type CounterRow = { asset: string } & Record<keyof Counters, number>;

/** The ledger in the account's SQLite. Each statement finds its rows by an index: none reads the history. */
export class SqlLedger implements LedgerStore {
  readonly #sql: SqlStorage;
  readonly #written: (change: Change) => void;

  /** `written` runs after each change, in its transaction. */
  constructor(sql: SqlStorage, written: (change: Change) => void = () => {}) {
    this.#sql = sql;
    this.#written = written;
  }

  counters(asset: Asset): Counters {
    const row = this.#first<CounterRow>("SELECT * FROM counter WHERE asset = ?", asset);
    if (!row) return NO_COUNTERS;
    const { asset: _, ...counters } = row;
    assertSound(asset, counters);
    return counters;
  }

  /** What can be had now, and what is set aside, of every asset: one statement, since every page of a customer's asks. */
  balances(nowMs: number): Balance[] {
    const rows = this.#sql
      .exec<CounterRow & { overdue: number }>(
        `SELECT counter.*, coalesce((SELECT sum(remaining) FROM lot INDEXED BY lot_by_end
           WHERE remaining > 0 AND expires_at IS NOT NULL AND expires_at <= ? AND lot.asset = counter.asset), 0) AS overdue
         FROM counter`,
        nowMs,
      )
      .toArray();
    return ASSETS.map((asset) => {
      const row = rows.find((each) => each.asset === asset);
      if (!row) return { asset, available: 0, held: 0 };
      const { asset: _, overdue, ...counters } = row;
      assertSound(asset, counters);
      return { asset, available: counters.available - overdue, held: counters.held };
    });
  }

  *spendable(asset: Asset, nowMs: number): Iterable<Lot> {
    const rows = this.#sql.exec<LotRow>(
      `SELECT * FROM lot
       WHERE asset = ? AND remaining > 0 AND (expires_at IS NULL OR expires_at > ?)
       ORDER BY expires_at IS NULL, expires_at, source <> '${PLAN_SOURCE}', granted_at, id`,
      asset,
      nowMs,
    );
    for (const row of rows) yield lotOf(row);
  }

  lot(id: string): Lot | null {
    const row = this.#first<LotRow>("SELECT * FROM lot WHERE id = ?", id);
    return row ? lotOf(row) : null;
  }

  hold(id: string): Hold | null {
    const row = this.#first<HoldRow>("SELECT * FROM hold WHERE id = ?", id);
    return row ? this.#withParts(row) : null;
  }

  stretches(kind: EntitlementKind, nowMs: number): Stretch[] {
    return readStretches(this.#sql, kind, nowMs);
  }

  mayOwe(): boolean {
    return mayOwe(this.#sql);
  }

  lapsedHold(nowMs: number): Hold | null {
    const row = this.#first<HoldRow>(
      "SELECT * FROM hold WHERE state = 'open' AND deadline <= ? ORDER BY deadline, id LIMIT 1",
      nowMs,
    );
    return row ? this.#withParts(row) : null;
  }

  overdueLot(nowMs: number): Lot | null {
    const row = this.#first<LotRow>(
      `SELECT * FROM lot WHERE remaining > 0 AND expires_at IS NOT NULL AND expires_at <= ?
       ORDER BY expires_at LIMIT 1`,
      nowMs,
    );
    return row ? lotOf(row) : null;
  }

  overdue(asset: Asset, nowMs: number): number {
    // Left to itself, SQLite takes the other index and reads every lot of the asset.
    const row = this.#first<{ units: number }>(
      `SELECT coalesce(sum(remaining), 0) AS units FROM lot INDEXED BY lot_by_end
       WHERE remaining > 0 AND expires_at IS NOT NULL AND expires_at <= ? AND asset = ?`,
      nowMs,
      asset,
    );
    return row?.units ?? 0;
  }

  earlier(key: string): Earlier | null {
    const found = this.#first<{ done: number; request: string | null; answer: string }>(
      `SELECT 1 AS done, request, answer FROM ledger_transaction WHERE key = ?1
       UNION ALL SELECT 0, request, answer FROM refusal WHERE key = ?1 LIMIT 1`,
      key,
    );
    if (!found) return null;
    const { done, request, answer } = found;
    return {
      request: request === null ? null : JSON.parse(request),
      outcome: done
        ? { ok: true, value: JSON.parse(answer) }
        : { ok: false, error: JSON.parse(answer) },
    };
  }

  lastAtMs(): number {
    return (
      this.#first<{ at: number }>("SELECT at FROM ledger_transaction ORDER BY seq DESC LIMIT 1")
        ?.at ?? 0
    );
  }

  ends(): Ends {
    const row = this.#first<{ last: number | null; hold: number | null; lot: number | null }>(
      `SELECT (SELECT at FROM ledger_transaction ORDER BY seq DESC LIMIT 1) AS last,
              (SELECT deadline FROM hold WHERE state = 'open' ORDER BY deadline, id LIMIT 1) AS hold,
              (SELECT expires_at FROM lot INDEXED BY lot_by_end
               WHERE remaining > 0 AND expires_at IS NOT NULL ORDER BY expires_at LIMIT 1) AS lot`,
    );
    return { lastAtMs: row?.last ?? 0, holdMs: row?.hold ?? null, lotMs: row?.lot ?? null };
  }

  /** When the first and the last transaction were, epoch ms; null before the first. */
  span(): { firstAtMs: number; lastAtMs: number } | null {
    const first = this.#first<{ at: number }>(
      "SELECT at FROM ledger_transaction ORDER BY seq LIMIT 1",
    );
    return first && { firstAtMs: first.at, lastAtMs: this.lastAtMs() };
  }

  write(change: Change, request: object | null): void {
    const { transaction, counters, lots, hold, entitlement } = change;
    const { key, kind, reference, atMs, detail, answer, entries } = transaction;
    const { seq } = this.#sql
      .exec<{ seq: number }>(
        `INSERT INTO ledger_transaction (key, kind, reference, at, detail, request, answer)
         VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING seq`,
        key,
        kind,
        reference,
        atMs,
        JSON.stringify(detail),
        request && JSON.stringify(request),
        JSON.stringify(answer),
      )
      .one();
    this.#writeEntries(seq, entries);
    if (counters) this.#writeCounters(counters.asset, counters.counters);
    for (const lot of lots) this.#writeLot(lot);
    if (hold) this.#writeHold(hold);
    if (entitlement)
      for (const stretch of entitlement.stretches)
        writeStretch(this.#sql, entitlement.kind, stretch);
    this.#written(change);
  }

  refuse({ key, request, refusal, atMs }: Parameters<LedgerStore["refuse"]>[0]): void {
    this.#sql.exec(
      `DELETE FROM refusal WHERE key IN
         (SELECT key FROM refusal WHERE at < ? ORDER BY at LIMIT ${REFUSALS_DROPPED_MAX})`,
      atMs - REFUSAL_KEPT_MS,
    );
    this.#sql.exec(
      "INSERT INTO refusal (key, request, answer, at) VALUES (?, ?, ?, ?)",
      key,
      JSON.stringify(request),
      JSON.stringify(refusal),
      atMs,
    );
  }

  /** One statement for all: a transaction has at most one for each account of its asset. */
  #writeEntries(seq: number, entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const rows = entries.map(() => "(?, ?, ?, ?, ?)").join(", ");
    this.#sql.exec(
      `INSERT INTO ledger_entry (seq, asset, account, amount, balance) VALUES ${rows}`,
      ...entries.flatMap(({ asset, account, amount, balance }) => [
        ...[seq, asset, account],
        ...[amount, balance],
      ]),
    );
  }

  #writeCounters(asset: Asset, counters: Counters): void {
    this.#sql.exec(
      `INSERT INTO counter (asset, issued, available, held, spent, expired, reversed, debt)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
       ON CONFLICT (asset) DO UPDATE
       SET issued = ?2, available = ?3, held = ?4, spent = ?5, expired = ?6, reversed = ?7, debt = ?8`,
      asset,
      counters.issued,
      counters.available,
      counters.held,
      counters.spent,
      counters.expired,
      counters.reversed,
      counters.debt,
    );
  }

  #writeLot(lot: Lot): void {
    this.#sql.exec(
      `INSERT INTO lot (id, asset, source, granted, remaining, held, granted_at, expires_at, taken_back)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
       ON CONFLICT (id) DO UPDATE SET remaining = ?5, held = ?6, taken_back = ?9`,
      lot.id,
      lot.asset,
      lot.source,
      lot.granted,
      lot.remaining,
      lot.held,
      lot.grantedAtMs,
      lot.expiresAtMs,
      lot.takenBack,
    );
  }

  #writeHold(hold: Hold): void {
    const { id, asset, amount, reference, deadlineMs, state, parts } = hold;
    this.#sql.exec(
      `INSERT INTO hold (id, asset, amount, reference, deadline, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (id) DO UPDATE SET state = ?6`,
      id,
      asset,
      amount,
      reference,
      deadlineMs,
      state,
    );
    if (state !== "open") return; // The parts were written when it was made.
    for (const [ordinal, part] of parts.entries())
      this.#sql.exec(
        "INSERT INTO hold_part (hold, ordinal, lot, amount) VALUES (?, ?, ?, ?)",
        id,
        ordinal,
        part.lot,
        part.amount,
      );
  }

  #withParts(row: HoldRow): Hold {
    const parts = this.#sql
      .exec<{ lot: string; amount: number }>(
        "SELECT lot, amount FROM hold_part WHERE hold = ? ORDER BY ordinal",
        row.id,
      )
      .toArray();
    return holdOf(row, parts);
  }

  #first<Row extends Record<string, SqlStorageValue>>(
    query: string,
    ...bindings: SqlStorageValue[]
  ): Row | null {
    return this.#sql.exec<Row>(query, ...bindings).toArray()[0] ?? null;
  }
}
