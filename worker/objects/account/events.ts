import type { Change } from "../../domain/ledger/types.ts";
import type { EventData } from "../../durable/outbox.ts";

interface AccountEvent {
  type: string;
  data: EventData;
}

/** What host products and lists hear of a transaction; spending and holding are too many to be told one by one. */
export function eventOf({ transaction, entitlement }: Change): AccountEvent | null {
  const { kind, key, reference, entries, detail } = transaction;
  if (entitlement) {
    // What was sold or taken back, and when all that the customer has of the kind ends after it.
    const { name = null, days = null, expiresAtMs = null } = detail;
    const data = { kind: entitlement.kind, name, days, expiresAtMs, reference };
    return { type: "entitlement.changed", data };
  }
  const verb = VERBS[kind];
  const moved = entries.find(({ account }) => account === verb?.account);
  if (!verb || !moved) return null;
  const amount = Math.abs(moved.amount);
  return { type: `${moved.asset}.${verb.name}`, data: { amount, key, reference } };
}

/** The account whose entry says how much, by kind of transaction. */
const VERBS: Record<string, { name: string; account: string } | undefined> = {
  grant: { name: "granted", account: "issued" },
  expire: { name: "expired", account: "expired" },
  reverse: { name: "reversed", account: "reversed" },
};
