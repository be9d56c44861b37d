import { expect, test } from "vitest";
import { retryAt } from "./retry.ts";

test("retries double to a minute", () => {
  expect([0, 1, 2, 3, 10, 999].map((tries) => retryAt(tries, 0))).toEqual([
    1_000, 2_000, 4_000, 8_000, 60_000, 60_000,
  ]);
});
