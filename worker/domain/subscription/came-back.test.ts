import { describe, expect, test } from "vitest";
import { actionOf } from "./actions.ts";
import { MONEY_RETURNED } from "./came-back.ts";
import { endableOf } from "./ending.ts";
import type { StripePicture, StripeSubscription } from "./stripe-picture.ts";
import type { Account } from "./testing/account.ts";
import { refund, second, secondInvoice, see } from "./testing/looks.ts";
import { DAY, HOUR, invoice, line, PLANS, price, subscription, T0, T1 } from "./testing/make.ts";
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
  const boughtWhile = (gone: Partial<StripePicture>): Account => {
    const { account } = see({ subscriptions: [ending] }, T0 + HOUR);
    see({ subscriptions: [ending], ...gone }, T0 + 5 * DAY, account);
    buy(account, T0 + 6 * DAY, "1001", PLANS.pro);
    expect(account.record).toMatchObject({ source: "prepaid", periodStartMs: T0 + 6 * DAY });
    return account;
  };

  test.each([
    ["", {}],
    [", beside an inquiry that was closed", { disputes: [dispute("warning_closed")] }],
  ])("goes back when a refund under way fails%s", (_, beside) => {
    const account = boughtWhile({ refunds: [refund("re_1", "pending")], ...beside });
    const back = { subscriptions: [ending], refunds: failed.refunds, ...beside };
    const { record, acts } = see(back, T0 + 7 * DAY, account);
    expect(acts).toMatchObject([
      { kind: "cancel-now", subscriptionId: "sub_1" },
      { kind: "refund-invoice", invoiceId: "in_1", amountMinor: 999 },
    ]);
    expect(record).toMatchObject({ source: "prepaid", periodStartMs: T0 + 6 * DAY });
    expect(see(back, T0 + 8 * DAY, account).acts).toEqual(acts);
  });

  test("stays beside it when an open dispute is won, and both are named as paid twice", () => {
    const account = boughtWhile({ disputes: [dispute("needs_response")] });
    const won = { subscriptions: [ending], disputes: [dispute("won")] };
    const { acts, attention } = see(won, T0 + 7 * DAY, account);
    expect([acts, attention]).toMatchObject([[], [{ kind: "paid-twice", about: "order:1001" }]]);
    expect(account.record).toMatchObject({ source: "stripe", periodEndMs: T1 });
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

  test("offers no change of a subscription that is over, but a plan for ever", () => {
    const account = lostMonth();
    const { record } = see(won, T0 + 9 * DAY, account);
    const offered = [PLANS.free, PLANS.team, PLANS.lifetime].map((plan) =>
      actionOf(record, plan, T0 + 9 * DAY),
    );
    const none = { action: "none", reason: "ends-already" };
    expect(offered).toEqual([none, none, { action: "upgrade", reason: "higher-rank" }]);
    expect(endableOf(record, T0 + 9 * DAY)).toMatchObject({ renews: false, endsAtMs: T1 });
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

  test.each([PLANS.pro, PLANS.yearly, PLANS.lifetime])(
    "comes back beside $id that was bought by code meanwhile, and both are named as paid twice",
    (plan) => {
      const account = lostMonth();
      buy(account, T0 + 7 * DAY, "1001", plan);
      const { acts, attention } = see(won, T0 + 9 * DAY, account);
      expect([acts, attention]).toMatchObject([[], [{ kind: "paid-twice", about: "order:1001" }]]);
      const own = account.record.periods.find(({ invoiceId }) => invoiceId === "in_1");
      expect(own).toMatchObject({ standing: "good", endMs: T1 });
    },
  );

  test("comes back beside a subscription that was bought meanwhile, and both are named as paid twice", () => {
    const account = lostMonth();
    const paid = { ...secondInvoice, createdMs: T0 + 7 * DAY, paidAtMs: T0 + 7 * DAY };
    const both = {
      subscriptions: [over, second({ createdMs: T0 + 7 * DAY })],
      invoices: [
        invoice(),
        { ...paid, lines: [line({ periodStartMs: T0 + 7 * DAY, periodEndMs: T1 + 7 * DAY })] },
      ],
    };
    see({ ...both, disputes: [dispute("lost")] }, T0 + 8 * DAY, account);
    const seen = see({ ...both, disputes: [dispute("won")] }, T0 + 9 * DAY, account);
    expect([seen.acts, seen.attention]).toMatchObject([
      [],
      [{ kind: "paid-twice", about: "stripe:in_9:il_1" }],
    ]);
    expect(account.record.link).toMatchObject({ subscriptionId: "sub_2" });
  });

  test("asks for no refund of a year when a month was bought on its last days", () => {
    const dispute = { id: "dp_1", invoiceId: "in_1", createdMs: T0 + 360 * DAY };
    const end = T0 + 365 * DAY;
    const items = [{ id: "si_1", price: price(PLANS.yearly), periodStartMs: T0, periodEndMs: end }];
    const year = subscription({ items, cancelAtMs: end }, PLANS.yearly);
    const invoices = [
      invoice({ amountPaidMinor: 7900, lines: [line({ periodEndMs: end }, PLANS.yearly)] }),
    ];
    const at = (status: "needs_response" | "lost" | "won", subscriptions = [year]) => ({
      ...{ subscriptions, invoices, disputes: [{ ...dispute, status }] },
    });
    for (const hasEnded of [false, true]) {
      const { account } = see({ subscriptions: [year], invoices }, T0 + HOUR);
      see(at("needs_response"), T0 + 360 * DAY, account);
      const endedAtMs = T0 + 361 * DAY;
      const own = { ...year, status: "canceled" as const, endedAtMs, cancelledFor: MONEY_RETURNED };
      if (hasEnded) see(at("lost", [own]), endedAtMs, account);
      buy(account, T0 + 362 * DAY, "1001", PLANS.pro);
      const won = see(at("won", [hasEnded ? own : year]), T0 + 363 * DAY, account);
      expect([won.acts, won.attention]).toMatchObject([[], [{ kind: "paid-twice" }]]);
      expect(won.record).toMatchObject({ planId: "pro_yearly", periodEndMs: end });
    }
  });

  test("that an operator had ended while it was open, stays ended", () => {
    const { account } = see({}, T0 + HOUR);
    see({ disputes: [dispute("needs_response")] }, T0 + 5 * DAY, account);
    see({ disputes: [dispute("needs_response")], subscriptions: [ended] }, T0 + 6 * DAY, account);
    const { record, acts } = see({ ...won, subscriptions: [ended] }, T0 + 9 * DAY, account);
    expect([record.status, record.entitled, acts]).toEqual(["ended", false, []]);
  });
});

describe("an upgrade by card within the period", () => {
  const raise = invoice({
    ...{ id: "in_2", billingReason: "subscription_update", amountPaidMinor: 900 },
    ...{ createdMs: T0 + 2 * DAY, paidAtMs: T0 + 2 * DAY },
    lines: [line({ id: "il_r", proration: true, periodStartMs: T0 + 2 * DAY }, PLANS.team)],
  });
  const invoices = [invoice(), raise];
  const team = subscription({}, PLANS.team);
  const ended: Partial<StripeSubscription> = { status: "canceled", cancelledFor: MONEY_RETURNED };
  const teamOver = { ...team, ...ended, endedAtMs: T0 + 5 * DAY + HOUR };
  const ofRaise = (status: "pending" | "succeeded" | "failed") => ({
    refunds: [{ ...refund("re_2", status, 900), invoiceId: "in_2", createdMs: T0 + 3 * DAY }],
  });

  test.each([
    ["", {}, {}],
    [", also when a refund of its own failed", ofRaise("succeeded"), ofRaise("failed")],
  ])("comes back with its base whose dispute is won%s", (_, before, after) => {
    const { account } = see({ invoices, subscriptions: [team] }, T0 + 3 * DAY);
    const lost = { invoices, disputes: [dispute("lost")], ...before };
    see({ ...lost, subscriptions: [team] }, T0 + 5 * DAY, account);
    see({ ...lost, subscriptions: [teamOver] }, T0 + 6 * DAY, account);
    const won = { invoices, disputes: [dispute("won")], subscriptions: [teamOver], ...after };
    const { acts, record } = see(won, T0 + 9 * DAY, account);
    expect(acts).toEqual([]);
    expect(record).toMatchObject({ planId: "team_monthly", periodEndMs: T1, surplus: [] });
  });

  test("whose own refund fails leaves its base alone, whatever was bought", () => {
    const { account } = see({ invoices, subscriptions: [team] }, T0 + 2 * DAY);
    see({ invoices, subscriptions: [team], ...ofRaise("pending") }, T0 + 3 * DAY, account);
    buy(account, T0 + 4 * DAY, "1001", PLANS.lifetime);
    const now = { invoices, subscriptions: [team], ...ofRaise("failed") };
    const { acts, record } = see(now, T0 + 5 * DAY, account);
    expect(acts).toMatchObject([{ kind: "cancel-at-period-end", why: "lifetime" }]);
    expect(record.surplus).toEqual([]);
  });
});

describe("the money of an ended plan", () => {
  test("goes back when its refund failed after an inquiry was closed", () => {
    const closed = { disputes: [dispute("warning_closed")] };
    const { account } = see({}, T0 + HOUR);
    see({ ...closed, refunds: [refund("re_1", "succeeded")] }, T0 + 5 * DAY, account);
    expect(see({ ...closed, ...failed }, T1 + 3 * DAY, account).acts).toMatchObject([again]);
  });

  test("goes back when its refund after an operator's end failed, and the time was bought anew", () => {
    const { account } = see({ subscriptions: [ended] }, T0 + 6 * DAY);
    const late = (status: "pending" | "failed") => ({
      subscriptions: [ended],
      refunds: [{ ...refund("re_1", status), createdMs: T0 + 7 * DAY }],
    });
    see(late("pending"), T0 + 7 * DAY, account);
    buy(account, T0 + 8 * DAY, "1001", PLANS.pro);
    expect(see(late("failed"), T0 + 9 * DAY, account).acts).toMatchObject([again]);
  });

  test("goes back when its refund failed after a dispute that came later was won", () => {
    const late = { disputes: [{ ...dispute("won"), createdMs: T0 + 6 * DAY }] };
    const account = refundedMonth();
    expect(see({ ...late, ...failed }, T0 + 9 * DAY, account).acts).toMatchObject([again]);
  });

  test("stays when the refund had failed long before the dispute that ended the plan was won", () => {
    const early = { refunds: [{ ...refund("re_1", "failed"), createdMs: T0 + DAY }] };
    const { account } = see(early, T0 + 2 * DAY);
    see({ ...early, disputes: [dispute("lost")] }, T0 + 5 * DAY, account);
    const now = { ...early, disputes: [dispute("won")], subscriptions: [over] };
    const { acts, record } = see(now, T0 + 9 * DAY, account);
    expect([acts, record.status, record.periodEndMs]).toEqual([[], "active", T1]);
  });

  test("stays where nothing but the words of the cancellation say that it went back", () => {
    const { acts, record } = see({ subscriptions: [over] }, T0 + 6 * DAY, see({}, T0).account);
    expect([acts, record.surplus]).toEqual([[], []]);
  });
});
