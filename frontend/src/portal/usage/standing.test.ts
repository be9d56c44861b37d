import { describe, expect, test } from "vitest";
import { adviceOf, levelOf, percentOf, shareOf } from "./standing.ts";

const OF_100 = { used: 0, limit: 100, mode: "hard", kind: "counter" } as const;

describe("a product's standing", () => {
  test.each([
    [{ ...OF_100, used: -3 }, "fine", undefined],
    [{ ...OF_100, used: 79 }, "fine", undefined],
    [{ ...OF_100, used: 80 }, "near", "nearHard"],
    [{ ...OF_100, used: 99 }, "near", "nearHard"],
    [{ ...OF_100, used: 99, mode: "soft" }, "near", "nearSoft"],
    [{ ...OF_100, used: 100 }, "reached", "reached"],
    [{ ...OF_100, used: 140 }, "reached", "reached"],
    [{ ...OF_100, used: 100, mode: "soft" }, "exceeded", "exceeded"],
    [{ ...OF_100, used: 1, limit: 1, kind: "gauge" }, "reached", "full"],
    [{ ...OF_100, limit: 0 }, "excluded", "excluded"],
    [{ ...OF_100, limit: 0, used: 2 }, "excluded", "excluded"],
    [{ ...OF_100, limit: 0, mode: "soft" }, "fine", undefined],
    [{ ...OF_100, used: 500, limit: null, mode: null }, "unlimited", undefined],
    [{ ...OF_100, used: 500, mode: null }, "over", undefined],
  ] as const)("%j is %s and is told %s", (standing, level, advice) => {
    expect(levelOf(standing)).toBe(level);
    expect(adviceOf(standing)).toBe(advice);
  });
});

test("a meter is never longer than its place, and 100 % means that nothing is left", () => {
  expect(shareOf({ used: 140, limit: 100 })).toBe(1);
  expect(shareOf({ used: -5, limit: 100 })).toBe(0);
  expect(shareOf({ used: 5, limit: 0 })).toBe(0);
  expect(percentOf({ used: 9_999, limit: 10_000 })).toBe(99);
  expect(percentOf({ used: 10_000, limit: 10_000 })).toBe(100);
  expect(percentOf({ used: 5, limit: null })).toBe(0);
});
