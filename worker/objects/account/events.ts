import type { Change } from "../../domain/ledger/types.ts";
import type { EventData } from "../../durable/outbox.ts";

interface AccountEvent {
  type: string;
  data: EventData;
}

/** What host products and lists hear of a transaction; spending and holding are too many to be told one by one. */
export function eventOf({ transaction, entitlement }: Change): AccountEvent | null {
  const { kind, key, reference, entries } = transaction;
  if (entitlement) {
    const last = entitlement.stretches.at(-1);
    const expiresAtMs = last?.expiresAtMs ?? null;
    const data = { kind: entitlement.kind, name: last?.name ?? null, expiresAtMs, reference };
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
