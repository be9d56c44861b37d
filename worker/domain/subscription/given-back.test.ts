import { describe, expect, test } from "vitest";
import { type CreditRules, netOf } from "../credits/allowance.ts";
import { givePlanCreditsBack } from "../credits/give-back.ts";
import { allocateMonthlyCredits } from "../credits/grant.ts";
import { takePlanCredits } from "../credits/take-back.ts";
import { MemoryMarks } from "../credits/testing/marks.ts";
import { perform } from "../ledger/perform.ts";
import { MemoryStore } from "../ledger/testing/memory.ts";
import { entitledAgain, entitledTo, heldPlanOf } from "./held.ts";
import type { Reduction } from "./outcome.ts";
import type { StripeRefund, StripeSubscription } from "./stripe-picture.ts";
import { Account } from "./testing/account.ts";
import { DAY, invoice, line, PLANS, picture, price, subscription, terms } from "./testing/make.ts";
import { buy, refund } from "./testing/purchases.ts";

/** Credits of a plan by card whose refund fails, after another plan of the same month was refunded for good. */

const at = (day: number) => Date.UTC(2026, 11, day, 4);

/** The domain's steps in the account's order. */
class Credits {
  readonly account = new Account();
  readonly store = new MemoryStore();
  readonly marks = new MemoryMarks();
  readonly most = new Map<string, number>();
  readonly rules: CreditRules;

  constructor(mode: CreditRules["mode"]) {
    const versions = { current: "v2" as const, switches: [] };
    this.rules = { mode, timeZone: "Asia/Shanghai", versions, free: terms(PLANS.free) };
  }

  after({ record, allowanceChanges }: Reduction, nowMs: number): number {
    const { store, marks, rules } = this;
    for (const { key, periodKey, kind } of allowanceChanges)
      if (kind !== "restore") {
        const entitled = (mark: Parameters<typeof entitledTo>[0]) =>
          entitledTo(mark, record, rules.free, nowMs);
        takePlanCredits(store, marks, { key, reference: periodKey, entitled }, nowMs);
      }
    allocateMonthlyCredits(store, marks, heldPlanOf(record), rules, nowMs);
    if (allowanceChanges.some(({ kind }) => kind === "restore"))
      givePlanCreditsBack(
        store,
        marks,
        {
          given: marks.all(),
          most: ({ period }) => this.most.get(period) ?? 0,
          entitled: (mark) => entitledAgain(mark, record, rules, nowMs),
          planId: "pro_monthly",
        },
        nowMs,
      );
    for (const mark of marks.all())
      this.most.set(mark.period, Math.max(this.most.get(mark.period) ?? 0, netOf(mark)));
    return this.available;
  }

  get available(): number {
    return this.store.counters("credits").available;
  }

  byCard(nowMs: number, status?: StripeRefund["status"], ended?: Partial<StripeSubscription>) {
    const [startMs, endMs] = [at(25), Date.UTC(2027, 0, 25, 4)];
    const items = [
      { id: "si_1", price: price(PLANS.pro), periodStartMs: startMs, periodEndMs: endMs },
    ];
    const lines = [line({ periodStartMs: startMs, periodEndMs: endMs })];
    const own = { id: "re_1", invoiceId: "in_1", amountMinor: 999, createdMs: at(26) + DAY / 2 };
    const stripe = picture({
      subscriptions: [subscription({ createdMs: startMs, items, ...ended })],
      invoices: [invoice({ createdMs: startMs, paidAtMs: startMs, lines })],
      refunds: status ? [{ ...own, status }] : [],
    });
    return this.after(this.account.see({ stripe }, nowMs), nowMs);
  }

  /** Bought by code on the 10th, and refunded for good on the 11th. */
  refundedForGood(plan: (typeof PLANS)["pro" | "team"]): number[] {
    const bought = this.after(buy(this.account, at(10), "1", plan), at(10));
    return [bought, this.after(refund(this.account, at(11), "1"), at(11))];
  }
}

const ENDED = [
  ["runs", undefined],
  ["was ended by an operator meanwhile", { status: "canceled", endedAtMs: at(26) }],
] as const;

describe.each(ENDED)("a plan by card whose refund fails, and which %s", (_, ended) => {
  test("has its own period's credits again, and no room for them in an older one", () => {
    const credits = new Credits("anniversary");
    expect(credits.refundedForGood(PLANS.pro)).toEqual([100, 5]);
    expect(credits.byCard(at(25))).toBe(100);
    expect(credits.byCard(at(27), "pending", ended)).toBe(10);
    expect(credits.byCard(at(28), "failed", ended)).toBe(100);
    expect(credits.marks.mark("2026-12-10")).toMatchObject({ granted: 100, takenBack: 95 });
    const spent = { key: "spent", reference: "spent", asset: "credits" as const, amount: 100 };
    perform(credits.store, "deduct", spent, at(29));
    // What the older period still gave has ended, and may be given by the one that runs.
    const later = credits.byCard(Date.UTC(2027, 0, 12), "failed", ended);
    expect(later).toBeLessThanOrEqual(5);
  });

  test("has no more again than its share of the month", () => {
    const credits = new Credits("calendar-prorated");
    expect(credits.refundedForGood(PLANS.team)).toEqual([86, 5]);
    expect(credits.byCard(at(25))).toBe(23);
    expect(credits.byCard(at(27), "pending", ended)).toBe(5);
    expect(credits.byCard(at(28), "failed", ended)).toBe(23);
  });
});
