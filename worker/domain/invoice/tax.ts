import { invariant } from "../result.ts";

/**
 * Taxes of a document. Rounded once for each rate, half up, never for each line: what Japan asks of a 適格請求書 holds
 * everywhere else too.
 */

/** Hundredths of a percent, 600 for 6 %. */
export type TaxRate = number;
export const TAX_RATE_MAX: TaxRate = 10_000;
const WHOLE = 10_000;

export interface TaxClass {
  rate: TaxRate;
  /** What marks a line of a reduced rate, such as `※`; empty for none. */
  mark: string;
}

export interface Taxed extends TaxClass {
  /** With the tax in it, or without, as the seller's prices are. Minor units, zero or more. */
  amountMinor: number;
}

export interface TaxRow extends TaxClass {
  /** Without the tax. */
  baseMinor: number;
  taxMinor: number;
}

/** One row for each rate and mark, the highest rate first. */
export function taxesOf(items: readonly Taxed[], pricesIncludeTax: boolean): TaxRow[] {
  const sums = new Map<string, Taxed>();
  for (const { rate, mark, amountMinor } of items) {
    const key = `${rate} ${mark}`;
    const before = sums.get(key)?.amountMinor ?? 0;
    sums.set(key, { rate, mark, amountMinor: before + amountMinor });
  }
  return [...sums.values()]
    .sort((a, b) => b.rate - a.rate || (a.mark < b.mark ? -1 : 1))
    .map((sum) => rowOf(sum, pricesIncludeTax));
}

function rowOf({ rate, mark, amountMinor }: Taxed, pricesIncludeTax: boolean): TaxRow {
  invariant(
    Number.isSafeInteger(amountMinor) && amountMinor >= 0,
    "an amount to be taxed is a safe integer, zero or more",
  );
  const taxMinor = quotient(amountMinor, rate, pricesIncludeTax ? WHOLE + rate : WHOLE);
  const baseMinor = pricesIncludeTax ? amountMinor - taxMinor : amountMinor;
  return { rate, mark, baseMinor, taxMinor };
}

/** `amount * rate / by`, half up. The product may pass 2^53. */
function quotient(amountMinor: number, rate: TaxRate, by: number): number {
  const twice = 2n * BigInt(amountMinor) * BigInt(rate);
  return Number((twice + BigInt(by)) / (2n * BigInt(by)));
}

export const totalOf = (rows: readonly TaxRow[]): number =>
  rows.reduce((sum, { baseMinor, taxMinor }) => sum + baseMinor + taxMinor, 0);

/**
 * Taxes of a credit note: what is credited with it in all, less what was credited before. So all credit notes of an invoice
 * together never give back another amount than it charged, whatever was rounded.
 */
export function creditTaxes(
  before: readonly Taxed[],
  now: readonly Taxed[],
  pricesIncludeTax: boolean,
): TaxRow[] {
  const earlier = taxesOf(before, pricesIncludeTax);
  const same = (row: TaxClass) => (other: TaxClass) =>
    other.rate === row.rate && other.mark === row.mark;
  return taxesOf([...before, ...now], pricesIncludeTax)
    .filter((row) => now.some(same(row)))
    .map((row) => {
      const already = earlier.find(same(row));
      return {
        ...row,
        baseMinor: row.baseMinor - (already?.baseMinor ?? 0),
        taxMinor: row.taxMinor - (already?.taxMinor ?? 0),
      };
    });
}

/** 650 -> "6.5", in percent. */
export const rateText = (rate: TaxRate): string => String(rate / 100);
