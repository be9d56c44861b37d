import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sum } from "../ledger/assets.ts";
import { type Lot, PLAN_SOURCE } from "../ledger/lot.ts";
import { perform } from "../ledger/perform.ts";
import { MemoryStore } from "../ledger/testing/memory.ts";
import type { CreditRules, CreditTerms, HeldPlan } from "./allowance.ts";
import { allocateMonthlyCredits } from "./grant.ts";
import { PERIOD_MODES } from "./period.ts";
import { MemoryMarks } from "./testing/marks.ts";
import { TERMS } from "./testing/plans.ts";
import { withVersion } from "./version.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 20);
const TIMEOUT_MS = 120_000;

/** A new seed each run; fast-check prints the one that failed, and the shortest history that does. */
const RUNS = 2_000;

const ZONES = Intl.supportedValuesOf("timeZone");

const plan = fc.oneof(
  fc.constantFrom(...Object.values(TERMS)),
  fc.record({
    planId: fc.constantFrom("a", "b"),
    creditRule: fc.constantFrom("monthly" as const, "once" as const),
    allowance: fc.record({ v1: fc.nat(1_000), v2: fc.nat(1_000) }),
  }),
);

const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ touches: fc.constant(true) }) },
  { weight: 2, arbitrary: fc.record({ takes: plan, endsAfterDays: fc.option(fc.nat(400)) }) },
  { weight: 1, arbitrary: fc.record({ cancels: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ spends: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 1, arbitrary: fc.record({ buys: fc.constantFrom(100, 500) }) },
  { weight: 1, arbitrary: fc.record({ sets: fc.constantFrom("v1" as const, "v2" as const) }) },
);

const step = fc.record({
  // Within the hour, within the month, over many months; and clocks that jump back.
  passedMs: fc.oneof(
    fc.nat(HOUR),
    fc.nat(40 * DAY),
    { weight: 1, arbitrary: fc.nat(400 * DAY) },
    { weight: 1, arbitrary: fc.integer({ min: -3 * DAY, max: 0 }) },
  ),
  act,
});

const setting = {
  mode: fc.constantFrom(...PERIOD_MODES),
  timeZone: fc.constantFrom(...ZONES),
};

/** A customer's ten years, with what every touch may have given at most. */
class Life {
  readonly store = new MemoryStore();
  readonly marks = new MemoryMarks();
  readonly allowed = new Map<string, number>();
  readonly bought = new Map<string, Lot>();
  rules: CreditRules;
  held: HeldPlan | null = null;
  clockMs = START;
  #ordinal = 0;

  constructor(mode: CreditRules["mode"], timeZone: string) {
    const versions = { current: "v2" as const, switches: withVersion([], "v2", START) };
    this.rules = { mode, timeZone, versions, free: TERMS.free };
  }

  live({ passedMs, act }: { passedMs: number; act: Record<string, unknown> }): void {
    this.clockMs += passedMs;
    if (act.takes) {
      const days = act.endsAfterDays as number | null;
      this.held = {
        terms: act.takes as CreditTerms,
        startedMs: this.clockMs,
        endsAtMs: days === null ? null : this.clockMs + days * DAY,
        isPastDue: false,
      };
    }
    if ("cancels" in act)
      this.held = this.held && act.cancels ? { ...this.held, endsAtMs: this.clockMs } : null;
    if (act.sets) this.#set(act.sets as "v1" | "v2");
    if (act.buys) this.#buy(act.buys as number);
    this.touch();
    if (act.spends) this.#spend(act.spends as number);
  }

  touch(): void {
    const before = this.marks.all();
    const outcome = allocateMonthlyCredits(
      this.store,
      this.marks,
      this.held,
      this.rules,
      this.clockMs,
    );
    for (const mark of before)
      expect(this.marks.mark(mark.period)?.granted).toBeGreaterThanOrEqual(mark.granted);
    if (!outcome) return;
    const name = outcome.period.name;
    const whole = this.#terms(outcome.planId).allowance[outcome.version];
    this.allowed.set(name, Math.max(this.allowed.get(name) ?? 0, whole));
  }

  #terms(planId: string): CreditTerms {
    const inHand = this.held?.terms;
    return inHand?.planId === planId ? inHand : TERMS.free;
  }

  #set(to: "v1" | "v2"): void {
    const { switches } = this.rules.versions;
    const versions = { current: to, switches: withVersion(switches, to, this.clockMs) };
    this.rules = { ...this.rules, versions };
  }

  #buy(amount: number): void {
    const key = `order:${this.#ordinal++}`;
    const request = { key, reference: key, asset: "credits" as const, amount };
    const lot = { ...request, source: "order", expiresAtMs: null, detail: {} };
    perform(this.store, "grant", lot, this.clockMs);
    this.bought.set(key, structuredClone(this.store.lot(key) as Lot));
  }

  /** Bought units are touched by spending alone, and only when no plan's are left. */
  #spend(amount: number): void {
    const key = `api:${this.#ordinal++}`;
    const request = { key, reference: key, asset: "credits" as const, amount };
    if (!perform(this.store, "deduct", request, this.clockMs).ok) return;
    const nowMs = this.store.lastAtMs();
    const left = this.store.spendable("credits", nowMs).filter(isPlans);
    for (const [id, before] of this.bought) {
      const { remaining, ...rest } = this.store.lot(id) as Lot;
      if (remaining !== before.remaining) expect(left).toEqual([]);
      this.bought.set(id, { ...rest, remaining });
    }
  }
}

