import { retryAt } from "../domain/retry.ts";
import type { Steps } from "./steps.ts";

/** The tables of an object that has an outbox, to be put into one of its schema steps. */
export const OUTBOX_TABLES = `CREATE TABLE outbox (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     version INTEGER NOT NULL,
     delivered INTEGER NOT NULL CHECK (delivered <= version),
     due_at INTEGER,
     tries INTEGER NOT NULL,
     delivered_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE outbox_event (
     ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
     type TEXT NOT NULL,
     at INTEGER NOT NULL,
     data TEXT NOT NULL
   ) STRICT;`;

/** Plain values only, so that an event reads the same in a log, in D1 and at a host product. */
export type EventData = Record<string, string | number | boolean | null>;

/** What happened, as it is delivered (docs/decisions/0014-outbox.md). */
export interface OutboxEvent {
  /** Counts the events of this object, never reused. */
  ordinal: number;
  type: string;
  /** Epoch ms. */
  atMs: number;
  data: EventData;
}

/** What one delivery carries beside the object's present state. */
export interface Batch {
  version: number;
  events: OutboxEvent[];
}

export interface OutboxPace {
  /** How long after a change the delivery waits for further ones. */
  delayMs: number;
  /** Least time between two deliveries. */
  gapMs: number;
}

type Row = {
  version: number;
  delivered: number;
  due_at: number | null;
  tries: number;
  delivered_at: number;
};

const EMPTY: Row = { version: 0, delivered: 0, due_at: null, tries: 0, delivered_at: 0 };

/**
 * An object's only way to D1: at least once, coalesced, in the transaction of the change. What is delivered is the present
 * state under a version that only rises, so that a repeat or a late delivery changes nothing, and the events since the last.
 */
export class Outbox {
  readonly #sql: SqlStorage;
  readonly #now: () => number;
  readonly #pace: OutboxPace;
  /**
   * A version that this life of the object made and never sent: further changes may share it. One that was sent may be in D1
   * whatever became of the answer, and D1 takes no version twice.
   */
  #unsent: number | null = null;

  constructor(sql: SqlStorage, now: () => number, pace: OutboxPace) {
    this.#sql = sql;
    this.#now = now;
    this.#pace = pace;
  }

  /** Counts the changes of what D1 shows. */
  version(): number {
    return this.#row().version;
  }

  /** Whether D1 has not heard of everything. */
  isBehind(): boolean {
    const { version, delivered } = this.#row();
    return delivered < version;
  }

  /** When to deliver next, epoch ms; null at rest. */
  dueAtMs(): number | null {
    return this.#row().due_at;
  }

  /** Something that D1 shows has changed. Must run in the transaction of the change. */
  changed(): void {
    const row = this.#row();
    const soonMs = Math.max(this.#now() + this.#pace.delayMs, row.delivered_at + this.#pace.gapMs);
    this.#unsent = row.version + 1;
    this.#save({ ...row, version: this.#unsent, due_at: row.due_at ?? soonMs });
  }

  /** As `changed`, without a write when a delivery is waiting already: for changes that are many and need no count. */
  touched(): void {
    const row = this.#row();
    if (row.due_at === null || row.version !== this.#unsent) this.changed();
  }

  /** Writes an event down. Must run in the transaction of what happened. */
  emit(type: string, data: EventData): void {
    this.#sql.exec(
      "INSERT INTO outbox_event (type, at, data) VALUES (?, ?, ?)",
      type,
      this.#now(),
      JSON.stringify(data),
    );
    this.touched();
  }

  /** D1 can lose what it had, as when it is put back to an earlier time: `seenVersion` is what it shows now. */
  deliverAgainIfBehind(seenVersion: number): void {
    const row = this.#row();
    if (seenVersion >= row.delivered) return;
    this.#save({ ...row, delivered: seenVersion, due_at: this.#now(), tries: 0 });
  }

  /**
   * Delivers, if anything is undelivered. False when that failed or takes too long: it is due again then. `write` runs a
   * change as one storage transaction that also sets the alarm.
   */
  async deliver(
    steps: Steps,
    write: (change: () => void) => void,
    send: (batch: Batch) => Promise<void>,
  ): Promise<boolean> {
    if (!this.isBehind()) return true;
    if (await steps.attempt("project", () => this.#send(write, send))) return true;
    write(() => {
      const row = this.#row();
      if (row.delivered === row.version) return; // The slow one has ended meanwhile.
      this.#save({ ...row, due_at: retryAt(row.tries, this.#now()), tries: row.tries + 1 });
    });
    return false;
  }

  async #send(
    write: (change: () => void) => void,
    send: (batch: Batch) => Promise<void>,
  ): Promise<void> {
    const { version } = this.#row();
    const events = this.#events();
    this.#unsent = null;
    await send({ version, events });
    write(() => this.#delivered(version, events.at(-1)?.ordinal ?? 0));
  }

  #delivered(version: number, lastOrdinal: number): void {
    const nowMs = this.#now();
    this.#sql.exec("DELETE FROM outbox_event WHERE ordinal <= ?", lastOrdinal);
    const row = this.#row();
    const delivered = Math.max(row.delivered, version);
    const isWhole = this.#events().length === 0;
    const next = isWhole ? row.version : Math.max(row.version, delivered + 1);
    const due_at = delivered < next ? nowMs + this.#pace.gapMs : null;
    this.#save({ version: next, delivered, due_at, tries: 0, delivered_at: nowMs });
  }

  #events(): OutboxEvent[] {
    return this.#sql
      .exec<{ ordinal: number; type: string; at: number; data: string }>(
        "SELECT ordinal, type, at, data FROM outbox_event ORDER BY ordinal LIMIT ?",
        EVENTS_PER_DELIVERY_MAX,
      )
      .toArray()
      .map(({ ordinal, type, at, data }) => ({ ordinal, type, atMs: at, data: JSON.parse(data) }));
  }

  #row(): Row {
    return this.#sql.exec<Row>("SELECT * FROM outbox").toArray()[0] ?? EMPTY;
  }

  #save(row: Row): void {
    this.#sql.exec(
      `INSERT INTO outbox (id, version, delivered, due_at, tries, delivered_at) VALUES (1, ?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (id) DO UPDATE SET version = ?1, delivered = ?2, due_at = ?3, tries = ?4, delivered_at = ?5`,
      row.version,
      row.delivered,
      row.due_at,
      row.tries,
      row.delivered_at,
    );
  }
}

/** Most events that one delivery carries; the rest follows with the next. */
const EVENTS_PER_DELIVERY_MAX = 100;
