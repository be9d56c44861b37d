import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sum } from "../ledger/assets.ts";
import { perform } from "../ledger/perform.ts";
import { MemoryStore } from "../ledger/testing/memory.ts";
import { type CreditRules, type HeldPlan, type Mark, netOf } from "./allowance.ts";
import { givePlanCreditsBack } from "./give-back.ts";
import { allocateMonthlyCredits } from "./grant.ts";
import { takePlanCredits } from "./take-back.ts";
import { MemoryMarks } from "./testing/marks.ts";
import { TERMS } from "./testing/plans.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 20);

const RULES: CreditRules = {
  mode: "calendar",
  timeZone: "Asia/Shanghai",
  versions: { current: "v2", switches: [] },
  free: TERMS.free,
};

const step = fc.record({
  passedMs: fc.oneof(fc.nat(DAY), fc.nat(20 * DAY)),
  act: fc.oneof(
    fc.record({ buys: fc.constantFrom(...(Object.keys(TERMS) as (keyof typeof TERMS)[])) }),
    fc.record({ spends: fc.integer({ min: 1, max: 300 }) }),
    fc.record({ returns: fc.nat(600) }),
    fc.record({ fails: fc.nat(600) }),
  ),
});

/** What a customer does who buys plans, spends, and gets money back, over and over. */
class Life {
  readonly store = new MemoryStore();
  readonly marks = new MemoryMarks();
  /** The most of each period so far. */
  readonly most = new Map<string, number>();
  clockMs = START;
  held: HeldPlan | null = null;
  #ordinal = 0;

  live({ passedMs, act }: { passedMs: number; act: Record<string, unknown> }): void {
    this.clockMs += passedMs;
    const { buys, spends, returns, fails } = act as {
      buys?: keyof typeof TERMS;
      spends?: number;
      returns?: number;
      fails?: number;
    };
    const key = `act:${this.#ordinal++}`;
    if (buys)
      this.held = {
        ...{ terms: TERMS[buys], startedMs: this.clockMs, endsAtMs: null, isPastDue: false },
      };
    if (spends) {
      const request = { key, reference: key, asset: "credits" as const, amount: spends };
      perform(this.store, "deduct", request, this.clockMs);
    }
    if (returns !== undefined) this.#takeBack(key, returns);
    if (fails !== undefined) this.#giveBack(fails);
    allocateMonthlyCredits(this.store, this.marks, this.held, RULES, this.clockMs);
    for (const mark of this.marks.all())
      this.most.set(mark.period, Math.max(this.most.get(mark.period) ?? 0, netOf(mark)));
  }

  /** A refund failed: nobody has more than before it, nor more than is due to them, and twice is once. */
  #giveBack(entitled: number): void {
    const most = ({ period }: Mark) => this.most.get(period) ?? 0;
    const again = () =>
      givePlanCreditsBack(
        this.store,
        this.marks,
        { given: this.marks.all(), most, entitled: () => entitled, planId: "pro_monthly" },
        this.clockMs,
      );
    const before = this.marks.all();
    again();
    for (const mark of before) {
      const now = this.marks.mark(mark.period) ?? mark;
      expect(netOf(now)).toBeLessThanOrEqual(Math.max(netOf(mark), Math.min(most(mark), entitled)));
    }
    expect(again()).toBe(0);
  }

  /** What is left is either within what may be kept, or nothing; what was spent is never touched. */
  #takeBack(key: string, entitled: number): void {
    const before = this.store.counters("credits");
    const taken = takePlanCredits(
      this.store,
      this.marks,
      { key, reference: key, entitled: () => entitled },
      this.clockMs,
    );
    const after = this.store.counters("credits");
    expect(after.spent).toBe(before.spent);
    expect(before.available - after.available).toBeGreaterThanOrEqual(taken);
    expect(after.debt).toBe(before.debt);
    this.held = null;
  }
}

test("whatever is bought, spent and given back, nobody keeps more of a period than its largest allowance", () => {
  const largest = Math.max(...Object.values(TERMS).map(({ allowance }) => allowance.v2));
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const life = new Life();
      for (const each of steps) {
        const before = life.marks.all();
        life.live(each);
        for (const mark of before) {
          const now = life.marks.mark(mark.period);
          expect(now?.granted).toBeGreaterThanOrEqual(mark.granted);
          expect(now?.takenBack).toBeGreaterThanOrEqual(mark.takenBack);
        }
        for (const mark of life.marks.all()) {
          expect(netOf(mark)).toBeLessThanOrEqual(mark.endsAtMs === null ? largest : 150);
          expect(netOf(mark)).toBeGreaterThanOrEqual(0);
        }
      }
      for (const { entries } of life.store.transactions)
        expect(sum(entries.map(({ amount }) => amount))).toBe(0);
    }),
    { numRuns: 1_000 },
  );
}, 60_000);
