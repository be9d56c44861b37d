import { describe, expect, test } from "vitest";
import type { Plan } from "../plan/plan.ts";
import { addMonths } from "./months.ts";
import { quoteUpgrade } from "./quote.ts";
import type { PaidOrder } from "./state.ts";
import { Account } from "./testing/account.ts";
import { DAY, HOUR, PLANS, T0, ZONE } from "./testing/make.ts";
import { buy, month, refund, withPro } from "./testing/purchases.ts";

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
    for (const plan of [PLANS.team, PLANS.yearly]) {
      const account = upgraded(plan);
      refund(account, now + 2 * DAY, "1001");
      expect(account.record.status).toBe("ended");
      expect([...account.worth.values()]).toEqual(["taken", "taken"]);
    }
  });

  test("ends with its base, and what was bought to follow it begins then instead of after a gap", () => {
    const account = upgraded(PLANS.yearly);
    buy(account, now + DAY, "2002", PLANS.yearly);
    refund(account, now + 2 * DAY, "1001");
    expect(account.record).toMatchObject({
      ...{ planId: "pro_yearly", status: "active" },
      periodStartMs: now + 2 * DAY,
    });
  });

  test("refunded, gives way to the month below it, and what follows waits for that", () => {
    const account = upgraded(PLANS.yearly);
    buy(account, now + DAY, "2002", PLANS.yearly);
    refund(account, now + 2 * DAY, "2001");
    expect(account.record).toMatchObject({
      ...{ planId: "pro_monthly", periodEndMs: month(1) },
      pendingChange: { planId: "pro_yearly", atMs: month(1) },
    });
  });

  test("that ends with one of its bases gives the others back", () => {
    const account = withPro();
    buy(account, T0 + DAY, "1002", PLANS.pro);
    const quote = quoteUpgrade(account.record, PLANS.lifetime, "CNY", now);
    if (!quote.ok) throw new Error(quote.error.reason);
    expect(quote.value.buys).toEqual({ kind: "instead", of: ["1001", "1002"] });
    buy(account, now, "2001", PLANS.lifetime, { buys: quote.value.buys, paid: quote.value.due });
    expect(account.record).toMatchObject({ planId: "lifetime", pendingChange: null });
    refund(account, now + DAY, "1001");
    expect(account.record).toMatchObject({ planId: "pro_monthly", periodStartMs: now + DAY });
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
