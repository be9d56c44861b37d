import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Plan } from "../plan/plan.ts";
import { actionOf } from "./actions.ts";
import { upgradeSubscription } from "./changes.ts";
import { ahead } from "./prepaid.ts";
import type { PaidOrder } from "./state.ts";
import { Account } from "./testing/account.ts";
import { CATALOG, DAY, PLANS, T0 } from "./testing/make.ts";

const TIMEOUT_MS = 60_000;
const SOLD: Plan[] = [PLANS.pro, PLANS.team, PLANS.yearly, PLANS.lifetime];

const step = fc.record({
  passedMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 * DAY })),
  does: fc.oneof(
    { weight: 3, arbitrary: fc.record({ buys: fc.nat(SOLD.length - 1), late: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ refunds: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ ends: fc.constant(true) }) },
  ),
});
const histories = fc.array(step, { minLength: 1, maxLength: 20, size: "max" });
const failure = fc.record({ passedMs: fc.nat(40 * DAY), does: fc.record({ fails: fc.nat(9) }) });
const withFailures = fc.array(
  fc.oneof({ weight: 4, arbitrary: step }, { weight: 1, arbitrary: failure }),
  { minLength: 1, maxLength: 20, size: "max" },
);

/** A customer who pays in advance: each order is quoted by the rule, and paid at once or after the next step. */
const buys = (plan: Plan) => ({ passedMs: 0, does: { buys: SOLD.indexOf(plan), late: false } });
const refunds = (order: number) => ({ passedMs: 0, does: { refunds: order } });
const fails = (order: number) => ({ passedMs: 0, does: { fails: order } });
const ends = { passedMs: 2_147_891_485, does: { ends: true as const } };
const { pro, team, yearly, lifetime } = PLANS;

/** What fresh seeds found: a month twice at one time, under what was counted against it and fell; a month that was used up. */
type Steps = typeof withFailures extends fc.Arbitrary<infer Drawn> ? Drawn : never;
const FOUND: [Steps][] = [
  [[buys(pro), buys(pro), buys(lifetime), refunds(1), fails(1), refunds(2), buys(pro)]],
  [[buys(pro), refunds(0), buys(pro), buys(lifetime), fails(0), refunds(2)]],
  [[buys(pro), buys(pro), buys(pro), buys(yearly), refunds(0), fails(0), refunds(3), buys(pro)]],
  [
    [
      ...[buys(pro), buys(team), { ...buys(pro), passedMs: 530_508_515 }, ends],
      ...[refunds(0), buys(pro), fails(0), refunds(0)],
    ],
  ],
];

class Customer {
  readonly account = new Account();
  readonly orders: PaidOrder[] = [];
  unpaid: PaidOrder[] = [];
  ended: string[] = [];
  nowMs = T0;

  pass(ms: number): void {
    this.nowMs += ms;
    this.account.see({}, this.nowMs);
  }

