import type { Place } from "../domain/cursor.ts";
import type { Asset, Balance } from "../domain/ledger/assets.ts";
import type { Currency } from "../domain/money.ts";

/** Customers as an operator looks for them, in D1: each part is read by an index. */

export interface ConsoleCustomerRow {
  id: string;
  name: string | null;
  email: string | null;
  balances: Balance[];
  planId: string | null;
  /** Units by asset; null when nothing is owed, and where the account has not told. */
  owed: Record<Asset, number> | null;
  /** Null where the account, from before, has not told what it owes and may owe. */
  mayOwe: boolean | null;
  firstSeenAtMs: number;
  lastSeenAtMs: number;
}

const COLUMNS = `id, name, email, balances, plan ->> '$.planId' AS "planId",
  iif(told_version IS version, owed, NULL) AS owed, iif(told_version IS version, may_owe, NULL) AS "mayOwe",
  first_seen_at AS "firstSeenAtMs", last_seen_at AS "lastSeenAtMs"`;

type Stored = Omit<ConsoleCustomerRow, "balances" | "owed" | "mayOwe"> & {
  balances: string;
  owed: string | null;
  mayOwe: number | null;
};
const read = (row: Stored): ConsoleCustomerRow => ({
  ...row,
  balances: JSON.parse(row.balances) as Balance[],
  owed: row.owed === null ? null : (JSON.parse(row.owed) as Record<Asset, number>),
  mayOwe: row.mayOwe === null ? null : row.mayOwe === 1,
});

/** Who owes units, and whom an operator lets owe. In the words of the indexes `customer_owing` and `customer_may_owe`. */
const IN_DEBT = { owing: "owed IS NOT NULL", allowed: "may_owe = 1" } as const;
const INDEX = { owing: "customer_owing", allowed: "customer_may_owe" } as const;
export type Debtors = keyof typeof IN_DEBT;
export const DEBTORS = Object.keys(IN_DEBT) as Debtors[];

/** What a customer paid in one currency, and how much of it went back. */
export interface PaidTotal {
  currency: Currency;
  orders: number;
  paidMinor: number;
  refundedMinor: number;
}

/**
 * Of all orders that were ever paid, archived ones too; but of those that were archived before migration 0030, only what came back since.
 * A payment too many that went back was never theirs to spend, and is in neither sum.
 */
export async function paidBy(db: D1Database, customerId: string): Promise<PaidTotal[]> {
  const { results } = await db
    .prepare(
      `SELECT currency, orders, paid_minor AS paidMinor, refunded_minor AS refundedMinor
       FROM customer_paid WHERE customer_id = ? ORDER BY currency`,
    )
    .bind(customerId)
    .all<PaidTotal>();
  return results;
}

/** Those who were here last come first. */
export async function latestCustomers(
  db: D1Database,
  { debt, before }: { debt?: Debtors | undefined; before?: Place<"customers"> | undefined },
  limit: number,
): Promise<ConsoleCustomerRow[]> {
  const wanted = [
    ...(debt ? [IN_DEBT[debt]] : []),
    ...(before ? ["(last_seen_at < ?1 OR (last_seen_at = ?1 AND id > ?2))"] : []),
  ];
  const rest = wanted.length > 0 ? `WHERE ${wanted.join(" AND ")}` : "";
  const { results } = await db
    .prepare(`SELECT ${COLUMNS} FROM customer ${rest} ORDER BY last_seen_at DESC, id LIMIT ?3`)
    .bind(before?.[0] ?? null, before?.[1] ?? null, limit)
    .all<Stored>();
  return results.map(read);
}

/** Whatever begins with a text sorts below this. */
const END = "\u{10FFFF}";

/**
 * Customers whose id, e-mail or name begins with the text; the id's first. Among debtors their own index drives: SQLite would walk
 * everybody who begins so.
 */
export async function searchCustomers(
  db: D1Database,
  text: string,
  limit: number,
  debt?: Debtors | undefined,
): Promise<ConsoleCustomerRow[]> {
  const from = debt ? `customer INDEXED BY ${INDEX[debt]}` : "customer";
  const also = debt ? `AND ${IN_DEBT[debt]}` : "";
  const by = (column: string) =>
    db
      .prepare(
        `SELECT ${COLUMNS} FROM ${from} WHERE ${column} >= ?1 AND ${column} < ?2 ${also} ORDER BY ${column}, id LIMIT ?3`,
      )
      .bind(text, text + END, limit);
  const parts = await db.batch<Stored>([by("id"), by("email"), by("name")]);
  const found = new Map(parts.flatMap(({ results }) => results).map((row) => [row.id, row]));
  return [...found.values()].slice(0, limit).map(read);
}

/** As the identity provider told it; null for who never signed in here. */
export const customerName = (db: D1Database, customerId: string): Promise<string | null> =>
  db
    .prepare("SELECT name FROM customer WHERE id = ?")
    .bind(customerId)
    .first<string | null>("name");
