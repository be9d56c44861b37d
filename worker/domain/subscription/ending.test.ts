import { describe, expect, test } from "vitest";
import { decideEnd, endableOf } from "./ending.ts";
import { Account } from "./testing/account.ts";
import { DAY, PLANS, picture, subscription, T0, T1, terms } from "./testing/make.ts";
import { buy, month, refund, withPro } from "./testing/purchases.ts";

const NOW = T0 + 3 * DAY;

const byCard = () => {
  const account = new Account();
  account.see({ stripe: picture() }, T0);
  return account;
};

const given = (endMs: number | null = null) => {
  const account = new Account();
  const manual = { id: "1", terms: terms(PLANS.pro), startMs: T0, endMs };
  account.see({ manual: [manual] }, T0);
  return account;
};

describe("what there is to end", () => {
  test("is nothing of the free plan", () => {
    expect(endableOf(new Account().record, NOW)).toBeNull();
  });

  test("by card: at the end of the period, or at once", () => {
    expect(endableOf(byCard().record, NOW)).toEqual({
      ...{ ref: "sub_1", planId: "pro_monthly", source: "stripe", endsAtMs: T1, renews: true },
      ways: ["at-period-end", "at-once"],
    });
  });

  test("by card and cancelled already: at once alone", () => {
    const account = byCard();
    const cancelled = subscription({ cancelAtPeriodEnd: true });
    account.see({ stripe: picture({ subscriptions: [cancelled] }) }, NOW);
    expect(endableOf(account.record, NOW)).toMatchObject({ renews: false, ways: ["at-once"] });
    const end = { ref: "sub_1", way: "at-period-end" } as const;
    expect(decideEnd(account.record, end, NOW)).toEqual({ ok: true, value: { kind: "over" } });
  });

  test("what does not renew: at once alone, under the name of its last purchase", () => {
    const account = withPro();
    buy(account, NOW, "1002", PLANS.pro);
    expect(endableOf(account.record, NOW)).toEqual({
      ...{ ref: "order:1002", planId: "pro_monthly", source: "prepaid" },
      ...{ endsAtMs: month(2), renews: false, ways: ["at-once"] },
    });
    expect(endableOf(given().record, NOW)).toMatchObject({
      ...{ ref: "manual:1", source: "manual", ways: ["at-once"], endsAtMs: null },
    });
  });
});

describe("an end", () => {
  test("by card is Stripe's cancellation, without a refund", () => {
    const { record } = byCard();
    const decided = (way: "at-period-end" | "at-once") =>
      decideEnd(record, { ref: "sub_1", way }, NOW);
    expect(decided("at-period-end")).toMatchObject({
      value: { kind: "at-stripe", decision: { kind: "cancel-at-period-end" } },
    });
    expect(decided("at-once")).toMatchObject({
      value: { kind: "at-stripe", decision: { kind: "cancel-now", refundInvoiceIds: [] } },
    });
  });

  test("of another plan than was meant is refused", () => {
    const account = withPro();
    const seen = endableOf(account.record, NOW)?.ref ?? "";
    buy(account, NOW, "1002", PLANS.pro);
    for (const ref of [seen, "sub_1", "manual:1", ""])
      expect(decideEnd(account.record, { ref, way: "at-once" }, NOW)).toEqual({
        ok: false,
        error: { reason: "plan-changed" },
      });
  });

  test("asked for again is over, also when something was bought since", () => {
    const account = withPro();
    const end = { ref: "order:1001", way: "at-once" } as const;
    expect(decideEnd(account.record, end, NOW)).toMatchObject({ value: { kind: "in-account" } });
    account.see({ endsPrepaid: true }, NOW);
    expect(decideEnd(account.record, end, NOW)).toMatchObject({ value: { kind: "over" } });
    buy(account, NOW + DAY, "1002", PLANS.pro);
    expect(decideEnd(account.record, end, NOW + DAY)).toMatchObject({ value: { kind: "over" } });
    expect(account.record).toMatchObject({ planId: "pro_monthly", status: "active" });
  });

  test("at the end of what ends by itself needs nothing; without an end there is none", () => {
    const end = { way: "at-period-end" } as const;
    expect(decideEnd(withPro().record, { ...end, ref: "order:1001" }, NOW)).toMatchObject({
      value: { kind: "over" },
    });
    expect(decideEnd(given().record, { ...end, ref: "manual:1" }, NOW)).toMatchObject({
      ok: false,
      error: { reason: "change-not-possible" },
    });
  });
});

describe("what was paid in advance, once an operator has ended it", () => {
  test("is over with all that was to follow, and takes no credits back", () => {
    const account = withPro();
    buy(account, NOW, "1002", PLANS.pro);
    const end = { ref: "order:1002", way: "at-once" } as const;
    const { allowanceChanges } = account.see({ endsPrepaid: true }, NOW);
    expect(allowanceChanges).toEqual([]);
    expect(decideEnd(account.record, end, NOW)).toMatchObject({ value: { kind: "over" } });
    expect(account.record).toMatchObject({
      ...{ planId: "free", status: "ended", ended: { planId: "pro_monthly", atMs: NOW } },
    });
    account.see({}, month(1));
    expect(account.record).toMatchObject({ planId: "free", status: "ended" });
    expect([...account.worth.values()]).toEqual(["good", "good"]);
  });

  test("is ended for life too", () => {
    const account = new Account();
    buy(account, T0, "1001", PLANS.lifetime);
    account.see({ endsPrepaid: true }, NOW);
    expect(account.record).toMatchObject({ planId: "free", ended: { planId: "lifetime" } });
  });

  test("can be refunded later, which takes its credits and no time that another one has", () => {
    const account = withPro();
    account.see({ endsPrepaid: true }, NOW);
    buy(account, NOW + DAY, "1002", PLANS.pro);
    const before = account.record.periodEndMs;
    refund(account, NOW + 2 * DAY, "1001");
    expect(account.worth.get("order:1001")).toBe("taken");
    expect(account.record).toMatchObject({ planId: "pro_monthly", periodEndMs: before });
    expect(account.record.purchases[0]).toMatchObject({ takenMs: 0 });
  });

  test("leaves a plan that was given by hand", () => {
    const account = given();
    buy(account, T0, "1001", PLANS.yearly);
    expect(account.record).toMatchObject({ planId: "pro_yearly", source: "prepaid" });
    account.see({ endsPrepaid: true }, NOW);
    expect(account.record).toMatchObject({ planId: "pro_monthly", source: "manual" });
  });
});
