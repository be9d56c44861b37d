import type { Language } from "../../../domain/language.ts";
import { type Currency, toMajor } from "../../../domain/money.ts";
import type { PackageRow } from "../../../store/schema.ts";
import type { CozePackage } from "./schemas.ts";

export function presentPackage(row: PackageRow, language: Language): CozePackage {
  const own = language === "zh" ? undefined : row.translations[language];
  const currency = row.currency as Currency;
  return {
    id: row.id,
    name: own?.name ?? row.name,
    label: own?.label ?? row.label,
    description: own?.description ?? row.description,
    content: own?.content ?? row.content,
    duration: row.durationDays,
    originalPrice:
      row.originalPriceMinor === null
        ? null
        : toMajor({ currency, amountMinor: row.originalPriceMinor }),
    currentPrice: toMajor({ currency, amountMinor: row.currentPriceMinor }),
    currency,
    soldOut: row.stock === 0,
  };
}
