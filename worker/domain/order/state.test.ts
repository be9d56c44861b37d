import { describe, expect, test } from "vitest";
import {
  ORDER_EVENTS,
  ORDER_STATES,
  type OrderEvent,
  type OrderState,
  payStatusOf,
  transition,
} from "./state.ts";

/** The whole table, written a second time in another shape: rows are states, columns follow ORDER_EVENTS. */
const EXPECTED: Record<OrderState, string> = {
  //          payment   grant     expire    cancel    refund    refund-done refund-undone
  pending: "  paid      refused   expired   cancelled refused   refused     refused",
  paid: "     stays     completed stays     refused   refunding refused     refused",
  completed: "stays     stays     stays     refused   refunding refused     refused",
  expired: "  paid      refused   stays     stays     refused   refused     refused",
  cancelled: "paid      refused   stays     stays     refused   refused     refused",
  refunding: "stays     refused   stays     refused   stays     refunded    stays",
  refunded: " stays     refused   stays     refused   stays     stays       refunding",
};

const pairs = ORDER_STATES.flatMap((state) =>
  ORDER_EVENTS.map((event, column): [OrderState, OrderEvent, string] => [
    state,
    event,
    EXPECTED[state].trim().split(/\s+/)[column] ?? "",
  ]),
);

test.each(pairs)("%s on %s: %s", (state, event, expected) => {
  const answer = transition(state, event);
  expect(answer.kind === "moves" ? answer.to : answer.kind).toBe(expected);
});

describe("money is never forgotten", () => {
  test("every unpaid state takes a payment", () => {
    for (const state of ORDER_STATES.filter((each) => payStatusOf(each) === 0))
      expect(transition(state, "payment")).toEqual({ kind: "moves", to: "paid" });
  });

  test("no event turns a paid order into an unpaid one", () => {
    for (const state of ORDER_STATES.filter((each) => payStatusOf(each) === 1))
      for (const event of ORDER_EVENTS) {
        const answer = transition(state, event);
        if (answer.kind === "moves") expect(payStatusOf(answer.to)).toBe(1);
      }
  });
});
