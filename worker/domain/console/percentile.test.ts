import { expect, test } from "vitest";
import { percentile } from "./percentile.ts";

test.each([
  [[], 0.5, null],
  [[7], 0.5, 7],
  [[7], 0.99, 7],
  [[1, 2], 0.5, 1],
  [[1, 2, 3, 4], 0.99, 4],
  [Array.from({ length: 100 }, (_, at) => at + 1), 0.99, 99],
] as const)("of %j, %d is %s", (sorted, part, value) => {
  expect(percentile(sorted, part)).toBe(value);
});
