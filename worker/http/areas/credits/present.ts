import type { Language } from "../../../domain/language.ts";
import { type Money, toMajor } from "../../../domain/money.ts";
import { DAY_MS } from "../../../domain/time.ts";
import type { CreditUsageView } from "../../../objects/account/credit-usage.ts";
import type { CreditsView } from "../../../objects/account/credits.ts";
import type { PackRow } from "../../../store/plans.ts";
import { textIn } from "../../core/credits/present.ts";
import { iso } from "../../core/time.ts";
import type { CreditPackage, CreditUsage } from "./schemas.ts";

/** The price by WeChat Pay and Alipay, or the only one that there is, stands first. */
export function presentPack(row: PackRow, language: Language): CreditPackage {
  const first = row.prices.find(({ currency }) => currency === "CNY") ?? (row.prices[0] as Money);
  const { price, currency } = presentPrice(first);
  return {
    id: row.id,
    credits: row.credits,
    name: textIn(row, "name", language),
    label: textIn(row, "label", language),
    price,
    currency,
    prices: row.prices.map(presentPrice),
  };
}

const presentPrice = (money: Money) => ({ price: toMajor(money), currency: money.currency });

interface Month {
  name: string;
  startMs: number;
  endMs: number;
}

export function presentUsage(
  month: Month,
  {
    earned,
    spent,
    expired,
    items,
    total,
    next,
    credits,
  }: CreditUsageView & { credits: CreditsView },
  { page, pageSize }: { page: number; pageSize: number },
  nowMs: number,
): CreditUsage {
  const { period, available } = credits;
  const granted = period?.granted ?? 0;
  const resetsAtMs = period?.resetsAtMs ?? null;
  return {
    month: month.name,
    from: iso(month.startMs),
    to: iso(month.endMs),
    totalEarned: earned,
    totalSpent: spent,
    totalExpired: expired,
    currentBalance: available,
    monthlyAllocation: granted,
    daysUntilReset: resetsAtMs === null ? null : Math.ceil((resetsAtMs - nowMs) / DAY_MS),
    usagePercentage:
      granted === 0 ? 0 : Math.round((100 * (granted - (period?.left ?? 0))) / granted),
    transactions: items.map(({ seq, atMs, type, amount, reference }) => ({
      ...{ id: String(seq), at: iso(atMs), type, amount, reference },
    })),
    total,
    page,
    pageSize,
    next,
  };
}
