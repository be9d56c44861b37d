import { expect, test } from "vitest";
import { beijingDay, beijingTime, DAY_MS, startOfDay } from "./time.ts";

test.each([
  ["2026-11-20T15:59:59.999Z", "2026-11-20"],
  ["2026-11-20T16:00:00Z", "2026-11-21"],
  ["2026-12-31T16:00:00Z", "2027-01-01"],
])("%s is on %s in Beijing", (instant, day) => {
  const atMs = Date.parse(instant);
  expect(beijingDay(atMs)).toBe(day);
  expect(startOfDay(day)).toBeLessThanOrEqual(atMs);
  expect(startOfDay(day) + DAY_MS).toBeGreaterThan(atMs);
});

test("the time in Beijing is eight hours ahead, in whole seconds", () => {
  expect(beijingTime(Date.parse("2026-12-31T16:00:00.999Z"))).toBe("2027-01-01T00:00:00");
});
