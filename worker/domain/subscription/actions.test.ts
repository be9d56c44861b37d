import { describe, expect, test } from "vitest";
import { actionOf } from "./actions.ts";
import { upgradeSubscription } from "./changes.ts";
import { CASES, context, wish } from "./testing/cases.ts";
import { PLANS } from "./testing/make.ts";

const PLAN_COLUMNS = [
  PLANS.free,
  PLANS.archived,
  PLANS.pro,
  PLANS.team,
  PLANS.yearly,
  PLANS.lifetime,
];

/** Columns: free, archived, pro, team, yearly, lifetime. `-` and a reason is what cannot be done. */
const EXPECTED: Record<string, string> = {
  none: "current -not-offered subscribe subscribe subscribe subscribe",
  card: "downgrade -not-offered current upgrade upgrade upgrade",
  "team by card": "downgrade -not-offered downgrade current upgrade upgrade",
  trial: "downgrade -not-offered current upgrade upgrade upgrade",
  "card, ending": "-ends-already -not-offered current -resume-first -resume-first upgrade",
  "card, downgrade planned": "downgrade -not-offered current upgrade upgrade upgrade",
  "card, upgrade unpaid":
    "downgrade -not-offered current -payment-pending -payment-pending -payment-pending",
  "past due": "downgrade -not-offered current -past-due -past-due -past-due",
  disputed: "downgrade -not-offered current -disputed -disputed -disputed",
  "first payment under way":
    "current -not-offered -payment-pending -payment-pending -payment-pending -payment-pending",
  prepaid: "-ends-already -not-offered extend upgrade upgrade upgrade",
  "team in advance": "-ends-already -not-offered downgrade extend upgrade upgrade",
  "team in advance, pro follows": "-ends-already -not-offered downgrade current upgrade upgrade",
  lifetime: "-lifetime-held -not-offered -lifetime-held -lifetime-held -lifetime-held current",
  "team given": "-ends-already -not-offered -higher-plan-given current upgrade upgrade",
  ended: "current -not-offered subscribe subscribe subscribe subscribe",
};

describe("what a customer can do with each plan", () => {
  test.each(Object.entries(CASES))("%s", (name, { record, nowMs }) => {
    const said = PLAN_COLUMNS.map((plan) => {
      const { action, reason } = actionOf(record, plan, nowMs);
      if (action === "none") return `-${reason}`;
      return reason === "can-extend" ? "extend" : action;
    });
    expect(said.join(" ")).toBe(EXPECTED[name]);
  });

  test.each(Object.entries(CASES))("%s: what is offered can be done, and nothing else", (_, it) => {
    for (const plan of PLAN_COLUMNS)
      for (const by of ["card", "order"] as const) {
        const { action, reason } = actionOf(it.record, plan, it.nowMs);
        const decided = upgradeSubscription(it.record, wish(plan, by), context(it));
        const isPrepaidByCard =
          it.record.source === "prepaid" && by === "card" && plan.interval !== "once";
        const can = action !== "none" && (action !== "current" || reason === "can-extend");
        expect(decided.ok).toBe(can && !isPrepaidByCard);
      }
  });
});
