import { units, whole } from "../../shared/i18n/format.ts";
import type { ConsoleCustomer } from "../api/types.ts";
import { named, t } from "../i18n.ts";

/** What can be spent, and beside it what open holds have set aside. */
export function balanceText({
  asset,
  available,
  held,
}: ConsoleCustomer["balances"][number]): string {
  const spendable = units(asset, available);
  return held === 0 ? spendable : t("console.customers.held", { spendable, held: whole(held) });
}

/** What is owed of each asset, or that it may be; or that the account has not told. */
export function owedText({ owed, mayOwe }: Pick<ConsoleCustomer, "owed" | "mayOwe">): string {
  if (mayOwe === null) return t("console.debt.untold");
  if (owed === null) return mayOwe ? t("console.debt.allowed") : "";
  return (["power", "credits"] as const)
    .flatMap((asset) => (owed[asset] > 0 ? [units(asset, owed[asset])] : []))
    .join(" · ");
}

export const ledgerKind = (kind: string): string => named(`console.ledger.${kind}`);
