import { expect, test } from "vitest";
import { currenciesOf, roundAbove, seriesOf, sumOf } from "./series.ts";

const day = (name: string, currency: string, paid: string) => ({
  ...{ day: name, currency, paid, refunded: "0.00", orders: 1, refunds: 0 },
});

test("a series has every day until today, of its currency alone", () => {
  const overview = {
    asOf: "2026-03-01T10:00:00.000Z",
    dayCount: 4,
    days: [day("2026-02-27", "CNY", "9.90"), day("2026-03-01", "USD", "5.00")],
  };
  expect(currenciesOf(overview)).toEqual(["CNY", "USD"]);
  expect(seriesOf(overview, "CNY").map(({ day: name, paid }) => [name, paid])).toEqual([
    ["2026-02-26", "0"],
    ["2026-02-27", "9.90"],
    ["2026-02-28", "0"],
    ["2026-03-01", "0"],
  ]);
});

test("a day with refunds alone, or with nothing, is there; the last one is the day of what was read", () => {
  const refunded = { ...day("2026-02-28", "CNY", "0.00"), refunded: "39.90", orders: 0 };
  // Read a moment before midnight (UTC), shown on the next day.
  const overview = { asOf: "2026-02-28T23:59:59.999Z", dayCount: 3, days: [refunded] };
  expect(seriesOf(overview, "CNY")).toEqual([
    { day: "2026-02-26", paid: "0", refunded: "0", orders: 0 },
    { day: "2026-02-27", paid: "0", refunded: "0", orders: 0 },
    { day: "2026-02-28", paid: "0.00", refunded: "39.90", orders: 0 },
  ]);
});

test("days that were not read are not shown as days without money", () => {
  const week = { asOf: "2026-03-01T10:00:00.000Z", dayCount: 7, days: [] };
  expect(seriesOf(week, "CNY")).toHaveLength(7);
  expect(seriesOf(week, "CNY")[0]?.day).toBe("2026-02-23");
});

test.each([
  [["0.10", "0.20"], "0.30"],
  [["0", "39.90", "0"], "39.90"],
  [["90071992547409.93", "0.07"], "90071992547410.00"],
  [["100", "250"], "350"],
  [["0.01", "0.02"], "0.03"],
  [[], "0"],
])("%j is %s", (amounts, sum) => {
  expect(sumOf(amounts)).toBe(sum);
});

test.each([
  [0, 1],
  [0.07, 0.1],
  [39.9, 50],
  [100, 100],
  [101, 200],
  [2_400, 2_500],
])("above %d stands %d", (most, round) => {
  expect(roundAbove(most)).toBeCloseTo(round, 10);
});
