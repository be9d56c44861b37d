import { describe, expect, test } from "vitest";
import { see } from "./testing/looks.ts";
import {
  CATALOG,
  DAY,
  GRACE_DAYS,
  HOUR,
  invoice,
  line,
  paidRenewal,
  picture,
  renewal,
  renewed,
  subscription,
  T0,
  T1,
} from "./testing/make.ts";

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
