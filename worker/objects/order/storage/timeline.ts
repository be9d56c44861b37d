/** Plain values only: what is kept of an event is shown to the operator as it is. */
export type Facts = Record<string, string | number | boolean | null>;

export interface TimelineEntry {
  atMs: number;
  event: string;
  data: Facts;
}

/** Anomalies and repeats kept per order. A gateway repeats for a day; an attacker would for ever. */
const NOTES_OF_ONE_KIND_MAX = 60;

/** Everything that touched the order. */
export class Timeline {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  note(atMs: number, event: string, data: Facts = {}): void {
    this.#sql.exec(
      "INSERT INTO timeline (at, event, data) VALUES (?, ?, ?)",
      atMs,
      event,
      JSON.stringify(data),
    );
  }

  /** For what comes from outside or repeats: after `most` of one kind no more are kept. */
  noteBounded(atMs: number, event: string, data: Facts, most = NOTES_OF_ONE_KIND_MAX): void {
    const { noted } = this.#sql
      .exec<{ noted: number }>("SELECT count(*) AS noted FROM timeline WHERE event = ?", event)
      .one();
    if (noted < most) this.note(atMs, event, data);
  }

  all(): TimelineEntry[] {
    return this.#sql
      .exec<{ at: number; event: string; data: string }>(
        "SELECT at, event, data FROM timeline ORDER BY seq",
      )
      .toArray()
      .map((row) => ({ atMs: row.at, event: row.event, data: JSON.parse(row.data) as Facts }));
  }
}
