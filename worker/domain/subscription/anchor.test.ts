import { expect, test } from "vitest";
import { anchorOf } from "./anchor.ts";

const DEC_20 = Date.UTC(2026, 11, 20, 8);

test.each([
  ["Asia/Shanghai", { dayOfMonth: 31, hour: 16 }],
  ["UTC", { dayOfMonth: 1, hour: 0 }],
  ["America/New_York", { dayOfMonth: 1, hour: 5 }],
  ["Pacific/Kiritimati", { dayOfMonth: 31, hour: 10 }],
])("in %s renewals fall on the first of the month", (timeZone, anchor) => {
  expect(anchorOf({ mode: "calendar-prorated", timeZone }, DEC_20)).toEqual(anchor);
});

test.each(["calendar", "anniversary"] as const)("by %s each renews on its own day", (mode) => {
  expect(anchorOf({ mode, timeZone: "UTC" }, DEC_20)).toBeNull();
});
