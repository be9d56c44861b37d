import type { Context } from "hono";
import type { Language } from "../../../domain/language.ts";
import type { UsageRules } from "../../../domain/usage/event.ts";
import type { Product } from "../../../domain/usage/product.ts";
import { type PlanSnapshot, type ProductRow, wasRead } from "../../../store/plans.ts";
import type { AppEnv } from "../app-env.ts";
import { creditSystemOf } from "../credits/system.ts";

export interface UsageSystem {
  rules: UsageRules;
  rows: readonly ProductRow[];
}

/** All that decides about usage, from KV as plans are; null when the catalog cannot be read: then nobody knows what is counted. */
export async function usageSystemOf<E extends AppEnv>(
  c: Context<E>,
  products?: ReadonlySet<string>,
): Promise<UsageSystem | null> {
  const { rules, snapshot } = await creditSystemOf(c);
  if (!wasRead(snapshot)) return null;
  const rows = snapshot.products.filter(({ id }) => products?.has(id) ?? true);
  return {
    rows,
    rules: { credits: rules, products: rows.map(productOf), quotas: quotasIn(snapshot) },
  };
}

const quotasIn = ({ plans }: PlanSnapshot): UsageRules["quotas"] =>
  Object.fromEntries(plans.map(({ id, quotas }) => [id, quotas ?? []]));

const productOf = ({ id, kind, pooled, asset, prices }: ProductRow): Product => ({
  ...{ id, kind, pooled, asset, prices },
});

/** A product's text in a language; its id where it is not in the catalog any more. */
export function productText(
  rows: readonly ProductRow[],
  id: string,
  field: "name" | "unit",
  language: Language,
): string {
  const row = rows.find((each) => each.id === id);
  if (!row) return field === "name" ? id : "";
  const own = language === "zh" ? undefined : row.translations[language]?.[field];
  return own ?? row[field];
}
