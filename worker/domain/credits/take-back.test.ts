import { beforeEach, describe, expect, test } from "vitest";
import { perform } from "../ledger/perform.ts";
import { MemoryStore } from "../ledger/testing/memory.ts";
import type { CreditRules, HeldPlan } from "./allowance.ts";
import { allocateMonthlyCredits } from "./grant.ts";
import { takePlanCredits } from "./take-back.ts";
import { MemoryMarks } from "./testing/marks.ts";
import { TERMS } from "./testing/plans.ts";

const DEC_5 = Date.parse("2026-12-05T04:00:00Z");

const RULES: CreditRules = {
  mode: "calendar",
  timeZone: "Asia/Shanghai",
  versions: { current: "v2", switches: [] },
  free: TERMS.free,
};

let store = new MemoryStore();
let marks = new MemoryMarks();
beforeEach(() => {
  store = new MemoryStore();
  marks = new MemoryMarks();
});

const touch = (planId: keyof typeof TERMS | null): number => {
  const terms = planId && TERMS[planId];
  const held: HeldPlan | null = terms && {
    ...{ terms, startedMs: DEC_5, endsAtMs: null, isPastDue: false },
  };
  return allocateMonthlyCredits(store, marks, held, RULES, DEC_5)?.due ?? 0;
};
const spend = (amount: number) =>
  perform(
    store,
    "deduct",
    { key: `spend:${amount}`, reference: "", asset: "credits", amount },
    DEC_5,
  );
const take = (entitled: number, key = "taken:order:1/1") =>
  takePlanCredits(store, marks, { key, reference: "1", entitled: () => entitled }, DEC_5);
const available = () => store.counters("credits").available;

describe("taking back what is left of a plan's credits", () => {
  test.each([
    { spent: 0, entitled: 5, taken: 95 },
    { spent: 3, entitled: 5, taken: 95 },
    { spent: 5, entitled: 5, taken: 95 },
    { spent: 30, entitled: 5, taken: 70 },
    { spent: 100, entitled: 5, taken: 0 },
    { spent: 30, entitled: 60, taken: 40 },
    { spent: 30, entitled: 100, taken: 0 },
  ])("of 100, $spent of them spent, leaves what $entitled allow", ({ spent, entitled, taken }) => {
    touch("pro_monthly");
    if (spent > 0) spend(spent);
    expect(take(entitled)).toBe(taken);
    expect(available()).toBe(100 - spent - taken);
  });

  test("from several lots takes each once, and a repeat nothing", () => {
    touch(null);
    touch("pro_monthly");
    touch("pro_yearly");
    spend(20);
    expect(take(100)).toBe(50);
    expect(take(100, "taken:order:1/2")).toBe(0);
    expect(available()).toBe(80);
  });

  test("leaves what was bought, and what another period gave once", () => {
    touch("pro_monthly");
    const pack = { key: "order:2", reference: "2", asset: "credits" as const, amount: 50 };
    perform(store, "grant", { ...pack, source: "order", expiresAtMs: null, detail: {} }, DEC_5);
    expect(take(0)).toBe(100);
    expect(available()).toBe(50);
  });
});

describe("what was taken back", () => {
  test("is given again when it is paid again, and never more than the allowance in all", () => {
    touch("pro_monthly");
    spend(30);
    take(5);
    expect(touch(null)).toBe(0);
    expect(touch("pro_monthly")).toBe(70);
    expect(touch("pro_monthly")).toBe(0);
    expect(available()).toBe(70);
    expect(marks.all()).toMatchObject([{ granted: 170, takenBack: 70 }]);
  });

  test("of a plan for ever is given again too; without taking back it is given once", () => {
    expect(touch("lifetime")).toBe(500);
    spend(100);
    expect(touch("lifetime")).toBe(0);
    expect(take(0)).toBe(400);
    expect(touch("lifetime")).toBe(400);
  });
});
