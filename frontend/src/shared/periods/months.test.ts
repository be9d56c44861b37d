import { expect, test } from "vitest";
import { monthBeside, readMonth } from "./months.ts";

test.each([
  ["2026-11", -1, "2026-10"],
  ["2026-01", -1, "2025-12"],
  ["2026-12", 1, "2027-01"],
  ["2024-02", 1, "2024-03"],
] as const)("%s and %i is %s", (month, steps, beside) => {
  expect(monthBeside(month, steps)).toBe(beside);
});

test.each([
  ["2026-11", "2026-11"],
  ["2026-13", undefined],
  ["1999-12", undefined],
  ["2026-11-01", undefined],
  [undefined, undefined],
])("?month=%s is %s", (text, month) => {
  expect(readMonth(text)).toBe(month);
});
