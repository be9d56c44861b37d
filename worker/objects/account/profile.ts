/** What the identity provider says of the customer. */
export interface Profile {
  name: string | null;
  email: string | null;
}

export interface SeenProfile extends Profile {
  firstSeenAtMs: number;
  lastSeenAtMs: number;
}

/** The one row of `profile`: who the customer is, as told at the last sign-in, and when the account was first used. */
export class ProfileRow {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  read(): SeenProfile | null {
    const [row] = this.#sql
      .exec<{
        name: string | null;
        email: string | null;
        first_seen_at: number;
        last_seen_at: number;
      }>("SELECT name, email, first_seen_at, last_seen_at FROM profile")
      .toArray();
    return row
      ? {
          name: row.name,
          email: row.email,
          firstSeenAtMs: row.first_seen_at,
          lastSeenAtMs: row.last_seen_at,
        }
      : null;
  }

  save({ name, email }: Profile, nowMs: number): void {
    this.#sql.exec(
      `INSERT INTO profile (id, name, email, first_seen_at, last_seen_at) VALUES (1, ?1, ?2, ?3, ?3)
       ON CONFLICT (id) DO UPDATE SET name = ?1, email = ?2, last_seen_at = ?3`,
      name,
      email,
      nowMs,
    );
  }
}
