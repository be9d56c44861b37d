import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { localTime } from "../zone.ts";
import { anniversaryPeriod, calendarPeriod, proratedAllowance } from "./period.ts";

const at = (text: string): number => Date.parse(text);
const DAY = 86_400_000;

describe("by the calendar", () => {
  test.each([
    ["Asia/Shanghai", "2026-11-30T15:59:59.999Z", "2026-11"],
    ["Asia/Shanghai", "2026-11-30T16:00:00.000Z", "2026-12"],
    ["UTC", "2026-11-30T16:00:00.000Z", "2026-11"],
    ["America/Los_Angeles", "2027-01-01T07:59:59.999Z", "2026-12"],
    ["America/Los_Angeles", "2027-01-01T08:00:00.000Z", "2027-01"],
  ])("in %s %s is in %s", (zone, instant, name) => {
    expect(calendarPeriod(at(instant), zone).name).toBe(name);
  });

  test("a month begins where its first day does, and ends where the next begins", () => {
    expect(calendarPeriod(at("2026-12-20T00:00:00Z"), "Asia/Shanghai")).toEqual({
      name: "2026-12",
      startMs: at("2026-11-30T16:00:00Z"),
      endMs: at("2026-12-31T16:00:00Z"),
    });
  });
});

describe("from a plan's own start", () => {
  const SHANGHAI = "Asia/Shanghai";
  const start = at("2027-01-31T02:30:00Z");
  const starts = (count: number, zone = SHANGHAI, anchor = start) => {
    const list: string[] = [];
    let atMs = anchor;
    for (let k = 0; k < count; k++) {
      const period = anniversaryPeriod(anchor, atMs, zone);
      list.push(new Date(period.startMs).toISOString());
      atMs = period.endMs;
    }
    return list;
  };

  test("31 January is followed by 28 February and 31 March, from the original day", () => {
    expect(starts(5)).toEqual([
      "2027-01-31T02:30:00.000Z",
      "2027-02-28T02:30:00.000Z",
      "2027-03-31T02:30:00.000Z",
      "2027-04-30T02:30:00.000Z",
      "2027-05-31T02:30:00.000Z",
    ]);
  });

  test("29 February comes back after four years", () => {
    const anchor = at("2028-02-29T04:00:00Z");
    expect(anniversaryPeriod(anchor, at("2029-03-01T00:00:00Z"), SHANGHAI).name).toBe("2029-02-28");
    expect(anniversaryPeriod(anchor, at("2032-03-01T00:00:00Z"), SHANGHAI).name).toBe("2032-02-29");
  });

  test("keeps the hour on the wall over summer time", () => {
    const anchor = at("2027-03-10T08:00:00Z"); // Nine in Berlin.
    expect(starts(3, "Europe/Berlin", anchor)).toEqual([
      "2027-03-10T08:00:00.000Z",
      "2027-04-10T07:00:00.000Z",
      "2027-05-10T07:00:00.000Z",
    ]);
  });

  test("is named after the local day on which it begins", () => {
    const anchor = at("2026-12-19T20:00:00Z");
    expect(anniversaryPeriod(anchor, anchor, SHANGHAI).name).toBe("2026-12-20");
    expect(anniversaryPeriod(anchor, anchor, "UTC").name).toBe("2026-12-19");
  });

  test("before its start it is the first month", () => {
    expect(anniversaryPeriod(start, start - 40 * DAY, SHANGHAI)).toEqual(
      anniversaryPeriod(start, start, SHANGHAI),
    );
  });
});

describe("in every zone and for ten years", () => {
  const zones = Intl.supportedValuesOf("timeZone");
  const anyTime = fc.integer({ min: at("2020-01-01T00:00:00Z"), max: at("2036-01-01T00:00:00Z") });

  test("periods cover time without a gap, once, and their names never come twice", () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), anyTime, fc.boolean(), (zone, from, byCalendar) => {
        const periodOf = (atMs: number) =>
          byCalendar ? calendarPeriod(atMs, zone) : anniversaryPeriod(from, atMs, zone);
        const names = new Set<string>();
        let period = periodOf(from);
        for (let months = 0; months < 120; months++) {
          const { name, startMs, endMs } = period;
          expect(endMs - startMs).toBeGreaterThan(27 * DAY);
          expect(endMs - startMs).toBeLessThan(33 * DAY);
          expect([periodOf(startMs), periodOf(endMs - 1)]).toEqual([period, period]);
          names.add(name);
          period = periodOf(endMs);
          expect(period.startMs).toBe(endMs);
        }
        expect(names.size).toBe(120);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test("a month from the start falls on the start's day, or on the last one of a shorter month", () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), anyTime, fc.nat(119), (zone, from, months) => {
        const day = localTime(from, zone).day;
        const atMs = from + months * 30 * DAY;
        const shown = Number(anniversaryPeriod(from, atMs, zone).name.slice(8));
        expect(shown === day || (shown < day && shown >= 28)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("the share of the month in which a plan began", () => {
  test.each([
    ["2026-12-01T00:00:00Z", 100, 100],
    ["2026-12-20T00:00:00Z", 100, 39],
    ["2026-12-31T00:00:00Z", 100, 4],
    ["2026-12-31T00:00:00Z", 1, 1],
    ["2026-12-31T00:00:00Z", 0, 0],
    ["2027-02-15T00:00:00Z", 150, 75],
  ])("from %s of %i is %i", (start, allowance, share) => {
    expect(proratedAllowance(allowance, at(start), "Asia/Shanghai")).toBe(share);
  });
});
