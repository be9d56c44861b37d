import { describe, expect, test } from "vitest";
import { getAllPlans, planOfPrice, priceIn } from "../plan/catalog.ts";
import { FREE_PLAN_ID, type Plan } from "../plan/plan.ts";
import { actionOf } from "./actions.ts";
import {
  BY_CUSTOMER,
  cancelSubscription,
  createSubscription,
  resumeSubscription,
  upgradeSubscription,
} from "./changes.ts";
import type { Seen } from "./outcome.ts";
import { previewOf } from "./preview.ts";
import { NEW_RECORD, type SubscriptionRecord } from "./state.ts";
import type { StripePicture } from "./stripe-picture.ts";
import { Account } from "./testing/account.ts";
import {
  CATALOG,
  DAY,
  GRACE_DAYS,
  invoice,
  line,
  order,
  PLANS,
  picture,
  price,
  renewal,
  renewed,
  setting,
  subscription,
  T0,
  T1,
  T2,
  terms,
} from "./testing/make.ts";
import { allowedPeriod, checkSubscriptionStatus, getSubscription } from "./view.ts";

interface Case {
  record: SubscriptionRecord;
  nowMs: number;
}

function customer(seen: Partial<Seen>, nowMs = T0 + 10 * DAY): Case {
  const account = new Account();
  // A period begins when its order is told, whenever it was paid: nothing is lost to a slow notification.
  account.see({ orders: seen.orders ?? [] }, T0);
  account.see(seen, nowMs);
  return { record: account.record, nowMs };
}

const card = (stripe: Partial<StripePicture>, nowMs?: number) =>
  customer({ stripe: picture(stripe) }, nowMs);

const schedule = { id: "sub_sched_1", phases: [{ startMs: T1, price: price(PLANS.archived) }] };
const team = {
  subscriptions: [subscription({}, PLANS.team)],
  invoices: [invoice({ lines: [line({}, PLANS.team)] })],
};

const CASES: Record<string, Case> = {
  none: { record: NEW_RECORD, nowMs: T0 },
  card: card({}),
  "team by card": card(team),
  trial: card({
    subscriptions: [
      subscription({ status: "trialing", trialStartMs: T0, trialEndMs: T0 + 14 * DAY }),
    ],
    invoices: [],
  }),
  "card, ending": card({ subscriptions: [subscription({ cancelAtMs: T1 })] }),
  "card, downgrade planned": card({ subscriptions: [subscription({ schedule })] }),
  "card, upgrade unpaid": card({
    subscriptions: [
      subscription({ pendingUpdate: { price: price(PLANS.team), expiresAtMs: T0 + 11 * DAY } }),
    ],
  }),
  "past due": card(
    {
      subscriptions: [renewed({ status: "past_due" })],
      invoices: [invoice(), renewal({ status: "open" })],
    },
    T1 + 2 * DAY,
  ),
  disputed: card({
    disputes: [{ id: "dp_1", invoiceId: "in_1", status: "needs_response", createdMs: T0 + DAY }],
  }),
  "first payment under way": card({ invoices: [] }),
  prepaid: customer({ orders: [order()] }),
  "team in advance": customer({ orders: [order({}, PLANS.team)] }),
  "team in advance, pro follows": customer({
    orders: [order({}, PLANS.team), order({ orderNo: "1002", paidAtMs: T0 + DAY })],
  }),
  lifetime: customer({ orders: [order({}, PLANS.lifetime)] }),
  "team given": customer({
    manual: [{ id: "m", terms: terms(PLANS.team), startMs: T0, endMs: null }],
  }),
  ended: card({ subscriptions: [subscription({ status: "canceled", endedAtMs: T1 })] }, T2),
};

const PLAN_COLUMNS = [
  PLANS.free,
  PLANS.archived,
  PLANS.pro,
  PLANS.team,
  PLANS.yearly,
  PLANS.lifetime,
];

