import { runInDurableObject } from "cloudflare:test";
import { signed } from "../../card.ts";
import type { Mail } from "../../mail.ts";
import { accountOf } from "../../shop.ts";
import { bindings, type Customer, control, deliver, strayMail } from "../../world.ts";
import type { Trouble } from "./plan.ts";
import type { Weather } from "./weather.ts";

/** What arrives of what Stripe and the gateways send: in any order, late, twice or never, and again until it is acknowledged. */
export class MonthsMail {
  readonly #who: Customer;
  readonly #trouble: Trouble;
  readonly #weather: Weather;
  readonly #complaints: string[];
  #late: Mail[] = [];
  #acknowledged: Mail[] = [];
  #isHearing = false;

  constructor(who: Customer, trouble: Trouble, weather: Weather, complaints: string[]) {
    this.#who = who;
    this.#trouble = trouble;
    this.#weather = weather;
    this.#complaints = complaints;
  }

  async hear(): Promise<void> {
    if (this.#isHearing) return;
    this.#isHearing = true;
    await this.#hear().finally(() => {
      this.#isHearing = false;
    });
  }

  async #hear(): Promise<void> {
    await control.stripe("idle");
    const { eventLost, eventLate, eventDoubled, shuffled } = this.#trouble;
    const mails = [...this.#late.splice(0), ...(await strayMail())];
    if (shuffled && !this.#weather.calm) this.#shuffle(mails);
    for (const mail of mails) {
      const name = mail.what ?? "payment";
      if (this.#weather.strikes(eventLost, "event: lost", `lost ${name}`)) continue;
      if (this.#weather.strikes(eventLate, "event: late", `late ${name}`)) this.#late.push(mail);
      else await this.#deliver(mail);
      if (this.#weather.strikes(eventDoubled, "event: doubled", `doubled ${name}`))
        await this.#deliver(mail);
    }
    await this.#compareAcknowledged();
  }

  /** Stripe signs each delivery anew, and sends what was not acknowledged again. */
  async #deliver(mail: Mail): Promise<void> {
    if (!mail.path.endsWith("/stripe")) {
      await this.#weather.run(() => deliver(mail)).catch(() => null);
      return;
    }
    const headers = { ...mail.headers, "stripe-signature": await signed(mail.body) };
    const answer = await this.#weather.run(() => deliver({ ...mail, headers })).catch(() => null);
    if (answer === null || answer.status >= 300) this.#late.push(mail);
    else this.#acknowledged.push(mail);
  }

  /** What was acknowledged is written down, in the account or where events wait for one. */
  async #compareAcknowledged(): Promise<void> {
    const events = this.#acknowledged.splice(0).flatMap(({ body, what }) => {
      const event = JSON.parse(body);
      const { object, id, customer } = event.data.object;
      // A price is nobody's.
      return (object === "customer" ? id : customer) == null ? [] : { id: event.id, what };
    });
    if (events.length === 0) return;
    const written = await this.#written(events.map(({ id }) => id));
    for (const { id, what } of events)
      if (!written.has(id)) this.#complaints.push(`acknowledged: ${what} is not written down`);
  }

  async #written(ids: string[]): Promise<Set<string>> {
    const of = "SELECT id FROM stripe_event WHERE id IN (SELECT value FROM json_each(?))";
    const heard = await runInDurableObject(accountOf(this.#who), (_, { storage: { sql } }) =>
      sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'stripe_event'").toArray().length > 0
        ? sql.exec<{ id: string }>(of, JSON.stringify(ids)).toArray()
        : [],
    );
    const { calm } = this.#weather;
    this.#weather.calm = true;
    const waiting = await bindings.DB.prepare(of).bind(JSON.stringify(ids)).all<{ id: string }>();
    this.#weather.calm = calm;
    return new Set([...heard, ...waiting.results].map(({ id }) => id));
  }

  #shuffle(mails: Mail[]): void {
    const dice = this.#weather.chance.of("shuffle");
    for (let at = mails.length - 1; at > 0; at -= 1) {
      const other = dice.between(0, at);
      [mails[at], mails[other]] = [mails[other] as Mail, mails[at] as Mail];
    }
  }
}
