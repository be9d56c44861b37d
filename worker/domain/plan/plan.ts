import type { Money } from "../money.ts";

/** How often a plan is paid: not at all, each month or year, or once for ever. */
export type PlanInterval = "none" | "month" | "year" | "once";

/** Which of the two credit systems' allowances is meant (docs/operate.md, The credit system). */
export type CreditSystemVersion = "v1" | "v2";

/** Units of `credits` that a plan gives: every credit period, or once for the plan. */
export type CreditRule = "monthly" | "once";

/** How much of a product a plan includes: in each period of a counter, or at a time of a gauge. */
export interface Quota {
  product: string;
  /** Units of the product, zero or more. */
  limit: number;
  /** A hard one is where `enforce` refuses. A soft one is only told: events at 80 and 100 %. */
  mode: "hard" | "soft";
}

/**
 * What can be subscribed to, as the catalog has it. A subscription keeps the terms it was bought with until its next
 * paid period, so an archived plan resolves for ever.
 */
export interface Plan {
  /** Also the `lookup_key` of its price at Stripe. */
  id: string;
  /** Plans of one family differ in how often they are paid. */
  family: string;
  /** A change to a higher rank is an upgrade, to a lower one a downgrade. Unique over all plans. */
  rank: number;
  interval: PlanInterval;
  /** One per currency it is sold in; none for the free plan. */
  prices: Money[];
  /** Units of credits by version of the credit system. */
  allowance: Record<CreditSystemVersion, number>;
  creditRule: CreditRule;
  /**
   * A product that is not among them is not limited. Left out in what was bought before there were any: then those of the
   * catalog's plan count.
   */
  quotas?: readonly Quota[];
  /** Whole days; 0 for no trial. */
  trialDays: number;
  /** False: no new subscriptions. Running ones go on. */
  enabled: boolean;
}

/** The plan of whoever subscribed to nothing. */
export const FREE_PLAN_ID = "free";
