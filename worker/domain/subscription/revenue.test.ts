import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Currency } from "../money.ts";
import type { PlanInterval } from "../plan/plan.ts";
import { monthlyOf, PAYING, revenueOf } from "./revenue.ts";
import type { SubscriptionSource, SubscriptionStatus } from "./state.ts";
import type { StripeInvoice } from "./stripe-picture.ts";
import { CASES } from "./testing/cases.ts";
import { see } from "./testing/looks.ts";
import {
  CATALOG,
  DAY,
  HOUR,
  invoice,
  line,
  PLANS,
  paidRenewal,
  picture,
  renewed,
  T0,
  T1,
  T2,
  terms,
} from "./testing/make.ts";

const kindOfCase: Record<string, string> = {
  none: "none",
  card: "renewing",
  "team by card": "renewing",
  trial: "trial",
  "card, ending": "renewing",
  "past due": "overdue",
  disputed: "paused",
  "first payment under way": "none",
  prepaid: "prepaid",
  "team in advance, pro follows": "prepaid",
  lifetime: "lifetime",
  "team given": "given",
  ended: "none",
};

test.each(Object.entries(kindOfCase))("a customer with %s counts as %s", (name, kind) => {
  const found = CASES[name];
  expect(found).toBeDefined();
  expect(revenueOf(found?.record ?? ({} as never)).kind).toBe(kind);
});

const held = (interval: PlanInterval, amountMinor: number, currency: Currency = "CNY") => ({
  ...terms(PLANS.pro),
  interval,
  price: { currency, amountMinor },
});

describe("what recurs in a year", () => {
  test.each([
    ["active", "stripe", "month", 12_000],
    ["active", "prepaid", "month", 12_000],
    ["active", "stripe", "year", 1_000],
    ["active", "prepaid", "year", 1_000],
    ["active", "lifetime", "once", 0],
    ["active", "manual", "month", 0],
    ["trialing", "stripe", "month", 0],
    ["past_due", "stripe", "month", 0],
    ["paused", "stripe", "month", 0],
    ["paused", "prepaid", "month", 0],
  ] as const)("%s by %s, paid each %s", (status, source, interval, yearlyMinor) => {
    const terms = held(interval, 1_000);
    expect(revenueOf({ status, source, terms }).yearlyMinor).toBe(yearlyMinor);
  });

  test("what is overdue is the price of one period", () => {
    const year = held("year", 79_00, "USD");
    expect(revenueOf({ status: "past_due", source: "stripe", terms: year })).toEqual({
      ...{ kind: "overdue", currency: "USD", priceMinor: 79_00, yearlyMinor: 0 },
    });
  });

  test("a plan that was sold in no currency is no money", () => {
    const terms = { ...held("month", 1), price: null };
    expect(revenueOf({ status: "active", source: "stripe", terms })).toEqual({
      ...{ kind: "renewing", currency: null, priceMinor: 0, yearlyMinor: 0 },
    });
  });
});

describe("who pays an old price at Stripe", () => {
  const raised = CATALOG.plans.map((plan) => ({
    ...plan,
    prices: plan.prices.map((each) => ({ ...each, amountMinor: 2 * each.amountMinor })),
  }));
  const catalog = { plans: raised, planOfPriceId: new Map([["price_pro_monthly", "pro_monthly"]]) };
  const ofRenewed = (change: Partial<StripeInvoice> = {}) => {
    const { account } = see({}, T0 + HOUR);
    const invoices = [invoice(), paidRenewal(change)];
    account.see({ stripe: picture({ subscriptions: [renewed()], invoices }) }, T1 + 2 * HOUR, {
      catalog,
    });
    return account;
  };
  const money = (amountMinor: number) => ({ currency: "USD", priceMinor: amountMinor });

  test("counts with what the renewal's line says, though the catalog asks for more by now", () => {
    const { record } = ofRenewed();
    expect(record.terms?.price?.amountMinor).toBe(2 * 999);
    expect(revenueOf(record)).toEqual({ ...money(999), kind: "renewing", yearlyMinor: 12 * 999 });
  });

  test("counts before discounts", () => {
    expect(revenueOf(ofRenewed({ amountPaidMinor: 499 }).record)).toMatchObject(money(999));
  });

  test("owes that price when the next month is not paid", () => {
    const account = ofRenewed();
    const overdue = renewed({ status: "past_due" });
    const invoices = [invoice(), paidRenewal()];
    account.see({ stripe: picture({ subscriptions: [overdue], invoices }) }, T2 + HOUR, {
      catalog,
    });
    expect(revenueOf(account.record)).toEqual({ ...money(999), kind: "overdue", yearlyMinor: 0 });
  });

  test("counts with the terms' price while only what was stored before is known", () => {
    const { periodPrice: _, ...before } = ofRenewed().record;
    expect(revenueOf(before)).toMatchObject(money(2 * 999));
  });

  test("an upgrade within a month, whose line is of a part, counts with the plan's price", () => {
    const debit = line({ id: "il_up", proration: true, amountMinor: 500 }, PLANS.team);
    const upgrade = invoice({
      ...{ id: "in_up", billingReason: "subscription_update", amountPaidMinor: 500 },
      lines: [{ ...debit, periodStartMs: T0 + DAY }],
      ...{ createdMs: T0 + DAY, paidAtMs: T0 + DAY },
    });
    const { account } = see({ invoices: [invoice(), upgrade] }, T0 + 2 * DAY);
    expect(account.record.planId).toBe("team_monthly");
    expect(revenueOf(account.record)).toMatchObject(money(1999));
  });
});

const record = fc.record({
  status: fc.constantFrom<SubscriptionStatus>(
    ...(["free", "trialing", "active", "past_due", "paused", "ended"] as const),
  ),
  source: fc.constantFrom<SubscriptionSource>(
    ...(["none", "stripe", "prepaid", "lifetime", "manual"] as const),
  ),
  terms: fc
    .tuple(
      fc.constantFrom<PlanInterval>("month", "year", "once"),
      fc.integer({ min: 1, max: 1e10 }),
    )
    .map(([interval, amountMinor]) => held(interval, amountMinor)),
});

test("only who pays has money, only what is active recurs, and never more than twelve prices", () => {
  fc.assert(
    fc.property(record, (one) => {
      const { kind, currency, priceMinor, yearlyMinor } = revenueOf(one);
      expect(currency === null).toBe(!PAYING.includes(kind));
      expect(priceMinor === 0).toBe(currency === null);
      if (yearlyMinor > 0) expect(one.status).toBe("active");
      expect(yearlyMinor).toBeLessThanOrEqual(12 * priceMinor);
      expect(Number.isSafeInteger(yearlyMinor)).toBe(true);
    }),
  );
});

test("a monthly sum is within half a unit of the twelfth part, whatever it is made of", () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 50 }), (many) => {
      const yearly = many.reduce((sum, one) => sum + revenueOf(one).yearlyMinor, 0);
      expect(Math.abs(12 * monthlyOf(yearly) - yearly)).toBeLessThanOrEqual(6);
    }),
  );
  expect([0, 5, 6, 11, 12, 18].map(monthlyOf)).toEqual([0, 0, 1, 1, 1, 2]);
});
