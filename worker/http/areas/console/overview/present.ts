import type { OrderKind } from "../../../../domain/catalog/sale.ts";
import { type Currency, toMajor } from "../../../../domain/money.ts";
import type { SalesRow } from "../../../../store/sales.ts";

/** Rows in groups that are alike in `key`, in the order in which they come. */
function grouped(rows: readonly SalesRow[], key: (row: SalesRow) => string): SalesRow[][] {
  const groups = new Map<string, SalesRow[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return [...groups.values()];
}

const sum = (rows: readonly SalesRow[], of: (row: SalesRow) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/** Of one currency. */
function presentMoney(rows: readonly SalesRow[], currency: Currency) {
  return {
    currency,
    paid: toMajor({ currency, amountMinor: sum(rows, ({ paidMinor }) => paidMinor) }),
    orders: sum(rows, ({ orders }) => orders),
    refunded: toMajor({ currency, amountMinor: sum(rows, ({ refundedMinor }) => refundedMinor) }),
    refunds: sum(rows, ({ refunds }) => refunds),
  };
}

export const byDay = (rows: readonly SalesRow[]) =>
  grouped(rows, ({ day, currency }) => `${day} ${currency}`).map((group) => {
    const [{ day, currency }] = group as [SalesRow];
    return { day, ...presentMoney(group, currency as Currency) };
  });

export const byKind = (rows: readonly SalesRow[]) =>
  grouped(rows, ({ kind, payType, currency }) => `${kind} ${payType} ${currency}`).map((group) => {
    const [{ kind, payType, currency }] = group as [SalesRow];
    return { from: kind as OrderKind, payType, ...presentMoney(group, currency as Currency) };
  });
