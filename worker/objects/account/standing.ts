import type { Room } from "../../domain/catalog/sellable.ts";
import { endOf } from "../../domain/entitlement/stretch.ts";
import { ASSETS, type Asset, type Balance, owedIn } from "../../domain/ledger/assets.ts";
import { allowanceChanges } from "./allowance.ts";
import type { Standing } from "./requests.ts";
import type { SqlLedger } from "./store.ts";

/** Of an account that holds nothing. */
export const NO_STANDING: Standing = {
  ...{ allowNegative: false, owed: { power: 0, credits: 0 }, changes: [], changesTotal: 0 },
};

export const NO_BALANCES: Balance[] = ASSETS.map((asset) => ({ asset, available: 0, held: 0 }));

/** What bounds further grants. */
export const roomOf = (ledger: SqlLedger, nowMs: number): Room => ({
  granted: {
    power: -ledger.counters("power").issued,
    credits: -ledger.counters("credits").issued,
  },
  endsAtMs: { coze: endOf(ledger.stretches("coze", nowMs), nowMs) },
});

/** What is owed, and whether the customer may owe. */
export interface Debt {
  owed: Record<Asset, number>;
  mayOwe: boolean;
}

export const debtOf = (ledger: SqlLedger): Debt => ({
  owed: {
    power: owedIn(ledger.counters("power")),
    credits: owedIn(ledger.counters("credits")),
  },
  mayOwe: ledger.mayOwe(),
});

/** What an operator allows the customer, and what is owed. */
export function standingOf(sql: SqlStorage, ledger: SqlLedger): Standing {
  const { owed, mayOwe } = debtOf(ledger);
  return { allowNegative: mayOwe, owed, ...allowanceChanges(sql) };
}
