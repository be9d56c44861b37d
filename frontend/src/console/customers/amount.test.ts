import { expect, test } from "vitest";
import { amountTyped } from "./amount.ts";

test.each([
  ["100", "add", 100],
  [" 1,250 ", "add", 1250],
  ["1，250,000", "take", -1_250_000],
  ["1000000000000", "add", 1_000_000_000_000],
  ["1000000000001", "add", undefined],
  ["0", "add", undefined],
  ["-5", "add", undefined],
  ["1.5", "take", undefined],
  ["1e3", "add", undefined],
  ["", "take", undefined],
] as const)("%j to %s is %j", (typed, direction, amount) => {
  expect(amountTyped(typed, direction)).toBe(amount);
});
