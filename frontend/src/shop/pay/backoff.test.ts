import { expect, test } from "vitest";
import { reconnectDelayMs } from "./backoff.ts";

test("waits double after each failure, up to half a minute", () => {
  const delays = [0, 1, 2, 3, 4, 5, 50].map((failures) => reconnectDelayMs(failures, 0));
  expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test("chance shortens a wait by at most a quarter", () => {
  expect(reconnectDelayMs(2, 1)).toBe(3_000);
});
