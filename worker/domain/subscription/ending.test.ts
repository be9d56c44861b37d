import { describe, expect, test } from "vitest";
import { decideEnd, endableOf, paidAheadIn } from "./ending.ts";
import { Account } from "./testing/account.ts";
import { DAY, PLANS, picture, subscription, T0, T1, terms } from "./testing/make.ts";
import { buy, month, refund, refundFails, withPro } from "./testing/purchases.ts";

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

/** A card that ends with its period, and a month paid in advance behind it. */
const cancelledAndPaidAhead = () => {
  const account = new Account();
  account.see(
    { stripe: picture({ subscriptions: [subscription({ cancelAtPeriodEnd: true })] }) },
    T0,
  );
  buy(account, NOW, "1001", PLANS.pro);
  return account;
};

const endedByStripe = (endedAtMs: number) =>
  picture({ subscriptions: [subscription({ status: "canceled", endedAtMs })] });

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

  test("names what was paid ahead of a card's end, and offers it alone until it begins", () => {
    const account = cancelledAndPaidAhead();
    expect(endableOf(account.record, NOW)).toMatchObject({
      ...{ ref: "sub_1+order:1001", source: "stripe", endsAtMs: T1, ways: ["at-once"] },
    });
    account.see({ stripe: endedByStripe(NOW) }, NOW);
    expect(account.record).toMatchObject({ planId: "free", status: "ended" });
    expect(endableOf(account.record, NOW)).toEqual({
      ...{ ref: "order:1001", planId: "pro_monthly", source: "prepaid", renews: false },
      ...{ ways: ["at-once"], endsAtMs: month(2) },
    });
    account.see({}, T1 + DAY);
    expect(endableOf(account.record, T1 + DAY)).toMatchObject({ ref: "order:1001" });
  });
});

describe("an end", () => {
  test("by card takes what was paid ahead along, also when it died after Stripe, or Stripe's clock is ahead", () => {
    const end = { ref: "sub_1+order:1001", way: "at-once" } as const;
    const account = cancelledAndPaidAhead();
    expect(decideEnd(account.record, end, NOW)).toMatchObject({ value: { kind: "at-stripe" } });
    expect(paidAheadIn(end.ref)).toBe("order:1001");
    for (const endedMs of [NOW, NOW + 1000]) {
      account.see({ stripe: endedByStripe(endedMs) }, NOW);
      for (const ref of [end.ref, "order:1001"])
        expect(decideEnd(account.record, { ...end, ref }, NOW)).toEqual({
          ok: true,
          value: { kind: "in-account", byHand: null },
        });
    }
    account.see({ endsPrepaid: true }, NOW);
    for (const at of [NOW + 2000, T1 + DAY]) {
      account.see({}, at);
      expect(decideEnd(account.record, end, at)).toMatchObject({ value: { kind: "over" } });
      expect(endableOf(account.record, at)).toBeNull();
      // What had not begun is not what ended.
      expect(account.record.ended).toMatchObject({ planId: "pro_monthly", why: "cancelled" });
    }
  });

  test("of a card's plan ends nothing that was paid ahead since it was shown", () => {
    const account = cancelledAndPaidAhead();
    expect(decideEnd(account.record, { ref: "sub_1", way: "at-once" }, NOW)).toMatchObject({
      error: { reason: "plan-changed" },
    });
    account.see({ stripe: endedByStripe(NOW) }, NOW);
    expect(decideEnd(account.record, { ref: "sub_1", way: "at-once" }, NOW)).toMatchObject({
      value: { kind: "over" },
    });
  });

  test("of a plan given by hand takes what was paid in advance along", () => {
    const account = new Account();
    account.see(
      { manual: [{ id: "1", terms: terms(PLANS.yearly), startMs: T0, endMs: null }] },
      T0,
    );
    buy(account, T0, "1001", PLANS.pro);
    const end = { ref: "manual:1+order:1001", way: "at-once" } as const;
    expect(endableOf(account.record, NOW)).toMatchObject({ ref: end.ref, source: "manual" });
    expect(decideEnd(account.record, end, NOW)).toMatchObject({
      value: { kind: "in-account", byHand: { key: "manual:1" } },
    });
  });

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

const ENDED = { planId: "free", status: "ended", ended: { why: "ended-by-operator" } };

test("the customer is told that it was ended, not that it ran out", () => {
  const prepaid = withPro();
  prepaid.see({ endsPrepaid: true }, NOW);
  const forLife = new Account();
  buy(forLife, T0, "1001", PLANS.lifetime);
  forLife.see({ endsPrepaid: true }, NOW);
  const byHand = given();
  const manual = { id: "1", terms: terms(PLANS.pro), startMs: T0, endMs: NOW };
  byHand.see({ manual: [{ ...manual, cutByOperator: true }] }, NOW);
  for (const account of [prepaid, forLife, byHand]) {
    account.see({}, NOW + DAY);
    expect(account.record).toMatchObject(ENDED);
  }
  const ranOut = withPro();
  ranOut.see({ endsPrepaid: true }, month(1) + DAY);
  expect(ranOut.record).toMatchObject({ ended: { why: "ran-out", atMs: month(1) } });
  expect(ranOut.record.periods[0]).not.toHaveProperty("cutByOperator");
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

  test.each([
    ["a month", PLANS.pro],
    ["a plan for ever", PLANS.lifetime],
  ])("stays ended when a refund of %s fails, begun before or after", (_, plan) => {
    const before = new Account();
    buy(before, T0, "1001", plan);
    refund(before, NOW, "1001");
    before.see({ endsPrepaid: true }, NOW + DAY);
    const after = new Account();
    buy(after, T0, "1001", plan);
    after.see({ endsPrepaid: true }, NOW);
    refund(after, NOW + DAY, "1001");
    for (const account of [before, after]) {
      refundFails(account, NOW + 2 * DAY, "1001");
      expect(account.record).toMatchObject(ENDED);
      expect(account.worth.get("order:1001")).toBe("good");
      account.see({}, NOW + 3 * DAY);
      expect(endableOf(account.record, NOW + 3 * DAY)).toBeNull();
    }
  });

  test("stays ended with the upgrade on it when a refund of the month under it fails", () => {
    const account = withPro();
    buy(account, NOW, "1002", PLANS.pro);
    const rest = { kind: "rest", of: ["1001", "1002"] } as const;
    buy(account, NOW, "1003", PLANS.team, { buys: { ...rest, of: [...rest.of] } });
    refund(account, NOW, "1002");
    account.see({ endsPrepaid: true }, NOW + DAY);
    refundFails(account, NOW + 2 * DAY, "1002");
    expect(account.record).toMatchObject(ENDED);
    account.see({}, month(1) + DAY);
    expect(account.record).toMatchObject(ENDED);
  });

  test("leaves a plan that was given by hand", () => {
    const account = given();
    buy(account, T0, "1001", PLANS.yearly);
    expect(account.record).toMatchObject({ planId: "pro_yearly", source: "prepaid" });
    account.see({ endsPrepaid: true }, NOW);
    expect(account.record).toMatchObject({ planId: "pro_monthly", source: "manual" });
  });
});