const isPlans = ({ source }: Lot): boolean => source === PLAN_SOURCE;

test(
  "no period grants more than its largest allowance, once is once, and what was bought is only spent",
  () => {
    fc.assert(
      fc.property(
        setting.mode,
        setting.timeZone,
        fc.array(step, { minLength: 1, maxLength: 60 }),
        (mode, timeZone, steps) => {
          const life = new Life(mode, timeZone);
          for (const each of steps) {
            if (life.clockMs > START + 3_653 * DAY) break;
            const bought = structuredClone([...life.bought]);
            life.live(each);
            if (!("spends" in each.act))
              for (const [id, lot] of bought) expect(life.store.lot(id)).toEqual(lot);
            assertWithinAllowances(life);
          }
          assertBooksClose(life);
        },
      ),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);

function assertWithinAllowances({ store, marks, allowed }: Life): void {
  const granted = new Map<string, number>();
  for (const { key, detail } of store.transactions) {
    const lot = store.lot(key);
    if (!lot || !isPlans(lot)) continue;
    const period = String(detail.period);
    granted.set(period, (granted.get(period) ?? 0) + lot.granted);
    if (lot.expiresAtMs === null) expect(key).toBe(`credits:${period}:${lot.granted}`);
  }
  for (const [period, units] of granted) {
    expect(units).toBeLessThanOrEqual(allowed.get(period) ?? 0);
    expect(marks.mark(period)?.granted).toBe(units);
  }
  const monthly = [...store.lots.values()].filter(
    (lot) => isPlans(lot) && lot.expiresAtMs !== null,
  );
  const running = monthly.filter((lot) => (lot.expiresAtMs as number) > store.lastAtMs());
  expect(sum(running.map((lot) => lot.granted))).toBeLessThanOrEqual(
    Math.max(0, ...allowed.values()),
  );
  const once = [...store.lots.values()].filter((lot) => isPlans(lot) && lot.expiresAtMs === null);
  const plans = new Set(once.map(({ id }) => id.split(":")[2]));
  expect(once.length).toBe(plans.size);
}

function assertBooksClose({ store }: Life): void {
  for (const { entries } of store.transactions) expect(sum(entries.map((e) => e.amount))).toBe(0);
}

test(
  "settings that change at any time give no more than one allowance at a time",
  () => {
    const change = fc.record({ passedMs: fc.nat(20 * DAY), takes: fc.option(plan), ...setting });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), (changes) => {
        const life = new Life("calendar", "Asia/Shanghai");
        for (const { passedMs, takes, mode, timeZone } of changes) {
          life.rules = { ...life.rules, mode, timeZone };
          life.live({ passedMs, act: { takes, endsAfterDays: null } });
          const running = [...life.store.lots.values()].filter(
            (lot) => (lot.expiresAtMs ?? 0) > life.store.lastAtMs(),
          );
          expect(sum(running.map((lot) => lot.granted))).toBeLessThanOrEqual(
            Math.max(0, ...life.allowed.values()),
          );
        }
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);
