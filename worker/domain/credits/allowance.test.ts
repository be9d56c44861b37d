import { beforeEach, describe, expect, test } from "vitest";
import { perform } from "../ledger/perform.ts";
import { MemoryStore } from "../ledger/testing/memory.ts";
import type { CreditRules, HeldPlan } from "./allowance.ts";
import { allocateMonthlyCredits } from "./grant.ts";
import { MemoryMarks } from "./testing/marks.ts";
import { TERMS } from "./testing/plans.ts";
import { withVersion } from "./version.ts";

const at = (text: string): number => Date.parse(text);
const DEC_5 = at("2026-12-05T04:00:00Z");
const DEC_20 = at("2026-12-20T04:00:00Z");
const JAN_2 = at("2027-01-02T04:00:00Z");

const RULES: CreditRules = {
  mode: "calendar",
  timeZone: "Asia/Shanghai",
  versions: { current: "v2", switches: [] },
  free: TERMS.free,
};

const holding = (planId: keyof typeof TERMS, startedMs = DEC_5): HeldPlan => ({
  terms: TERMS[planId],
  startedMs,
  endsAtMs: null,
  isPastDue: false,
});

let store = new MemoryStore();
let marks = new MemoryMarks();
beforeEach(() => {
  store = new MemoryStore();
  marks = new MemoryMarks();
});

/** Units that the touch granted. */
const touch = (held: HeldPlan | null, nowMs: number, rules: Partial<CreditRules> = {}): number =>
  allocateMonthlyCredits(store, marks, held, { ...RULES, ...rules }, nowMs)?.due ?? 0;
const available = () => store.counters("credits").available;

describe("a change of plan within a period grants only what the new allowance exceeds", () => {
  test("free to pro 95 more, monthly to yearly 50 more", () => {
    expect(touch(null, DEC_5)).toBe(5);
    expect(touch(holding("pro_monthly"), DEC_5)).toBe(95);
    expect(touch(holding("pro_yearly"), DEC_20)).toBe(50);
    expect(available()).toBe(150);
  });

  test("toggling, cancelling and subscribing again give nothing more", () => {
    const given = [
      holding("pro_monthly"),
      null,
      holding("pro_monthly", DEC_20),
      holding("pro_yearly", DEC_20),
      holding("pro_monthly", DEC_20),
      null,
      holding("pro_yearly", DEC_20),
    ].map((held) => touch(held, DEC_20));
    expect(given).toEqual([100, 0, 0, 50, 0, 0, 0]);
  });

  test("what was spent does not come back", () => {
    touch(holding("pro_monthly"), DEC_5);
    perform(store, "deduct", { key: "d", reference: "", asset: "credits", amount: 100 }, DEC_5);
    expect(touch(null, DEC_5)).toBe(0);
    expect(touch(holding("pro_monthly"), DEC_20)).toBe(0);
    expect(available()).toBe(0);
  });
});

describe("a month's turn", () => {
  test("ends the old lot and grants the new one", () => {
    touch(holding("pro_monthly"), DEC_5);
    expect(touch(holding("pro_monthly"), JAN_2)).toBe(100);
    expect(store.counters("credits")).toMatchObject({ available: 100, expired: 100 });
  });

  test("ten years of absence are one allowance", () => {
    touch(holding("pro_monthly"), DEC_5);
    expect(touch(holding("pro_monthly"), at("2036-12-05T04:00:00Z"))).toBe(100);
    expect(available()).toBe(100);
  });
});

describe("a plan that gives once", () => {
  test("gives once for ever, without end, whatever happens between", () => {
    expect(touch(null, DEC_5)).toBe(5);
    expect(touch(holding("lifetime"), DEC_5)).toBe(500);
    for (const nowMs of [DEC_20, JAN_2, at("2030-06-01T00:00:00Z")])
      expect(touch(holding("lifetime", nowMs), nowMs)).toBe(0);
    expect(store.lot("credits:once:lifetime:500")?.expiresAtMs).toBeNull();
    expect(available()).toBe(500);
  });

  test("not again after a switch to the system that gives more", () => {
    touch(holding("lifetime"), DEC_5);
    const versions = { current: "v1" as const, switches: withVersion([], "v2", DEC_5) };
    const switched = { ...versions, switches: withVersion(versions.switches, "v1", DEC_20) };
    expect(touch(holding("lifetime"), JAN_2, { versions: switched })).toBe(0);
  });
});

