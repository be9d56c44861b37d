/**
 * In-object migrations. `PRAGMA user_version` is refused by Durable Objects, so the version is a row of its own. Nothing
 * is written before something is worth keeping: an object that was only looked at stays empty.
 */
export class Schema {
  readonly #storage: DurableObjectStorage;
  readonly #steps: readonly string[];
  readonly #tables: string;
  #ready = false;

  /**
   * `steps[n]` brings version n to n + 1. Steps are only ever appended. `tables` makes at once what all of them leave, for an
   * object that is new.
   */
  constructor(storage: DurableObjectStorage, steps: readonly string[], tables: string) {
    this.#storage = storage;
    this.#steps = steps;
    this.#tables = tables;
  }

  /** Whether the object holds anything. Brings an older schema up to date on the way. */
  exists(): boolean {
    if (this.#ready) return true;
    const { found } = this.#storage.sql
      .exec<{ found: number }>(
        "SELECT count(*) AS found FROM sqlite_master WHERE name = 'schema_version'",
      )
      .one();
    if (found === 0) return false;
    this.ensure();
    return true;
  }

  /** Drops everything that the object holds, its alarm too. */
  async erase(): Promise<void> {
    await this.#storage.deleteAlarm();
    await this.#storage.deleteAll();
    this.#ready = false;
  }

  ensure(): void {
    if (this.#ready) return;
    const { sql } = this.#storage;
    this.#storage.transactionSync(() => {
      sql.exec("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT");
      const from = sql
        .exec<{ version: number }>("SELECT version FROM schema_version")
        .toArray()[0]?.version;
      if (from === undefined) {
        sql.exec(this.#tables);
        sql.exec("INSERT INTO schema_version VALUES (?)", this.#steps.length);
        return;
      }
      // A newer Worker may have been here before this one was put back: its steps stay counted.
      if (from >= this.#steps.length) return;
      for (const step of this.#steps.slice(from)) sql.exec(step);
      sql.exec("UPDATE schema_version SET version = ?", this.#steps.length);
    });
    this.#ready = true;
  }
}
