import type { Overview } from "../api/types.ts";

/** One day of one currency, as the API says it: decimal strings of the major unit. */
export interface DayOfMoney {
  day: string;
  paid: string;
  refunded: string;
  orders: number;
}

/** With how many days it was asked for: a day outside of them is not known, which is not nothing. */
export type OverviewOfDays = Overview & { dayCount: number };

const DAY_MS = 86_400_000;
const NOTHING = { paid: "0", refunded: "0", orders: 0 };

/** Every day that was read in order, those without money too. */
export function seriesOf(
  { days, asOf, dayCount }: Pick<OverviewOfDays, "days" | "asOf" | "dayCount">,
  currency: string,
): DayOfMoney[] {
  const known = new Map(
    days.filter((one) => one.currency === currency).map((one) => [one.day, one]),
  );
  const lastMs = Date.parse(`${asOf.slice(0, 10)}T00:00:00Z`);
  return Array.from({ length: dayCount }, (_, at) => {
    const day = new Date(lastMs - (dayCount - 1 - at) * DAY_MS).toISOString().slice(0, 10);
    const { paid, refunded, orders } = known.get(day) ?? NOTHING;
    return { day, paid, refunded, orders };
  });
}

export const currenciesOf = ({ days }: Pick<Overview, "days">): string[] =>
  [...new Set(days.map(({ currency }) => currency))].sort();

/** Exact, without floats in between: "0.10" and "0.20" are "0.30". */
export function sumOf(amounts: readonly string[]): string {
  const decimals = Math.max(0, ...amounts.map((one) => one.split(".")[1]?.length ?? 0));
  const total = amounts.reduce((sum, one) => {
    const [whole = "0", fraction = ""] = one.split(".");
    return sum + BigInt(whole + fraction.padEnd(decimals, "0"));
  }, 0n);
  const digits = total.toString().padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** A round number not below the largest value, so that the lines of the chart stand at numbers one can read. */
export function roundAbove(most: number): number {
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 2.5, 5, 10].find((one) => one * power >= most) ?? 10;
  return step * power;
}
