import { describe, expect, test } from "vitest";
import type { Plan } from "../plan/plan.ts";
import { addMonths } from "./months.ts";
import { quoteUpgrade } from "./quote.ts";
import type { PaidOrder } from "./state.ts";
import { Account } from "./testing/account.ts";
import {
  DAY,
  HOUR,
  invoice,
  line,
  order,
  PLANS,
  picture,
  renewal,
  renewed,
  subscription,
  T0,
  T1,
  T2,
  ZONE,
} from "./testing/make.ts";

const month = (months: number) => addMonths(T0, months, ZONE);

/** A second order; `at` is when it is paid and told. */
const buy = (
  account: Account,
  at: number,
  orderNo: string,
  of: Plan,
  more: Partial<PaidOrder> = {},
) =>
  account.see({ orders: [order({ orderNo, paidAtMs: at, standingSinceMs: at, ...more }, of)] }, at);

const refund = (account: Account, at: number, orderNo: string) => {
  const own = account.record.purchases.find((each) => each.orderNo === orderNo);
  if (!own) throw new Error("no such order");
  return account.see({ orders: [{ ...own, standing: "taken", standingSinceMs: at }] }, at);
};

function withPro(): Account {
  const account = new Account();
  buy(account, T0, "1001", PLANS.pro);
  return account;
}

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

