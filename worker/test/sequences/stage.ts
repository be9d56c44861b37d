import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { linkStripeCustomer } from "../../actions/stripeBilling.ts";
import { leadStripeEvents } from "../../actions/takeElsewhere.ts";
import { pageFor, stripeIdOf } from "../billing.ts";
import { signed, stripe } from "../card.ts";
import { createDice, type Dice } from "../lab/dice.ts";
import type { Mail } from "../mail.ts";
import { accountOf } from "../shop.ts";
import { credits, lastingCustomer, subscription } from "../subscribing.ts";
import { bindings, type Customer, control, deliverAndFinish, strayMail, travel } from "../world.ts";

/** How the events of a sequence reach the account. */
export interface Delivery {
  name: string;
  /** Null: in the order in which they were sent. */
  shuffledBy?: number;
  doubled?: boolean;
  lastLost?: boolean;
  /** The objects are gone from memory after every step. */
  aborted?: boolean;
}

const DAY_MS = 86_400_000;

/** A customer, what happens at Stripe, and how it is heard of here. */
export class Stage {
  readonly who: Customer;
  readonly delivery: Delivery;
  /** All that Stripe has sent. */
  readonly mails: Mail[] = [];
  readonly #dice: Dice;

  constructor(who: Customer, delivery: Delivery) {
    this.who = who;
    this.delivery = delivery;
    this.#dice = createDice(delivery.shuffledBy ?? 0);
  }

  /** What was sent until now arrives, and the account does what follows. */
  async hear(): Promise<void> {
    await control.stripe("idle");
    const sent = (await strayMail()).filter(({ path }) => path.endsWith("/stripe"));
    this.mails.push(...sent);
    await this.receive(sent);
    // What follows at Stripe from what was done there.
    await this.#alarm();
    await control.stripe("idle");
    const next = (await strayMail()).filter(({ path }) => path.endsWith("/stripe"));
    this.mails.push(...next);
    await this.receive(next);
  }

  async receive(sent: readonly Mail[]): Promise<void> {
    const { shuffledBy, doubled, lastLost } = this.delivery;
    const mails = lastLost ? sent.slice(0, -1) : [...sent];
    if (doubled) mails.push(...mails);
    if (shuffledBy !== undefined) shuffle(mails, this.#dice);
    for (const mail of mails) {
      await this.#deliver(mail);
      await this.#abort();
      // In between, now and then: the account looks while the rest is still on its way.
      if (shuffledBy === undefined || this.#dice.chance(0.2)) await this.#alarm();
    }
    // An event that names no customer is led to its account behind the answer.
    await leadStripeEvents(bindings, () => Date.now());
    await this.#alarm();
  }

  /** What is not acknowledged, since an object died under it, is sent again. What is led behind the answer is waited for. */
  async #deliver(mail: Mail): Promise<void> {
    const headers = { ...mail.headers, "stripe-signature": await signed(mail.body) };
    const statuses: number[] = [];
    const triesMax = this.delivery.aborted ? 3 : 1;
    while (statuses.at(-1) !== 200) {
      if (statuses.length === triesMax) throw new Error(`${mail.what}: ${statuses}`);
      statuses.push((await deliverAndFinish({ ...mail, headers })).status);
    }
  }

  async #alarm(): Promise<void> {
    await runDurableObjectAlarm(accountOf(this.who));
    await this.#abort();
  }

