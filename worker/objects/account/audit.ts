import { LEDGER_ACCOUNTS } from "../../domain/ledger/assets.ts";

/** What the books say when they are added up again. */
export interface Audit {
  transactions: number;
  /** Each disagreement in words; none when the books close. */
  faults: string[];
}

/**
 * Adds everything up again from the entries, and compares. Each query answers the rows that disagree, so a sound account
 * answers none. Reads the whole history: for tests and operators.
 */
export function audit(sql: SqlStorage): Audit {
  const faults = Object.entries(CHECKS).flatMap(([claim, query]) =>
    sql
      .exec(query)
      .toArray()
      .map((row) => `${claim}: ${JSON.stringify(row)}`),
  );
  const { transactions } = sql
    .exec<{ transactions: number }>("SELECT count(*) AS transactions FROM ledger_transaction")
    .one();
  return { transactions, faults };
}

/** The counters as rows, to be compared with sums. Not a UNION: SQLite takes five selects here. */
const COUNTERS = `SELECT asset, value AS account, CASE value ${LEDGER_ACCOUNTS.map(
  (account) => `WHEN '${account}' THEN ${account}`,
).join(" ")} END AS units
  FROM counter, json_each('${JSON.stringify(LEDGER_ACCOUNTS)}')`;

const CHECKS = {
  "each transaction sums to zero": `SELECT seq, asset, sum(amount) AS units FROM ledger_entry
    GROUP BY seq, asset HAVING units <> 0`,

  "counters are the sums of the entries": `SELECT asset, account, sum(units) AS difference FROM (
      ${COUNTERS}
      UNION ALL SELECT asset, account, -amount FROM ledger_entry)
    GROUP BY asset, account HAVING difference <> 0`,

  "each entry states the balance after it": `SELECT seq, asset, account, balance, running FROM (
      SELECT seq, asset, account, balance,
             sum(amount) OVER (PARTITION BY asset, account ORDER BY seq) AS running
      FROM ledger_entry)
    WHERE balance <> running`,

  "lots add up to the counters": `SELECT asset, place, sum(units) AS difference FROM (
      SELECT asset, 'granted' AS place, granted AS units FROM lot
      UNION ALL SELECT asset, 'remaining', remaining FROM lot
      UNION ALL SELECT asset, 'held', held FROM lot
      UNION ALL SELECT asset, 'taken back', taken_back FROM lot
      UNION ALL SELECT asset,
                       CASE account WHEN 'issued' THEN 'granted' WHEN 'available' THEN 'remaining'
                                    WHEN 'held' THEN 'held' ELSE 'taken back' END,
                       iif(account = 'issued', units, -units)
                FROM (${COUNTERS}) WHERE account IN ('issued', 'available', 'held', 'reversed'))
    GROUP BY asset, place HAVING difference <> 0`,

  "what lots hold is what open holds have of them": `SELECT lot, sum(units) AS difference FROM (
      SELECT id AS lot, held AS units FROM lot
      UNION ALL SELECT lot, -hold_part.amount FROM hold_part JOIN hold ON hold.id = hold
                WHERE state = 'open')
    GROUP BY lot HAVING difference <> 0`,

  "a hold is its parts": `SELECT hold.id, hold.amount, sum(hold_part.amount) AS parts
    FROM hold LEFT JOIN hold_part ON hold = hold.id
    GROUP BY hold.id HAVING parts IS NOT hold.amount`,

  "time never runs back": `SELECT seq, at FROM (
      SELECT seq, at, lag(at) OVER (ORDER BY seq) AS before FROM ledger_transaction)
    WHERE at < before`,
};
