import type { Language } from "../domain/language.ts";
import type { Currency, Money } from "../domain/money.ts";
import type { PlanInterval } from "../domain/plan/plan.ts";
import type { Result } from "../domain/result.ts";
import type { Act } from "../domain/subscription/outcome.ts";
import type { StripePicture } from "../domain/subscription/stripe-picture.ts";
import type { StripeLine } from "./port.ts";

/** What Stripe Billing can be asked and told of one customer's subscription. Expected failures are values. */
export interface StripeCalls {
  /** The customer at Stripe: the known one, or one that is made, once, for our customer id. Never found by e-mail. */
  customer(of: CustomerAtStripe): Answer<string>;
  /** Our customer id, from the metadata of a customer at Stripe; null when it is none of ours, or deleted. */
  ownerOf(stripeId: string): Answer<string | null>;
  /** The customer of an object that an event named without its customer; null when it has none. */
  customerOf(objectIds: readonly string[]): Answer<string | null>;

  /** The present state of everything that decides. `gone` when Stripe has never heard of this customer. */
  picture(stripeId: string): Answer<StripePicture>;

  /** Where the customer subscribes by card. The same open session for a repeated wish. */
  openCheckout(wish: CheckoutWish): Answer<CheckoutPage>;
  preview(change: UpgradeAtStripe & { nowMs: number }): Answer<UpgradePreview>;
  upgrade(change: UpgradeAtStripe & { prorationSeconds: number }): Answer<UpgradeOutcome>;
  /** At the end of the running period. Replaces what was planned before. */
  scheduleDowngrade(change: PriceChange): Answer<null>;
  /** Takes a planned change back. Ok when nothing is planned any more. */
  undo(scheduleId: string): Answer<null>;
  cancelAtEnd(of: { subscriptionId: string; releaseScheduleId: string | null }): Answer<null>;
  resume(subscriptionId: string): Answer<null>;
  cancelNow(subscriptionId: string): Answer<null>;
  /** All that is left of an invoice's money. Ok when it went back before. */
  refundInvoice(invoiceId: string, key: string): Answer<null>;
  /** Stripe's page to change the card. */
  cardPage(of: { stripeId: string; returnUrl: string; language: Language }): Answer<string>;

  /** What a reduction asks for (`worker/domain/subscription/acts.ts`). Ok as well when it was done before. */
  perform(act: ActAtStripe): Answer<null>;
}

export type Answer<T> = Promise<Result<T, BillingFailure>>;

export type BillingFailure = Unavailable | Refused | Gone;

/** No answer, or none that says what happened: the next picture tells. */
export interface Unavailable {
  reason: "unavailable";
  detail: string;
}

/** A definite no. Nothing was done. */
export interface Refused {
  reason: "refused";
  /** Stripe's code, its kind of error where it has none, or one of `OWN_CODES`. */
  code: string;
  detail: string;
}

/** Stripe does not know the object that the call is about: deleted, or of another account. */
export interface Gone {
  reason: "gone";
  detail: string;
}

/** Refusals of our own, before Stripe is asked to do anything. */
export const OWN_CODES = {
  /** `npm run catalog -- push` makes it. */
  priceMissing: "price_not_at_stripe",
  /** Stripe would charge something else than the catalog says. */
  priceDiffers: "price_differs_at_stripe",
  /** The subscription is not what it was when this was decided. */
  changed: "subscription_changed",
  /** Nothing was charged, so nothing can go back: balance, or paid outside of Stripe. */
  noPayment: "invoice_without_payment",
  unreadable: "unreadable_answer",
} as const;

export interface CustomerAtStripe {
  /** Ours. */
  customerId: string;
  /** What the account remembers of an earlier answer. */
  knownStripeId: string | null;
}

/** A plan as it is to be charged; the price at Stripe has to be the same. */
export interface PlanPrice {
  planId: string;
  price: Money;
  interval: PlanInterval;
}

export interface CheckoutWish {
  customerId: string;
  stripeId: string;
  plan: PlanPrice;
  /** Whole days; 0 for none. */
  trialDays: number;
  /** Puts the renewals on a day of the month, UTC; ignored with a trial, which Stripe does not combine. */
  anchor: { dayOfMonth: number; hour: number } | null;
  language: Language;
  returnTo: { paid: string; unpaid: string };
}

export interface CheckoutPage {
  sessionId: string;
  url: string;
  expiresAtMs: number;
}

export interface PriceChange {
  subscriptionId: string;
  plan: PlanPrice;
}

/** `upgrade-at-stripe` of `worker/domain/subscription/changes.ts` with the price to be charged. */
export interface UpgradeAtStripe extends PriceChange {
  stripeId: string;
  itemId: string;
  releaseScheduleId: string | null;
  resetsAnchor: boolean;
  endsTrial: boolean;
}

export interface UpgradePreview {
  dueNow: { currency: Currency; amountMinor: number };
  /** In Stripe's order; they add up to what is due but for a balance of the customer's. */
  lines: StripeLine[];
  nextCharge: { currency: Currency; amountMinor: number; atMs: number };
  /** To be passed to `upgrade`, so that what is charged is what was shown. Unix seconds. */
  prorationSeconds: number;
}

export type UpgradeOutcome =
  | { outcome: "done" }
  /** Nothing changed yet: the charge was declined or the bank wants to see the customer. Paid at this page it takes effect. */
  | { outcome: "payment-needed"; url: string | null; untilMs: number };

export type ActAtStripe = Exclude<Act, { kind: "refund-order" }>;
