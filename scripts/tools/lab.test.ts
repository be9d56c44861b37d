import { describe, expect, test } from "vitest";
import { addUp, rangesOf, readLabOptions, unexplained } from "./lab.ts";

describe("options", () => {
  test("have defaults and are read by name", () => {
    expect(readLabOptions([], 5)).toEqual({ seed: 5, schedules: 200, jobs: 2 });
    expect(readLabOptions(["--seed", "7", "--schedules", "1"])).toMatchObject({
      seed: 7,
      schedules: 1,
    });
  });

  test("seeds are fresh each time, unless one is named", () => {
    const seeds = Array.from({ length: 20 }, () => readLabOptions([]).seed);
    expect(new Set(seeds).size).toBeGreaterThan(1);
    expect(seeds.every((seed) => Number.isSafeInteger(seed) && seed > 0)).toBe(true);
  });

  test.each([[["--sed", "7"]], [["--seed", "x"]], [["--seed"]], [["--jobs", "0"]]])(
    "%j are explained",
    (args) => {
      expect(() => readLabOptions(args)).toThrow(/npm run lab/);
    },
  );
});

test.each([
  [2000, 2],
  [1, 2],
  [7, 3],
])("%i schedules in %i jobs are each run once", (schedules, jobs) => {
  const ranges = rangesOf({ seed: 5, schedules, jobs });
  const seeds = ranges.flatMap((range) =>
    Array.from({ length: range.schedules }, (_, index) => range.seed + index),
  );
  expect(seeds).toEqual(Array.from({ length: schedules }, (_, index) => 5 + index));
});

test("tallies of all jobs are added up, each kind by itself", () => {
  const lab = { schedules: 2, orders: 3, payments: 1, faults: 4, struck: { hang: 4 } };
  const months = { schedules: 1, subscriptions: 2, renewals: 9, faults: 3, struck: { slow: 3 } };
  const result = (meta: object) => ({ fullName: "", status: "", meta });
  const report = {
    testResults: [
      { name: "", status: "passed", assertionResults: [result({ lab })] },
      { name: "", status: "passed", assertionResults: [result({ months }), result({})] },
    ],
  };
  expect(addUp([report, report])).toEqual({
    orders: { schedules: 4, orders: 6, payments: 2, faults: 8, struck: { hang: 8 } },
    months: { schedules: 2, subscriptions: 4, renewals: 18, faults: 6, struck: { slow: 6 } },
  });
});

test("only what the laboratory did not cause is left unexplained", () => {
  const own = "uncaught exception; source = Uncaught; stack = TypeError: x is undefined";
  const output = [
    "uncaught exception; stack = Error: injected: order was not reached",
    "uncaught exception; Error: Application called abortAllDurableObjects().",
    own,
    "everything else",
  ].join("\n");
  expect(unexplained(output)).toEqual([own]);
});
