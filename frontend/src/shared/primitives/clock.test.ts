import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forgetServerTime, noteServerTime, serverNow, steadyNow } from "./clock.ts";

const NOON = Date.parse("2026-11-26T12:00:00Z");

beforeEach(() => {
  forgetServerTime();
  vi.useFakeTimers({ now: NOON + 3 * 3_600_000 });
});
afterEach(() => vi.useRealTimers());

test("a device clock that is hours off shows the server's time", () => {
  noteServerTime(NOON);
  expect(serverNow()).toBe(NOON);
  vi.advanceTimersByTime(90_000);
  expect(serverNow()).toBe(NOON + 90_000);
});

test("setting the device clock moves neither the time of day nor a measure", () => {
  noteServerTime(NOON);
  const before = steadyNow();
  vi.setSystemTime(NOON - 86_400_000);
  expect(serverNow()).toBe(NOON);
  expect(steadyNow()).toBe(before);
});

test("a late or cached answer does not set the time back", () => {
  noteServerTime(NOON);
  vi.advanceTimersByTime(20_000);
  noteServerTime(NOON);
  expect(serverNow()).toBe(NOON + 20_000);
});

test("what a sleeping device did not count is counted with the next answer", () => {
  noteServerTime(NOON);
  const before = steadyNow();
  noteServerTime(NOON + 600_000);
  expect(steadyNow() - before).toBe(600_000);
  expect(serverNow()).toBe(NOON + 600_000);
});

test("seconds without fractions are no sleep", () => {
  noteServerTime(NOON);
  const before = steadyNow();
  noteServerTime(NOON + 1_000);
  expect(steadyNow()).toBe(before);
});
