import { describe, expect, test } from "vitest";
import type { Mark } from "../credits/allowance.ts";
import { entitledAgain, entitledTo, heldPlanOf } from "./held.ts";
import type { ManualPlan } from "./state.ts";
import { Account } from "./testing/account.ts";
import * as make from "./testing/make.ts";

const { DAY, PLANS, T0, T1, T2, terms } = make;

const recordOf = (
  seen: Parameters<Account["see"]>[0],
  nowMs: number,
  later: [Parameters<Account["see"]>[0], number][] = [],
) => {
  const account = new Account();
  account.see(seen, nowMs);
  for (const [what, atMs] of later) account.see(what, atMs);
  return account.record;
};

describe("the plan that credits go by", () => {
  test("is the free one of who has none", () => {
    expect(heldPlanOf(recordOf({}, T0))).toBeNull();
  });

  test("paid in advance it gives until its end, and the free one follows", () => {
    expect(heldPlanOf(recordOf({ orders: [make.order()] }, T0))).toMatchObject({
      source: "prepaid",
      terms: { planId: "pro_monthly", creditRule: "monthly", allowance: { v1: 300, v2: 100 } },
      startedMs: T0,
      endsAtMs: T1,
      isPastDue: false,
      isFrozen: false,
    });
    expect(heldPlanOf(recordOf({ orders: [make.order()] }, T0, [[{}, T1]]))).toBeNull();
  });

  test("bought again, its months go on being counted from the first day", () => {
    const orders = [make.order(), make.order({ orderNo: "1002" })];
    const record = recordOf({ orders }, T0, [[{}, T1 + DAY]]);
    expect(record).toMatchObject({ periodStartMs: T1, periodEndMs: T2 });
    expect(heldPlanOf(record)).toMatchObject({ startedMs: T0, endsAtMs: T2 });
  });

  test("by card it gives nothing from its end on until it is paid again", () => {
    const unpaid = make.picture({
      subscriptions: [make.renewed({ status: "past_due" })],
      invoices: [make.invoice(), make.renewal({ status: "open" })],
    });
    const record = recordOf({ stripe: make.picture() }, T0, [[{ stripe: unpaid }, T1 + DAY]]);
    expect(record.status).toBe("past_due");
    expect(heldPlanOf(record)).toMatchObject({ endsAtMs: T1, isPastDue: true });
  });

  test("disputed it gives nothing", () => {
    const dispute = {
      id: "dp",
      invoiceId: "in_1",
      createdMs: T0,
      status: "needs_response" as const,
    };
    const record = recordOf({ stripe: make.picture({ disputes: [dispute] }) }, T0 + DAY);
    expect(heldPlanOf(record)).toMatchObject({ isFrozen: true });
  });
});

describe("what may be kept of a credit period", () => {
  const free = { planId: "free", creditRule: "monthly" as const, allowance: { v1: 10, v2: 5 } };
  const mark = (change: Partial<Mark> = {}): Mark => ({
    ...{ period: "2026-12", version: "v2", granted: 150, takenBack: 0 },
    endsAtMs: Date.UTC(2026, 11, 31, 16),
    ...change,
  });
  const manual = (change: Partial<ManualPlan> = {}): ManualPlan => ({
    ...{ id: "1", terms: terms(PLANS.pro), startMs: T0, endMs: null },
    ...change,
  });

  test.each([
    { what: "the free plan's, with none", seen: {}, units: 5 },
    { what: "a plan's that is paid", seen: { orders: [make.order()] }, units: 100 },
    {
      what: "the free plan's, when the money went back",
      seen: { orders: [make.order({ standing: "taken", standingSinceMs: T0 })] },
      units: 5,
    },
    {
      what: "a plan's that ended within the period",
      seen: { manual: [manual({ endMs: T0 + DAY })] },
      units: 100,
    },
    {
      what: "a plan's that ended long before it: none",
      seen: { manual: [manual({ startMs: T0 - 60 * DAY, endMs: T0 - 40 * DAY })] },
      units: 5,
    },
    {
      what: "of what was ended before it began: none",
      seen: { manual: [manual({ endMs: T0 })] },
      units: 5,
    },
    {
      what: "of what is yet to begin: none",
      seen: { manual: [manual({ startMs: T1 })] },
      units: 5,
    },
  ])("is $what", ({ seen, units }) => {
    const record = recordOf(seen as Parameters<Account["see"]>[0], T0 + 2 * DAY);
    expect(entitledTo(mark(), record, free, T0 + 2 * DAY)).toBe(units);
    const rules = { free, mode: "calendar" as const, timeZone: make.ZONE };
    expect(entitledAgain(mark(), record, rules, T0 + 2 * DAY)).toBe(units);
  });

  test("given once, it is all of it as long as the plan is paid, and nothing else", () => {
    const once = mark({ period: "once:lifetime", granted: 500, endsAtMs: null });
    const held = recordOf({ orders: [make.order({}, PLANS.lifetime)] }, T0);
    expect(entitledTo(once, held, free, T0)).toBe(500);
    expect(entitledTo(once, recordOf({}, T0), free, T0)).toBe(0);
  });
});
