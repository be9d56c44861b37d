import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CODE_LIFE_MS } from "./attempt.ts";
import { GAP_WHEN_OVER_MS, nextLookWhenOver, nextQueryAt } from "./schedule.ts";

test("while a code is shown, the gateway is asked at least every five seconds", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: CODE_LIFE_MS }), (elapsed) => {
      const gap = nextQueryAt(0, elapsed) - elapsed;
      expect(gap).toBeGreaterThanOrEqual(2_000);
      expect(gap).toBeLessThanOrEqual(5_000);
    }),
  );
});

test("afterwards the gaps widen to a minute and no further", () => {
  expect(nextQueryAt(0, 200_000) - 200_000).toBeGreaterThan(30_000);
  expect(nextQueryAt(0, 3_600_000) - 3_600_000).toBe(60_000);
});

test("times are whole milliseconds: they are stored in integer columns", () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), (elapsed) => {
      expect(Number.isSafeInteger(nextQueryAt(0, elapsed))).toBe(true);
    }),
  );
});

test("a clock that went back never asks in the past", () => {
  expect(nextQueryAt(10_000, 5_000)).toBe(7_000);
});

test("after its end a number is looked at five more times, the last past a day of retries", () => {
  const looks: number[] = [];
  for (let at = nextLookWhenOver(0, 0); at !== null; at = nextLookWhenOver(0, at)) looks.push(at);
  expect(looks).toHaveLength(5);
  expect(looks.at(-1)).toBeGreaterThan(24 * 3_600_000);
});

test("while it can still be paid, a number of an order that is over is looked at every five minutes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_799_999 }), (elapsed) => {
      const next = nextLookWhenOver(1_800_000, elapsed) ?? Number.POSITIVE_INFINITY;
      expect(next).toBeGreaterThan(elapsed);
      expect(next - elapsed).toBeLessThanOrEqual(GAP_WHEN_OVER_MS);
    }),
  );
});
