import { describe, expect, test } from "vitest";
import { standingOf } from "./standing.ts";

const plan = (granted: number) => ({ granted, left: 0, resetsAt: null });

describe("how a balance stands", () => {
  test.each([
    [100, 100, "ok"],
    [21, 100, "ok"],
    [20, 100, "low"],
    [1, 100, "low"],
    [0, 100, "none"],
    [2, 5, "ok"],
    [1, 5, "low"],
    [0, 0, "none"],
    [1, 0, "ok"],
    [-3, 100, "none"], // Owed after a refund.
  ] as const)("%i with a plan of %i: %s", (available, granted, standing) => {
    expect(standingOf({ available, plan: plan(granted) })).toBe(standing);
  });

  test("without a plan only nothing is little", () => {
    expect(standingOf({ available: 1, plan: null })).toBe("ok");
    expect(standingOf({ available: 0, plan: null })).toBe("none");
  });
});
