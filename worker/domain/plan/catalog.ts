import { isCurrency, type Money } from "../money.ts";
import { FREE_PLAN_ID, type Plan } from "./plan.ts";

/** Every plan there ever was, archived ones too, and the prices at Stripe that were seen to be theirs. */
export interface PlanCatalog {
  plans: readonly Plan[];
  /**
   * Plan by Stripe's price id, remembered at first use. A lookup key can be moved to a new price; who bought at the old
   * one goes on paying it, so the id has to resolve for ever.
   */
  planOfPriceId: ReadonlyMap<string, string>;
}

/** A price as Stripe names it. */
export interface StripePrice {
  id: string;
  lookupKey: string | null;
}

/** What a plan gave when it was paid. Kept with the paid period: a later change of the catalog does not reach it. */
export interface Terms extends Omit<Plan, "id" | "prices" | "trialDays" | "enabled"> {
  planId: string;
  /** The price in the currency it was paid in; null where it was sold in none, as the free plan. */
  price: Money | null;
}

/** What is for sale, and the free plan, from the lowest rank up. */
export const getAllPlans = ({ plans }: PlanCatalog): Plan[] =>
  plans.filter(({ enabled, id }) => enabled || id === FREE_PLAN_ID).sort((a, b) => a.rank - b.rank);

/** A plan by its id, whether it is still sold or not. */
export const getPlan = ({ plans }: PlanCatalog, planId: string): Plan | null =>
  plans.find(({ id }) => id === planId) ?? null;

/**
 * The plan that a price at Stripe pays for each month or year, or null. Nothing falls back to a plan: an unknown price, an
 * empty key and the key of a plan that does not renew are no plan.
 */
export function planOfPrice(catalog: PlanCatalog, price: StripePrice | null): Plan | null {
  if (!price) return null;
  const planId = catalog.planOfPriceId.get(price.id) ?? price.lookupKey;
  const plan = planId ? getPlan(catalog, planId) : null;
  return plan && isRenewable(plan) ? plan : null;
}

export const isRenewable = ({ interval }: Pick<Plan, "interval">): boolean =>
  interval === "month" || interval === "year";

/** The price in a currency, by its ISO 4217 code in either case. */
export function priceIn({ prices }: Pick<Plan, "prices">, currency: string): Money | null {
  const code = currency.toUpperCase();
  return (isCurrency(code) && prices.find((price) => price.currency === code)) || null;
}

export function termsOf(plan: Plan, currency: string): Terms {
  const { id, prices: _prices, trialDays: _days, enabled: _enabled, ...rest } = plan;
  return { ...rest, planId: id, price: priceIn(plan, currency) };
}
