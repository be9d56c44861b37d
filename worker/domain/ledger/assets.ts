import { invariant } from "../result.ts";

/** What can be held and spent, in whole units. A new one is named in the tables' CHECKs too. */
export const ASSETS = ["power", "credits"] as const;
export type Asset = (typeof ASSETS)[number];

/**
 * Where units of an asset can be. Two run negative: `issued`, the source, is minus everything ever granted, and `debt` is
 * minus what the customer owes: units that were taken back after they had been used. The others never go below zero, and
 * all always sum to zero.
 */
export const LEDGER_ACCOUNTS = [
  "issued",
  "available",
  "held",
  "spent",
  "expired",
  "reversed",
  "debt",
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

/** Units of one asset by account. */
export type Counters = Readonly<Record<LedgerAccount, number>>;

export const NO_COUNTERS: Counters = {
  issued: 0,
  available: 0,
  held: 0,
  spent: 0,
  expired: 0,
  reversed: 0,
  debt: 0,
};

/** One line of a transaction: units that came to (positive) or left (negative) an account. */
export interface Entry {
  asset: Asset;
  account: LedgerAccount;
  amount: number;
  /** Units in the account after this line. */
  balance: number;
}

/** What an asset's owner can see of it. */
export interface Balance {
  asset: Asset;
  available: number;
  held: number;
}

/** Moves units between the accounts of one asset. Throws when the moves do not sum to zero or overdraw an account. */
export function post(asset: Asset, before: Counters, moves: Partial<Counters>) {
  const after = { ...before };
  const entries: Entry[] = [];
  for (const account of LEDGER_ACCOUNTS) {
    const amount = moves[account] ?? 0;
    if (amount === 0) continue;
    after[account] += amount;
    entries.push({ asset, account, amount, balance: after[account] });
  }
  invariant(sum(entries.map((entry) => entry.amount)) === 0, `entries of ${asset} sum to zero`);
  assertSound(asset, after);
  return { entries, counters: after };
}

const NEGATIVE: ReadonlySet<LedgerAccount> = new Set(["issued", "debt"]);

/** Units that the next ones to come pay for, zero or more. */
export const owedIn = (counters: Counters): number => Math.abs(counters.debt);

/** Throws unless `available + held + spent + expired + reversed = granted + owed` with every sign as it must be. */
export function assertSound(asset: Asset, counters: Counters): void {
  for (const account of LEDGER_ACCOUNTS) {
    const units = counters[account];
    invariant(Number.isSafeInteger(units), `${asset} ${account} is a safe integer`);
    invariant(NEGATIVE.has(account) ? units <= 0 : units >= 0, `${asset} ${account} has its sign`);
  }
  invariant(
    sum(LEDGER_ACCOUNTS.map((account) => counters[account])) === 0,
    `accounts of ${asset} sum to zero`,
  );
}

export const sum = (amounts: readonly number[]): number =>
  amounts.reduce((total, each) => total + each, 0);
