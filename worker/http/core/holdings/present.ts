import type { Entitlement, EntitlementKind } from "../../../domain/entitlement/handlers.ts";
import { daysOf, heldOf, type Run } from "../../../domain/entitlement/stretch.ts";
import { inLanguage, type Language } from "../../../domain/language.ts";
import type { Asset, Balance } from "../../../domain/ledger/assets.ts";
import { iso } from "../time.ts";
import type { CozeEntitlement } from "./schemas.ts";

/** What the customer has of one kind; null when nothing of it is left. */
export function presentEntitlement(
  entitlements: Entitlement[],
  kind: EntitlementKind,
  nowMs: number,
  language: Language,
): CozeEntitlement | null {
  const own = entitlements.filter((each) => each.kind === kind);
  const held = heldOf(own, nowMs);
  return (
    held && {
      name: inLanguage(language, held.name, held.names),
      expiresAt: iso(held.expiresAtMs),
      remainingDays: daysOf(held.expiresAtMs - nowMs),
      next: held.next.map((run) => presentRun(run, language)),
    }
  );
}

export const presentRun = (run: Run, language: Language) => ({
  name: inLanguage(language, run.name, run.names),
  startsAt: iso(run.startsAtMs),
  expiresAt: iso(run.expiresAtMs),
});

/** Balances by asset; an asset never granted has zeros. */
export function presentBalances(balances: Balance[]) {
  const of = (asset: Asset) => {
    const { available = 0, held = 0 } = balances.find((balance) => balance.asset === asset) ?? {};
    return { available, held };
  };
  return { power: of("power"), credits: of("credits") };
}
