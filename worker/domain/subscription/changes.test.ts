import { describe, expect, test } from "vitest";
import {
  BY_CUSTOMER,
  cancelSubscription,
  createSubscription,
  resumeSubscription,
} from "./changes.ts";
import { NEW_RECORD } from "./state.ts";
import { Account } from "./testing/account.ts";
import { change, context, of, wish } from "./testing/cases.ts";
import { DAY, order, PLANS, picture, subscription, T0, T1 } from "./testing/make.ts";

describe("subscribing", () => {
  test("by card leads to a checkout, with the plan's trial for who had none", () => {
    expect(change("none", PLANS.pro)).toEqual({
      ok: true,
      value: { kind: "checkout", planId: "pro_monthly", trialDays: 14 },
    });
    const tried = { ...NEW_RECORD, trialUsedBy: "sub_0" };
    expect(createSubscription(tried, wish(PLANS.pro), context(of("none")))).toMatchObject({
      value: { trialDays: 0 },
    });
  });

  test("by order is a period at the plan's price", () => {
    expect(change("none", PLANS.pro, "order")).toMatchObject({
      value: {
        kind: "order",
        buys: { kind: "period" },
        due: { currency: "CNY", amountMinor: 6990 },
      },
    });
  });

  test("to a plan for ever is an order, however it is paid", () => {
    for (const by of ["card", "order"] as const)
      expect(change("card", PLANS.lifetime, by)).toMatchObject({
        value: { kind: "order", due: { amountMinor: 99_900 } },
      });
  });

  test.each([
    ["none", { id: "gold" }, { reason: "unknown-plan" }],
    ["none", PLANS.archived, { reason: "not-offered" }],
    ["card", PLANS.pro, { reason: "already-subscribed", planId: "pro_monthly" }],
    ["card", PLANS.team, { reason: "already-subscribed", planId: "pro_monthly" }],
    ["past due", PLANS.team, { reason: "change-not-possible", why: "past-due" }],
    [
      "first payment under way",
      PLANS.pro,
      { reason: "change-not-possible", why: "payment-pending" },
    ],
  ])("%s, %o is refused", (name, plan, error) => {
    expect(createSubscription(of(name).record, wish(plan), context(of(name)))).toEqual({
      ok: false,
      error,
    });
  });

  test("in a currency that the plan is not sold in is refused", () => {
    const yen = { ...wish(PLANS.pro), currency: "JPY" } as const;
    expect(createSubscription(NEW_RECORD, yen, context(of("none")))).toEqual({
      ok: false,
      error: { reason: "not-offered" },
    });
  });

  test("by card while something is paid in advance is refused: it would be paid twice", () => {
    expect(change("prepaid", PLANS.team, "card")).toEqual({
      ok: false,
      error: { reason: "change-not-possible", why: "paid-in-advance" },
    });
  });
});

describe("changing", () => {
  test("an upgrade by card goes to Stripe, to another interval with a new anchor", () => {
    expect(change("card", PLANS.team)).toEqual({
      ok: true,
      value: {
        ...{ kind: "upgrade-at-stripe", subscriptionId: "sub_1", itemId: "si_1" },
        ...{
          planId: "team_monthly",
          releaseScheduleId: null,
          resetsAnchor: false,
          endsTrial: false,
        },
      },
    });
    expect(change("card", PLANS.yearly)).toMatchObject({ value: { resetsAnchor: true } });
    expect(change("trial", PLANS.team)).toMatchObject({ value: { endsTrial: true } });
  });

  test("an upgrade releases a planned downgrade first", () => {
    expect(change("card, downgrade planned", PLANS.team)).toMatchObject({
      value: { kind: "upgrade-at-stripe", releaseScheduleId: "sub_sched_1" },
    });
  });

  test("a downgrade waits for the end of what is paid", () => {
    expect(change("team by card", PLANS.pro)).toEqual({
      ok: true,
      value: {
        kind: "downgrade-at-stripe",
        subscriptionId: "sub_1",
        planId: "pro_monthly",
        atMs: T1,
      },
    });
    expect(change("team in advance", PLANS.pro, "order")).toMatchObject({
      value: { kind: "order", buys: { kind: "period" }, due: { amountMinor: 6990 } },
    });
  });

  test("what is paid in advance is upgraded for the difference", () => {
    expect(change("prepaid", PLANS.team, "order")).toMatchObject({
      value: { kind: "order", buys: { kind: "rest", of: ["1001"] }, due: { amountMinor: 4741 } },
    });
  });
});

describe("cancelling", () => {
  const cancel = (name: string, more = {}) =>
    cancelSubscription(of(name).record, { ...BY_CUSTOMER, ...more }, of(name).nowMs);

  test("is at the end of what is paid, and takes a planned downgrade along", () => {
    expect(cancel("card")).toEqual({
      ok: true,
      value: { kind: "cancel-at-period-end", subscriptionId: "sub_1", releaseScheduleId: null },
    });
    expect(cancel("card, downgrade planned")).toMatchObject({
      value: { releaseScheduleId: "sub_sched_1" },
    });
  });

  test("at once is an operator's, with the running period's money or without", () => {
    const atOnce = { by: "operator", atOnce: true };
    expect(cancel("card", { ...atOnce, refund: true })).toMatchObject({
      value: { kind: "cancel-now", refundInvoiceIds: ["in_1"] },
    });
    expect(cancel("card", { ...atOnce, refund: false })).toMatchObject({
      value: { kind: "cancel-now", refundInvoiceIds: [] },
    });
    expect(cancel("card", { atOnce: true, refund: true })).toMatchObject({
      value: { kind: "cancel-at-period-end" },
    });
  });

  test("when past due ends the retries at once: nothing is paid that could be used up", () => {
    expect(cancel("past due")).toMatchObject({ value: { kind: "cancel-now" } });
  });

  test.each(["none", "card, ending", "prepaid", "lifetime", "ended"])(
    "%s has nothing to cancel",
    (name) => {
      expect(cancel(name)).toEqual({
        ok: false,
        error: { reason: "change-not-possible", why: "ends-already" },
      });
    },
  );

  test("is undone, as a planned downgrade is", () => {
    const resume = (name: string) => resumeSubscription(of(name).record, of(name).nowMs);
    expect(resume("card, ending")).toEqual({
      ok: true,
      value: { kind: "resume", subscriptionId: "sub_1" },
    });
    expect(resume("card, downgrade planned")).toEqual({
      ok: true,
      value: { kind: "release-schedule", scheduleId: "sub_sched_1" },
    });
    for (const name of ["none", "card", "prepaid", "ended"])
      expect(resume(name)).toEqual({ ok: false, error: { reason: "nothing-to-undo" } });
  });

  test("is not undone when the time after it is paid in another way", () => {
    const ending = picture({ subscriptions: [subscription({ cancelAtMs: T1 })] });
    for (const [plan, why] of [
      [PLANS.pro, "paid-in-advance"],
      [PLANS.lifetime, "lifetime-held"],
    ] as const) {
      const account = new Account();
      account.see({ stripe: ending }, T0 + DAY);
      account.see({ orders: [order({ paidAtMs: T0 + DAY }, plan)] }, T0 + DAY);
      expect(resumeSubscription(account.record, T0 + DAY)).toEqual({
        ok: false,
        error: { reason: "change-not-possible", why },
      });
    }
  });
});
