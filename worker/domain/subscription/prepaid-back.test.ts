import { describe, expect, test } from "vitest";
import { ahead } from "./prepaid.ts";
import { quoteUpgrade } from "./quote.ts";
import type { Account } from "./testing/account.ts";
import { DAY, PLANS, picture, T0, T1 } from "./testing/make.ts";
import { buy, month, refund, refundFails, withPro } from "./testing/purchases.ts";

/** A refund of what was paid in advance fails, when the customer has bought something else meanwhile. */

const at = (days: number) => T0 + days * DAY;

const lies = ({ record }: Account, nowMs: number) =>
  ahead(record.purchases, nowMs)
    .sort((a, b) => a.startMs - b.startMs)
    .map(({ orderNo, startMs, endMs }) => [orderNo, startMs, endMs]);

/** Pro on the first day, a year in its place on the fifth; Pro's refund on the tenth takes both. */
function withYear(): Account {
  const account = withPro();
  buy(account, at(5), "1002", PLANS.yearly, { buys: { kind: "instead", of: ["1001"] } });
  refund(account, at(10), "1001");
  expect(lies(account, at(10))).toEqual([]);
  return account;
}

const YEAR_END = new Date(at(5)).setUTCFullYear(2027);
const YEAR_LEFT = YEAR_END - at(10);

describe("a year that was bought in place of a month whose refund failed", () => {
  test("follows the month that was bought meanwhile, with all that was left of it", () => {
    const account = withYear();
    buy(account, at(11), "1003", PLANS.pro);
    const { endMs } = account.record.purchases.at(-1) ?? {};
    refundFails(account, at(14), "1001");
    const monthEnd = endMs as number;
    expect(account.record).toMatchObject({ planId: "pro_monthly", periodEndMs: monthEnd });
    expect(account.record.pendingChange).toEqual({ planId: "pro_yearly", atMs: monthEnd });
    expect(lies(account, at(14))).toEqual([
      ["1003", at(11), monthEnd],
      ["1002", monthEnd, monthEnd + YEAR_LEFT],
    ]);
    // And once more: nothing is given twice.
    refund(account, at(15), "1001");
    expect(lies(account, at(15))).toEqual([["1003", at(11), monthEnd]]);
    refundFails(account, at(16), "1001");
    expect(lies(account, at(16))).toEqual([
      ["1003", at(11), monthEnd],
      ["1002", monthEnd, monthEnd + YEAR_LEFT],
    ]);
  });

  test("goes on at once when nothing was bought, and the month that it counted does not come back", () => {
    const account = withYear();
    refundFails(account, at(14), "1001");
    expect(lies(account, at(14))).toEqual([["1002", at(14), at(14) + YEAR_LEFT]]);
  });

  test("begins after what the card has paid meanwhile", () => {
    const account = withYear();
    const until = { ...picture().subscriptions[0], cancelAtMs: T1 };
    account.see({ stripe: picture({ subscriptions: [until as never] }) }, at(11));
    refundFails(account, at(14), "1001");
    expect(lies(account, at(14))).toEqual([["1002", T1, T1 + YEAR_LEFT]]);
  });

  test("leaves the other month that it had counted ended", () => {
    const account = withPro();
    buy(account, at(1), "1002", PLANS.pro);
    const of = ["1001", "1002"];
    buy(account, at(5), "1003", PLANS.yearly, { buys: { kind: "instead", of } });
    refund(account, at(10), "1001");
    expect(lies(account, at(10)).map(([orderNo]) => orderNo)).toEqual(["1002"]);
    refundFails(account, at(14), "1001");
    expect(lies(account, at(14))).toEqual([["1003", at(14), at(14) + YEAR_LEFT]]);
  });

  test("refunded itself, gives way to the month, and takes the place back when that fails", () => {
    const account = withPro();
    buy(account, at(5), "1002", PLANS.yearly, { buys: { kind: "instead", of: ["1001"] } });
    refund(account, at(10), "1002");
    expect(lies(account, at(10))).toEqual([["1001", T0, month(1)]]);
    refundFails(account, at(14), "1002");
    expect(lies(account, at(14))).toEqual([["1002", at(14), at(14) + YEAR_LEFT]]);
  });
});

describe("a month whose refund failed", () => {
  const DAYS_LEFT = month(1) - at(10);

  test("stays where it was when it had been used up", () => {
    const account = withPro();
    refund(account, T1 + DAY, "1001");
    buy(account, T1 + 2 * DAY, "1002", PLANS.pro);
    refundFails(account, T1 + 3 * DAY, "1001");
    const [own, next] = account.record.purchases;
    expect(own).toMatchObject({ startMs: T0, endMs: T1, standing: "good" });
    expect(next).toMatchObject({ startMs: T1 + 2 * DAY });
  });

  test("is followed by whole months", () => {
    const account = withPro();
    refund(account, at(10), "1001");
    refundFails(account, at(12), "1001");
    buy(account, at(13), "1002", PLANS.pro);
    const [, next] = lies(account, at(13));
    const length = (next?.[2] as number) - (next?.[1] as number);
    expect(next?.[1]).toBe(at(12) + DAYS_LEFT);
    expect([28, 30, 31].map((days) => days * DAY)).toContain(length);
  });

  test("is worth what is left of it when it is upgraded", () => {
    const account = withPro();
    const worthAt = (nowMs: number) => quoteUpgrade(account.record, PLANS.yearly, "CNY", nowMs);
    const before = worthAt(at(10));
    refund(account, at(10), "1001");
    refundFails(account, at(12), "1001");
    expect(worthAt(at(12))).toMatchObject({
      ok: true,
      value: { due: before.ok && before.value.due },
    });
  });

  test("has the upgrade that was bought on it behind the month that was bought meanwhile", () => {
    const account = withPro();
    buy(account, at(5), "1002", PLANS.team, { buys: { kind: "rest", of: ["1001"] } });
    refund(account, at(10), "1001");
    buy(account, at(11), "1003", PLANS.pro);
    const end = account.record.periodEndMs as number;
    refundFails(account, at(14), "1001");
    expect(account.record).toMatchObject({ planId: "pro_monthly", periodEndMs: end });
    account.see({}, end);
    expect(account.record).toMatchObject({ planId: "team_monthly", periodStartMs: end });
    expect(account.record.periodEndMs).toBe(end + DAYS_LEFT);
  });
});

test("a plan for ever whose refund failed begins when what was bought meanwhile is over", () => {
  const account = withPro();
  refund(account, at(1), "1001");
  buy(account, at(2), "1002", PLANS.lifetime);
  refund(account, at(3), "1002");
  buy(account, at(4), "1003", PLANS.pro);
  const end = account.record.periodEndMs as number;
  refundFails(account, at(5), "1002");
  expect(account.record).toMatchObject({ planId: "pro_monthly", source: "prepaid" });
  account.see({}, end);
  expect(account.record).toMatchObject({ planId: "lifetime", source: "lifetime" });
  refund(account, end + DAY, "1002");
  refundFails(account, end + 2 * DAY, "1002");
  expect(account.record).toMatchObject({ planId: "lifetime", periodStartMs: end });
});
