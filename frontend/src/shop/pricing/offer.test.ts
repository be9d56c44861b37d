import { describe, expect, test } from "vitest";
import type { Plan } from "../api/types.ts";
import {
  actOf,
  byMonth,
  hasIntervals,
  hindranceOf,
  pricesOf,
  savingOf,
  shownPlans,
} from "./offer.ts";

const plan = (changes: Partial<Plan>): Plan => ({
  id: "pro_monthly",
  family: "pro",
  name: "Pro",
  description: "",
  interval: "month",
  price: "69.00",
  currency: "CNY",
  prices: [
    { price: "69.00", currency: "CNY" },
    { price: "9.99", currency: "USD" },
  ],
  credits: 100,
  creditRule: "monthly",
  quotas: [],
  features: [],
  rank: 10,
  trialDays: 0,
  action: "subscribe",
  actionReason: "has-none",
  payTypes: [1, 2, 3],
  ...changes,
});

const FREE = plan({ id: "free", family: "free", interval: "none", price: "0.00", prices: [] });
const MONTH = plan({});
const YEAR = plan({ id: "pro_yearly", interval: "year", price: "549.00", rank: 20 });
const LIFETIME = plan({ id: "lifetime", family: "lifetime", interval: "once", price: "999.00" });
const ALL = [FREE, MONTH, YEAR, LIFETIME];
const ids = (plans: Plan[]) => plans.map(({ id }) => id);

describe("which plans are shown", () => {
  test("of a family paid by month or year, the one of the interval; all others always", () => {
    expect(ids(shownPlans(ALL, "month"))).toEqual(["free", "pro_monthly", "lifetime"]);
    expect(ids(shownPlans(ALL, "year"))).toEqual(["free", "pro_yearly", "lifetime"]);
  });

  test("a family without the choice is shown whole, whatever the switch says", () => {
    const others = [FREE, YEAR, LIFETIME];
    for (const interval of ["month", "year"] as const)
      expect(ids(shownPlans(others, interval))).toEqual(["free", "pro_yearly", "lifetime"]);
    expect(hasIntervals(others)).toBe(false);
    expect(hasIntervals(ALL)).toBe(true);
  });
});

test.each([
  ["69.00", "549.00", 33],
  ["9.99", "79.00", 34],
  ["10.00", "120.00", 0],
  ["10.00", "130.00", 0],
])("%s a month and %s a year: %i %% are saved, never more than is so", (price, yearly, saved) => {
  expect(savingOf([plan({ price }), plan({ interval: "year", price: yearly })])).toBe(saved);
});

test("a year is compared with months of its own family and currency only", () => {
  const others = [plan({ family: "max" }), plan({ currency: "USD" })];
  expect(savingOf([...others, YEAR])).toBe(0);
  expect(byMonth("549.00")).toBe("45.75");
});

test.each([
  [[1, 2, 3], "CNY", "USD"],
  [[1, 2], "CNY", undefined],
  [[3], "USD", undefined],
  [[], "CNY", undefined],
])("payable by %j: the price is in %s, and by card in %s", (payTypes, main, card) => {
  const prices = pricesOf(plan({ payTypes }));
  expect([prices.main.currency, prices.card?.currency]).toEqual([main, card]);
});

test.each([
  [{ action: "subscribe" }, "subscribe", undefined],
  [{ action: "upgrade", actionReason: "higher-rank" }, "upgrade", undefined],
  [{ action: "downgrade", actionReason: "at-the-end" }, "downgrade", undefined],
  [{ action: "downgrade", interval: "none" }, "free", undefined],
  [{ action: "current", actionReason: "can-extend" }, "extend", undefined],
  [{ action: "current", actionReason: "is-current" }, undefined, "is-current"],
  [{ action: "none", actionReason: "past-due" }, undefined, "past-due"],
  [{ action: "subscribe", payTypes: [] }, undefined, "no-way"],
] as [Partial<Plan>, string | undefined, string | undefined][])(
  "%j: pressed for %s, hindered by %s",
  (changes, act, hindrance) => {
    expect(actOf(plan(changes))).toBe(act);
    expect(hindranceOf(plan(changes))).toBe(hindrance);
  },
);
