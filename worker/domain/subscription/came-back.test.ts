import { describe, expect, test } from "vitest";
import { MONEY_RETURNED } from "./came-back.ts";
import type { StripePicture } from "./stripe-picture.ts";
import type { Account } from "./testing/account.ts";
import { refund, second, secondInvoice, see } from "./testing/looks.ts";
import { DAY, HOUR, invoice, PLANS, subscription, T0, T1 } from "./testing/make.ts";
import { buy } from "./testing/purchases.ts";

/** Money that had gone back and is ours again, when the customer has bought something else meanwhile. */

const dispute = (status: StripePicture["disputes"][number]["status"]) => ({
  ...{ id: "dp_1", invoiceId: "in_1", status, createdMs: T0 + 5 * DAY },
});

const ended = subscription({ status: "canceled", endedAtMs: T0 + 5 * DAY + HOUR });
const over = { ...ended, cancelledFor: MONEY_RETURNED };

/** A month by card whose refund was done, and which was cancelled therefore. */
function refundedMonth(): Account {
  const { account } = see({}, T0 + HOUR);
  const { acts } = see({ refunds: [refund("re_1", "succeeded")] }, T0 + 5 * DAY, account);
  expect(acts).toMatchObject([{ kind: "cancel-now", why: "money-returned" }]);
  see({ refunds: [refund("re_1", "succeeded")], subscriptions: [over] }, T0 + 6 * DAY, account);
  return account;
}

const failed = { refunds: [refund("re_1", "failed")], subscriptions: [over] };
const again = { kind: "refund-invoice", invoiceId: "in_1", amountMinor: 999, key: "refund:in_1:1" };

describe("a refund by card that fails after its plan was ended for it", () => {
  test("is asked for again, and the plan does not come back", () => {
    const account = refundedMonth();
    const { record, acts } = see(failed, T0 + 9 * DAY, account);
    expect(acts).toMatchObject([again]);
    expect(record).toMatchObject({ status: "ended", entitled: false });
    expect(account.worth.get("stripe:in_1:il_1")).toBe("taken");
  });

  test("is asked for again when the time that it had paid is over, and until it is done", () => {
    const account = refundedMonth();
    expect(see(failed, T1 + 9 * DAY, account).acts).toMatchObject([again]);
    const both = [refund("re_1", "failed"), { ...refund("re_2", "failed"), createdMs: T1 }];
    const twice = see({ ...failed, refunds: both }, T1 + 10 * DAY, account);
    expect(twice.acts).toMatchObject([{ ...again, key: "refund:in_1:2" }]);
    const done = [...both, { ...refund("re_3", "succeeded"), createdMs: T1 + DAY }];
    expect(see({ ...failed, refunds: done }, T1 + 12 * DAY, account).acts).toEqual([]);
  });

  test("is asked for again when its failure and the end are heard of at once", () => {
    const { account } = see({}, T0 + HOUR);
    see({ refunds: [refund("re_1", "succeeded")] }, T0 + 5 * DAY, account);
    expect(see(failed, T0 + 9 * DAY, account).acts).toMatchObject([again]);
  });

  test("leaves alone what was bought by code meanwhile", () => {
    const account = refundedMonth();
    buy(account, T0 + 7 * DAY, "1001", PLANS.pro);
    const { periodStartMs, periodEndMs } = account.record;
    const { acts } = see(failed, T0 + 9 * DAY, account);
    expect(acts).toMatchObject([again]);
    expect(account.record).toMatchObject({ source: "prepaid", periodStartMs, periodEndMs });
  });

  test("leaves alone what was bought by card meanwhile", () => {
    const account = refundedMonth();
    const subscriptions = [over, second({ createdMs: T0 + 7 * DAY })];
    const paid = { ...secondInvoice, createdMs: T0 + 7 * DAY, paidAtMs: T0 + 7 * DAY };
    const { acts } = see(
      { subscriptions, invoices: [invoice(), paid], refunds: failed.refunds },
      T0 + 9 * DAY,
      account,
    );
    expect(acts).toMatchObject([again]);
    expect(account.record).toMatchObject({ status: "active", link: { subscriptionId: "sub_2" } });
  });
});

test("a refund by card that fails before it ended anything gives the plan back", () => {
  const { account } = see({}, T0 + HOUR);
  see({ refunds: [refund("re_1", "pending")] }, T0 + 5 * DAY, account);
  const { record, acts } = see({ refunds: [refund("re_1", "failed")] }, T0 + 6 * DAY, account);
  expect([record.status, record.periodEndMs, acts]).toEqual(["active", T1, []]);
});

