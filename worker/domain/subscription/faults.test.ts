import { describe, expect, test } from "vitest";
import { planOfPrice } from "../plan/catalog.ts";
import type { Plan } from "../plan/plan.ts";
import { BY_CUSTOMER, cancelSubscription, upgradeSubscription } from "./changes.ts";
import { handleSubscriptionChange } from "./reduce.ts";
import { NEW_RECORD } from "./state.ts";
import type { StripeInvoice, StripePicture, StripeSubscription } from "./stripe-picture.ts";
import { Account } from "./testing/account.ts";
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
  seen,
  setting,
  subscription,
  T0,
  T1,
  T2,
} from "./testing/make.ts";
import { SEQUENCES } from "./testing/sequences.ts";
import { allowedPeriod, checkSubscriptionStatus, getSubscription } from "./view.ts";

/**
 * Each was a fault of somebody else's (billing-notes). What is not here is no rule of subscriptions: of section 0.1 the
 * migration (13 to 16), the customer's e-mail (10), which the picture does not have, and what concerns the credits.
 */

const unpaid = (status: StripeInvoice["status"]) =>
  invoice({ status, paidAtMs: null, amountPaidMinor: 0 });
const see = (stripe: Partial<StripePicture>, nowMs: number, account = new Account()) => ({
  account,
  ...account.see({ stripe: picture(stripe) }, nowMs),
});
const second = (change: Partial<StripeSubscription> = {}) =>
  subscription({ id: "sub_2", createdMs: T0 + HOUR, ...change });
const secondInvoice = invoice({
  ...{ id: "in_9", subscriptionId: "sub_2", createdMs: T0 + HOUR, paidAtMs: T0 + HOUR },
});
const refund = (id: string, status: "pending" | "succeeded" | "failed", amountMinor = 999) => ({
  ...{ id, invoiceId: "in_1", status, amountMinor, createdMs: T0 + 5 * DAY },
});

describe("the seed's origin, section 0.1", () => {
  test.each(["incomplete", "active", "past_due", "unpaid"] as const)(
    "1: a subscription that is %s grants nothing before its money is there",
    (status) => {
      for (const invoiceStatus of ["draft", "open", "void", "uncollectible"] as const) {
        const { grants, record } = see(
          { subscriptions: [subscription({ status })], invoices: [unpaid(invoiceStatus)] },
          T0 + HOUR,
        );
        expect(grants).toEqual([]);
        expect(record).toMatchObject({ planId: "free", entitled: false });
      }
    },
  );

  test("2: an event that comes again grants nothing again", () => {
    const { account } = see({}, T0 + HOUR);
    for (let day = 1; day < 20; day++) expect(see({}, T0 + day * DAY, account).grants).toEqual([]);
  });

  test("3: what could not be stored is granted under the same keys at the next try", () => {
    const reduce = () =>
      handleSubscriptionChange(NEW_RECORD, seen({ stripe: picture() }), setting(T0 + HOUR));
    expect(reduce()).toEqual(reduce());
    expect(reduce().grants.map(({ key }) => key)).toEqual(["stripe:in_1:il_1"]);
  });

  test("4: changing the plan to and fro without paying grants nothing", () => {
    const { account } = see({}, T0 + HOUR);
    for (const [at, of] of [
      PLANS.yearly,
      PLANS.pro,
      PLANS.team,
      PLANS.pro,
      PLANS.yearly,
    ].entries()) {
      const changed = see({ subscriptions: [subscription({}, of)] }, T0 + at * DAY + DAY, account);
      expect(changed.grants).toEqual([]);
      expect(changed.record.planId).toBe("pro_monthly");
    }
  });

  test("5: a month has the days it has", () => {
    const account = new Account();
    const february = Date.parse("2027-02-01T04:00:00Z");
    account.see({ orders: [order({ paidAtMs: february })] }, february);
    expect(account.record.periodEndMs).toBe(february + 28 * DAY);
  });

  test("6: who cancelled is allowed nothing, and a lifetime keeps its rule of once", () => {
    const over = see({ subscriptions: [subscription({ status: "canceled", endedAtMs: T1 })] }, T1);
    expect(allowedPeriod(over.record, T1)).toBeNull();
    const account = new Account();
    account.see({ orders: [order({}, PLANS.lifetime)] }, T0);
    expect(allowedPeriod(account.record, T2)?.terms.creditRule).toBe("once");
  });

  test("7: an unknown price is no plan, is told, and is nobody's second subscription", () => {
    const foreign = { id: "price_other", lookupKey: "other_product" };
    const items = [{ id: "si_9", price: foreign, periodStartMs: T0, periodEndMs: T1 }];
    const foreignInvoice = { ...secondInvoice, lines: [line({ price: foreign })] };
    const alone = see(
      { subscriptions: [second({ items })], invoices: [foreignInvoice] },
      T0 + 2 * HOUR,
    );
    expect(alone.record).toEqual(NEW_RECORD);
    expect(alone.attention).toMatchObject([{ kind: "unknown-price", about: "price_other" }]);
    const beside = see(
      { subscriptions: [subscription(), second({ items })], invoices: [invoice(), foreignInvoice] },
      T0 + 2 * HOUR,
    );
    expect(beside.record.planId).toBe("pro_monthly");
    expect(beside.acts).toEqual([]);
  });

  test("8: an empty key, a missing one and the free plan's are no plan", () => {
    const nameless: Plan = { ...PLANS.pro, id: "" };
    const catalog = { ...CATALOG, plans: [...CATALOG.plans, nameless] };
    for (const lookupKey of ["", null, "free", "lifetime"])
      expect(planOfPrice(catalog, { id: "price_x", lookupKey })).toBeNull();
    expect(planOfPrice(catalog, null)).toBeNull();
  });

  test("8: a price that lost its key is known by its id, and a key that moved is its new price's", () => {
    const catalog = { ...CATALOG, planOfPriceId: new Map([["price_old", "pro_monthly"]]) };
    expect(planOfPrice(catalog, { id: "price_old", lookupKey: null })).toBe(PLANS.pro);
    expect(planOfPrice(catalog, { id: "price_old", lookupKey: "team_monthly" })).toBe(PLANS.pro);
    expect(planOfPrice(catalog, { id: "price_new", lookupKey: "pro_monthly" })).toBe(PLANS.pro);
  });

  test("9: a customer without anything has the free plan, and looking writes nothing", () => {
    expect(getSubscription(NEW_RECORD, CATALOG, T0)).toMatchObject({
      planId: "free",
      status: "free",
    });
    const looked = handleSubscriptionChange(NEW_RECORD, seen(), setting(T0));
    expect(looked).toEqual({
      ...{ record: NEW_RECORD, grants: [], allowanceChanges: [], acts: [] },
      ...{ events: [], attention: [], lookAtMs: null },
    });
  });

  test("11: the period is the invoice line's and the item's, not the subscription's", () => {
    const { record } = see({ subscriptions: [renewed()], invoices: [invoice()] }, T0 + HOUR);
    expect(record).toMatchObject({ periodStartMs: T0, periodEndMs: T1, link: { itemEndMs: T2 } });
  });

  test("12: a year is allowed for every month of it, from one invoice", () => {
    const year = T0 + 365 * DAY;
    const paid = invoice({ lines: [line({ periodEndMs: year }, PLANS.yearly)] });
    const { record, grants } = see(
      { subscriptions: [subscription({}, PLANS.yearly)], invoices: [paid] },
      T0 + HOUR,
    );
    expect(grants).toHaveLength(1);
    for (let month = 0; month < 12; month++)
      expect(allowedPeriod(record, T0 + month * 30 * DAY)?.terms.planId).toBe("pro_yearly");
    expect(allowedPeriod(record, year)).toBeNull();
  });
});

