import { describe, expect, test } from "vitest";
import { addMonths } from "./months.ts";
import { Account } from "./testing/account.ts";
import { refund as cardRefund } from "./testing/looks.ts";
import {
  DAY,
  HOUR,
  invoice,
  line,
  order,
  PLANS,
  paidRenewal,
  picture,
  renewal,
  renewed,
  subscription,
  T0,
  T1,
  T2,
} from "./testing/make.ts";
import { buy, month, refund, withPro } from "./testing/purchases.ts";

describe("a prepaid period", () => {
  test("runs for a month from its payment, and ends without renewing", () => {
    const account = withPro();
    expect(account.record).toMatchObject({
      ...{ planId: "pro_monthly", source: "prepaid", status: "active" },
      ...{ periodStartMs: T0, periodEndMs: month(1) },
    });
    account.see({}, month(1));
    expect(account.record).toMatchObject({
      ...{ planId: "free", status: "ended", entitled: false },
      ended: { planId: "pro_monthly", atMs: month(1), why: "ran-out" },
    });
  });

  test("is granted once, however often its order is told", () => {
    const account = withPro();
    for (let day = 1; day < 5; day++) buy(account, T0 + day * DAY, "1001", PLANS.pro);
    expect([...account.grants]).toEqual([["order:1001", 1]]);
    expect(account.record.purchases).toHaveLength(1);
  });

  test("bought again, goes on behind", () => {
    const account = withPro();
    buy(account, T0 + 10 * DAY, "1002", PLANS.pro);
    expect(account.record).toMatchObject({ periodStartMs: T0, periodEndMs: month(2) });
    expect(account.record.pendingChange).toBeNull();
  });

  test("bought on the 31st, ends on the 31st again after a short month", () => {
    const from = Date.parse("2026-12-31T04:00:00Z");
    const account = new Account();
    for (const [at, orderNo] of [
      [from, "1"],
      [from + DAY, "2"],
      [from + 2 * DAY, "3"],
    ] as const)
      buy(account, at, orderNo, PLANS.pro);
    expect(account.record.purchases.map(({ endMs }) => new Date(endMs ?? 0).toISOString())).toEqual(
      ["2027-01-31T04:00:00.000Z", "2027-02-28T04:00:00.000Z", "2027-03-31T04:00:00.000Z"],
    );
  });

  test("keeps the terms it was bought with when the catalog changes", () => {
    const account = withPro();
    const dearer = { ...PLANS.pro, allowance: { v1: 1, v2: 1 } };
    account.see({ orders: [order({}, dearer)] }, T0 + DAY);
    expect(account.record.terms?.allowance).toEqual(PLANS.pro.allowance);
  });

  test("of a lower plan begins when the higher one ends, and is shown as a change", () => {
    const account = new Account();
    buy(account, T0, "1001", PLANS.team);
    buy(account, T0 + DAY, "1002", PLANS.pro);
    expect(account.record).toMatchObject({
      ...{ planId: "team_monthly", periodEndMs: month(1) },
      pendingChange: { planId: "pro_monthly", atMs: month(1) },
    });
    account.see({}, month(1));
    expect(account.record).toMatchObject({ planId: "pro_monthly", periodEndMs: month(2) });
  });

  test("of a higher plan at the full price, opened before a lower one was paid, is refunded", () => {
    const account = withPro();
    const { acts } = buy(account, T0 + DAY, "1002", PLANS.team);
    expect(acts).toMatchObject([
      { kind: "refund-order", orderNo: "1002", why: "another-plan-runs", key: "order:1002" },
    ]);
    const again = account.see({}, T0 + 2 * DAY);
    expect(again.acts).toHaveLength(1);
    buy(account, T0 + 2 * DAY, "1002", PLANS.team, { standing: "taken" });
    expect(account.see({}, T0 + 2 * DAY).acts).toEqual([]);
    expect([...account.grants.keys()]).toEqual(["order:1001"]);
  });

  test("of a third plan, while another already follows, is refunded", () => {
    const account = new Account();
    buy(account, T0, "1001", PLANS.team);
    buy(account, T0 + DAY, "1002", PLANS.pro);
    const { acts } = buy(account, T0 + 2 * DAY, "1003", PLANS.team);
    expect(acts).toMatchObject([{ orderNo: "1003", why: "another-plan-follows" }]);
  });
});

