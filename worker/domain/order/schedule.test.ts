import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CODE_LIFE_MS, LIVE_NUMBERS_MAX } from "./attempt.ts";
import {
  CALLS_PER_MINUTE_MAX,
  type CallCount,
  countCall,
  GAP_WHEN_OVER_MS,
  nextLookWhenOver,
  nextQueryAt,
  nextRoundAt,
} from "./schedule.ts";

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

test.each([
  ["before it was shown, by a clock that went back", -60_000, 5_000],
  ["at once", 0, 5_000],
  ["half a minute later", 30_000, 5_000],
  ["two minutes later", 120_000, 20_000],
  ["ten minutes later", 600_000, 100_000],
  ["half an hour later", 1_800_000, 300_000],
  ["a day later", 86_400_000, 300_000],
])(
  "asked about %s, a number of an order that is over waits so long for the next round",
  (_when, askedMs, gapMs) => {
    const shownAtMs = 1_000_000;
    expect(nextRoundAt(shownAtMs, shownAtMs + askedMs)).toBe(shownAtMs + askedMs + gapMs);
  },
);

test("whoever presses all day long has an order asked about some three hundred times", () => {
  let rounds = 0;
  for (let at = 0; at < 25 * 3_600_000; at = nextRoundAt(0, at)) rounds += 1;
  expect(rounds).toBeLessThan(330);
});

/** How often all live numbers are asked about within a minute from `fromMs`, each shown at its own time. */
function questionsInMinute(shownAtMs: number[], fromMs: number): number {
  const latest = Math.max(...shownAtMs);
  const asked = shownAtMs.map((shown) => {
    const which = shown === latest ? "latest" : "earlier";
    let count = 0;
    for (let at = nextQueryAt(shown, fromMs, which); at < fromMs + 60_000; count++)
      at = nextQueryAt(shown, at, which);
    return count;
  });
  return asked.reduce((sum, count) => sum + count, 0);
}

test("whenever its codes were shown, an order is asked about less often than a minute allows", () => {
  const shownAt = fc.uniqueArray(fc.integer({ min: 0, max: 1_800_000 }), {
    minLength: 1,
    maxLength: LIVE_NUMBERS_MAX,
  });
  fc.assert(
    fc.property(shownAt, fc.integer({ min: 0, max: 600_000 }), (shown, laterMs) => {
      const asked = questionsInMinute(shown, Math.max(...shown) + laterMs);
      expect(asked).toBeLessThan(CALLS_PER_MINUTE_MAX - 10);
    }),
  );
});

test("an earlier code that was just replaced is asked about every fifteen seconds, then every minute", () => {
  expect(nextQueryAt(0, 10_000, "earlier")).toBe(25_000);
  expect(nextQueryAt(0, CODE_LIFE_MS + 60_000, "earlier")).toBe(CODE_LIFE_MS + 120_000);
});

test("a minute has its calls and no more, and the next one has as many", () => {
  let count: CallCount = { sinceMs: 0, calls: 0 };
  const callsFrom = (fromMs: number) => {
    let made = 0;
    for (let ms = 0; ms < 60_000; ms += 10) {
      const next = countCall(count, fromMs + ms);
      if (next) made += 1;
      count = next ?? count;
    }
    return made;
  };
  expect(callsFrom(100_000)).toBe(CALLS_PER_MINUTE_MAX);
  expect(callsFrom(160_000)).toBe(CALLS_PER_MINUTE_MAX);
});

test("a clock that went back does not stop the calls", () => {
  expect(countCall({ sinceMs: 50_000, calls: CALLS_PER_MINUTE_MAX }, 10_000)).toEqual({
    sinceMs: 10_000,
    calls: 1,
  });
});
