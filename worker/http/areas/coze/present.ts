import { effectOf } from "../../../domain/entitlement/effect.ts";
import type { Entitlement, EntitlementKind } from "../../../domain/entitlement/handlers.ts";
import { inLanguage, type Language } from "../../../domain/language.ts";
import { type Currency, toMajor } from "../../../domain/money.ts";
import type { PackageRow } from "../../../store/schema.ts";
import { presentRun } from "../../core/holdings/present.ts";
import { iso } from "../../core/time.ts";
import type { CozePackage, PurchaseEffect } from "./schemas.ts";

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

/** What buying each package would do, where the customer has something that it could move or follow. */
export function presentEffects(
  entitlements: Entitlement[],
  kind: EntitlementKind,
  packages: PackageRow[],
  nowMs: number,
  language: Language,
): PurchaseEffect[] {
  const own = entitlements.filter((each) => each.kind === kind);
  return packages.flatMap(({ id, name, durationDays: days, tier }) => {
    const bought = effectOf(own, { name, days, tier }, nowMs);
    if (!bought) return [];
    const { effect, after, delayed } = bought;
    return {
      id,
      effect,
      startsAt: iso(bought.startsAtMs),
      expiresAt: iso(bought.expiresAtMs),
      after: after && inLanguage(language, after.name, after.names),
      delayed: delayed.map((run) => presentRun(run, language)),
      allExpireAt: iso(bought.allExpireAtMs),
    };
  });
}
