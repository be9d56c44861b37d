import type { Currency, Money } from "../domain/money.ts";
import type { PlanCatalog } from "../domain/plan/catalog.ts";
import type { Result } from "../domain/result.ts";
import type { Decision, ResumeDecision } from "../domain/subscription/changes.ts";
import type { Act } from "../domain/subscription/outcome.ts";
import type { StripePicture } from "../domain/subscription/stripe-picture.ts";

/** What cards are charged in for what renews. */
export const CARD_CURRENCY: Currency = "USD";

/** What is to be done at Stripe. An order's refund is the order's own. */
export type StripeAct = Exclude<Act, { kind: "refund-order" }>;

/** What Stripe says now, and what its prices mean. */
export interface Sight {
  picture: StripePicture;
  catalog: PlanCatalog;
  /** When Stripe was asked, epoch ms: of two sights the later one counts. */
  askedAtMs: number;
}

/**
 * `refused`: Stripe answered no. `changed`: what this was decided about is not so any more, look again. `silent`: nobody knows whether it was done, and its key makes a repeat
 * safe.
 */
export interface BillingFault {
  reason: "refused" | "changed" | "silent";
  detail: string;
}

/** What a customer decided that is done at Stripe. */
export type StripeDecision = Exclude<Decision | ResumeDecision, { kind: "order" }>;

/** `redirect`: the customer pays or agrees at this address, and Stripe says so afterwards. */
export type Changed = { kind: "done"; sight: Sight } | { kind: "redirect"; url: string };

/** A line of an invoice that Stripe would make. */
export interface StripeLine {
  /** Stripe's own words. */
  text: string;
  amountMinor: number;
  /** What it is for, where that can be told: a whole interval or the rest of one, or what is given back of another plan. */
  about: { code: "interval" | "rest" | "unused"; planId: string } | null;
}

/** Amounts that only Stripe can work out. */
export interface StripeQuote {
  dueNow: Money;
  lines: StripeLine[];
  nextCharge: (Money & { atMs: number }) | null;
  /** The moment that it was worked out for, Unix seconds. Passed on to `change`, exactly this is charged. */
  prorationSeconds: number;
}

/** Stripe Billing, as an account and the portal need it. */
export interface Billing {
  /** Null for a customer whom Stripe does not know. `customerId` is ours. */
  picture(customerId: string): Promise<Result<Sight | null, BillingFault>>;
  /** Repeatable: the act's key is Stripe's `Idempotency-Key`. */
  carryOut(act: StripeAct): Promise<Result<null, BillingFault>>;
  /** Repeatable: the same decision about the same record is one change. */
  change(
    customerId: string,
    decision: StripeDecision,
    prorationSeconds?: number,
  ): Promise<Result<Changed, BillingFault>>;
  /** The address where the customer gives another card. Refused for one whom Stripe does not know. */
  cardPage(customerId: string): Promise<Result<string, BillingFault>>;
  quote(customerId: string, decision: StripeDecision): Promise<Result<StripeQuote, BillingFault>>;
}
