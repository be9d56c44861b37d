import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DaySale, daysOf, heldOf, type Stretch, withoutAhead, withSale } from "./stretch.ts";

const NOW = Date.UTC(2026, 10, 20);
const DAY = 86_400_000;
const PRO = { name: "专业版", days: 30 };
const TRIAL = { name: "体验版", days: 7 };
const HIGH = { name: "旗舰版", names: { en: "Ultimate" }, days: 10, tier: 2 };

/** What the customer has after one more sale. */
const buy = (stretches: Stretch[], sale: DaySale, nowMs = NOW) =>
  withSale(stretches, `order:${stretches.length}`, sale, nowMs);

test("a first package runs from now", () => {
  expect(heldOf(buy([], PRO), NOW)).toEqual({
    name: "专业版",
    expiresAtMs: NOW + 30 * DAY,
    next: [],
  });
});

test("buying again extends from the current end", () => {
  const running = buy([], TRIAL, NOW - 4 * DAY);
  expect(heldOf(buy(running, PRO), NOW)).toEqual({
    name: "体验版",
    expiresAtMs: NOW + 33 * DAY,
    next: [{ name: "专业版", startsAtMs: NOW + 3 * DAY, expiresAtMs: NOW + 33 * DAY }],
  });
});

test("a higher tier starts now, and what it displaces goes on afterwards with all that was left of it", () => {
  const running = buy([], TRIAL, NOW - 4 * DAY);
  expect(heldOf(buy(running, HIGH), NOW)).toEqual({
    name: "旗舰版",
    names: { en: "Ultimate" },
    expiresAtMs: NOW + 13 * DAY,
    next: [{ name: "体验版", startsAtMs: NOW + 10 * DAY, expiresAtMs: NOW + 13 * DAY }],
  });
});

test("a lower tier waits, however often the higher one is extended", () => {
  const both = buy(buy([], HIGH), TRIAL);
  expect(heldOf(buy(both, HIGH), NOW)).toMatchObject({
    name: "旗舰版",
    next: [{ name: "体验版", startsAtMs: NOW + 20 * DAY, expiresAtMs: NOW + 27 * DAY }],
  });
});

test("what was displaced runs again at once when the higher one is taken back", () => {
  const both = buy(buy([], TRIAL, NOW - 4 * DAY), HIGH);
  const { stretches } = withoutAhead(both, "order:1", NOW + DAY);
  expect(heldOf(stretches, NOW + DAY)).toEqual({
    name: "体验版",
    expiresAtMs: NOW + 4 * DAY,
    next: [],
  });
});

test("a package that ended does not eat into the new one", () => {
  const ended = buy([], TRIAL, NOW - 10 * DAY);
  expect(heldOf(buy(ended, PRO), NOW)?.expiresAtMs).toBe(NOW + 30 * DAY);
});

test("no sequence of purchases loses a day that was sold", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 }),
      (days) => {
        const total = days.reduce((sum, each) => sum + each, 0);
        let stretches: Stretch[] = [];
        for (const each of days) stretches = buy(stretches, { name: "x", days: each });
        expect(heldOf(stretches, NOW)?.expiresAtMs).toBe(NOW + total * DAY);
      },
    ),
  );
});

test("what is taken back ends now, and what follows moves up", () => {
  const both = buy(buy([], PRO), TRIAL);
  const { takenMs, ended, stretches } = withoutAhead(both, "order:0", NOW + 12 * DAY);
  expect(takenMs).toBe(18 * DAY);
  expect(ended).toMatchObject({ startsAtMs: NOW, expiresAtMs: NOW + 12 * DAY });
  expect(stretches).toMatchObject([
    { name: "体验版", startsAtMs: NOW + 12 * DAY, expiresAtMs: NOW + 19 * DAY },
  ]);
});

test("nothing of an unknown grant is taken back", () => {
  const stretches = buy([], PRO);
  expect(withoutAhead(stretches, "order:unknown", NOW)).toEqual({
    takenMs: 0,
    ended: null,
    stretches,
  });
});

test.each([
  [30 * DAY, 30],
  [30 * DAY - 1, 30],
  [1, 1],
  [0, 0],
  [-DAY, 0],
])("%i ms before the end reads %i days", (left, days) => {
  expect(daysOf(left)).toBe(days);
});

describe("a package ends at its end", () => {
  const stretches = buy([], PRO);
  test.each([
    [1, true],
    [0, false],
  ])("%i ms before it: %s", (leftMs, runs) => {
    expect(heldOf(stretches, NOW + 30 * DAY - leftMs) !== null).toBe(runs);
  });
});
