import fc from "fast-check";
import { expect, test } from "vitest";
import { fromBeijingClock, fromRfc3339, toBeijingClock, toBeijingRfc3339 } from "./beijing.ts";

test.each([
  ["2026-11-20T07:04:05Z", "2026-11-20 15:04:05"],
  ["2026-11-20T16:00:00Z", "2026-11-21 00:00:00"],
  ["2026-12-31T15:59:59.999Z", "2026-12-31 23:59:59"],
  ["2028-02-28T16:00:00Z", "2028-02-29 00:00:00"],
])("%s is %s in Beijing", (utc, clock) => {
  expect(toBeijingClock(Date.parse(utc))).toBe(clock);
  expect(toBeijingRfc3339(Date.parse(utc))).toBe(`${clock.replace(" ", "T")}+08:00`);
});

test("whole seconds survive both forms, in any zone the machine is in", () => {
  const seconds = fc.integer({ min: 0, max: 4_102_444_800 });
  fc.assert(
    fc.property(seconds, (at) => {
      expect(fromBeijingClock(toBeijingClock(at * 1000))).toBe(at * 1000);
      expect(fromRfc3339(toBeijingRfc3339(at * 1000))).toBe(at * 1000);
    }),
  );
});

test("Alipay's refund times carry milliseconds", () => {
  expect(fromBeijingClock("2026-11-20 15:04:05.123")).toBe(Date.parse("2026-11-20T07:04:05.123Z"));
});

test.each(["", "2026-11-20", "2026-13-20 15:04:05", "2026-11-20T15:04:05", "tomorrow"])(
  "%j is no time",
  (text) => {
    expect(fromBeijingClock(text)).toBeNull();
    expect(fromRfc3339(text)).toBeNull();
  },
);
