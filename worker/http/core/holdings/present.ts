import { type CozePackage, remainingDays } from "../../../domain/entitlement/coze.ts";
import { inLanguage, type Language } from "../../../domain/language.ts";
import type { Asset, Balance } from "../../../domain/ledger/assets.ts";
import { iso } from "../time.ts";
import type { CozeEntitlement } from "./schemas.ts";

export const presentEntitlement = (
  coze: CozePackage,
  nowMs: number,
  language: Language,
): CozeEntitlement => ({
  name: inLanguage(language, coze.name, coze.names),
  expiresAt: iso(coze.expiresAtMs),
  remainingDays: remainingDays(coze, nowMs),
});

/** Balances by asset; an asset never granted has zeros. */
export function presentBalances(balances: Balance[]) {
  const of = (asset: Asset) => {
    const { available = 0, held = 0 } = balances.find((balance) => balance.asset === asset) ?? {};
    return { available, held };
  };
  return { power: of("power"), credits: of("credits") };
}
