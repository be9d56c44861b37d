import { describe, expect, test } from "vitest";
import { of } from "./testing/cases.ts";
import { CATALOG, DAY, GRACE_DAYS, T0, T1 } from "./testing/make.ts";
import { allowedPeriod, checkSubscriptionStatus, getSubscription } from "./view.ts";

describe("what is shown", () => {
  test("a subscription by card renews at the price it was bought for", () => {
    const { record, nowMs } = of("card");
    expect(getSubscription(record, CATALOG, nowMs)).toMatchObject({
      ...{ planId: "pro_monthly", status: "active", renews: true },
      nextCharge: { currency: "USD", amountMinor: 999, atMs: T1 },
    });
  });

  test("a planned downgrade is charged at its own price", () => {
    const { record, nowMs } = of("card, downgrade planned");
    expect(getSubscription(record, CATALOG, nowMs)).toMatchObject({
      pendingChange: { planId: "lite_monthly", atMs: T1 },
      nextCharge: { amountMinor: 299, atMs: T1 },
    });
  });

  test.each(["none", "prepaid", "lifetime", "card, ending", "ended"])(
    "%s is charged nothing more",
    (name) => {
      const { record, nowMs } = of(name);
      expect(getSubscription(record, CATALOG, nowMs)).toMatchObject({
        renews: false,
        nextCharge: null,
      });
    },
  );

  test("features end with the days of grace, on the clock alone, and credits before them", () => {
    const { record, nowMs } = of("past due");
    expect(checkSubscriptionStatus(record, nowMs)).toBe(true);
    expect(checkSubscriptionStatus(record, T1 + GRACE_DAYS * DAY)).toBe(false);
    expect(allowedPeriod(record, nowMs)).toBeNull();
  });

  test("an allowance is due while a period is paid, tried or given", () => {
    for (const name of ["card", "trial", "prepaid", "lifetime", "team given"])
      expect(allowedPeriod(of(name).record, of(name).nowMs)).toMatchObject({ startMs: T0 });
    for (const name of ["none", "disputed", "ended", "first payment under way"])
      expect(allowedPeriod(of(name).record, of(name).nowMs)).toBeNull();
  });
});
