/** Plain values only: what is kept of an event is shown to the operator as it is. */
export type Facts = Record<string, string | number | boolean | null>;

export interface TimelineEntry {
  atMs: number;
  event: string;
  data: Facts;
}

/** Entries of one kind kept per order. What a caller can repeat must not grow without end. */
const ENTRIES_OF_ONE_KIND_MAX = 200;

/** The same for anomalies and repeats. A gateway repeats for a day; an attacker would for ever. */
const NOTES_OF_ONE_KIND_MAX = 60;

/** Stands once where entries of a kind were left out from then on. */
const NO_MORE = "no-more-kept";

/** Everything that touched the order: of each kind the first ones, and a word where there were more. */
export class Timeline {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** After `most` of one kind no more are kept. */
  note(atMs: number, event: string, data: Facts = {}, most = ENTRIES_OF_ONE_KIND_MAX): void {
    if (this.#count("event = ?", event) < most) this.#insert(atMs, event, data);
    else if (this.#count("event = ? AND data ->> '$.of' = ?", NO_MORE, event) === 0)
      this.#insert(atMs, NO_MORE, { of: event });
  }

  /** For what comes from outside or repeats. */
  noteBounded(atMs: number, event: string, data: Facts, most = NOTES_OF_ONE_KIND_MAX): void {
    this.note(atMs, event, data, most);
  }

  #count(where: string, ...values: string[]): number {
    return this.#sql
      .exec<{ noted: number }>(`SELECT count(*) AS noted FROM timeline WHERE ${where}`, ...values)
      .one().noted;
  }

  #insert(atMs: number, event: string, data: Facts): void {
    this.#sql.exec(
      "INSERT INTO timeline (at, event, data) VALUES (?, ?, ?)",
      atMs,
      event,
      JSON.stringify(data),
    );
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
