import type { CreditTerms } from "../allowance.ts";

/** What the plans of the seed give, by version. */
export const TERMS = {
  free: { planId: "free", creditRule: "monthly", allowance: { v1: 10, v2: 5 } },
  pro_monthly: { planId: "pro_monthly", creditRule: "monthly", allowance: { v1: 300, v2: 100 } },
  pro_yearly: { planId: "pro_yearly", creditRule: "monthly", allowance: { v1: 400, v2: 150 } },
  lifetime: { planId: "lifetime", creditRule: "once", allowance: { v1: 1000, v2: 500 } },
} as const satisfies Record<string, CreditTerms>;
