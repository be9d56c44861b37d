import { describe, expect, test } from "vitest";
import { CATALOG, PLANS, price } from "../subscription/testing/make.ts";
import { getAllPlans, planOfPrice, priceIn } from "./catalog.ts";
import { FREE_PLAN_ID } from "./plan.ts";

describe("the catalog", () => {
  test("shows what is sold, from the lowest rank up, and resolves what is not sold any more", () => {
    expect(getAllPlans(CATALOG).map(({ id }) => id)).toEqual([
      ...[FREE_PLAN_ID, "pro_monthly", "team_monthly", "pro_yearly", "lifetime"],
    ]);
    expect(planOfPrice(CATALOG, price(PLANS.archived))).toBe(PLANS.archived);
    expect(priceIn(PLANS.pro, "usd")).toEqual({ currency: "USD", amountMinor: 999 });
  });
});
