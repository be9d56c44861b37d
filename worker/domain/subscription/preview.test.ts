import { describe, expect, test } from "vitest";
import type { Plan } from "../plan/plan.ts";
import { previewOf } from "./preview.ts";
import { change, of } from "./testing/cases.ts";
import { DAY, PLANS, setting, T0, T1 } from "./testing/make.ts";

describe("a preview", () => {
  const preview = (name: string, plan: Pick<Plan, "id">, by?: "card" | "order") => {
    const decided = change(name, plan, by);
    if (!decided.ok) throw new Error(decided.error.reason);
    const { record, nowMs } = of(name);
    return previewOf(record, decided.value, "CNY", { ...setting(nowMs), creditSystem: "v2" });
  };

  test("of an upgrade in advance says what is due, by lines that add up, and the credits after", () => {
    const shown = preview("prepaid", PLANS.team, "order");
    expect(shown).toMatchObject({
      ...{ dueNow: { amountMinor: 4741 }, creditsNow: 100, creditsAfter: 120, nextCharge: null },
      effectiveAtMs: T0 + 10 * DAY,
    });
    expect(shown.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(4741);
  });

  test("of an extension says when the time that is bought begins", () => {
    expect(preview("prepaid", PLANS.pro, "order")).toMatchObject({
      ...{ dueNow: { amountMinor: 6990 }, effectiveAtMs: T1 },
    });
  });

  test("of a first subscription by card has the trial, and what is charged after it", () => {
    expect(preview("none", PLANS.pro)).toMatchObject({
      ...{ dueNow: { amountMinor: 0 }, creditsNow: 5, creditsAfter: 100 },
      nextCharge: { amountMinor: 6990, atMs: T0 + 14 * DAY },
    });
    expect(preview("none", PLANS.team)).toMatchObject({
      dueNow: { amountMinor: 13_990 },
      nextCharge: { amountMinor: 13_990, atMs: T1 },
    });
  });

  test("of a downgrade costs nothing now", () => {
    expect(preview("team by card", PLANS.pro)).toMatchObject({
      ...{ dueNow: { amountMinor: 0 }, creditsNow: 120, creditsAfter: 100, effectiveAtMs: T1 },
      nextCharge: { amountMinor: 6990, atMs: T1 },
    });
  });

  test("of an upgrade at Stripe leaves the amounts to Stripe, and of cancelling says what is left", () => {
    expect(preview("card", PLANS.yearly)).toMatchObject({ dueNow: null, creditsAfter: 150 });
    expect(preview("card", PLANS.free)).toMatchObject({
      ...{ dueNow: { amountMinor: 0 }, creditsNow: 100, creditsAfter: 5, effectiveAtMs: T1 },
    });
  });
});