/** Columns: free, archived, pro, team, yearly, lifetime. `-` and a reason is what cannot be done. */
const EXPECTED: Record<string, string> = {
  none: "current -not-offered subscribe subscribe subscribe subscribe",
  card: "downgrade -not-offered current upgrade upgrade upgrade",
  "team by card": "downgrade -not-offered downgrade current upgrade upgrade",
  trial: "downgrade -not-offered current upgrade upgrade upgrade",
  "card, ending": "-ends-already -not-offered current -resume-first -resume-first upgrade",
  "card, downgrade planned": "downgrade -not-offered current upgrade upgrade upgrade",
  "card, upgrade unpaid":
    "downgrade -not-offered current -payment-pending -payment-pending -payment-pending",
  "past due": "downgrade -not-offered current -past-due -past-due -past-due",
  disputed: "downgrade -not-offered current -disputed -disputed -disputed",
  "first payment under way":
    "current -not-offered -payment-pending -payment-pending -payment-pending -payment-pending",
  prepaid: "-ends-already -not-offered extend upgrade upgrade upgrade",
  "team in advance": "-ends-already -not-offered downgrade extend upgrade upgrade",
  "team in advance, pro follows": "-ends-already -not-offered downgrade current upgrade upgrade",
  lifetime: "-lifetime-held -not-offered -lifetime-held -lifetime-held -lifetime-held current",
  "team given": "-ends-already -not-offered -higher-plan-given current upgrade upgrade",
  ended: "current -not-offered subscribe subscribe subscribe subscribe",
};

describe("what a customer can do with each plan", () => {
  test.each(Object.entries(CASES))("%s", (name, { record, nowMs }) => {
    const said = PLAN_COLUMNS.map((plan) => {
      const { action, reason } = actionOf(record, plan, nowMs);
      if (action === "none") return `-${reason}`;
      return reason === "can-extend" ? "extend" : action;
    });
    expect(said.join(" ")).toBe(EXPECTED[name]);
  });

  test.each(Object.entries(CASES))("%s: what is offered can be done, and nothing else", (_, it) => {
    for (const plan of PLAN_COLUMNS)
      for (const by of ["card", "order"] as const) {
        const { action, reason } = actionOf(it.record, plan, it.nowMs);
        const decided = upgradeSubscription(it.record, wish(plan, by), context(it));
        const isPrepaidByCard =
          it.record.source === "prepaid" && by === "card" && plan.interval !== "once";
        const can = action !== "none" && (action !== "current" || reason === "can-extend");
        expect(decided.ok).toBe(can && !isPrepaidByCard);
      }
  });
});

const wish = (plan: Pick<Plan, "id">, by: "card" | "order" = "card") =>
  ({ planId: plan.id, by, currency: "CNY" }) as const;
const context = ({ nowMs }: Case) => ({ catalog: CATALOG, nowMs });
const of = (name: string): Case => CASES[name] as Case;
const change = (name: string, plan: Pick<Plan, "id">, by?: "card" | "order") =>
  upgradeSubscription(of(name).record, wish(plan, by), context(of(name)));

describe("subscribing", () => {
  test("by card leads to a checkout, with the plan's trial for who had none", () => {
    expect(change("none", PLANS.pro)).toEqual({
      ok: true,
      value: { kind: "checkout", planId: "pro_monthly", trialDays: 14 },
    });
    const tried = { ...NEW_RECORD, trialUsedBy: "sub_0" };
    expect(createSubscription(tried, wish(PLANS.pro), context(of("none")))).toMatchObject({
      value: { trialDays: 0 },
    });
  });

  test("by order is a period at the plan's price", () => {
    expect(change("none", PLANS.pro, "order")).toMatchObject({
      value: {
        kind: "order",
        buys: { kind: "period" },
        due: { currency: "CNY", amountMinor: 6990 },
      },
    });
  });

  test("to a plan for ever is an order, however it is paid", () => {
    for (const by of ["card", "order"] as const)
      expect(change("card", PLANS.lifetime, by)).toMatchObject({
        value: { kind: "order", due: { amountMinor: 99_900 } },
      });
  });

  test.each([
    ["none", { id: "gold" }, { reason: "unknown-plan" }],
    ["none", PLANS.archived, { reason: "not-offered" }],
    ["card", PLANS.pro, { reason: "already-subscribed", planId: "pro_monthly" }],
    ["card", PLANS.team, { reason: "already-subscribed", planId: "pro_monthly" }],
    ["past due", PLANS.team, { reason: "change-not-possible", why: "past-due" }],
    [
      "first payment under way",
      PLANS.pro,
      { reason: "change-not-possible", why: "payment-pending" },
    ],
  ])("%s, %o is refused", (name, plan, error) => {
    expect(createSubscription(of(name).record, wish(plan), context(of(name)))).toEqual({
      ok: false,
      error,
    });
  });

  test("in a currency that the plan is not sold in is refused", () => {
    const yen = { ...wish(PLANS.pro), currency: "JPY" } as const;
    expect(createSubscription(NEW_RECORD, yen, context(of("none")))).toEqual({
      ok: false,
      error: { reason: "not-offered" },
    });
  });

  test("by card while something is paid in advance is refused: it would be paid twice", () => {
    expect(change("prepaid", PLANS.team, "card")).toEqual({
      ok: false,
      error: { reason: "change-not-possible", why: "paid-in-advance" },
    });
  });
});

