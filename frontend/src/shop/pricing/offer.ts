import type { Plan } from "../api/types.ts";

/** How often a plan is paid, where its family leaves the choice. */
export const INTERVALS = ["month", "year"] as const;
export type Interval = (typeof INTERVALS)[number];

const MONTHS_OF_YEAR = 12;

/** The seeds' number of payment by card, and the currency that cards are charged in. */
export const CARD_PAY_TYPE = 3;
const CARD_CURRENCY = "USD";

/** Families in the order of their lowest plan: one that is paid by month or year shows the plan of that interval. */
export function shownPlans(plans: readonly Plan[], interval: Interval): Plan[] {
  const families = new Set(plans.map(({ family }) => family));
  return [...families].flatMap((family) => {
    const own = plans.filter((plan) => plan.family === family);
    if (!isChoice(own)) return own;
    return own.filter((plan) => plan.interval === interval || !isInterval(plan.interval));
  });
}

/** Whether there is anything to choose between a month and a year. */
export const hasIntervals = (plans: readonly Plan[]): boolean =>
  plans.some(({ family }) => isChoice(plans.filter((plan) => plan.family === family)));

const isChoice = (family: readonly Plan[]): boolean =>
  INTERVALS.every((interval) => family.some((plan) => plan.interval === interval));

const isInterval = (interval: Plan["interval"]): interval is Interval =>
  INTERVALS.some((each) => each === interval);

/** What a year saves over twelve months of the same family, as a whole percentage, rounded down; the largest of all families. */
export function savingOf(plans: readonly Plan[]): number {
  const savings = plans.map((yearly) => {
    const monthly = plans.find(
      ({ family, interval, currency }) =>
        family === yearly.family && interval === "month" && currency === yearly.currency,
    );
    if (yearly.interval !== "year" || !monthly) return 0;
    const share = Number(yearly.price) / (Number(monthly.price) * MONTHS_OF_YEAR);
    return Math.floor((1 - share) * 100);
  });
  return Math.max(0, ...savings);
}

/** A year's price by month, to the hundredth: a comparison, never an amount that is charged. */
export const byMonth = (price: string): string => (Number(price) / MONTHS_OF_YEAR).toFixed(2);

interface ShownPrice {
  amount: string;
  currency: string;
}

/** The price in the currency that this customer would pay in, and by card where that is another one. */
export function pricesOf({ price, currency, prices, payTypes }: Plan): {
  main: ShownPrice;
  card: ShownPrice | undefined;
} {
  const inDollars = prices.find((each) => each.currency === CARD_CURRENCY);
  const card = inDollars && { amount: inDollars.price, currency: inDollars.currency };
  const main = { amount: price, currency };
  if (!card || !payTypes.includes(CARD_PAY_TYPE)) return { main, card: undefined };
  if (payTypes.length === 1) return { main: card, card: undefined };
  return { main, card: currency === card.currency ? undefined : card };
}

/** What pressing a plan's button does; undefined where there is nothing to be pressed. */
export type Act = "subscribe" | "upgrade" | "downgrade" | "extend" | "free";

export function actOf({ action, actionReason, interval, payTypes }: Plan): Act | undefined {
  if (payTypes.length === 0 || action === "none") return undefined;
  if (action === "current") return actionReason === "can-extend" ? "extend" : undefined;
  return action === "downgrade" && interval === "none" ? "free" : action;
}

/** Why a plan cannot be had, as a code; undefined where it can. */
export function hindranceOf(plan: Plan): string | undefined {
  if (actOf(plan) !== undefined) return undefined;
  const isWanted = plan.action !== "none" && plan.action !== "current";
  return isWanted ? "no-way" : plan.actionReason;
}
