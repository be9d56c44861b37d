import { expect, test } from "vitest";
import { archivableBefore, boundsOfMonth, monthOf } from "./month.ts";

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