describe("a switch of version", () => {
  const versions = (...switched: ["v1" | "v2", number][]) => ({
    current: switched.at(-1)?.[0] ?? ("v2" as const),
    switches: switched.reduce<ReturnType<typeof withVersion>>(
      (known, [to, atMs]) => withVersion(known, to, atMs),
      [],
    ),
  });

  test("holds for allowances from the next period on, seen before or not", () => {
    const switched = versions(["v2", DEC_5], ["v1", DEC_20]);
    expect(touch(null, DEC_20, { versions: switched })).toBe(5);
    expect(touch(null, JAN_2, { versions: switched })).toBe(10);
  });

  test("there and back within a period gives nothing more", () => {
    touch(holding("pro_monthly"), DEC_5);
    const switched = versions(["v2", 0], ["v1", DEC_5], ["v2", DEC_20], ["v1", DEC_20]);
    expect(touch(holding("pro_monthly"), DEC_20, { versions: switched })).toBe(0);
  });
});

describe("by days left", () => {
  const mode = { mode: "calendar-prorated" as const };
  test("the first month is a share, the next one whole", () => {
    expect(touch(holding("pro_monthly", DEC_20), DEC_20, mode)).toBe(39);
    expect(touch(holding("pro_monthly", DEC_20), JAN_2, mode)).toBe(100);
  });
  test("the free plan, which nobody starts, is whole", () => {
    expect(touch(null, DEC_20, mode)).toBe(5);
  });
});

describe("by anniversary", () => {
  const mode = { mode: "anniversary" as const };
  test("what still runs of the calendar's month goes off the plan's first month until it ends", () => {
    expect(touch(null, DEC_5, mode)).toBe(5);
    expect(touch(holding("pro_monthly", DEC_20), DEC_20, mode)).toBe(95);
    expect(touch(holding("pro_monthly", DEC_20), JAN_2, mode)).toBe(5);
    expect(available()).toBe(100);
  });

  test("a plan begun anew every day gives one allowance at a time", () => {
    for (let day = 0; day < 60; day++) {
      const nowMs = DEC_20 + day * 86_400_000;
      touch(holding("pro_monthly", nowMs), nowMs, mode);
      expect(available()).toBeLessThanOrEqual(100);
    }
    expect(-store.counters("credits").issued).toBeLessThanOrEqual(200);
  });
});

describe("a plan that ended", () => {
  const ended = { ...holding("pro_monthly"), endsAtMs: DEC_20 };
  test("is the free one", () => expect(touch(ended, DEC_20)).toBe(5));
  test("gives nothing while it is past due, and all of it once when it recovers", () => {
    expect(touch({ ...ended, isPastDue: true }, JAN_2)).toBe(0);
    expect(touch(holding("pro_monthly"), JAN_2)).toBe(100);
    expect(touch(holding("pro_monthly"), JAN_2)).toBe(0);
  });
});

test("without a free plan there is nothing to give, and nothing is written", () => {
  expect(touch(null, DEC_5, { free: null })).toBe(0);
  expect(store.transactions).toEqual([]);
});

test("an allowance of nothing writes nothing", () => {
  const free = { ...TERMS.free, allowance: { v1: 0, v2: 0 } };
  expect(touch(null, DEC_5, { free })).toBe(0);
  expect([store.transactions, marks.all()]).toEqual([[], []]);
});

test("bought units are spent after the plan's, whatever came first, and what ends first before both", () => {
  const grant = (key: string, source: string, expiresAtMs: number | null) =>
    perform(
      store,
      "grant",
      { key, reference: "", asset: "credits", amount: 10, source, expiresAtMs, detail: {} },
      DEC_5,
    );
  grant("bought", "order", null);
  grant("a-gift", "gift", DEC_20);
  touch(holding("lifetime"), DEC_5);
  touch(null, DEC_5);
  expect(store.spendable("credits", DEC_5).map(({ id }) => id)).toEqual([
    "a-gift",
    "credits:2026-12:5",
    "credits:once:lifetime:500",
    "bought",
  ]);
});
