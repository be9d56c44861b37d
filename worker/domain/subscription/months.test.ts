import * as fc from "fast-check";
import { expect, test } from "vitest";
import { addMonths } from "./months.ts";

const at = (text: string) => Date.parse(text);
const ZONES = ["UTC", "Asia/Shanghai", "Asia/Tokyo", "Europe/Berlin", "America/New_York"];

test.each([
  ["2026-01-31T04:00:00Z", 1, "2026-02-28T04:00:00Z"],
  ["2026-01-31T04:00:00Z", 2, "2026-03-31T04:00:00Z"],
  ["2026-01-31T04:00:00Z", 3, "2026-04-30T04:00:00Z"],
  ["2027-12-31T04:00:00Z", 2, "2028-02-29T04:00:00Z"],
  ["2028-02-29T04:00:00Z", 12, "2029-02-28T04:00:00Z"],
  ["2028-02-29T04:00:00Z", 48, "2032-02-29T04:00:00Z"],
  ["2026-12-15T04:00:00Z", 1, "2027-01-15T04:00:00Z"],
])("%s and %i months is %s", (from, months, to) => {
  expect(addMonths(at(from), months, "Asia/Shanghai")).toBe(at(to));
});

test("the day is the customer's: 31 January in Shanghai is still the 30th in UTC", () => {
  const morning = at("2026-01-30T23:00:00Z");
  expect(addMonths(morning, 1, "Asia/Shanghai")).toBe(at("2026-02-27T23:00:00Z"));
  expect(addMonths(morning, 1, "UTC")).toBe(at("2026-02-28T23:00:00Z"));
});

test("the time of day is kept over a change of the clocks", () => {
  expect(addMonths(at("2026-03-10T11:00:00Z"), 1, "Europe/Berlin")).toBe(
    at("2026-04-10T10:00:00Z"),
  );
});

test("an hour that the clocks leave out is one that exists", () => {
  const end = addMonths(at("2026-02-28T01:30:00Z"), 1, "Europe/Berlin");
  expect(end).toBe(at("2026-03-28T01:30:00Z"));
  const skipped = addMonths(at("2026-01-29T01:30:00Z"), 2, "Europe/Berlin");
  expect([at("2026-03-29T00:30:00Z"), at("2026-03-29T01:30:00Z")]).toContain(skipped);
});

test("no month after either of two instants that the clocks show alike is that instant", () => {
  for (const anchor of [at("2036-10-26T00:00:00Z"), at("2036-10-26T01:00:00Z")])
    expect(addMonths(anchor, 0, "Europe/Berlin")).toBe(anchor);
});

test("more months never end earlier, and a year is twelve of them", () => {
  const instants = fc.integer({ min: at("2020-01-01T00:00:00Z"), max: at("2040-01-01T00:00:00Z") });
  fc.assert(
    fc.property(instants, fc.nat(120), fc.constantFrom(...ZONES), (anchorMs, months, zone) => {
      const end = addMonths(anchorMs, months, zone);
      expect(addMonths(anchorMs, months + 1, zone)).toBeGreaterThan(end);
      expect(addMonths(anchorMs, 0, zone)).toBe(anchorMs);
      const days = (addMonths(anchorMs, months + 1, zone) - end) / 86_400_000;
      expect(days).toBeGreaterThan(27.9);
      expect(days).toBeLessThan(31.1);
    }),
  );
});
