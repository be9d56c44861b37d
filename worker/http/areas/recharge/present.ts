import type { Language } from "../../../domain/language.ts";
import { type Currency, toMajor } from "../../../domain/money.ts";
import type { RechargeRow } from "../../../store/schema.ts";
import type { RechargeRule } from "./schemas.ts";

export function presentRule(row: RechargeRow, language: Language): RechargeRule {
  const currency = row.currency as Currency;
  return {
    id: row.id,
    power: row.power,
    givePower: row.givePower,
    sellPrice: toMajor({ currency, amountMinor: row.sellPriceMinor }),
    currency,
    label: (language === "zh" ? undefined : row.translations[language]?.label) ?? row.label,
  };
}