  async #abort(): Promise<void> {
    if (this.delivery.aborted) await abortAllDurableObjects();
  }

  async pass(ms: number): Promise<void> {
    await this.hear();
    await travel(ms);
    await this.hear();
  }

  /** What an event that was lost would have said is found by looking, within a day; a look that died is tried again. */
  async settle(): Promise<void> {
    const { lastLost, aborted } = this.delivery;
    await this.hear();
    if (lastLost || aborted) for (let day = 0; day < 2; day += 1) await this.pass(DAY_MS);
  }

  async subscribe(planId = "pro_monthly", action = "pay", more: object = {}): Promise<void> {
    const session = await pageFor(this.who, planId);
    await this.#abort();
    await control.stripe("checkout", { session, action, ...more });
    await this.hear();
  }

  async portal(action: string, more: object = {}): Promise<void> {
    await control.stripe("portal", { customer: await this.stripeId(), action, ...more });
    await this.hear();
  }

  async cards(behaviour: string): Promise<void> {
    await control.stripe("cards", { card: await this.stripeId(), behaviour });
  }

  async dashboard(act: string, params: object = {}): Promise<void> {
    await control.stripe("dashboard", { act, params });
    await this.hear();
  }

  stripeId = (): Promise<string> => stripeIdOf(this.who);

  /** Someone whom Stripe knows, and who has paid nothing. */
  async known(): Promise<string> {
    await pageFor(this.who, "pro_monthly");
    return this.stripeId();
  }

  async priceOf(planId: string): Promise<string> {
    return (await stripe.prices.list({ lookup_keys: [planId] })).data[0]?.id ?? "";
  }

  /** The newest, and what it is charged for. */
  async subscription(): Promise<{ id: string; item: string }> {
    const { data } = await stripe.subscriptions.list({ customer: await this.stripeId() });
    return { id: data[0]?.id ?? "", item: data[0]?.items.data[0]?.id ?? "" };
  }

  /** The newest first. */
  async invoices(): Promise<{ id: string }[]> {
    return (await stripe.invoices.list({ customer: await this.stripeId() })).data;
  }

  async intent(invoice = ""): Promise<string> {
    const { data } = await stripe.invoicePayments.list({ invoice });
    return String(data[0]?.payment.payment_intent);
  }

  async card(): Promise<string> {
    const { data } = await stripe.customers.listPaymentMethods(await this.stripeId());
    return data[0]?.id ?? "";
  }

  /** What a test says of the end. */
  async shown() {
    const { planId, status } = await subscription(this.who);
    const { periods } = await accountOf(this.who).subscription();
    const good = periods.filter(({ standing }) => standing === "good");
    return {
      ...{ planId, status, credits: (await credits(this.who)).available },
      periods: good.map(({ kind, terms }) => `${terms.planId} ${kind}`),
    };
  }

  /** All but what tells how a standing came about: an account that slept saw only its end. */
  async state() {
    const { surplus: _surplus, ...record } = await accountOf(this.who).subscription();
    return {
      ...record,
      periods: record.periods.map(
        ({ turns: _turns, granted: _granted, standingSinceMs: _since, ...period }) => period,
      ),
    };
  }

  /** How often each key was granted or taken, and whether the books close. */
  async faults(): Promise<string[]> {
    const { faults } = await accountOf(this.who).audit();
    const waiting = await runInDurableObject(accountOf(this.who), (_, { storage: { sql } }) =>
      sql.exec("SELECT type FROM stripe_event WHERE applied_at IS NULL").toArray(),
    );
    const acts = await accountOf(this.who).waitingActs();
    return [
      ...faults,
      ...waiting.map(({ type }) => `${type} is not applied`),
      ...acts.map(({ act }) => `${act.kind} waits`),
    ];
  }
}

/** An account that hears of all of it only now, when it is over. */
export async function lateOne(first: Stage, delivery: Delivery): Promise<Stage> {
  const late = new Stage(await lastingCustomer(), delivery);
  const stripeId = await first.stripeId();
  await bindings.DB.prepare("DELETE FROM stripe_customer WHERE stripe_id = ?").bind(stripeId).run();
  await linkStripeCustomer(bindings, late.who.id, stripeId, Date.now());
  await late.receive(first.mails);
  return late;
}

function shuffle(mails: Mail[], dice: Dice): void {
  for (let at = mails.length - 1; at > 0; at -= 1) {
    const other = dice.between(0, at);
    [mails[at], mails[other]] = [mails[other] as Mail, mails[at] as Mail];
  }
}
