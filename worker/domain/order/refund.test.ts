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
  expect(refundable(state, false)).toBe(ANSWERS[state]);
});

test.each(ORDER_STATES)(
  "an order that is %s and stuck: paid can be refunded, the rest is as ever",
  (state) => {
    expect(refundable(state, true)).toBe(state === "paid" ? "yes" : ANSWERS[state]);
  },
);

test("what may be refunded moves, and what is known stays", () => {
  for (const state of ORDER_STATES)
    for (const isStuck of [false, true]) {
      const { kind } = transition(state, "refund");
      const answer = refundable(state, isStuck);
      if (answer === "yes") expect(kind).toBe("moves");
      if (answer === "known") expect(kind).toBe("stays");
      if (answer === "nothing-paid") expect(kind).toBe("refused");
    }
});

test("each wish has a key of its own", () => {
  expect([1, 2, 12].map((n) => reversalKey("EC1", n))).toEqual([
    "refund:EC1",
    "refund:EC1:2",
    "refund:EC1:12",
  ]);
});
