import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Debit, Price, Subscription } from "../core/records.ts";
import { planOf } from "../prices.ts";
import { buildItem, buildSubscription } from "./build.ts";
import { type ChangeRequest, type Plan, planChange } from "./change.ts";

const DAY = 86_400;
const START = Date.UTC(2027, 0, 1) / 1000;
const END = START + 31 * DAY;

const priceOf = (amount: number, interval: "month" | "year" = "month"): Price => ({
  id: `price_${amount}_${interval}`,
  object: "price",
  active: true,
  billing_scheme: "per_unit",
  created: START,
  currency: "usd",
  custom_unit_amount: null,
  livemode: false,
  lookup_key: null,
  metadata: {},
  nickname: null,
  product: "prod_1",
  recurring: {
    interval,
    interval_count: 1,
    meter: null,
    trial_period_days: null,
    usage_type: "licensed",
  },
  tax_behavior: null,
  tiers_mode: null,
  transform_quantity: null,
  type: "recurring",
  unit_amount: amount,
  unit_amount_decimal: String(amount),
});

/** On `price` since the beginning of January, which was paid. */
function paid(price: Price, more: Partial<Subscription> = {}) {
  const item = buildItem({
    id: "si_1",
    subscription: "sub_1",
    price,
    quantity: 1,
    period: { start: START, end: END },
    created: START,
  });
  const subscription: Subscription = {
    ...buildSubscription({
      id: "sub_1",
      customer: "cus_1",
      currency: "usd",
      now: START,
      anchor: START,
      anchorConfig: null,
      classic: false,
      collectionMethod: "charge_automatically",
      daysUntilDue: null,
      description: null,
      items: [item],
      metadata: {},
      method: null,
      missingPaymentMethod: "create_invoice",
      testClock: null,
      trialEnd: null,
    }),
    status: "active",
    ...more,
  };
  const debit: Debit = {
    item: "si_1",
    amount: price.unit_amount ?? 0,
    start: START,
    end: END,
    invoice: "in_1",
    line: "il_1",
    price: price.id,
    quantity: 1,
  };
  return { subscription, debits: [debit] };
}

const ask = (more: Partial<ChangeRequest>): ChangeRequest => ({
  items: [],
  at: START,
  anchorNow: false,
  trialEnd: undefined,
  nameOf: () => "Pro",
  ...more,
});

const amounts = ({ lines }: Plan) => lines.map(({ amount }) => amount);

describe("prorations by the second", () => {
  test.each([
    [0, [-1000, 2000]],
    [31 / 2, [-500, 1000]],
    [31 / 4, [-750, 1500]],
    [30, [-32, 65]],
  ])("after %d days from 10 to 20: %j", (days, expected) => {
    const { subscription, debits } = paid(priceOf(1000));
    const items = [{ id: "si_1", price: priceOf(2000) }];
    const plan = planChange(subscription, debits, ask({ items, at: START + days * DAY }));
    expect(amounts(plan)).toEqual(expected);
    expect(plan.items[0]).toMatchObject({
      current_period_start: START,
      current_period_end: END,
      plan: planOf(priceOf(2000)),
    });
  });

  test("what is not touched has no lines, and what is asked for again neither", () => {
    const { subscription, debits } = paid(priceOf(1000));
    const items = [{ id: "si_1", price: priceOf(1000) }];
    const plan = planChange(subscription, debits, ask({ items, at: START + DAY }));
    expect(plan.lines).toEqual([]);
    expect(plan.debits).toEqual(debits);
  });

  test("a price without a quantity is of one", () => {
    const { subscription, debits } = paid(priceOf(1000));
    const many = planChange(subscription, debits, ask({ items: [{ id: "si_1", quantity: 3 }] }));
    expect(many.items[0]?.quantity).toBe(3);
    const [item] = many.items;
    if (!item) throw new Error("no item");
    const changed = { ...subscription, items: { ...subscription.items, data: [item] } };
    const one = planChange(changed, [], ask({ items: [{ id: "si_1", price: priceOf(2000) }] }));
    expect(one.items[0]?.quantity).toBe(1);
  });

  test("year to month with the anchor moved: the credit may exceed the charge", () => {
    const yearly = priceOf(12_000, "year");
    const { subscription, debits } = paid(yearly);
    const end = Date.UTC(2028, 0, 1) / 1000;
    const [debit] = debits;
    if (!debit) throw new Error("no debit");
    const items = [{ id: "si_1", price: priceOf(1000) }];
    const at = Date.UTC(2027, 6, 2, 12) / 1000;
    const plan = planChange(subscription, [{ ...debit, end }], ask({ items, at, anchorNow: true }));
    expect(amounts(plan)).toEqual([-6000, 1000]);
    expect(plan.lines.map(({ proration }) => proration)).toEqual([true, false]);
  });

  test("nothing is prorated on a trial; ending it now begins a whole period", () => {
    const trial = { status: "trialing" as const, trial_end: END };
    const { subscription } = paid(priceOf(1000), trial);
    const items = [{ id: "si_1", price: priceOf(2000) }];
    const during = planChange(subscription, [], ask({ items, at: START + DAY }));
    expect(during.lines).toEqual([]);
    expect(during.items[0]?.current_period_end).toBe(END);
    const ended = planChange(subscription, [], ask({ items, at: START + DAY, trialEnd: "now" }));
    expect(amounts(ended)).toEqual([2000]);
    expect(ended.anchor).toBe(START + DAY);
  });

  test("a trial given to a paid one gives back what is unused", () => {
    const { subscription, debits } = paid(priceOf(1000));
    const at = START + (31 * DAY) / 2;
    const plan = planChange(subscription, debits, ask({ at, trialEnd: END + DAY }));
    expect(amounts(plan)).toEqual([-500]);
    expect(plan.items[0]).toMatchObject({
      current_period_start: at,
      current_period_end: END + DAY,
    });
  });

  test("over any changes within a period, credits never exceed what was debited", () => {
    const step = fc.record({
      amount: fc.integer({ min: 0, max: 99_999 }),
      at: fc.nat(31 * DAY - 1),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        let { subscription, debits } = paid(priceOf(1000));
        let balance = 1000;
        for (const { amount, at } of steps.toSorted((a, b) => a.at - b.at)) {
          const items = [{ id: "si_1", price: priceOf(amount) }];
          const plan = planChange(subscription, debits, ask({ items, at: START + at }));
          balance += amounts(plan).reduce((sum, each) => sum + each, 0);
          const charged = plan.lines.filter((line) => line.amount > 0);
          debits = [
            ...plan.debits,
            ...charged.map((line) => ({
              item: "si_1",
              amount: line.amount,
              start: line.start,
              end: line.end,
              invoice: "in_2",
              line: "il_2",
              price: line.price?.id ?? "",
              quantity: 1,
            })),
          ];
          subscription = { ...subscription, items: { ...subscription.items, data: plan.items } };
          // Rounding moves a line by at most half a cent.
          expect(balance).toBeGreaterThanOrEqual(-steps.length);
        }
      }),
    );
  });
});
