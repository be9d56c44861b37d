import * as fc from "fast-check";
import { expect, test } from "vitest";
import { archivableBefore, boundsOfMonth, inMonths, monthOf } from "./month.ts";

const at = (iso: string) => Date.parse(iso);

test("a month is UTC's, from its first instant to the next one's", () => {
  const bounds = boundsOfMonth("2024-02");
  expect(bounds).toEqual({
    startMs: at("2024-02-01T00:00:00Z"),
    endMs: at("2024-03-01T00:00:00Z"),
  });
  expect(monthOf(bounds.startMs)).toBe("2024-02");
  expect(monthOf(bounds.endMs - 1)).toBe("2024-02");
  expect(monthOf(bounds.endMs)).toBe("2024-03");
  expect(boundsOfMonth("2024-12").endMs).toBe(at("2025-01-01T00:00:00Z"));
});

test.each([
  // Ninety days back is the last of August: August is not wholly over by then.
  ["2026-11-29T12:00:00Z", "2026-08-01T00:00:00Z"],
  // And a day later it is.
  ["2026-11-30T00:00:00Z", "2026-09-01T00:00:00Z"],
])("on %s whole months that end by %s are old enough", (now, before) => {
  expect(archivableBefore(at(now), 90)).toBe(at(before));
});

test.each([
  ["no bounds are whole months", undefined, undefined, [["1970-01", "2200-01"]], []],
  [
    "whole months leave nothing",
    "2025-02-01T00:00:00Z",
    "2025-05-01T00:00:00Z",
    [["2025-02", "2025-05"]],
    [],
  ],
  [
    "days before and after",
    "2025-01-30T00:00:00Z",
    "2025-03-02T00:00:00Z",
    [["2025-02", "2025-03"]],
    [
      ["2025-01-30T00:00:00Z", "2025-02-01T00:00:00Z"],
      ["2025-03-01T00:00:00Z", "2025-03-02T00:00:00Z"],
    ],
  ],
  [
    "two months and none of them whole",
    "2025-01-30T00:00:00Z",
    "2025-02-20T00:00:00Z",
    [],
    [["2025-01-30T00:00:00Z", "2025-02-20T00:00:00Z"]],
  ],
  ["the wrong way round", "2025-03-01T00:00:00Z", "2025-02-01T00:00:00Z", [], []],
  ["after all time", "9999-01-01T00:00:00Z", undefined, [], []],
] as const)("a stretch in months: %s", (_what, from, to, months, rest) => {
  const inMs = (iso?: string) => (iso === undefined ? undefined : at(iso));
  expect(inMonths(inMs(from), inMs(to))).toEqual({
    months: months.map(([first, end]) => ({ first, end })),
    rest: rest.map(([startMs, endMs]) => ({ startMs: at(startMs), endMs: at(endMs) })),
  });
});

test("each instant of a stretch is in one part of it, and no other is", () => {
  const instant = fc.integer({ min: at("2024-11-01"), max: at("2026-02-01") });
  const side = fc.option(instant, { nil: undefined });
  fc.assert(
    fc.property(side, side, instant, (fromMs, toMs, ms) => {
      const { months, rest } = inMonths(fromMs, toMs);
      const parts =
        months.filter(({ first, end }) => first <= monthOf(ms) && monthOf(ms) < end).length +
        rest.filter(({ startMs, endMs }) => startMs <= ms && ms < endMs).length;
      expect(parts).toBe(ms >= (fromMs ?? ms) && ms < (toMs ?? ms + 1) ? 1 : 0);
    }),
  );
});