describe("a refund of one period", () => {
  test("of the only one ends the plan and takes what is left", () => {
    const account = withPro();
    const { allowanceChanges } = refund(account, T0 + 10 * DAY, "1001");
    expect(allowanceChanges).toEqual([
      { key: "order:1001/1", periodKey: "order:1001", kind: "take" },
    ]);
    expect(account.record).toMatchObject({
      status: "ended",
      ended: { planId: "pro_monthly", atMs: T0 + 10 * DAY, why: "money-returned" },
    });
  });

  test("of the running one lets the next begin now", () => {
    const account = withPro();
    buy(account, T0 + DAY, "1002", PLANS.pro);
    const length = month(2) - month(1);
    refund(account, T0 + 10 * DAY, "1001");
    expect(account.record).toMatchObject({
      ...{ planId: "pro_monthly", status: "active" },
      ...{ periodStartMs: T0 + 10 * DAY, periodEndMs: T0 + 10 * DAY + length },
    });
    expect(account.worth.get("order:1002")).toBe("good");
  });

  test("of the one that follows leaves the running one as it is", () => {
    const account = withPro();
    buy(account, T0 + DAY, "1002", PLANS.pro);
    refund(account, T0 + 10 * DAY, "1002");
    expect(account.record).toMatchObject({ periodStartMs: T0, periodEndMs: month(1) });
  });

  test("of one that is over changes nothing that runs", () => {
    const account = withPro();
    buy(account, T0 + DAY, "1002", PLANS.pro);
    refund(account, month(1) + DAY, "1001");
    expect(account.record).toMatchObject({ status: "active", periodEndMs: month(2) });
  });

  test("that failed after all gives the time back", () => {
    const account = withPro();
    refund(account, T0 + 10 * DAY, "1001");
    const left = month(1) - (T0 + 10 * DAY);
    const { allowanceChanges } = buy(account, T0 + 12 * DAY, "1001", PLANS.pro);
    expect(allowanceChanges).toMatchObject([{ kind: "restore", key: "order:1001/2" }]);
    expect(account.record).toMatchObject({
      ...{ status: "active", entitled: true },
      periodEndMs: T0 + 12 * DAY + left,
    });
  });

  test("a dispute of a payment by card freezes the period and takes it when it is lost", () => {
    const account = withPro();
    buy(account, T0 + 5 * DAY, "1001", PLANS.pro, { standing: "frozen" });
    expect(account.record).toMatchObject({ status: "paused", entitled: false });
    buy(account, T0 + 9 * DAY, "1001", PLANS.pro, { standing: "taken" });
    expect(account.record).toMatchObject({ status: "ended" });
    expect(account.worth.get("order:1001")).toBe("taken");
  });
});

describe("prepaid beside a card", () => {
  test("an order paid while the card renews is refunded", () => {
    const account = new Account();
    account.see({ stripe: picture() }, T0 + DAY);
    const { acts } = buy(account, T0 + 2 * DAY, "1001", PLANS.pro);
    expect(acts).toMatchObject([{ orderNo: "1001", why: "renews-by-card" }]);
  });

  test("after the card was cancelled, a period begins where the card's ends", () => {
    const account = new Account();
    const ending = picture({ subscriptions: [subscription({ cancelAtMs: T1 })] });
    account.see({ stripe: ending }, T0 + DAY);
    buy(account, T0 + 2 * DAY, "1001", PLANS.pro);
    expect(account.record).toMatchObject({ source: "stripe", periodEndMs: T1 });
    expect(account.record.purchases[0]).toMatchObject({ startMs: T1 });
    account.see({}, T1);
    expect(account.record).toMatchObject({ source: "prepaid", planId: "pro_monthly" });
  });

  test("and goes on waiting for that end when another one is refunded", () => {
    const account = new Account();
    const ending = picture({ subscriptions: [subscription({ cancelAtMs: T1 })] });
    account.see({ stripe: ending }, T0 + DAY);
    buy(account, T0 + 2 * DAY, "1001", PLANS.pro);
    buy(account, T0 + 3 * DAY, "1002", PLANS.pro);
    refund(account, T0 + 4 * DAY, "1001");
    expect(account.record.purchases[1]).toMatchObject({ orderNo: "1002", startMs: T1 });
  });

  test("a month paid by QR while the card fails ends the card's retries", () => {
    const account = new Account();
    const overdue = picture({
      subscriptions: [renewed({ status: "past_due" })],
      invoices: [invoice(), renewal({ status: "open" })],
    });
    account.see({ stripe: overdue }, T1 + 2 * DAY);
    const { acts } = account.see(
      { stripe: overdue, orders: [order({ orderNo: "1001", paidAtMs: T1 + 2 * DAY })] },
      T1 + 2 * DAY,
    );
    expect(account.record).toMatchObject({ source: "prepaid", status: "active" });
    expect(acts).toMatchObject([{ kind: "cancel-now", why: "paid-otherwise" }]);
  });

  test("of a month paid by QR and the same time paid by card afterwards the card is cancelled and refunded by itself", () => {
    const account = withPro();
    const paidAtMs = T0 + HOUR;
    const twice = picture({
      subscriptions: [subscription({ createdMs: paidAtMs })],
      invoices: [
        invoice({ createdMs: paidAtMs, paidAtMs, lines: [line({ periodStartMs: paidAtMs })] }),
      ],
    });
    const { acts, grants } = account.see({ stripe: twice }, T0 + DAY);
    expect(acts).toMatchObject([
      { kind: "cancel-now", subscriptionId: "sub_1" },
      { kind: "refund-invoice", invoiceId: "in_1", amountMinor: 999 },
    ]);
    expect(grants).toEqual([]);
    expect(account.record).toMatchObject({ source: "prepaid", status: "active" });
    const ended = picture({
      subscriptions: [subscription({ status: "canceled", endedAtMs: T0 + DAY })],
      invoices: twice.invoices,
      refunds: [cardRefund("re_1", "succeeded")],
    });
    expect(account.see({ stripe: ended }, T0 + 2 * DAY)).toMatchObject({ acts: [], grants: [] });
    expect(account.record).toMatchObject({ source: "prepaid", status: "active" });
  });

  test("so is what a retry of the card's charged after the month was paid by QR, and an older month is left alone", () => {
    const account = new Account();
    const overdue = picture({
      subscriptions: [renewed({ status: "past_due" })],
      invoices: [invoice(), renewal({ status: "open" })],
    });
    account.see({ stripe: overdue }, T1 + 2 * DAY);
    buy(account, T1 + 2 * DAY, "1001", PLANS.pro);
    const charged = picture({
      subscriptions: [renewed()],
      invoices: [invoice(), paidRenewal({ paidAtMs: T1 + 3 * DAY })],
    });
    const { acts } = account.see({ stripe: charged }, T1 + 3 * DAY + HOUR);
    expect(acts).toMatchObject([
      { kind: "cancel-now", subscriptionId: "sub_1" },
      { kind: "refund-invoice", invoiceId: "in_2" },
    ]);
  });

  test("paid by card first, and known only after the QR: shown to an operator", () => {
    const account = new Account();
    buy(account, T0 + HOUR, "1001", PLANS.pro);
    const { attention, acts } = account.see({ stripe: picture() }, T0 + DAY);
    expect(attention).toMatchObject([{ kind: "paid-twice", about: "order:1001" }]);
    expect(acts).toEqual([]);
  });
});

