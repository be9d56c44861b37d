export type Direction = "add" | "take";

/** One operation of the ledger takes no more (worker/domain/ledger/operations.ts). */
const AMOUNT_MAX = 1_000_000_000_000;

/** Whole units as typed, with their sign; undefined for what is no amount. Separators of thousands may be typed. */
export function amountTyped(text: string, direction: Direction): number | undefined {
  const digits = text.trim().replaceAll(/(\d)[,\uff0c](?=\d{3})/g, "$1");
  if (!/^\d{1,13}$/.test(digits)) return undefined;
  const amount = Number(digits);
  if (amount === 0 || amount > AMOUNT_MAX) return undefined;
  return direction === "add" ? amount : -amount;
}
