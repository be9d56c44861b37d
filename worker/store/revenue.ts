import type { Currency } from "../domain/money.ts";
import type { RevenueKind } from "../domain/subscription/revenue.ts";

/** Plans and debts of all customers, which triggers of migration 0028 keep. */

export interface PlanRevenueRow {
  planId: string;
  kind: RevenueKind;
  currency: Currency | "";
  customers: number;
  priceMinor: number;
  yearlyMinor: number;
}

/** By plan and kind; customers without a plan, and those whose account has not told, are left out. */
export async function planRevenue(db: D1Database): Promise<PlanRevenueRow[]> {
  const { results } = await db
    .prepare(
      `SELECT r.plan_id AS "planId", r.kind, r.currency, r.customers, r.price_minor AS "priceMinor",
         r.yearly_minor AS "yearlyMinor"
       FROM plan_revenue AS r LEFT JOIN plan AS p ON p.id = r.plan_id
       WHERE r.customers > 0 AND r.kind NOT IN ('none', 'untold')
       ORDER BY coalesce(p.rank, -1), r.plan_id, r.kind, r.currency`,
    )
    .all<PlanRevenueRow>();
  return results;
}

export interface DebtRow {
  /** `any`: customers who owe anything. */
  asset: string;
  customers: number;
  units: number;
}

export async function debts(db: D1Database): Promise<DebtRow[]> {
  const { results } = await db
    .prepare("SELECT asset, customers, units FROM debt ORDER BY asset")
    .all<DebtRow>();
  return results;
}
