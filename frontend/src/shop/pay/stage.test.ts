import { expect, test } from "vitest";
import type { OrderStatus } from "../api/types.ts";
import { isFinished, stageOf } from "./stage.ts";

const EXPECTED: Record<OrderStatus, [stage: string, settled: boolean]> = {
  pending: ["code", false],
  paid: ["received", false],
  completed: ["success", true],
  expired: ["ended", false], // A late payment can still arrive.
  cancelled: ["ended", false],
  refunding: ["ended", false],
  refunded: ["ended", true],
};

test.each(Object.entries(EXPECTED))("an order that is %s", (status, expected) => {
  expect([stageOf(status as OrderStatus), isFinished(status as OrderStatus)]).toEqual(expected);
});
