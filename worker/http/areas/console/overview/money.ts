import { ASSETS } from "../../../../domain/ledger/assets.ts";
import { type Currency, toMajor } from "../../../../domain/money.ts";
import { monthlyOf } from "../../../../domain/subscription/revenue.ts";
import type { DebtRow, PlanRevenueRow } from "../../../../store/revenue.ts";
import type { Overview } from "./schemas.ts";

/** Plans and debts, as the overview says them. */

const sum = <R>(rows: readonly R[], of: (row: R) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/** Summed before it is divided, so that a sum is rounded once. */
const monthly = (rows: readonly PlanRevenueRow[], currency: Currency): string =>
  toMajor({ currency, amountMinor: monthlyOf(sum(rows, ({ yearlyMinor }) => yearlyMinor)) });

const recurs = ({ kind }: PlanRevenueRow): boolean => kind === "renewing" || kind === "prepaid";

export function presentPlans(rows: readonly PlanRevenueRow[]): Overview["plans"] {
  const byCurrency = (of: (row: PlanRevenueRow) => boolean) =>
    [...new Set(rows.filter(of).map(({ currency }) => currency))].flatMap((currency) =>
      currency === ""
        ? []
        : [{ currency, rows: rows.filter((row) => of(row) && row.currency === currency) }],
    );
  return {
    recurring: byCurrency(recurs).map(({ currency, rows: own }) => ({
      currency,
      monthly: monthly(own, currency),
      prepaid: monthly(
        own.filter(({ kind }) => kind === "prepaid"),
        currency,
      ),
      customers: sum(own, ({ customers }) => customers),
    })),
    byPlan: rows.map((row) => ({
      ...{ planId: row.planId, kind: row.kind, customers: row.customers },
      currency: row.currency === "" ? null : row.currency,
      monthly: row.currency !== "" && recurs(row) ? monthly([row], row.currency) : null,
    })),
    overdue: byCurrency(({ kind }) => kind === "overdue").map(({ currency, rows: own }) => ({
      currency,
      customers: sum(own, ({ customers }) => customers),
      amount: toMajor({ currency, amountMinor: sum(own, ({ priceMinor }) => priceMinor) }),
    })),
  };
}

export function presentDebts(rows: readonly DebtRow[]): Overview["debts"] {
  const of = (asset: string) => rows.find((row) => row.asset === asset);
  return {
    customers: of("any")?.customers ?? 0,
    byAsset: ASSETS.map((asset) => ({
      ...{ asset, customers: of(asset)?.customers ?? 0, units: of(asset)?.units ?? 0 },
    })),
  };
}
