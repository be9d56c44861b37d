import * as fc from "fast-check";
import { expect, test } from "vitest";
import { aheadMs, endOf, type Stretch, withoutAhead, withSale } from "./stretch.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TIMEOUT_MS = 60_000;
const START = Date.UTC(2026, 10, 20);

/** A purchase, or the refund of one of those so far, some time after the step before. */
const step = fc.record({
  passedMs: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 20 * DAY }),
    fc.integer({ min: 1, max: 40 }).map((days) => days * DAY),
  ),
  does: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ days: fc.integer({ min: 1, max: 30 }), tier: fc.nat(3) }),
    },
    { weight: 1, arbitrary: fc.record({ refunds: fc.nat(9) }) },
  ),
});

interface Order {
  source: string;
  name: string;
  tier: number;
  soldMs: number;
  usedMs: number;
  takenMs: number;
}

/** Keeps the rows as the account does, and watches whose days each moment uses. */
class Watched {
  readonly rows = new Map<string, Stretch>();
  readonly orders: Order[] = [];
  nowMs = START;

  pass(passedMs: number): void {
    const untilMs = this.nowMs + passedMs;
    const total = this.totalMs();
    let used = 0;
    for (const order of this.orders) {
      const { startsAtMs, expiresAtMs } = this.rows.get(order.source) as Stretch;
      const own = Math.min(expiresAtMs, untilMs) - Math.max(startsAtMs, this.nowMs);
      order.usedMs += Math.max(0, own);
      used += Math.max(0, own);
    }
    // One at a time, and no moment without while there is anything left.
    expect(used).toBe(Math.min(passedMs, total));
    this.nowMs = untilMs;
  }

  buy(days: number, tier: number): void {
    const order = { source: `order:${this.orders.length}`, name: `tier ${tier}`, tier };
    this.orders.push({ ...order, soldMs: days * DAY, usedMs: 0, takenMs: 0 });
    const { source, name } = order;
    this.#keep(withSale(this.live(), source, { name, days, tier }, this.nowMs));
  }

  refund(pick: number): void {
    const order = this.orders[pick % Math.max(1, this.orders.length)];
    if (!order) return;
    const { takenMs, ended, stretches } = withoutAhead(this.live(), order.source, this.nowMs);
    order.takenMs += takenMs;
    this.#keep([...(ended ? [ended] : []), ...stretches]);
  }

  live = (): Stretch[] =>
    [...this.rows.values()]
      .filter(({ expiresAtMs }) => expiresAtMs > this.nowMs)
      .sort((a, b) => a.startsAtMs - b.startsAtMs);

  totalMs = (): number =>
    this.live().reduce((total, stretch) => total + aheadMs(stretch, this.nowMs), 0);

  #keep(stretches: Stretch[]): void {
    for (const stretch of stretches) this.rows.set(stretch.source, stretch);
  }
}

function run(steps: (typeof step extends fc.Arbitrary<infer T> ? T : never)[]): Watched {
  const watched = new Watched();
  for (const { passedMs, does } of steps) {
    watched.pass(passedMs);
    if ("refunds" in does) watched.refund(does.refunds);
    else watched.buy(does.days, does.tier);
    assertInOrder(watched);
  }
  return watched;
}

const histories = fc.array(step, { minLength: 1, maxLength: 25, size: "max" });

test(
  "each order's days are used once, as what was sold, or taken back",
  () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const watched = run(steps);
        for (const { source, name, tier, soldMs, usedMs, takenMs } of watched.orders) {
          const row = watched.rows.get(source) as Stretch;
          expect(usedMs + takenMs + aheadMs(row, watched.nowMs)).toBe(soldMs);
          expect(row).toMatchObject({ name, tier });
        }
        const left = watched.totalMs();
        expect(endOf(watched.live(), watched.nowMs)).toBe(watched.nowMs + left);
        watched.pass(left);
        expect(watched.live()).toEqual([]);
        for (const { soldMs, usedMs, takenMs } of watched.orders)
          expect(usedMs + takenMs).toBe(soldMs);
      }),
      { numRuns: 1_000 },
    );
  },
  TIMEOUT_MS,
);

test(
  "refunding every order leaves nothing, and takes nothing that was used",
  () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const watched = run(steps);
        for (const at of watched.orders.keys()) watched.refund(at);
        expect(watched.live()).toEqual([]);
        for (const { soldMs, usedMs, takenMs } of watched.orders)
          expect(usedMs + takenMs).toBe(soldMs);
      }),
      { numRuns: 500 },
    );
  },
  TIMEOUT_MS,
);

/** The highest tier first, within a tier the order that was bought first, end to end from now. */
function assertInOrder({ live, orders, nowMs }: Watched): void {
  const list = live();
  const position = (stretch: Stretch) =>
    orders.findIndex(({ source }) => source === stretch.source);
  for (const [at, stretch] of list.entries()) {
    const before = list[at - 1];
    if (!before) expect(stretch.startsAtMs).toBeLessThanOrEqual(nowMs);
    else {
      expect(stretch.startsAtMs).toBe(before.expiresAtMs);
      expect(before.tier).toBeGreaterThanOrEqual(stretch.tier);
      if (before.tier === stretch.tier) expect(position(before)).toBeLessThan(position(stretch));
    }
  }
}
