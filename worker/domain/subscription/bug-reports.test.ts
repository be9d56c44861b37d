import { describe, expect, test } from "vitest";
import { BY_CUSTOMER, cancelSubscription, upgradeSubscription } from "./changes.ts";
import type { StripeInvoice } from "./stripe-picture.ts";
import { Account } from "./testing/account.ts";
import { refund, second, secondInvoice, see, unpaid } from "./testing/looks.ts";
import {
  CATALOG,
  DAY,
  GRACE_DAYS,
  HOUR,
  invoice,
  line,
  order,
  PLANS,
  paidRenewal,
  picture,
  price,
  renewal,
  renewed,
  subscription,
  T0,
  T1,
} from "./testing/make.ts";
import { SEQUENCES } from "./testing/sequences.ts";
import { checkSubscriptionStatus } from "./view.ts";

/** Each was reported against somebody else ; one number holds over all files that test such reports. */

describe("bug reports", () => {
  const lifetimeOrder = order({}, PLANS.lifetime);
  const lifetimeInvoice = invoice({
    ...{ subscriptionId: null, billingReason: "manual" },
    lines: [line({}, PLANS.lifetime)],
  });

  test("1: a lifetime that has an invoice of its own is granted once, whichever is seen first", () => {
    const stripe = picture({ subscriptions: [], invoices: [lifetimeInvoice] });
    for (const looks of [
      [{ stripe }, { orders: [lifetimeOrder] }],
      [{ orders: [lifetimeOrder] }, { stripe }],
    ]) {
      const account = new Account();
      for (const look of looks) account.see(look, T0 + HOUR);
      expect([...account.grants]).toEqual([["order:1001", 1]]);
    }
  });

  test("4: month to year grants the year's allowance by its plan, whatever was paid", () => {
    const at = T0 + 10 * DAY;
    const { account } = see({}, T0 + HOUR);
    const toYear = invoice({
      ...{ id: "in_u", billingReason: "subscription_update", createdMs: at, paidAtMs: at },
      amountPaidMinor: 46_000,
      lines: [
        line({ id: "il_u1", proration: true, periodStartMs: at, amountMinor: -690 }),
        line(
          { id: "il_u2", periodStartMs: at, periodEndMs: at + 365 * DAY, amountMinor: 46_690 },
          PLANS.yearly,
        ),
      ],
    });
    const { grants, record } = see(
      { subscriptions: [subscription({}, PLANS.yearly)], invoices: [invoice(), toYear] },
      at + HOUR,
      account,
    );
    expect(grants).toMatchObject([
      { key: "stripe:in_u:il_u2", terms: { planId: "pro_yearly", allowance: { v2: 150 } } },
    ]);
    expect(record).toMatchObject({ planId: "pro_yearly", periodEndMs: at + 365 * DAY });
  });

  test("6: nothing a customer may do gives money back, and a lower plan waits for the end", () => {
    const { record } = see({}, T0 + HOUR);
    const context = { catalog: CATALOG, nowMs: T0 + HOUR };
    const team = see(
      {
        subscriptions: [subscription({}, PLANS.team)],
        invoices: [invoice({ lines: [line({}, PLANS.team)] })],
      },
      T0 + HOUR,
    );
    const wish = { planId: "pro_monthly", by: "card", currency: "USD" } as const;
    expect(upgradeSubscription(team.record, wish, context)).toMatchObject({
      value: { kind: "downgrade-at-stripe", atMs: T1 },
    });
    const greedy = { ...BY_CUSTOMER, atOnce: true, refund: true };
    expect(cancelSubscription(record, greedy, T0 + HOUR)).toMatchObject({
      value: { kind: "cancel-at-period-end" },
    });
  });

  test("7, 8: an upgrade's events in every order end in the upgrade; an old `incomplete` never wins", () => {
    const { steps } = SEQUENCES.find(({ name }) => name.startsWith("8.5 an upgrade with")) ?? {
      steps: [],
    };
    const pictures = [
      ...new Map(steps.map(({ stripe }) => [JSON.stringify(stripe), stripe])).values(),
    ];
    expect(pictures).toHaveLength(6);
    const last = pictures.at(-1) ?? null;
    for (const order of permutations(pictures)) {
      const account = new Account();
      for (const stripe of [...order, last]) account.see({ stripe }, T0 + 11 * DAY);
      expect(account.record).toMatchObject({ planId: "team_monthly", status: "active" });
      expect([...account.grants.values()]).toEqual([1, 1]);
    }
  });

  test.each([
    ["the portal", { cancelAtMs: T1 }],
    ["the flag", { cancelAtPeriodEnd: true }],
  ])("10: cancelled by %s shows its end, and undoing clears it", (_, change) => {
    const { account, record } = see({ subscriptions: [subscription(change)] }, T0 + HOUR);
    expect(record).toMatchObject({ status: "active", cancelAtMs: T1 });
    expect(see({}, T0 + 2 * HOUR, account).record.cancelAtMs).toBeNull();
  });

  test("11, 13: of two that are paid, however they were made, the first is kept and the other refunded", () => {
    const both = {
      subscriptions: [second(), subscription()],
      invoices: [secondInvoice, invoice()],
    };
    const { acts, grants, record, attention, account } = see(both, T0 + 2 * HOUR);
    expect(attention).toMatchObject([{ kind: "second-subscription", about: "sub_2" }]);
    const back = { invoiceId: "in_9", amountMinor: 999, createdMs: T0 + 2 * HOUR };
    const settled = {
      subscriptions: [second({ status: "canceled", endedAtMs: T0 + 2 * HOUR }), subscription()],
      invoices: [secondInvoice, invoice()],
      refunds: [{ id: "re_1", status: "pending" as const, ...back }],
    };
    expect(see(settled, T0 + 3 * HOUR, account).attention).toEqual([]);
    const failed = { ...settled, refunds: [{ id: "re_1", status: "failed" as const, ...back }] };
    expect(see(failed, T0 + 4 * HOUR, account).attention).toMatchObject([
      { kind: "second-subscription", about: "sub_2" },
    ]);
    expect(record.link?.subscriptionId).toBe("sub_1");
    expect(grants.map(({ key }) => key)).toEqual(["stripe:in_1:il_1"]);
    expect(acts).toEqual([
      {
        kind: "cancel-now",
        subscriptionId: "sub_2",
        why: "second-subscription",
        key: "cancel:sub_2",
      },
      {
        kind: "refund-invoice",
        invoiceId: "in_9",
        amountMinor: 999,
        currency: "USD",
        key: "refund:in_9:0",
      },
    ]);
  });

  test("11: what was granted for a second one before the first was known is taken back", () => {
    const { account } = see(
      { subscriptions: [second()], invoices: [secondInvoice] },
      T0 + 2 * HOUR,
    );
    const { allowanceChanges } = see(
      { subscriptions: [subscription(), second()], invoices: [invoice(), secondInvoice] },
      T0 + 3 * HOUR,
      account,
    );
    expect(allowanceChanges).toMatchObject([{ periodKey: "stripe:in_9:il_1", kind: "take" }]);
    expect(account.record.link?.subscriptionId).toBe("sub_1");
  });

  test("11: what a dispute has taken of a second one is not refunded beside it, and is when the dispute is won", () => {
    const { account, ...known } = see(
      { subscriptions: [subscription(), second()], invoices: [invoice(), secondInvoice] },
      T0 + 2 * HOUR,
    );
    const asked = (status: "needs_response" | "lost" | "won") =>
      see(
        {
          subscriptions: [subscription(), second()],
          invoices: [invoice(), secondInvoice],
          disputes: [{ id: "dp_1", invoiceId: "in_9", status, createdMs: T0 + DAY }],
        },
        T0 + 2 * DAY,
        account,
      ).acts.map(({ kind }) => kind);
    const both = ["cancel-now", "refund-invoice"];
    expect(known.acts.map(({ kind }) => kind)).toEqual(both);
    expect(asked("needs_response")).toEqual(["cancel-now"]);
    expect(asked("won")).toEqual(both);
    expect(asked("lost")).toEqual(["cancel-now"]);
  });

  test("11: a disputed one that another took the place of is refunded when its dispute is won, also after its time", () => {
    const dispute = { id: "dp_1", invoiceId: "in_1", createdMs: T0 + DAY };
    const invoices = [invoice(), { ...secondInvoice, paidAtMs: T0 + 2 * DAY }];
    const { account, acts } = see(
      {
        subscriptions: [subscription(), second({ createdMs: T0 + 2 * DAY })],
        invoices,
        disputes: [{ ...dispute, status: "needs_response" }],
      },
      T0 + 2 * DAY + HOUR,
    );
    expect(acts).toMatchObject([{ kind: "cancel-now", subscriptionId: "sub_1" }]);
    const ended = subscription({ status: "canceled", endedAtMs: T0 + 2 * DAY + HOUR });
    const decided = (status: "won" | "lost") =>
      see(
        {
          subscriptions: [ended, second({ createdMs: T0 + 2 * DAY })],
          invoices,
          disputes: [{ ...dispute, status }],
        },
        T0 + 45 * DAY,
        account,
      ).acts;
    expect(decided("won")).toMatchObject([{ kind: "refund-invoice", invoiceId: "in_1" }]);
    expect(decided("lost")).toEqual([]);
  });

  test("11: of two that pay nothing yet none is ended; of two trials the later one is", () => {
    const debits = { subscriptions: [subscription(), second()], invoices: [unpaid("open")] };
    expect(see(debits, T0 + 2 * HOUR).acts).toEqual([]);
    const trial = { status: "trialing", trialStartMs: T0, trialEndMs: T0 + 14 * DAY } as const;
    const { acts } = see(
      { subscriptions: [subscription(trial), second(trial)], invoices: [] },
      T0 + 2 * HOUR,
    );
    expect(acts).toMatchObject([{ kind: "cancel-now", subscriptionId: "sub_2" }]);
  });

  test("11: of two that were both paid for one month, first seen when both renewals have failed, the second is ended", () => {
    const late = { status: "past_due" } as const;
    const seen = (invoices: StripeInvoice[]) =>
      see({ subscriptions: [second(late), subscription(late)], invoices }, T0 + 33 * DAY);
    const { acts, record } = seen([secondInvoice, invoice()]);
    expect(record.link?.subscriptionId).toBe("sub_1");
    expect(acts).toMatchObject([{ kind: "cancel-now", subscriptionId: "sub_2" }]);
    // Who came back after a lapse, or has paid one alone, may still pay either.
    const after = { ...secondInvoice, paidAtMs: T0 + 32 * DAY };
    for (const invoices of [[invoice()], [invoice(), after]])
      expect(seen(invoices).acts).toEqual([]);
  });

  test("18: a second trial gives nothing and is told, also when the first is not shown any more", () => {
    const trial = (from: number) => ({ trialStartMs: from, trialEndMs: from + 14 * DAY });
    const { account } = see(
      { subscriptions: [subscription({ status: "trialing", ...trial(T0) })], invoices: [] },
      T0 + HOUR,
    );
    const over = subscription({ status: "canceled", endedAtMs: T0 + DAY, ...trial(T0) });
    const again = second({ status: "trialing", ...trial(T0 + 2 * DAY) });
    for (const subscriptions of [[over, again], [again]]) {
      const { record, attention } = see({ subscriptions, invoices: [] }, T0 + 3 * DAY, account);
      expect(record).toMatchObject({ trialUsedBy: "sub_1", status: "ended", entitled: false });
      expect(attention).toMatchObject([{ kind: "second-trial", about: "sub_2" }]);
      expect(account.grants.get("trial")).toBe(1);
    }
  });

  test("18: a trial that is first seen after an upgrade was the plan's that was tried", () => {
    const trial = { trialStartMs: T0, trialEndMs: T0 + 3 * DAY };
    const upgraded = subscription({ status: "active", ...trial }, PLANS.yearly);
    const ofNothing = invoice({
      ...{ id: "in_0", amountPaidMinor: 0 },
      lines: [line({ id: "il_0", amountMinor: 0, periodEndMs: T0 + 14 * DAY })],
    });
    const { account } = see(
      { subscriptions: [upgraded], invoices: [ofNothing] },
      T0 + 3 * DAY + HOUR,
    );
    const tried = account.record.periods.filter(({ kind }) => kind === "trial");
    expect(tried.map(({ terms }) => terms.planId)).toEqual(["pro_monthly"]);
  });

  test("21: refunds add up, and only all of the money takes the period", () => {
    const { account } = see({}, T0 + HOUR);
    const parts = [refund("re_1", "succeeded", 400), refund("re_2", "succeeded", 599)];
    expect(see({ refunds: parts.slice(0, 1) }, T0 + 6 * DAY, account).allowanceChanges).toEqual([]);
    const all = see({ refunds: parts }, T0 + 6 * DAY, account);
    expect(all.allowanceChanges).toMatchObject([{ kind: "take" }]);
    expect(see({ refunds: parts }, T0 + 7 * DAY, account).allowanceChanges).toEqual([]);
  });

  test("21: a refund on its way takes the period and cancels nothing; one that failed gives it back", () => {
    const { account } = see({}, T0 + HOUR);
    const pending = see({ refunds: [refund("re_1", "pending")] }, T0 + 6 * DAY, account);
    expect([pending.allowanceChanges.length, pending.acts]).toEqual([1, []]);
    const failed = see({ refunds: [refund("re_1", "failed")] }, T0 + 7 * DAY, account);
    expect(failed.allowanceChanges).toMatchObject([{ kind: "restore" }]);
    expect(failed.record).toMatchObject({ status: "active", entitled: true });
    const done = see({ refunds: [refund("re_2", "succeeded")] }, T0 + 8 * DAY, account);
    expect(done.acts).toMatchObject([{ kind: "cancel-now", why: "money-returned" }]);
  });

  test("21: a refund of the running month ends the plan, although the month before was paid", () => {
    const month = { subscriptions: [renewed()], invoices: [invoice(), paidRenewal()] };
    const { account } = see(month, T1 + 2 * HOUR);
    const back = { ...refund("re_1", "succeeded"), invoiceId: "in_2", createdMs: T1 + DAY };
    const { record, acts } = see({ ...month, refunds: [back] }, T1 + DAY + HOUR, account);
    expect(record).toMatchObject({ status: "ended", entitled: false });
    expect(acts).toMatchObject([{ kind: "cancel-now", why: "money-returned" }]);
    expect(account.worth).toEqual(
      new Map([
        ["stripe:in_1:il_1", "good"],
        ["stripe:in_2:il_2", "taken"],
      ]),
    );
  });

  test("21: a refund of the upgrade leaves the plan below it; one of the period ends both", () => {
    const at = T0 + 10 * DAY;
    const upgrade = invoice({
      ...{ id: "in_u", billingReason: "subscription_update", createdMs: at, paidAtMs: at },
      lines: [line({ id: "il_u", proration: true, periodStartMs: at }, PLANS.team)],
    });
    const upgraded = {
      subscriptions: [subscription({}, PLANS.team)],
      invoices: [invoice(), upgrade],
    };
    const { account } = see(upgraded, at + HOUR);
    const back = { ...refund("re_1", "succeeded"), invoiceId: "in_u" };
    const lower = see({ ...upgraded, refunds: [back] }, at + 2 * HOUR, account);
    expect(lower.record).toMatchObject({ planId: "pro_monthly", status: "active" });
    expect(lower.acts).toEqual([]);

    const whole = see(upgraded, at + HOUR).account;
    const ended = see(
      { ...upgraded, refunds: [refund("re_1", "succeeded")] },
      at + 2 * HOUR,
      whole,
    );
    expect(ended.record.status).toBe("ended");
    expect([...whole.worth.values()]).toEqual(["taken", "taken"]);
  });

  test("23: what is to be done is said again until it is seen done, a failed refund under a new key", () => {
    const both = {
      subscriptions: [subscription(), second()],
      invoices: [invoice(), secondInvoice],
    };
    const { account, acts, lookAtMs } = see(both, T0 + 2 * HOUR);
    expect(see(both, T0 + 3 * HOUR, account).acts).toEqual(acts);
    expect(lookAtMs).toBe(T0 + 2 * HOUR + 60_000);
    const failed = { ...refund("re_1", "failed"), invoiceId: "in_9" };
    expect(see({ ...both, refunds: [failed] }, T0 + 4 * HOUR, account).acts).toMatchObject([
      { kind: "cancel-now", key: "cancel:sub_2" },
      { kind: "refund-invoice", key: "refund:in_9:1" },
    ]);
  });

  test("24: the planned change is read from the schedule's phases, the end from the item", () => {
    const phases = [
      { startMs: T0, price: price(PLANS.pro) },
      { startMs: T1, price: price(PLANS.archived) },
    ];
    const { record } = see(
      { subscriptions: [subscription({ schedule: { id: "sub_sched_1", phases } })] },
      T0 + HOUR,
    );
    expect(record.pendingChange).toEqual({ planId: "lite_monthly", atMs: T1 });
  });

  test("25: a recovery that Stripe tells in two events is one change to tell", () => {
    const { account } = see(
      {
        subscriptions: [renewed({ status: "past_due" })],
        invoices: [invoice(), renewal({ status: "open" })],
      },
      T1 + 2 * DAY,
    );
    const events = [
      { subscriptions: [renewed({ status: "past_due" })], invoices: [invoice(), paidRenewal()] },
      { subscriptions: [renewed()], invoices: [invoice(), paidRenewal()] },
      { subscriptions: [renewed()], invoices: [invoice(), paidRenewal()] },
    ].flatMap((stripe) => see(stripe, T1 + 3 * DAY, account).events);
    const said = events.map(({ after }) => after.status);
    expect(said.filter((status) => status === "active")).toHaveLength(1);
  });

  test("27: past due is no first-time customer: the plan stays, with its features, for the days of grace", () => {
    const { record } = see(
      {
        subscriptions: [renewed({ status: "past_due" })],
        invoices: [invoice(), renewal({ status: "open" })],
      },
      T1 + 2 * DAY,
    );
    expect(record).toMatchObject({ planId: "pro_monthly", status: "past_due", pastDueSinceMs: T1 });
    expect(checkSubscriptionStatus(record, T1 + GRACE_DAYS * DAY - 1)).toBe(true);
    expect(checkSubscriptionStatus(record, T1 + GRACE_DAYS * DAY)).toBe(false);
  });
});

function permutations<T>(of: T[]): T[][] {
  if (of.length < 2) return [of];
  return of.flatMap((first, at) =>
    permutations(of.filter((_, other) => other !== at)).map((rest) => [first, ...rest]),
  );
}
