import { invariant } from "./result.ts";

/** ISO 4217 codes that the centre sells in. */
export type Currency = "CNY" | "USD" | "JPY";

/** An amount in the currency's minor unit (fen, cents, yen), always a safe integer. */
export interface Money {
  currency: Currency;
  amountMinor: number;
}

const MINOR_DIGITS: Record<Currency, number> = { CNY: 2, USD: 2, JPY: 0 };

export const isCurrency = (text: string): text is Currency => Object.hasOwn(MINOR_DIGITS, text);

export const sameMoney = (a: Money, b: Money): boolean =>
  a.currency === b.currency && a.amountMinor === b.amountMinor;

/** The decimal string of the major unit: 1990 fen -> "19.90". */
export function toMajor({ currency, amountMinor }: Money): string {
  invariant(Number.isSafeInteger(amountMinor), "an amount is a safe integer");
  // What was sold before D1 knew the currencies may name another one, such as "cny".
  const digits = isCurrency(currency) ? MINOR_DIGITS[currency] : 2;
  const sign = amountMinor < 0 ? "-" : "";
  const padded = String(Math.abs(amountMinor)).padStart(digits + 1, "0");
  if (digits === 0) return sign + padded;
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

/** Reads "19.9", "19.90" or "19" without a float in between; null when it is not such an amount. */
export function fromMajor(text: string, currency: Currency): Money | null {
  const digits = MINOR_DIGITS[currency];
  const match = /^(\d{1,16})(?:\.(\d+))?$/.exec(text);
  const fraction = match?.[2] ?? "";
  if (!match || fraction.length > digits) return null;
  const amountMinor = Number(match[1] + fraction.padEnd(digits, "0"));
  return Number.isSafeInteger(amountMinor) ? { currency, amountMinor } : null;
}

/** What a text is in each currency that knows such an amount, minor units: whose price it is decides the currency. */
export function amountsIn(text: string): Partial<Record<Currency, number>> {
  const currencies = Object.keys(MINOR_DIGITS) as Currency[];
  const amounts = currencies.map((currency) => [currency, fromMajor(text, currency)?.amountMinor]);
  return Object.fromEntries(amounts.filter(([, amountMinor]) => amountMinor !== undefined));
}
