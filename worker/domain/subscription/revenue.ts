import type { Currency } from "../money.ts";
import type { SubscriptionRecord } from "./state.ts";

/**
 * What a customer's plan is to the shop's sums. This file is the definition of recurring revenue:
 *
 * - `renewing` and `prepaid` recur: the price of the plan that holds now, as it was when its running period was paid. By card that is the
 *   invoice's line of the whole period, so an old price that a subscriber goes on paying counts as it is; of an upgrade within a period,
 *   and of what was stored before that was kept, the catalog's price when it was proven. A month's price counts whole, a year's by a
 *   twelfth; so periods bought ahead are spread over their own months, and one that was cancelled counts until it ends. Discounts,
 *   refunds and usage are in sales, not here, and taxes unless the price includes them.
 * - `overdue` does not recur: its last period was to be paid and was not. What is due is the price of one period, as the last that was paid.
 * - Trials, plans for ever (paid once), plans that were given, and paused or disputed ones are no revenue that recurs.
 *
 * Of several subscriptions that a customer has at once, the one that holds counts.
 */
export const REVENUE_KINDS = [
  ...(["renewing", "prepaid", "overdue", "lifetime", "trial", "given", "paused", "none"] as const),
] as const;
export type RevenueKind = (typeof REVENUE_KINDS)[number];

export interface Revenue {
  kind: RevenueKind;
  /** Null where nothing was or is to be paid. */
  currency: Currency | null;
  /** Of one period of the plan, minor units. */
  priceMinor: number;
  /** What recurs in a year: a month is the twelfth part, and sums are rounded once. */
  yearlyMinor: number;
}

/** Kinds whose customers pay, or paid for ever. */
export const PAYING: readonly RevenueKind[] = ["renewing", "prepaid", "overdue", "lifetime"];

type Held = Pick<SubscriptionRecord, "status" | "source" | "terms" | "periodPrice">;

export function revenueOf({ status, source, terms, periodPrice }: Held): Revenue {
  const kind = kindOf(status, source);
  const price = periodPrice ?? terms?.price ?? null;
  if (!terms || !price || !PAYING.includes(kind)) return { ...NOTHING, kind };
  const { currency, amountMinor } = price;
  const isRecurring = kind === "renewing" || kind === "prepaid";
  const yearlyMinor = isRecurring ? amountMinor * PERIODS_A_YEAR[terms.interval] : 0;
  return { kind, currency, priceMinor: amountMinor, yearlyMinor };
}

/** The monthly part of what recurs in a year, half a unit up. */
export const monthlyOf = (yearlyMinor: number): number => Math.floor((yearlyMinor + 6) / 12);

const NOTHING = { currency: null, priceMinor: 0, yearlyMinor: 0 } as const;

const PERIODS_A_YEAR = { none: 0, once: 0, month: 12, year: 1 } as const;

function kindOf(status: Held["status"], source: Held["source"]): RevenueKind {
  switch (status) {
    case "free":
    case "ended":
      return "none";
    case "trialing":
      return "trial";
    case "paused":
      return "paused";
    case "past_due":
      return "overdue";
    case "active":
      return OF_SOURCE[source];
  }
}

const OF_SOURCE: Record<Held["source"], RevenueKind> = {
  none: "none",
  stripe: "renewing",
  prepaid: "prepaid",
  lifetime: "lifetime",
  manual: "given",
};
