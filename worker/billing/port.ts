import type { PlanCatalog } from "../domain/plan/catalog.ts";
import type { Result } from "../domain/result.ts";
import type { Act } from "../domain/subscription/outcome.ts";
import type { StripePicture } from "../domain/subscription/stripe-picture.ts";

/** What is to be done at Stripe. An order's refund is the order's own. */
export type StripeAct = Exclude<Act, { kind: "refund-order" }>;

/** What Stripe says now, and what its prices mean. */
export interface Sight {
  picture: StripePicture;
  catalog: PlanCatalog;
}

/** `refused`: Stripe answered no. `silent`: nobody knows whether it was done, and its key makes a repeat safe. */
export interface BillingFault {
  reason: "refused" | "silent";
  detail: string;
}

/** Stripe Billing, as an account needs it. */
export interface Billing {
  /** Null for a customer whom Stripe does not know. `customerId` is ours. */
  picture(customerId: string): Promise<Result<Sight | null, BillingFault>>;
  /** Repeatable: the act's key is Stripe's `Idempotency-Key`. */
  carryOut(act: StripeAct): Promise<Result<null, BillingFault>>;
}
