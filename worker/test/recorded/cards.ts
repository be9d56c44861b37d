import { hearAll, pricesAtStripe, subscribeByCard } from "../billing.ts";
import { person } from "./product.ts";
import { changeCard } from "./product-plans.ts";

/** Plans by card, whose other half is at Stripe. */

/** One that renews, and one that was cancelled. */
export const CARD_CUSTOMERS = ["ka", "suo"];

export async function playCardMonthBefore(): Promise<void> {
  await pricesAtStripe();
  await subscribeByCard(await person("ka"));
}

/** Before the first has renewed. */
export async function playCardDaysAgo(): Promise<void> {
  await subscribeByCard(await person("suo"));
}

/** Of the renewal too: an event is signed with its time, and has to be heard soon. */
export const hearStripe = async (): Promise<void> =>
  hearAll(...(await Promise.all(CARD_CUSTOMERS.map((each) => person(each)))));

/** The last minutes: cancelled, and Stripe's word of it is still on its way. */
export const playCardToday = (): Promise<void> => changeCard("suo", "cancel");
