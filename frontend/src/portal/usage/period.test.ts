import { expect, test } from "vitest";
import { daysOf, isMonth, listDays, monthOf } from "./period.ts";

test.each([
  ["2026-11", "2026-11-01", "2026-11-30"],
  ["2026-12", "2026-12-01", "2026-12-31"],
  ["2024-02", "2024-02-01", "2024-02-29"],
  ["2026-12-20", "2026-12-20", "2027-01-19"],
  ["2026-01-31", "2026-01-31", "2026-02-27"],
  ["2026-03-31", "2026-03-31", "2026-04-29"],
])("%s lasts from %s to %s", (period, first, last) => {
  expect(daysOf(period)).toEqual({ first, last });
});

test("every day of a stretch is there once, also where clocks change", () => {
  expect(listDays(daysOf("2026-03"))).toHaveLength(31);
  expect(listDays(daysOf("2026-10")).at(-1)).toBe("2026-10-31");
  expect(new Set(listDays(daysOf("2026-10"))).size).toBe(31);
  expect(listDays({ first: "2026-11-02", last: "2026-11-01" })).toEqual([]);
});

test("a period tells its month, and whether it is one", () => {
  expect([monthOf("2026-12-20"), isMonth("2026-12-20")]).toEqual(["2026-12", false]);
  expect([monthOf("2026-12"), isMonth("2026-12")]).toEqual(["2026-12", true]);
});
