import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instantOf, isTimeZone, localTime } from "./zone.ts";

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);

describe("a name of a time zone", () => {
  test.each(["Asia/Shanghai", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+8"])(
    "%s is one",
    (name) => expect(isTimeZone(name)).toBe(true),
  );
  test.each(["", " ", "+08:00", "Asia/Shangai", "Mars/Olympus", "8", "Asia/Shanghai ", "a/b/c/d"])(
    "%j is none",
    (name) => expect(isTimeZone(name)).toBe(false),
  );
});

describe("the instant at which the wall shows a local time", () => {
  test.each([
    ["Asia/Shanghai", [2026, 12, 1, 0], "2026-11-30T16:00:00Z"],
    ["America/Los_Angeles", [2026, 12, 1, 0], "2026-12-01T08:00:00Z"],
    ["Asia/Kathmandu", [2026, 12, 1, 0], "2026-11-30T18:15:00Z"],
    ["Pacific/Kiritimati", [2026, 12, 1, 0], "2026-11-30T10:00:00Z"],
    // Clocks put forward at midnight: the day begins at one.
    ["America/Sao_Paulo", [2018, 11, 4, 0], "2018-11-04T03:00:00Z"],
    // Half past two does not exist on this day.
    ["Europe/Berlin", [2026, 3, 29, 2.5], "2026-03-29T01:00:00Z"],
    // Half past two comes twice: the first one counts.
    ["Europe/Berlin", [2026, 10, 25, 2.5], "2026-10-25T00:30:00Z"],
    // A whole day that Samoa left out.
    ["Pacific/Apia", [2011, 12, 30, 12], "2011-12-30T10:00:00Z"],
    // Half an hour of summer time.
    ["Australia/Lord_Howe", [2026, 10, 4, 2.25], "2026-10-03T15:30:00Z"],
  ])("%s %j is %s", (zone, [year = 0, month = 0, day = 0, hours = 0], instant) => {
    expect(instantOf({ year, month, day, timeMs: hours * HOUR }, zone)).toBe(at(instant));
  });

  test("in every zone that the runtime knows, a shown time leads back to its first instant", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    const anyTime = fc.integer({
      min: at("2000-01-01T00:00:00Z"),
      max: at("2040-01-01T00:00:00Z"),
    });
    fc.assert(
      fc.property(fc.constantFrom(...zones), anyTime, (zone, atMs) => {
        const back = instantOf(localTime(atMs, zone), zone);
        expect(back).toBeLessThanOrEqual(atMs);
        expect(localTime(back, zone)).toEqual(localTime(atMs, zone));
        expect(atMs - back).toBeLessThanOrEqual(24 * HOUR);
      }),
      { numRuns: 3_000 },
    );
  });
});
