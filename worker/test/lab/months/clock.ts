import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { leadStripeEvents } from "../../../actions/takeElsewhere.ts";
import { sweepOrders } from "../../../jobs/sweep.ts";
import type { AccountObject } from "../../../objects/account/object.ts";
import { accountRules } from "../../../store/plans.ts";
import { accountOf, objectOf } from "../../shop.ts";
import { bindings, type Customer, travel } from "../../world.ts";
import type { MonthsMail } from "./mail.ts";
import type { Trouble } from "./plan.ts";
import type { Weather } from "./weather.ts";

type Sleeper = DurableObjectStub<AccountObject>;

interface Story {
  who: Customer;
  orders: string[];
  trace: string[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Alarms that are followed within one pause; afterwards it is slept through. */
const HOPS_MAX = 6;
const HOP_MS_MIN = 10 * MINUTE_MS;

/** Time for everything that is owed when everything works: refused calls wait a quarter of an hour, a renewal its hour. */
const REST_MS = 52 * HOUR_MS;
const REST_HOPS_MAX = 100;
const SETTLING_MS = 12_000;

/** Both clocks go on from alarm to alarm; what was sent arrives, and the jobs run. */
export class MonthsClock {
  readonly #of: Story;
  readonly #trouble: Trouble;
  readonly #weather: Weather;
  readonly #mail: MonthsMail;
  /** Alarms that died: the platform tries them again. */
  readonly #again = new Set<string>();

  constructor(of: Story, trouble: Trouble, weather: Weather, mail: MonthsMail) {
    this.#of = of;
    this.#trouble = trouble;
    this.#weather = weather;
    this.#mail = mail;
  }

  async goOn(ms: number): Promise<void> {
    await this.#mail.hear();
    if (this.#weather.strikes(this.#trouble.crash, "objects gone")) await this.#weather.die();
    await this.#hop(ms, HOPS_MAX, ms);
    await this.#mail.hear();
    await this.#wake();
  }

  /** From alarm to alarm, and at the latest `mostMs` from stop to stop; the rest of the time in one go. */
  async #hop(ms: number, hopsMax: number, mostMs: number): Promise<void> {
    const untilMs = Date.now() + ms;
    for (let hops = 0; Date.now() < untilMs && hops < hopsMax; hops += 1) {
      const alarmMs = (await this.#alarmMs(accountOf(this.#of.who))) ?? untilMs;
      const hopMs = Math.max(Math.min(alarmMs - Date.now(), mostMs), HOP_MS_MIN);
      await travel(Math.min(hopMs, untilMs - Date.now()));
      await this.#mail.hear();
      await this.#wake();
    }
    if (Date.now() < untilMs) await travel(untilMs - Date.now());
  }

  /** Everything works: what is owed is done within two days. */
  async rest(): Promise<void> {
    // A lost alarm is set again by whatever is written next: the customer comes back.
    await accountOf(this.#of.who).touchCredits(await accountRules(bindings, Date.now()));
    await sweepOrders(bindings, () => Date.now());
    await this.#mail.hear();
    await this.#wake();
    await this.#hop(REST_MS, REST_HOPS_MAX, REST_MS / 4);
    await sweepOrders(bindings, () => Date.now());
    await accountOf(this.#of.who).touchCredits(await accountRules(bindings, Date.now()));
    for (let again = 0; again < 5; again += 1) {
      await this.#mail.hear();
      await this.#wake();
      await travel(SETTLING_MS);
    }
  }

  #alarmMs = (stub: Sleeper): Promise<number | null> =>
    runInDurableObject(stub, (_, { storage }) => storage.getAlarm());

  async #wake(): Promise<void> {
    await this.#wakeOne("account", accountOf(this.#of.who));
    for (const [index, orderNo] of this.#of.orders.entries())
      await this.#wakeOne(`order ${index}`, objectOf(orderNo) as unknown as Sleeper);
    await this.#weather
      .run(() => leadStripeEvents(bindings, () => Date.now()))
      .catch((error) => this.#failed("job", error));
  }

  /** As the platform does, when the time has come; late, twice, or never where the seed says so. */
  async #wakeOne(name: string, stub: Sleeper): Promise<void> {
    const atMs = await this.#alarmMs(stub);
    const isAgain = this.#again.has(name);
    if (!isAgain && (atMs === null || atMs > Date.now())) return;
    const { alarmLate, alarmLost, alarmTwice } = this.#trouble;
    if (this.#weather.strikes(alarmLate, "alarm: late", `late ${name}`)) return;
    if (name === "account" && this.#weather.strikes(alarmLost, "alarm: lost", `lost ${name}`)) {
      this.#again.delete(name);
      return runInDurableObject(stub, (_, { storage }) => storage.deleteAlarm());
    }
    const isTwice = this.#weather.strikes(alarmTwice, "alarm: twice", `twice ${name}`);
    this.#again.add(name);
    await this.#weather
      .run(async () => {
        const isDue = await runDurableObjectAlarm(stub);
        if (isTwice || (isAgain && !isDue))
          await runInDurableObject(stub, (object) => (object as AccountObject).alarm());
        this.#again.delete(name);
      })
      .catch((error) => this.#failed(name, error));
  }

  #failed(name: string, error: unknown): void {
    this.#of.trace.push(`${name} failed: ${String(error).slice(0, 200)}`);
  }
}
