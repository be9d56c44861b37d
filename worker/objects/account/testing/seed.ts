/** One round of a made-up history: kind, the round's line within it, account, units, and the balance after it. */
const LINES = [
  { step: 0, kind: "grant", account: "issued", amount: -2, balance: "-?3 - 2 * (r + 1)" },
  { step: 0, kind: "grant", account: "available", amount: 2, balance: "?3 + 2" },
  { step: 1, kind: "hold", account: "available", amount: -1, balance: "?3 + 1" },
  { step: 1, kind: "hold", account: "held", amount: 1, balance: "1" },
  { step: 2, kind: "settle", account: "held", amount: -1, balance: "0" },
  { step: 2, kind: "settle", account: "spent", amount: 1, balance: "2 * r + 1" },
  { step: 3, kind: "deduct", account: "available", amount: -1, balance: "?3" },
  { step: 3, kind: "deduct", account: "spent", amount: 1, balance: "2 * r + 2" },
];
const STEPS = ["grant", "hold", "settle", "deduct"];

export const ENTRIES_PER_ROUND = LINES.length;

/**
 * Writes a long past into an account whose only transaction is one grant of `available` power: used-up lots, settled
 * holds and their transactions, in books that close. By SQL, because a million operations would take minutes.
 */
export function seedHistory(
  sql: SqlStorage,
  { entries, available, atMs }: { entries: number; available: number; atMs: number },
): void {
  const rounds = Math.ceil(entries / ENTRIES_PER_ROUND);
  const every =
    "WITH RECURSIVE round (r) AS (SELECT 0 UNION ALL SELECT r + 1 FROM round WHERE r < ?1 - 1)";
  for (const [step, kind] of STEPS.entries())
    sql.exec(
      `INSERT INTO ledger_transaction (seq, key, kind, reference, at, detail, request, answer)
       ${every} SELECT 2 + 4 * r + ?2, ?3 || r, ?4, 'seeded', ?5, '{}', '{}', '{}' FROM round`,
      rounds,
      step,
      `seeded ${kind} `,
      kind,
      atMs,
    );
  for (const { step, account, amount, balance } of LINES)
    sql.exec(
      `INSERT INTO ledger_entry (seq, asset, account, amount, balance)
       ${every} SELECT 2 + 4 * r + ?2, 'power', ?4, ?5, ${balance} FROM round WHERE ?3 IS NOT NULL`,
      rounds,
      step,
      available,
      account,
      amount,
    );
  sql.exec(
    `INSERT INTO lot (id, asset, source, granted, remaining, held, granted_at, expires_at)
     ${every} SELECT 'seeded grant ' || r, 'power', 'seeded', 2, 0, 0, ?2, ?2 + r FROM round`,
    rounds,
    atMs,
  );
  sql.exec(
    `INSERT INTO hold (id, asset, amount, reference, deadline, state)
     ${every} SELECT 'seeded hold ' || r, 'power', 1, 'seeded', ?2, 'settled' FROM round`,
    rounds,
    atMs,
  );
  sql.exec(
    `INSERT INTO hold_part (hold, ordinal, lot, amount)
     ${every} SELECT 'seeded hold ' || r, 0, 'seeded grant ' || r, 1 FROM round`,
    rounds,
  );
  sql.exec("UPDATE counter SET issued = issued - ?1, spent = spent + ?1", 2 * rounds);
}

/** Writes so many events more, copies of the only one there is, in counters that add up. */
export function seedUsage(sql: SqlStorage, events: number): void {
  sql.exec(
    `INSERT INTO usage_event (host, id, product, count, pools, at, day, period, late, properties, corrects, request,
       costs, asset, charged, paid_until, corrected, recorded_at)
     WITH RECURSIVE copy (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM copy WHERE n < ?1)
     SELECT host, 'seeded ' || n, product, count, pools, at, day, period, late, properties, corrects, request,
       costs, asset, charged, paid_until, corrected, recorded_at
     FROM usage_event, copy WHERE usage_event.seq = 1`,
    events,
  );
  sql.exec("UPDATE usage_day SET count = ?", events);
  sql.exec("UPDATE usage_counter SET count = ?", events);
}

/** What SQLite did: the same on every machine. */
export interface SqlCosts {
  statements: number;
  read: number;
  written: number;
}

/** What SQLite did for `work`. */
export function countRows(sql: SqlStorage, work: () => void): SqlCosts {
  const { costs, stop } = countingSql(sql);
  try {
    work();
  } finally {
    stop();
  }
  return costs();
}

/** The same for work that may wait for a commit that it shares. */
export async function countRowsOf(sql: SqlStorage, work: () => unknown): Promise<SqlCosts> {
  const { costs, stop } = countingSql(sql);
  try {
    await work();
  } finally {
    stop();
  }
  return costs();
}

function countingSql(sql: SqlStorage): { costs: () => SqlCosts; stop: () => void } {
  const original = sql.exec;
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  const counting = {
    value: (query: string, ...bindings: SqlStorageValue[]) => {
      const cursor = original.call(sql, query, ...bindings);
      cursors.push(cursor);
      return cursor;
    },
    configurable: true,
    writable: true,
  };
  Object.defineProperty(sql, "exec", counting);
  const total = (what: "rowsRead" | "rowsWritten") =>
    cursors.reduce((rows, cursor) => rows + cursor[what], 0);
  return {
    stop: () => void Reflect.deleteProperty(sql, "exec"),
    costs: () => ({
      statements: cursors.length,
      read: total("rowsRead"),
      written: total("rowsWritten"),
    }),
  };
}
