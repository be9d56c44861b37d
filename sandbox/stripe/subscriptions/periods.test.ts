import * as fc from "fast-check";
import { expect, test } from "vitest";
import { anchorFrom, boundary, periodAt } from "./periods.ts";

const at = (text: string) => Date.parse(text) / 1000;

test("months are counted from the anchor, years over a leap day too", () => {
  const month = { interval: "month", interval_count: 1 };
  const anchor = at("2027-01-31T09:30:00Z");
  const days = [1, 2, 3, 12, 13].map((count) =>
    new Date(boundary(anchor, month, count) * 1000).toISOString(),
  );
  expect(days).toEqual([
    "2027-02-28T09:30:00.000Z",
    "2027-03-31T09:30:00.000Z",
    "2027-04-30T09:30:00.000Z",
    "2028-01-31T09:30:00.000Z",
    "2028-02-29T09:30:00.000Z",
  ]);
  const leap = at("2028-02-29T00:00:00Z");
  const year = { interval: "year", interval_count: 1 };
  expect(boundary(leap, year, 1)).toBe(at("2029-02-28T00:00:00Z"));
  expect(boundary(leap, year, 4)).toBe(at("2032-02-29T00:00:00Z"));
});

test("every moment lies in exactly one period, before the anchor too", () => {
  const interval = fc.constantFrom("day", "week", "month", "year");
  const moment = fc.integer({ min: at("2020-01-01"), max: at("2040-01-01") });
  fc.assert(
    fc.property(
      moment,
      moment,
      interval,
      fc.integer({ min: 1, max: 6 }),
      (anchor, now, name, count) => {
        const rhythm = { interval: name, interval_count: count };
        const { start, end } = periodAt(anchor, rhythm, now);
        expect(start).toBeLessThanOrEqual(now);
        expect(end).toBeGreaterThan(now);
        expect(periodAt(anchor, rhythm, end).start).toBe(end);
        expect(periodAt(anchor, rhythm, start)).toEqual({ start, end });
      },
    ),
  );
});

test.each([
  [
    { day_of_month: 1, hour: 0, minute: 0, second: 0 },
    "2027-01-10T08:00:00Z",
    "2027-02-01T00:00:00Z",
  ],
  [{ day_of_month: 31 }, "2027-02-10T08:00:00Z", "2027-02-28T08:00:00Z"],
  [{ day_of_month: 10 }, "2027-01-10T08:00:00Z", "2027-02-10T08:00:00Z"],
  [{ day_of_month: 5, month: 1 }, "2027-01-10T08:00:00Z", "2028-01-05T08:00:00Z"],
])("an anchor on %j from %s is %s", (config, from, expected) => {
  expect(anchorFrom(config, at(from))).toBe(at(expected));
});
