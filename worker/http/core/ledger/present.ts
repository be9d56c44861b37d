import { inLanguage, type Language } from "../../../domain/language.ts";
import type { HistoryItem } from "../../../objects/account/history.ts";
import { iso } from "../time.ts";
import type { LedgerEntry } from "./schemas.ts";

/** A transaction as its owner reads it: what it changed of what can be spent, and what it was about. */
export function presentEntry(item: HistoryItem, language: Language): LedgerEntry {
  const { name, name_en, name_jp, expiresAtMs } = item.detail;
  const available = item.entries.find((entry) => entry.account === "available");
  const any = available ?? item.entries[0];
  return {
    id: String(item.seq),
    kind: item.kind,
    asset: any?.asset ?? null,
    amount: available?.amount ?? (typeof item.detail.days === "number" ? item.detail.days : 0),
    reference: item.reference,
    name: inLanguage(language, textOf(name) ?? "", { en: textOf(name_en), jp: textOf(name_jp) }),
    expiresAt: typeof expiresAtMs === "number" ? iso(expiresAtMs) : null,
    at: iso(item.atMs),
  };
}

const textOf = (value: string | number | undefined): string | null =>
  typeof value === "string" ? value : null;
