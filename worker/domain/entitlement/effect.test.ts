import { expect, test } from "vitest";
import { effectOf } from "./effect.ts";
import { type DaySale, type Stretch, withSale } from "./stretch.ts";

const NOW = Date.UTC(2026, 10, 20);
const DAY = 86_400_000;
const TRIAL = { name: "Trial", days: 7, tier: 0 };
const BASIC = { name: "Basic", days: 30, tier: 1 };
const PRO = { name: "Pro", days: 60, tier: 2 };

/** Bought one after the other three days ago. */
const held = (...sales: DaySale[]) =>
  sales.reduce<Stretch[]>(
    (stretches, sale, at) => withSale(stretches, `order:${at}`, sale, NOW - 3 * DAY),
    [],
  );

test("nothing is said where nothing runs", () => {
  expect(effectOf([], PRO, NOW)).toBeNull();
  expect(effectOf(held(TRIAL), PRO, NOW + 30 * DAY)).toBeNull();
});

test("the same package extends what runs, and moves what follows", () => {
  expect(effectOf(held(PRO, TRIAL), PRO, NOW)).toEqual({
    effect: "extends",
    startsAtMs: NOW + 57 * DAY,
    expiresAtMs: NOW + 117 * DAY,
    after: { name: "Pro" },
    delayed: [{ name: "Trial", startsAtMs: NOW + 117 * DAY, expiresAtMs: NOW + 124 * DAY }],
    allExpireAtMs: NOW + 124 * DAY,
  });
});

test("a higher one starts now and displaces what runs", () => {
  expect(effectOf(held(TRIAL), PRO, NOW)).toEqual({
    effect: "starts-now-displaces",
    startsAtMs: NOW,
    expiresAtMs: NOW + 60 * DAY,
    after: null,
    delayed: [{ name: "Trial", startsAtMs: NOW + 60 * DAY, expiresAtMs: NOW + 64 * DAY }],
    allExpireAtMs: NOW + 64 * DAY,
  });
});

test("a lower one follows, before what is lower still", () => {
  expect(effectOf(held(PRO, TRIAL), BASIC, NOW)).toMatchObject({
    effect: "follows-after",
    startsAtMs: NOW + 57 * DAY,
    after: { name: "Pro" },
    delayed: [{ name: "Trial", startsAtMs: NOW + 87 * DAY }],
  });
});

test("a package whose tier was raised meanwhile extends what was sold of it with the lower one", () => {
  const raised = { ...BASIC, tier: 2 };
  expect(effectOf(held(PRO, raised), BASIC, NOW)).toMatchObject({
    effect: "extends",
    after: { name: "Basic" },
  });
});

test("another package of the same tier follows too", () => {
  const other = { ...PRO, name: "Annual" };
  expect(effectOf(held(PRO), other, NOW)).toMatchObject({
    effect: "follows-after",
    after: { name: "Pro" },
    delayed: [],
  });
});
