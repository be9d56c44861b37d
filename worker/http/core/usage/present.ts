import type { Language } from "../../../domain/language.ts";
import type { UsageStanding } from "../../../domain/usage/quota.ts";
import type { UsageSummary as Summary } from "../../../objects/account/usage.ts";
import type { ProductRow } from "../../../store/plans.ts";
import { iso } from "../time.ts";
import { productText } from "./rules.ts";
import type { UsageSummary } from "./schemas.ts";

export const presentStanding = ({ used, limit, remaining, resetsAtMs }: UsageStanding) => ({
  ...{ used, limit, remaining },
  resetsAt: resetsAtMs === null ? null : iso(resetsAtMs),
});

export function presentSummary(
  { period, products, days }: Summary,
  rows: readonly ProductRow[],
  language: Language,
): UsageSummary {
  const byDay = Map.groupBy(days, ({ day }) => day);
  return {
    period,
    items: Object.fromEntries(products.map(({ product, used }) => [product, used])),
    products: products.map(({ product, kind, mode, owed, ...standing }) => ({
      id: product,
      name: productText(rows, product, "name", language),
      unit: productText(rows, product, "unit", language),
      kind,
      ...presentStanding(standing as UsageStanding),
      ...{ mode, owed },
    })),
    days: [...byDay].map(([date, counts]) => ({
      date,
      items: Object.fromEntries(counts.map(({ product, count }) => [product, count])),
    })),
  };
}