describe("an upgrade in advance", () => {
  /** 31 days; ten of them and an hour are used, so 20 whole ones are left. */
  const now = T0 + 10 * DAY + HOUR;

  test("to the same interval costs the difference for the whole days left, rounded down once", () => {
    const quote = quoteUpgrade(withPro().record, PLANS.team, "CNY", now);
    // (139.90 - 69.90) * 20 / 31 = 45.16…
    expect(quote).toEqual({
      ok: true,
      value: {
        buys: { kind: "rest", of: ["1001"] },
        due: { currency: "CNY", amountMinor: 4516 },
        lines: [
          { code: "rest", planId: "team_monthly", days: 20, amountMinor: 9026 },
          { code: "days-left", planId: "pro_monthly", days: 20, amountMinor: -4510 },
        ],
      },
    });
  });

  test("to another interval begins a whole one, less what is left", () => {
    const quote = quoteUpgrade(withPro().record, PLANS.yearly, "CNY", now);
    // 559.00 - 69.90 * 20 / 31 = 513.90…
    expect(quote).toMatchObject({
      value: { buys: { kind: "instead", of: ["1001"] }, due: { amountMinor: 51_390 } },
    });
  });

  test("on the last day costs the whole interval, for no whole day is left", () => {
    const quote = quoteUpgrade(withPro().record, PLANS.team, "CNY", month(1) - HOUR);
    expect(quote).toMatchObject({
      value: {
        buys: { kind: "instead", of: ["1001"] },
        due: { amountMinor: 13_990 },
        lines: [{ code: "interval", amountMinor: 13_990 }],
      },
    });
  });

  test("counts every period that was bought ahead", () => {
    const account = withPro();
    buy(account, T0 + DAY, "1002", PLANS.pro);
    const quote = quoteUpgrade(account.record, PLANS.team, "CNY", now);
    // 70.00 * 20 / 31 + 70.00 = 115.16…
    expect(quote).toMatchObject({
      value: { buys: { of: ["1001", "1002"] }, due: { amountMinor: 11_516 } },
    });
  });

  test("is refused in another currency, and when what is left is worth more", () => {
    expect(quoteUpgrade(withPro().record, PLANS.team, "USD", now)).toEqual({
      ok: false,
      error: { reason: "other-currency", currency: "CNY" },
    });
    const account = new Account();
    buy(account, T0, "1001", PLANS.yearly);
    const dear: Plan = { ...PLANS.team, id: "max_monthly", rank: 25 };
    expect(quoteUpgrade(account.record, dear, "CNY", now)).toEqual({
      ok: false,
      error: { reason: "worth-more", leftMinor: Math.ceil((55_900 * 354) / 365) },
    });
  });

  function upgraded(of: Plan): Account {
    const account = withPro();
    const quote = quoteUpgrade(account.record, of, "CNY", now);
    if (!quote.ok) throw new Error(quote.error.reason);
    buy(account, now, "2001", of, { buys: quote.value.buys, paid: quote.value.due });
    return account;
  }

  test("once paid is the plan at once, until the same end", () => {
    const account = upgraded(PLANS.team);
    expect(account.record).toMatchObject({
      ...{ planId: "team_monthly", status: "active", source: "prepaid" },
      ...{ periodStartMs: now, periodEndMs: month(1) },
    });
    expect([...account.grants.keys()]).toEqual(["order:1001", "order:2001"]);
    account.see({}, month(1));
    expect(account.record.status).toBe("ended");
  });

  test("can be extended, the same days of the month going on", () => {
    const account = upgraded(PLANS.team);
    buy(account, now + DAY, "2002", PLANS.team);
    expect(account.record).toMatchObject({ planId: "team_monthly", periodEndMs: month(2) });
  });

  test("of a year instead of a month lasts a year from now, and the month does not come back", () => {
    const account = upgraded(PLANS.yearly);
    const end = addMonths(now, 12, ZONE);
    expect(account.record).toMatchObject({ planId: "pro_yearly", periodEndMs: end });
    account.see({}, end);
    expect(account.record.status).toBe("ended");
  });

  test("counts what an upgrade was paid for when there is another one", () => {
    const account = upgraded(PLANS.team);
    const later = T0 + 21 * DAY;
    const max: Plan = {
      ...PLANS.team,
      id: "max_monthly",
      rank: 18,
      prices: [{ currency: "CNY", amountMinor: 20_000 }],
    };
    const quote = quoteUpgrade(account.record, max, "CNY", later);
    // 10 of 31 days of 200.00, less 10 of 31 of 69.90, less 10 of 21 days (20 and an hour before, rounded) of 45.16.
    const value = (20_000 * 10) / 31 - (6990 * 10) / 31 - (4516 * 10) / 21;
    expect(quote).toMatchObject({
      value: {
        buys: { kind: "rest", of: ["1001", "2001"] },
        due: { amountMinor: Math.floor(value) },
      },
    });
  });

  test("refunded, leaves what it was bought on top of", () => {
    const account = upgraded(PLANS.team);
    refund(account, now + 2 * DAY, "2001");
    expect(account.record).toMatchObject({ planId: "pro_monthly", periodEndMs: month(1) });
    expect(account.worth.get("order:2001")).toBe("taken");
    const year = upgraded(PLANS.yearly);
    refund(year, now + 2 * DAY, "2001");
    expect(year.record).toMatchObject({ planId: "pro_monthly", periodEndMs: month(1) });
  });

  test("ends when what it was counted against gets its money back", () => {
    for (const of of [PLANS.team, PLANS.yearly]) {
      const account = upgraded(of);
      refund(account, now + 2 * DAY, "1001");
      expect(account.record.status).toBe("ended");
      expect([...account.worth.values()]).toEqual(["taken", "taken"]);
    }
  });

  test("paid twice is honoured once: the second order is refunded", () => {
    const account = upgraded(PLANS.team);
    const twin = account.record.purchases[1] as PaidOrder;
    const { acts } = account.see({ orders: [{ ...twin, orderNo: "2009" }] }, now + HOUR);
    expect(acts).toMatchObject([{ orderNo: "2009", why: "base-is-over" }]);
  });

  test("paid when what it was bought on top of is over is refunded", () => {
    const account = withPro();
    const at = month(1) + HOUR;
    const { acts } = buy(account, at, "2001", PLANS.team, { buys: { kind: "rest", of: ["1001"] } });
    expect(acts).toMatchObject([{ orderNo: "2001", why: "base-is-over" }]);
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

  test("both paid at once is shown to an operator", () => {
    const account = withPro();
    const { attention } = account.see({ stripe: picture() }, T0 + DAY);
    expect(attention).toMatchObject([{ kind: "paid-twice", about: "order:1001" }]);
  });
});

describe("a lifetime", () => {
  test("has no end, and a second one is refunded", () => {
    const account = new Account();
    const { lookAtMs } = buy(account, T0, "1001", PLANS.lifetime);
    expect(account.record).toMatchObject({ source: "lifetime", periodEndMs: null, entitled: true });
    expect(lookAtMs).toBeNull();
    const { acts } = buy(account, T0 + DAY, "1002", PLANS.lifetime);
    expect(acts).toMatchObject([{ orderNo: "1002", why: "lifetime-held" }]);
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
