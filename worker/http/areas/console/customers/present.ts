import type { Language } from "../../../../domain/language.ts";
import type { Asset } from "../../../../domain/ledger/assets.ts";
import { hostOf } from "../../../../domain/ledger/keys.ts";
import { toMajor } from "../../../../domain/money.ts";
import type { Endable } from "../../../../domain/subscription/ending.ts";
import type { SubscriptionRecord } from "../../../../domain/subscription/state.ts";
import type { HistoryItem } from "../../../../objects/account/history.ts";
import type { ConsoleCustomerRow, PaidTotal } from "../../../../store/console-customers.ts";
import { presentEntry } from "../../../core/ledger/present.ts";
import { iso } from "../../../core/time.ts";
import type { ConsoleAccount, ConsoleCustomer, ConsoleLedgerEntry, PlanEnded } from "./schemas.ts";

export const presentCustomer = (row: ConsoleCustomerRow): ConsoleCustomer => ({
  id: row.id,
  name: row.name,
  email: row.email,
  balances: row.balances,
  planId: row.planId,
  owed: row.owed,
  mayOwe: row.mayOwe,
  lastSeenAt: iso(row.lastSeenAtMs),
});

export const presentPaid = (row: PaidTotal): ConsoleAccount["paid"][number] => ({
  ...{ currency: row.currency, orders: row.orders },
  amount: toMajor({ currency: row.currency, amountMinor: row.paidMinor }),
  refunded: toMajor({ currency: row.currency, amountMinor: row.refundedMinor }),
});

export const presentEnding = (endable: Endable | null): ConsoleAccount["ending"] =>
  endable && {
    ...{ ref: endable.ref, planId: endable.planId, source: endable.source },
    ...{ renews: endable.renews, ways: endable.ways },
    endsAt: endable.endsAtMs === null ? null : iso(endable.endsAtMs),
  };

export const presentStandingPlan = ({
  planId,
  status,
  cancelAtMs,
}: SubscriptionRecord): Pick<PlanEnded, "planId" | "status" | "endsAt"> => ({
  planId,
  status,
  endsAt: cancelAtMs === null ? null : iso(cancelAtMs),
});

/** As its owner reads it, with whose call it came of. */
export const presentLedgerEntry = (item: HistoryItem, language: Language): ConsoleLedgerEntry => ({
  ...presentEntry(item, language),
  host: hostOf(item.key),
});

/** Of a file of a customer's ledger. */
export const LEDGER_COLUMNS = [
  ...(["id", "at", "kind", "asset", "amount", "name", "reference", "expiresAt", "host"] as const),
] as const;

/** Of a file of customers. */
export const CUSTOMER_COLUMNS = [
  ...(["id", "name", "email", "planId", "power", "powerHeld", "credits", "creditsHeld"] as const),
  ...(["powerOwed", "creditsOwed", "mayOwe", "firstSeenAt", "lastSeenAt"] as const),
] as const;

export function customerCells(row: ConsoleCustomerRow) {
  const of = (asset: Asset) => row.balances.find((balance) => balance.asset === asset);
  return {
    ...{ id: row.id, name: row.name, email: row.email, planId: row.planId },
    ...{ power: of("power")?.available ?? 0, powerHeld: of("power")?.held ?? 0 },
    ...{ credits: of("credits")?.available ?? 0, creditsHeld: of("credits")?.held ?? 0 },
    ...debtCells(row),
    firstSeenAt: iso(row.firstSeenAtMs),
    lastSeenAt: iso(row.lastSeenAtMs),
  };
}

/** Empty where the account has not told. */
const debtCells = ({ owed, mayOwe }: ConsoleCustomerRow) =>
  mayOwe === null
    ? { powerOwed: null, creditsOwed: null, mayOwe: null }
    : {
        ...{ powerOwed: owed?.power ?? 0, creditsOwed: owed?.credits ?? 0 },
        mayOwe: String(mayOwe),
      };

/** The last line of a file of debtors that lacks some. */
export const DEBTS_NOT_WHOLE: Record<Language, string> = {
  zh: "尚不完整：仍在询问较早的账户是否有欠款",
  en: "Not whole yet: accounts from before are still being asked what they owe",
  jp: "まだ全件ではありません。以前のアカウントに未払いがあるか確認中です",
};