  buy(plan: Plan, isLate: boolean): void {
    const wish = { planId: plan.id, by: "order", currency: "CNY" } as const;
    const context = { catalog: CATALOG, nowMs: this.nowMs };
    const decided = upgradeSubscription(this.account.record, wish, context);
    if (!decided.ok || decided.value.kind !== "order") return;
    const { terms, buys, due, lines } = decided.value;
    expect(due.amountMinor).toBeGreaterThan(0);
    expect(lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(due.amountMinor);
    const orderNo = String(1000 + this.orders.length + this.unpaid.length);
    const order: PaidOrder = {
      ...{ orderNo, terms, buys, paid: due, paidAtMs: this.nowMs },
      ...{ standing: "good", standingSinceMs: this.nowMs },
    };
    if (isLate) this.unpaid.push(order);
    else this.pay(order);
  }

  pay(order: PaidOrder): void {
    this.orders.push(order);
    this.account.see({ orders: [order] }, this.nowMs);
  }

  payLate(): void {
    const late = this.unpaid;
    this.unpaid = [];
    for (const order of late)
      this.pay({ ...order, paidAtMs: this.nowMs, standingSinceMs: this.nowMs });
  }

  goOn({ passedMs, does }: Steps[number]): void {
    this.pass(passedMs);
    this.payLate();
    if ("refunds" in does) this.refund(does.refunds);
    else if ("fails" in does) this.refundFails(does.fails);
    else if ("ends" in does) this.end();
    else this.buy(SOLD[does.buys] as Plan, does.late);
  }

  /** An operator ends all that there is: no money moves. */
  end(): void {
    this.account.see({ endsPrepaid: true }, this.nowMs);
    expect(ahead(this.account.record.purchases, this.nowMs)).toEqual([]);
    this.ended = this.account.record.purchases.map(({ orderNo }) => orderNo);
  }

  /** A refund that was on its way comes back. */
  refundFails(pick: number): void {
    const order = this.orders[pick % Math.max(1, this.orders.length)];
    if (order?.standing !== "taken") return;
    Object.assign(order, { standing: "good", standingSinceMs: this.nowMs });
    this.account.see({ orders: [{ ...order }] }, this.nowMs);
  }

  refund(pick: number): void {
    const order = this.orders[pick % Math.max(1, this.orders.length)];
    if (!order || order.standing === "taken") return;
    Object.assign(order, { standing: "taken", standingSinceMs: this.nowMs });
    this.account.see({ orders: [{ ...order }] }, this.nowMs);
  }
}

/** What an operator ended has no time ever after, whatever becomes of its money. */
function assertEnded({ account, ended, nowMs }: Customer): void {
  const { purchases } = account.record;
  for (const { orderNo, endMs } of ahead(purchases, nowMs))
    expect(ended, `${orderNo} until ${endMs}`).not.toContain(orderNo);
}

function assertSound({ account, orders, nowMs }: Customer): void {
  const { record } = account;
  const refused = record.refusedOrders.map(({ orderNo }) => orderNo);
  const kept = record.purchases.map(({ orderNo }) => orderNo);
  // Every paid order is honoured or goes back, never both.
  expect([...refused, ...kept].sort()).toEqual(orders.map(({ orderNo }) => orderNo).sort());
  const time = ahead(record.purchases, nowMs)
    .filter(({ endMs, buys }) => endMs !== null && buys.kind !== "rest")
    .sort((a, b) => a.startMs - b.startMs);
  for (const [at, { startMs }] of time.entries()) {
    const before = time[at - 1];
    // No moment is paid twice, and none is left out between two that are paid.
    if (before) expect(startMs).toBe(before.endMs);
    else expect(startMs).toBeLessThanOrEqual(nowMs);
  }
  const live = ahead(record.purchases, nowMs);
  const best = Math.max(
    0,
    ...live.filter(({ startMs }) => startMs <= nowMs).map(({ terms }) => terms.rank),
  );
  expect(record.terms?.rank ?? 0).toBe(best);
  for (const plan of SOLD) expect(actionOf(record, plan, nowMs).reason).toBeTruthy();
}

test(
  "paid time is used once, without gaps, at the highest plan that is paid",
  () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const customer = new Customer();
        for (const step of steps) {
          customer.goOn(step);
          assertSound(customer);
        }
        for (const times of customer.account.grants.values()) expect(times).toBe(1);
      }),
      { numRuns: 500 },
    );
  },
  TIMEOUT_MS,
);

test(
  "so it is when refunds fail after further purchases",
  () => {
    fc.assert(
      fc.property(withFailures, (steps) => {
        const customer = new Customer();
        for (const step of steps) {
          customer.goOn(step);
          assertSound(customer);
        }
        for (const times of customer.account.grants.values()) expect(times).toBe(1);
      }),
      { numRuns: 1_000, examples: FOUND },
    );
  },
  TIMEOUT_MS,
);

test(
  "when every order is refunded nothing is left, and nothing stands granted",
  () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const customer = new Customer();
        for (const { passedMs, does } of steps) {
          customer.pass(passedMs);
          if ("buys" in does) customer.buy(SOLD[does.buys] as Plan, false);
          if ("ends" in does) customer.end();
        }
        for (const at of customer.orders.keys()) customer.refund(at);
        expect(customer.account.record.terms).toBeNull();
        expect([...customer.account.worth.values()].filter((worth) => worth !== "taken")).toEqual(
          [],
        );
      }),
      { numRuns: 300 },
    );
  },
  TIMEOUT_MS,
);

test(
  "what an operator ended has no time any more, also when a refund fails",
  () => {
    fc.assert(
      fc.property(withFailures, (steps) => {
        const customer = new Customer();
        for (const step of steps) {
          customer.goOn(step);
          assertEnded(customer);
        }
      }),
      { numRuns: 500, examples: FOUND },
    );
  },
  TIMEOUT_MS,
);
