import { describe, expect, test } from "vitest";
import {
  afterFapiaoEvent,
  FAPIAO_EVENTS,
  FAPIAO_NUMBER_SHAPE,
  FAPIAO_STATES,
  fapiaoStatesBefore,
} from "./fapiao.ts";
import { afterEvent, INVOICE_EVENTS, INVOICE_STATES, statesBefore } from "./state.ts";

/** A state after each event, in the order of the events; `-` is refused. */
const INVOICE = {
  //       issue     issue-paid  pay     void    revise
  draft: ["issued", "paid", "-", "void", "-"],
  issued: ["-", "-", "paid", "void", "void"],
  paid: ["-", "-", "paid", "-", "void"],
  void: ["-", "-", "-", "void", "-"],
};

const FAPIAO = {
  //           take       issue     refuse
  requested: ["issuing", "-", "refused"],
  issuing: ["issuing", "issued", "refused"],
  issued: ["-", "-", "-"],
  refused: ["-", "-", "-"],
};

describe.each(INVOICE_STATES)("an invoice that is %s", (state) => {
  test.each(INVOICE_EVENTS.map((event, at) => [event, INVOICE[state][at]]))(
    "%s: %s",
    (event, next) => {
      const after = afterEvent(state, event as (typeof INVOICE_EVENTS)[number]);
      expect(after.ok ? after.value : "-").toBe(next);
      if (!after.ok) expect(after.error).toEqual({ reason: "not-possible", state, event });
    },
  );
});

describe.each(FAPIAO_STATES)("a fapiao that is %s", (state) => {
  test.each(FAPIAO_EVENTS.map((event, at) => [event, FAPIAO[state][at]]))(
    "%s: %s",
    (event, next) => {
      const after = afterFapiaoEvent(state, event as (typeof FAPIAO_EVENTS)[number]);
      expect(after.ok ? after.value : "-").toBe(next);
      if (!after.ok) expect(after.error).toEqual({ reason: "not-possible", state, event });
    },
  );
});

test("a statement is conditional on the states that an event moves", () => {
  expect(statesBefore("pay")).toEqual(["issued"]);
  expect(statesBefore("void")).toEqual(["draft", "issued"]);
  expect(statesBefore("revise")).toEqual(["issued", "paid"]);
  expect(fapiaoStatesBefore("refuse")).toEqual(["requested", "issuing"]);
});

test("a number of a fapiao has 20 digits, or 8", () => {
  expect(["24952000000123456789", "12345678"].every((text) => FAPIAO_NUMBER_SHAPE.test(text))).toBe(
    true,
  );
  expect(
    ["", "123456789", "2495200000012345678X"].some((text) => FAPIAO_NUMBER_SHAPE.test(text)),
  ).toBe(false);
});