describe("changing", () => {
  test("an upgrade by card goes to Stripe, to another interval with a new anchor", () => {
    expect(change("card", PLANS.team)).toEqual({
      ok: true,
      value: {
        ...{ kind: "upgrade-at-stripe", subscriptionId: "sub_1", itemId: "si_1" },
        ...{
          planId: "team_monthly",
          releaseScheduleId: null,
          resetsAnchor: false,
          endsTrial: false,
        },
      },
    });
    expect(change("card", PLANS.yearly)).toMatchObject({ value: { resetsAnchor: true } });
    expect(change("trial", PLANS.team)).toMatchObject({ value: { endsTrial: true } });
  });

  test("an upgrade releases a planned downgrade first", () => {
    expect(change("card, downgrade planned", PLANS.team)).toMatchObject({
      value: { kind: "upgrade-at-stripe", releaseScheduleId: "sub_sched_1" },
    });
  });

  test("a downgrade waits for the end of what is paid", () => {
    expect(change("team by card", PLANS.pro)).toEqual({
      ok: true,
      value: {
        kind: "downgrade-at-stripe",
        subscriptionId: "sub_1",
        planId: "pro_monthly",
        atMs: T1,
      },
    });
    expect(change("team in advance", PLANS.pro, "order")).toMatchObject({
      value: { kind: "order", buys: { kind: "period" }, due: { amountMinor: 6990 } },
    });
  });

  test("what is paid in advance is upgraded for the difference", () => {
    expect(change("prepaid", PLANS.team, "order")).toMatchObject({
      value: { kind: "order", buys: { kind: "rest", of: ["1001"] }, due: { amountMinor: 4741 } },
    });
  });
});

describe("cancelling", () => {
  const cancel = (name: string, more = {}) =>
    cancelSubscription(of(name).record, { ...BY_CUSTOMER, ...more }, of(name).nowMs);

  test("is at the end of what is paid, and takes a planned downgrade along", () => {
    expect(cancel("card")).toEqual({
      ok: true,
      value: { kind: "cancel-at-period-end", subscriptionId: "sub_1", releaseScheduleId: null },
    });
    expect(cancel("card, downgrade planned")).toMatchObject({
      value: { releaseScheduleId: "sub_sched_1" },
    });
  });

  test("at once is an operator's, with the running period's money or without", () => {
    const atOnce = { by: "operator", atOnce: true };
    expect(cancel("card", { ...atOnce, refund: true })).toMatchObject({
      value: { kind: "cancel-now", refundInvoiceIds: ["in_1"] },
    });
    expect(cancel("card", { ...atOnce, refund: false })).toMatchObject({
      value: { kind: "cancel-now", refundInvoiceIds: [] },
    });
    expect(cancel("card", { atOnce: true, refund: true })).toMatchObject({
      value: { kind: "cancel-at-period-end" },
    });
  });

  test("when past due ends the retries at once: nothing is paid that could be used up", () => {
    expect(cancel("past due")).toMatchObject({ value: { kind: "cancel-now" } });
  });

  test.each(["none", "card, ending", "prepaid", "lifetime", "ended"])(
    "%s has nothing to cancel",
    (name) => {
      expect(cancel(name)).toEqual({
        ok: false,
        error: { reason: "change-not-possible", why: "ends-already" },
      });
    },
  );

  test("is undone, as a planned downgrade is", () => {
    const resume = (name: string) => resumeSubscription(of(name).record, of(name).nowMs);
    expect(resume("card, ending")).toEqual({
      ok: true,
      value: { kind: "resume", subscriptionId: "sub_1" },
    });
    expect(resume("card, downgrade planned")).toEqual({
      ok: true,
      value: { kind: "release-schedule", scheduleId: "sub_sched_1" },
    });
    for (const name of ["none", "card", "prepaid", "ended"])
      expect(resume(name)).toEqual({ ok: false, error: { reason: "nothing-to-undo" } });
  });

  test("is not undone when the time after it is paid in another way", () => {
    const ending = picture({ subscriptions: [subscription({ cancelAtMs: T1 })] });
    for (const [plan, why] of [
      [PLANS.pro, "paid-in-advance"],
      [PLANS.lifetime, "lifetime-held"],
    ] as const) {
      const account = new Account();
      account.see({ stripe: ending }, T0 + DAY);
      account.see({ orders: [order({ paidAtMs: T0 + DAY }, plan)] }, T0 + DAY);
      expect(resumeSubscription(account.record, T0 + DAY)).toEqual({
        ok: false,
        error: { reason: "change-not-possible", why },
      });
    }
  });
});

