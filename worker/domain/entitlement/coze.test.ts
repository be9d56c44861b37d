import * as fc from "fast-check";
import { expect, test } from "vitest";
import { extend, isRunning, remainingDays } from "./coze.ts";

const NOW = Date.UTC(2026, 10, 20);
const DAY = 86_400_000;
const PRO = { name: "专业版", days: 30 };

test("a first package runs from now", () => {
  expect(extend(null, PRO, NOW)).toEqual({ name: "专业版", expiresAtMs: NOW + 30 * DAY });
});

test("buying again extends from the current end", () => {
  const running = { name: "体验版", expiresAtMs: NOW + 3 * DAY };
  expect(extend(running, PRO, NOW)).toEqual({ name: "专业版", expiresAtMs: NOW + 33 * DAY });
});

test("a package that ended does not eat into the new one", () => {
  const ended = { name: "体验版", expiresAtMs: NOW - 3 * DAY };
  expect(extend(ended, PRO, NOW).expiresAtMs).toBe(NOW + 30 * DAY);
});

test("no sequence of purchases loses a day that was sold", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 }),
      (days) => {
        const total = days.reduce((sum, each) => sum + each, 0);
        let coze = null as ReturnType<typeof extend> | null;
        for (const each of days) coze = extend(coze, { name: "x", days: each }, NOW);
        expect(coze?.expiresAtMs).toBe(NOW + total * DAY);
      },
    ),
  );
});

test.each([
  [30 * DAY, 30],
  [30 * DAY - 1, 30],
  [1, 1],
  [0, 0],
  [-DAY, 0],
])("%i ms before the end reads %i days", (left, days) => {
  expect(remainingDays({ name: "x", expiresAtMs: NOW + left }, NOW)).toBe(days);
});

test("a package ends at its end", () => {
  expect(isRunning({ name: "x", expiresAtMs: NOW }, NOW)).toBe(false);
  expect(isRunning({ name: "x", expiresAtMs: NOW + 1 }, NOW)).toBe(true);
  expect(isRunning(null, NOW)).toBe(false);
});
