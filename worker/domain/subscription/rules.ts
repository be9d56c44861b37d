import type { CreditRules } from "../credits/allowance.ts";
import type { PlanCatalog } from "../plan/catalog.ts";

/** What an operator set about plans and credits, as an account needs it. */
export interface AccountRules extends CreditRules {
  /** Whole days, 0 to 21. */
  pastDueGraceDays: number;
}

/** Enough where Stripe's prices are not to be told apart: orders and plans by hand bring their terms along. */
export const NO_CATALOG: PlanCatalog = { plans: [], planOfPriceId: new Map() };
