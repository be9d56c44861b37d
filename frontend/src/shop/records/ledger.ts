import { change, day, days } from "../../shared/i18n/format.ts";
import { maybeText, t } from "../../shared/i18n/index.ts";
import type { LedgerEntry } from "../api/types.ts";

/** Every kind of entry, in the order in which they are offered to choose from. */
export const LEDGER_KINDS = [
  "grant",
  "coze.extend",
  "deduct",
  "hold",
  "settle",
  "release",
  "expire",
  "reverse",
  "coze.retract",
] as const;

const ORDER_NUMBER = /^EC\d{8}[0-9A-HJKMNP-TV-Z]{10}$/;

/** Whether a reference is an order's number, and so can be followed. */
export const isOrderNumber = (reference: string): boolean => ORDER_NUMBER.test(reference);

/** A kind in words; one that this page does not know yet still reads as something. */
export const ledgerKindText = (kind: string): string =>
  maybeText(`web-personal-rights.records.ledgerKind.${kind}`) ??
  t("web-personal-rights.records.ledgerKind.other");

/** What the entry was about. A recharge's stored name is in one language, so the page uses its own. */
export const entryText = ({ kind, asset, reference, name }: LedgerEntry): string =>
  kind === "grant" && asset === "power" && isOrderNumber(reference)
    ? t("web-personal-rights.rechargeCenter.kind")
    : name;

/** The change of what can be spent. An entitlement has days or nothing to count. */
export function changeText({ asset, amount }: LedgerEntry): string {
  if (asset === "power" || asset === "credits") return change(asset, amount);
  if (asset === null) return daysText(amount);
  return `${amount} ${asset}`;
}

/** When all days together ended after a change of them; undefined for what is no days. */
export function untilText({ expiresAt, at }: LedgerEntry): string | undefined {
  if (expiresAt === null) return undefined;
  return expiresAt > at ? day(expiresAt) : t("web-personal-rights.records.noneLeft");
}

/** A true minus, as Intl writes it elsewhere in the column. */
function daysText(amount: number): string {
  if (amount === 0) return "";
  return amount > 0 ? `+${days(amount)}` : `−${days(-amount)}`;
}