describe("a month by card that was to end, and was paid by code again while its money was away", () => {
  const ending = subscription({ cancelAtMs: T1 });
  const away: [string, Partial<StripePicture>, Partial<StripePicture>][] = [
    ["a refund under way", { refunds: [refund("re_1", "pending")] }, { refunds: failed.refunds }],
    ["an open dispute", { disputes: [dispute("needs_response")] }, { disputes: [dispute("won")] }],
  ];
  test.each(away)("goes back when it is ours again: %s", (_, gone, ours) => {
    const { account } = see({ subscriptions: [ending] }, T0 + HOUR);
    see({ subscriptions: [ending], ...gone }, T0 + 5 * DAY, account);
    buy(account, T0 + 6 * DAY, "1001", PLANS.pro);
    expect(account.record).toMatchObject({ source: "prepaid", periodStartMs: T0 + 6 * DAY });
    const back = { subscriptions: [ending], ...ours };
    const { record, acts } = see(back, T0 + 7 * DAY, account);
    expect(acts).toMatchObject([
      { kind: "cancel-now", subscriptionId: "sub_1" },
      { kind: "refund-invoice", invoiceId: "in_1", amountMinor: 999 },
    ]);
    expect(record).toMatchObject({ source: "prepaid", periodStartMs: T0 + 6 * DAY });
    expect(see(back, T0 + 8 * DAY, account).acts).toEqual(acts);
  });

  test("keeps both when the code was paid before its money went away", () => {
    const { account } = see({ subscriptions: [ending] }, T0 + HOUR);
    buy(account, T0 + 4 * DAY, "1001", PLANS.pro);
    see({ subscriptions: [ending], disputes: [dispute("needs_response")] }, T0 + 5 * DAY, account);
    const won = { subscriptions: [ending], disputes: [dispute("won")] };
    expect(see(won, T0 + 7 * DAY, account).acts).toEqual([]);
    expect(account.record).toMatchObject({ source: "stripe", periodEndMs: T1 });
  });
});

describe("a dispute that was lost, which ended the plan, and is won on appeal", () => {
  function lostMonth(): Account {
    const { account } = see({}, T0 + HOUR);
    const { acts } = see({ disputes: [dispute("lost")] }, T0 + 5 * DAY, account);
    expect(acts).toMatchObject([{ kind: "cancel-now" }]);
    see({ disputes: [dispute("lost")], subscriptions: [over] }, T0 + 6 * DAY, account);
    return account;
  }
  const won = { disputes: [dispute("won")], subscriptions: [over] };

  test("gives what was paid back, until its end", () => {
    const account = lostMonth();
    for (const days of [9, 10]) {
      const { record, acts } = see(won, T0 + days * DAY, account);
      expect([record.status, record.periodEndMs, acts]).toEqual(["active", T1, []]);
    }
    expect(see({}, T1 + DAY, account).record.periods).toHaveLength(1);
    expect(see(won, T1 + DAY, account).record).toMatchObject({ status: "ended" });
  });

  test("what is bought by code afterwards begins at its end", () => {
    const account = lostMonth();
    see(won, T0 + 9 * DAY, account);
    buy(account, T0 + 10 * DAY, "1001", PLANS.pro);
    expect(account.record.periods.find(({ key }) => key === "order:1001")).toMatchObject({
      startMs: T1,
    });
    expect(see(won, T0 + 11 * DAY, account).acts).toEqual([]);
  });

  test("goes back when the customer has bought meanwhile, by code, by card or for ever", () => {
    const refunded = { kind: "refund-invoice", invoiceId: "in_1", amountMinor: 999 };
    for (const plan of [PLANS.pro, PLANS.yearly, PLANS.lifetime]) {
      const account = lostMonth();
      buy(account, T0 + 7 * DAY, "1001", plan);
      const { record, acts } = see(won, T0 + 9 * DAY, account);
      expect(acts).toMatchObject([refunded]);
      expect(record).toMatchObject({ planId: plan.id, periodStartMs: T0 + 7 * DAY });
    }
    const account = lostMonth();
    const paid = { ...secondInvoice, createdMs: T0 + 7 * DAY, paidAtMs: T0 + 7 * DAY };
    const both = {
      ...{
        subscriptions: [over, second({ createdMs: T0 + 7 * DAY })],
        invoices: [invoice(), paid],
      },
    };
    see({ ...both, disputes: [dispute("lost")] }, T0 + 8 * DAY, account);
    expect(see({ ...both, disputes: [dispute("won")] }, T0 + 9 * DAY, account).acts).toMatchObject([
      refunded,
    ]);
    expect(account.record.link).toMatchObject({ subscriptionId: "sub_2" });
  });

  test("that an operator had ended while it was open, stays ended", () => {
    const { account } = see({}, T0 + HOUR);
    see({ disputes: [dispute("needs_response")] }, T0 + 5 * DAY, account);
    see({ disputes: [dispute("needs_response")], subscriptions: [ended] }, T0 + 6 * DAY, account);
    const { record, acts } = see({ ...won, subscriptions: [ended] }, T0 + 9 * DAY, account);
    expect([record.status, record.entitled, acts]).toEqual(["ended", false, []]);
  });
});