describe("a preview", () => {
  const preview = (name: string, plan: Pick<Plan, "id">, by?: "card" | "order") => {
    const decided = change(name, plan, by);
    if (!decided.ok) throw new Error(decided.error.reason);
    const { record, nowMs } = of(name);
    return previewOf(record, decided.value, "CNY", { ...setting(nowMs), creditSystem: "v2" });
  };

  test("of an upgrade in advance says what is due, by lines that add up, and the credits after", () => {
    const shown = preview("prepaid", PLANS.team, "order");
    expect(shown).toMatchObject({
      ...{ dueNow: { amountMinor: 4741 }, creditsNow: 100, creditsAfter: 120, nextCharge: null },
      effectiveAtMs: T0 + 10 * DAY,
    });
    expect(shown.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(4741);
  });

  test("of an extension says when the time that is bought begins", () => {
    expect(preview("prepaid", PLANS.pro, "order")).toMatchObject({
      ...{ dueNow: { amountMinor: 6990 }, effectiveAtMs: T1 },
    });
  });

  test("of a first subscription by card has the trial, and what is charged after it", () => {
    expect(preview("none", PLANS.pro)).toMatchObject({
      ...{ dueNow: { amountMinor: 0 }, creditsNow: 5, creditsAfter: 100 },
      nextCharge: { amountMinor: 6990, atMs: T0 + 14 * DAY },
    });
    expect(preview("none", PLANS.team)).toMatchObject({
      dueNow: { amountMinor: 13_990 },
      nextCharge: { amountMinor: 13_990, atMs: T1 },
    });
  });

  test("of a downgrade costs nothing now", () => {
    expect(preview("team by card", PLANS.pro)).toMatchObject({
      ...{ dueNow: { amountMinor: 0 }, creditsNow: 120, creditsAfter: 100, effectiveAtMs: T1 },
      nextCharge: { amountMinor: 6990, atMs: T1 },
    });
  });

  test("of an upgrade at Stripe leaves the amounts to Stripe, and of cancelling says what is left", () => {
    expect(preview("card", PLANS.yearly)).toMatchObject({ dueNow: null, creditsAfter: 150 });
    expect(preview("card", PLANS.free)).toMatchObject({
      ...{ dueNow: { amountMinor: 0 }, creditsNow: 100, creditsAfter: 5, effectiveAtMs: T1 },
    });
  });
});

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

describe("the catalog", () => {
  test("shows what is sold, from the lowest rank up, and resolves what is not sold any more", () => {
    expect(getAllPlans(CATALOG).map(({ id }) => id)).toEqual([
      ...[FREE_PLAN_ID, "pro_monthly", "team_monthly", "pro_yearly", "lifetime"],
    ]);
    expect(planOfPrice(CATALOG, price(PLANS.archived))).toBe(PLANS.archived);
    expect(priceIn(PLANS.pro, "usd")).toEqual({ currency: "USD", amountMinor: 999 });
  });
});