describe("a lifetime", () => {
  test("has no end, and a second one is refunded", () => {
    const account = new Account();
    const { lookAtMs } = buy(account, T0, "1001", PLANS.lifetime);
    expect(account.record).toMatchObject({ source: "lifetime", periodEndMs: null, entitled: true });
    expect(lookAtMs).toBeNull();
    const { acts, attention } = buy(account, T0 + DAY, "1002", PLANS.lifetime);
    expect(acts).toMatchObject([{ orderNo: "1002", why: "lifetime-held" }]);
    expect(attention).toMatchObject([{ kind: "order-refused", about: "1002" }]);
    const back = order({ orderNo: "1002", standing: "taken" }, PLANS.lifetime);
    expect(account.see({ orders: [back] }, T0 + 2 * DAY).attention).toEqual([]);
  });

  test("ends a renewal at its period's end, after a planned downgrade was released", () => {
    const account = new Account();
    buy(account, T0 + DAY, "1001", PLANS.lifetime);
    const schedule = { id: "sub_sched_1", phases: [] };
    const scheduled = picture({ subscriptions: [subscription({ schedule })] });
    expect(account.see({ stripe: scheduled }, T0 + DAY).acts).toMatchObject([
      { kind: "release-schedule", scheduleId: "sub_sched_1" },
    ]);
    expect(account.see({ stripe: picture() }, T0 + DAY).acts).toMatchObject([
      { kind: "cancel-at-period-end", subscriptionId: "sub_1", why: "lifetime" },
    ]);
    const done = picture({ subscriptions: [subscription({ cancelAtMs: T1 })] });
    expect(account.see({ stripe: done }, T0 + DAY).acts).toEqual([]);
    expect(account.record).toMatchObject({ source: "lifetime" });
  });

  test("refunded gives way to what is paid beside it", () => {
    const account = new Account();
    account.see({ stripe: picture({ subscriptions: [subscription({ cancelAtMs: T1 })] }) }, T0);
    buy(account, T0 + DAY, "1001", PLANS.lifetime);
    refund(account, T0 + 2 * DAY, "1001");
    expect(account.record).toMatchObject({ source: "stripe", planId: "pro_monthly" });
  });

  test("what a host gave ends when it says so", () => {
    const account = new Account();
    const given = { id: "m1", terms: order().terms, startMs: T0, endMs: null };
    account.see({ manual: [given] }, T0 + DAY);
    expect(account.record).toMatchObject({ source: "manual", planId: "pro_monthly" });
    account.see({ manual: [{ ...given, endMs: T0 + 2 * DAY }] }, T0 + 2 * DAY);
    expect(account.record).toMatchObject({ status: "ended", source: "none" });
    expect([...account.grants]).toEqual([["manual:m1", 1]]);
  });
});

test("a yearly line grants the year, not a month", () => {
  const account = new Account();
  const year = addMonths(T0, 12, "UTC");
  const paid = invoice({ lines: [line({ periodEndMs: year, amountMinor: 7900 }, PLANS.yearly)] });
  account.see(
    { stripe: picture({ subscriptions: [subscription({}, PLANS.yearly)], invoices: [paid] }) },
    T2,
  );
  expect(account.record).toMatchObject({ planId: "pro_yearly", periodEndMs: year });
});
