import { describe, expect, test } from "vitest";
import { planOfPrice } from "../plan/catalog.ts";
import type { Plan } from "../plan/plan.ts";
import { handleSubscriptionChange } from "./reduce.ts";
import { NEW_RECORD } from "./state.ts";
import { Account } from "./testing/account.ts";
import { second, secondInvoice, see, unpaid } from "./testing/looks.ts";
import {
  CATALOG,
  DAY,
  HOUR,
  invoice,
  line,
  order,
  PLANS,
  picture,
  renewed,
  seen,
  setting,
  subscription,
  T0,
  T1,
  T2,
} from "./testing/make.ts";
import { allowedPeriod, getSubscription } from "./view.ts";

/**
 * Each was a fault of somebody else's, and has its number in that list. What is not here is no rule of subscriptions: of
 * that list the migration (13 to 16) and what concerns the credits are in `worker/test/credit-faults.test.ts`, the customer's e-mail (10),
 * which the picture does not have, in `subscription-reports.test.ts` there.
 */

describe("the system that this one replaces", () => {
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
    const { id, amountPaidMinor: amountMinor } = foreignInvoice;
    const back = { invoiceId: id, amountMinor, status: "succeeded" as const, createdMs: T0 + HOUR };
    const returned = see(
      {
        ...{ subscriptions: [second({ items })], invoices: [foreignInvoice] },
        refunds: [{ id: "re_1", ...back }],
      },
      T0 + 2 * HOUR,
    );
    expect(returned.attention).toEqual([]);
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
