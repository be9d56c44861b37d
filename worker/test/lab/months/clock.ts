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
  /** What is compared at every stop. */
  compare(): Promise<void>;
  /** The end of the running period, as far as the account knows. */
  paidUntilMs(): Promise<number | null>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** An account's alarms are a second apart at least. */
const MOMENT_MS = 2_000;
const HOP_MS_MIN = 10 * MINUTE_MS;

/** Time for everything that is owed when everything works: refused calls wait a quarter of an hour, a renewal its hour. */
const REST_MS = 52 * HOUR_MS;
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
    const untilMs = Date.now() + ms;
    for (const stopMs of await this.#stops(untilMs)) {
      // A call that hung may have taken us there.
      await travel(Math.max(0, stopMs - Date.now()));
      await this.#stop();
    }
  }

  /** What was sent arrives; a moment later the alarms that it set go off. */
  async #stop(): Promise<void> {
    await this.#mail.hear();
    await travel(MOMENT_MS);
    await this.#wake();
  }

  /** The next alarm, the end of what is paid with the hour in which a renewal is a draft, and the end of the pause. */
  async #stops(untilMs: number): Promise<number[]> {
    const alarmMs = await this.#alarmMs(accountOf(this.#of.who));
    const endMs = await this.#of.paidUntilMs();
    const stops = [alarmMs, endMs && endMs + MINUTE_MS, endMs && endMs + 2 * HOUR_MS];
    return [...stops, untilMs]
      .filter((atMs): atMs is number => atMs !== null && atMs <= untilMs)
      .filter((atMs) => atMs > Date.now() || atMs === untilMs)
      .sort((one, other) => one - other);
  }

  /** Everything works: what is owed is done within two days. */
  async rest(): Promise<void> {
    // A lost alarm is set again by whatever is written next: the customer comes back.
    await accountOf(this.#of.who).touchCredits(await accountRules(bindings, Date.now()));
    await sweepOrders(bindings, () => Date.now());
    await this.#stop();
    const untilMs = Date.now() + REST_MS;
    while (Date.now() < untilMs) {
      const alarmMs = (await this.#alarmMs(accountOf(this.#of.who))) ?? untilMs;
      const hopMs = Math.max(Math.min(alarmMs - Date.now(), REST_MS / 4), HOP_MS_MIN);
      await travel(hopMs);
      await this.#stop();
    }
    await sweepOrders(bindings, () => Date.now());
    await accountOf(this.#of.who).touchCredits(await accountRules(bindings, Date.now()));
    for (let again = 0; again < 5; again += 1) {
      await this.#stop();
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
    await this.#of.compare();
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
