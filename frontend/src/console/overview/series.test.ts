import { expect, test } from "vitest";
import { currenciesOf, roundAbove, seriesOf, sumOf } from "./series.ts";

const day = (name: string, currency: string, paid: string) => ({
  ...{ day: name, currency, paid, refunded: "0.00", orders: 1, refunds: 0 },
});

test("a series has every day until today, of its currency alone", () => {
  const overview = {
    asOf: "2026-03-01T10:00:00.000Z",
    days: [day("2026-02-27", "CNY", "9.90"), day("2026-03-01", "USD", "5.00")],
  };
  expect(currenciesOf(overview)).toEqual(["CNY", "USD"]);
  expect(seriesOf(overview, "CNY", 4).map(({ day: name, paid }) => [name, paid])).toEqual([
    ["2026-02-26", "0"],
    ["2026-02-27", "9.90"],
    ["2026-02-28", "0"],
    ["2026-03-01", "0"],
  ]);
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
