import { sum } from "../../domain/ledger/assets.ts";
import { audit } from "./audit.ts";
import { type LotRow, lotOf } from "./rows.ts";

/** What an account holds, lot by lot, as one hash, so that two moments can be compared without keeping either. */
export interface Manifest {
  /** SHA-256 over every lot's canonical line, hex. */
  hash: string;
  lots: number;
  /** Units that are there, held ones too, of all assets. */
  units: number;
  /** The last transaction of the account's history; 0 before the first. */
  seq: number;
}

/** Over every lot, spent ones too; null for an account that holds nothing. */
export async function manifestOf(sql: SqlStorage | null): Promise<Manifest> {
  if (!sql) return { hash: await hashOf([]), lots: 0, units: 0, seq: 0 };
  const lots = sql.exec<LotRow>("SELECT * FROM lot ORDER BY id").toArray().map(lotOf);
  const seq = sql
    .exec<{ seq: number }>("SELECT coalesce(max(seq), 0) AS seq FROM ledger_transaction")
    .one().seq;
  const lines = lots.map((lot) =>
    JSON.stringify([
      ...[lot.id, lot.asset, lot.source, lot.granted, lot.remaining, lot.held, lot.takenBack],
      ...[lot.grantedAtMs, lot.expiresAtMs],
    ]),
  );
  return {
    hash: await hashOf(lines),
    lots: lots.length,
    units: sum(lots.map((lot) => lot.remaining + lot.held)),
    seq,
  };
}

/** What became of an account since its manifest was taken. */
export type Comparison =
  /** Every lot is as it was, to the bit. */
  | { result: "same" }
  /** The history explains the difference: so many transactions, and its entries add up to it. */
  | { result: "journalled"; transactions: number; units: number }
  | { result: "differs"; detail: string };

export async function compared(sql: SqlStorage | null, before: Manifest): Promise<Comparison> {
  const now = await manifestOf(sql);
  if (now.hash === before.hash && now.seq >= before.seq) return { result: "same" };
  if (!sql || now.seq <= before.seq)
    return { result: "differs", detail: "lots changed and no transaction says so" };
  const { units, transactions } = sql
    .exec<{ units: number; transactions: number }>(
      `SELECT coalesce(sum(amount) FILTER (WHERE account IN ('available', 'held')), 0) AS units,
              count(DISTINCT seq) AS transactions
       FROM ledger_entry WHERE seq > ?`,
      before.seq,
    )
    .one();
  if (before.units + units !== now.units)
    return {
      result: "differs",
      detail: `${before.units} units and ${units} by the history are not ${now.units}`,
    };
  const [fault] = audit(sql).faults;
  if (fault !== undefined) return { result: "differs", detail: fault };
  return { result: "journalled", transactions, units };
}

async function hashOf(lines: string[]): Promise<string> {
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
