import { expect, test } from "vitest";
import { type Refundable, refundable, reversalKey } from "./refund.ts";
import { ORDER_STATES, type OrderState, transition } from "./state.ts";

const ANSWERS: Record<OrderState, Refundable> = {
  pending: "nothing-paid",
  paid: "not-yet-fulfilled",
  completed: "yes",
  expired: "nothing-paid",
  cancelled: "nothing-paid",
  refunding: "known",
  refunded: "known",
};

test.each(ORDER_STATES)("an order that is %s", (state) => {
  expect(refundable(state)).toBe(ANSWERS[state]);
});

test("what may be refunded moves, and what is known stays", () => {
  for (const state of ORDER_STATES) {
    const { kind } = transition(state, "refund");
    if (refundable(state) === "yes") expect(kind).toBe("moves");
    if (refundable(state) === "known") expect(kind).toBe("stays");
    if (refundable(state) === "nothing-paid") expect(kind).toBe("refused");
  }
});

test("each wish has a key of its own", () => {
  expect([1, 2, 12].map((n) => reversalKey("EC1", n))).toEqual([
    "refund:EC1",
    "refund:EC1:2",
    "refund:EC1:12",
  ]);
});