describe("bug reports, section 1.4", () => {
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
    const { acts, grants, record } = see(both, T0 + 2 * HOUR);
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

describe("what proves a period", () => {
  test("a line of nothing proves nothing, and one that begins within the trial neither", () => {
    const gift = invoice({ amountPaidMinor: 0, lines: [line({ amountMinor: 0 })] });
    expect(see({ invoices: [gift] }, T0 + HOUR).grants).toEqual([]);
    // The trial was cut short after its invoice was written.
    const trial = { trialStartMs: T0, trialEndMs: T0 + DAY };
    expect(
      see({ subscriptions: [subscription(trial)] }, T0 + 2 * DAY).grants.map(({ key }) => key),
    ).toEqual(["trial"]);
  });

  test("a coupon or a balance that pays all of it is a payment", () => {
    const free = invoice({ amountPaidMinor: 0 });
    expect(see({ invoices: [free] }, T0 + HOUR).grants).toHaveLength(1);
  });

  test("the terms are those of the day it was paid; the next period has the new ones", () => {
    const { account } = see({}, T0 + HOUR);
    const plans = CATALOG.plans.map((each) =>
      each.id === "pro_monthly" ? { ...each, allowance: { v1: 1, v2: 1 } } : each,
    );
    const catalog = { ...CATALOG, plans };
    account.see({ stripe: picture() }, T0 + DAY, { catalog });
    expect(account.record.terms?.allowance.v2).toBe(100);
    const stripe = picture({ subscriptions: [renewed()], invoices: [invoice(), paidRenewal()] });
    account.see({ stripe }, T1 + 2 * HOUR, { catalog });
    expect(account.record.terms?.allowance.v2).toBe(1);
  });

  test("an invoice whose subscription was not read proves nothing, and is told", () => {
    const { grants, attention } = see({ subscriptions: [] }, T0 + HOUR);
    expect(grants).toEqual([]);
    expect(attention).toMatchObject([{ kind: "subscription-not-read", about: "sub_1" }]);
  });

  test("a picture that shows nothing takes nothing away, and Stripe's silence neither", () => {
    const { account } = see({}, T0 + HOUR);
    see({ subscriptions: [], invoices: [] }, T0 + 2 * HOUR, account);
    account.see({}, T0 + 3 * HOUR);
    expect(account.record).toMatchObject({ planId: "pro_monthly", entitled: true });
  });
});

describe("when to look again", () => {
  test("at the end of what is paid, then each hour until the renewal is paid", () => {
    expect(see({}, T0 + HOUR).lookAtMs).toBe(T1);
    const renewing = { subscriptions: [renewed()], invoices: [invoice(), renewal()] };
    expect(see(renewing, T1 + HOUR, see({}, T0).account).lookAtMs).toBe(T1 + 2 * HOUR);
  });

  test("at the end of the days of grace, to the moment", () => {
    const overdue = {
      subscriptions: [renewed({ status: "past_due" })],
      invoices: [invoice(), renewal({ status: "open" })],
    };
    const end = T1 + GRACE_DAYS * DAY;
    expect(see(overdue, end - HOUR / 2).lookAtMs).toBe(end);
  });
});

function permutations<T>(of: T[]): T[][] {
  if (of.length < 2) return [of];
  return of.flatMap((first, at) =>
    permutations(of.filter((_, other) => other !== at)).map((rest) => [first, ...rest]),
  );
}
