import { runDurableObjectAlarm } from "cloudflare:test";
import { forgetStripe } from "../billing/connect.ts";
import { offerCards, stripe } from "./card.ts";
import { accountOf } from "./shop.ts";
import { plansAtTheirPrices, subscription, upgrade } from "./subscribing.ts";
import { bindings, type Customer, control, deliverAndFinish, strayMail, travel } from "./world.ts";

/** What tests of plans that are paid by card do: subscribe on Stripe's page, and hand its events in. */

const IN_DOLLARS = [
  ["pro_monthly", 999, "month"],
  ["pro_yearly", 7900, "year"],
  ["lifetime", 14_900, null],
] as const;

/** The seed's plans in dollars, here and at Stripe; cards are offered. */
export async function plansByCard(): Promise<void> {
  // Another file's Stripe had other prices under the same keys.
  forgetStripe();
  await plansAtTheirPrices();
  await offerCards();
  const insert = "INSERT INTO plan_price VALUES (?, 'USD', ?)";
  await bindings.DB.batch(
    IN_DOLLARS.map(([id, minor]) => bindings.DB.prepare(insert).bind(id, minor)),
  );
  await pricesAtStripe();
}

/** What the push of the catalog makes at a Stripe that has nothing. */
export async function pricesAtStripe(): Promise<void> {
  for (const [id, unit_amount, interval] of IN_DOLLARS) {
    const product = await stripe.products.create({ name: id });
    await stripe.prices.create({
      ...{ product: product.id, currency: "usd", unit_amount, lookup_key: id },
      ...{ transfer_lookup_key: true, metadata: { item_id: id } },
      ...(interval && { recurring: { interval } }),
    });
  }
  await forgetMail();
}

/** What Stripe has sent until now never arrives: its signatures carry the time, and a test may set another one. */
export async function forgetMail(): Promise<void> {
  await control.stripe("idle");
  await strayMail();
}

/** The session that Stripe's page at this address is of. */
const sessionAt = (url: string): string => /cs_(?:test|live)_\w+/.exec(url)?.[0] ?? "";

/** Chooses a plan by card; throws when that leads to no page. */
export async function pageFor(who: Customer, planId: string): Promise<string> {
  const { status, body } = await upgrade(who, planId, 3);
  if (body.outcome !== "redirect") throw new Error(`no page: ${status} ${JSON.stringify(body)}`);
  return sessionAt(body.url);
}

/** Every event that Stripe has sent is delivered, and what follows in the accounts is done. */
export async function hearAll(...customers: Customer[]): Promise<void> {
  await control.stripe("idle");
  for (const mail of await strayMail())
    if (mail.path.endsWith("/stripe")) {
      const { status } = await deliverAndFinish(mail);
      if (status >= 400) throw new Error(`${mail.what}: ${status}`);
    }
  for (const who of customers) await runDurableObjectAlarm(accountOf(who));
}

const LOOKS_MAX = 100;

/** Subscribes and pays on Stripe's page; its events have arrived. */
export async function subscribeByCard(who: Customer, planId = "pro_monthly"): Promise<void> {
  await control.checkout(await pageFor(who, planId), "pay");
  await hearAll(who);
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    if ((await subscription(who)).status === "active") return;
    // On the real clock the alarm may go off by itself, and be under way.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await runDurableObjectAlarm(accountOf(who));
  }
  throw new Error("not subscribed");
}

/** What was sent arrives, both clocks go on, Stripe does what falls due, and its events arrive. */
export async function liveOn(who: Customer, ms: number): Promise<void> {
  await hearAll(who);
  await travel(ms);
  await hearAll(who);
}

export const stripeIdOf = async (who: Customer): Promise<string> =>
  (await accountOf(who).stripeCustomer()) ?? "";
