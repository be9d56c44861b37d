import { abortAllDurableObjects } from "cloudflare:test";
import { vi } from "vitest";
import { isOrderNo } from "../../domain/order/number.ts";
import { sweepOrders } from "../../jobs/sweep.ts";
import { bindings, type Customer, control, setClocks } from "../world.ts";
import { Agenda, type Entry } from "./agenda.ts";
import { Alarms } from "./alarms.ts";
import { createDice, type Dice } from "./dice.ts";
import { type Crossing, installFaultPoints, installPauses } from "./fault-points.ts";
import { INJECTED, isExplained, type Strike, strikeAt } from "./faults.ts";
import { Journeys } from "./journeys.ts";
import { FAULTS_END_MS, type Plan } from "./plan.ts";
import { Scheduler } from "./scheduler.ts";

/** What the product's own patience with a gateway costs, in the schedule's time. */
const PATIENCE_MS = 5_000;

/** How near to each other two things must be planned to be done at once. */
const TOGETHER_MS = 1_500;

/** Wider than the cron's, which is the harder case and the shorter run. */
const SWEEP_GAP_MS = 15 * 60_000;

/** How long after the last fault the sweep still runs. */
const SWEPT_AFTER_MS = 2 * SWEEP_GAP_MS;

/** By when everything must have come to rest: the last look at a number is 25 h after its end. */
const REST_MS = FAULTS_END_MS + 30 * 3_600_000;

/** How often, and how far apart, an operator takes up refunds that failed for good. */
const RETRY_LOOKS = 3;
const RETRY_GAP_MS = 60 * 60_000;

/**
 * Runs one plan against the real Worker and the sandbox, in the schedule's own time: customers, gateways, alarms and the
 * sweep are entries of one agenda, and the clock jumps from one to the next.
 */
export class Schedule {
  readonly plan: Plan;
  readonly agenda = new Agenda();
  readonly dice: Dice;
  /** Order numbers in the order in which customers heard of them. */
  readonly orders: string[] = [];
  readonly customers: string[] = [];
  readonly trace: string[] = [];
  /** Faults by name. */
  readonly struck = new Map<string, number>();
  strikes = 0;
  readonly #startMs: number;
  readonly #journeys = new Journeys();
  readonly #scheduler = new Scheduler(this.#journeys);
  readonly #alarms: Alarms;
  #nowMs: number;
  #open = false;
  #swept = 0;
  readonly complaints: string[] = [];
  /** What the outside world does after everything that happens. */
  afterEach: () => Promise<void> = async () => {};
  /** Whether several things are happening at once. */
  mixing = false;

  readonly operator: Customer;

  constructor(plan: Plan, startMs: number, operator: Customer) {
    this.plan = plan;
    this.operator = operator;
    this.dice = createDice(plan.seed ^ 0x5eed);
    this.#startMs = startMs;
    this.#nowMs = startMs;
    this.#alarms = new Alarms(this, startMs);
  }

  /** From the schedule's beginning. */
  get atMs(): number {
    return this.#nowMs - this.#startMs;
  }

  /** Whether the product is at work on something now. */
  get isActing(): boolean {
    return this.#open;
  }

  get calmNow(): boolean {
    return this.atMs >= FAULTS_END_MS;
  }

  get skewed(): boolean {
    return this.plan.skewMs !== 0 && this.atMs < this.plan.skewEndsMs;
  }

  /** Something under way outside of the product: the sandbox, the identity provider's keys, a mail that must come. */
  outside<T>(work: () => Promise<T>): Promise<T> {
    return this.#scheduler.outside(work);
  }

  /** Counts a fault by its name. */
  count(name: string): void {
    this.strikes += 1;
    this.struck.set(name, (this.struck.get(name) ?? 0) + 1);
  }

  say(text: string): void {
    this.trace.push(`${(this.atMs / 1000).toFixed(1)} ${this.#alias(text)}`);
  }

  async run(): Promise<void> {
    vi.useFakeTimers({ toFake: ["Date"], now: this.#nowMs });
    installFaultPoints(
      (crossing, work) => this.#cross(crossing, work),
      (id) => this.#alarms.touch(id),
      this.#journeys,
    );
    installPauses((work) => this.outside(work));
    this.#alarms.install();
    this.#listen();
    this.#retryRefunds(1);
    try {
      await this.#moveTo(0);
      while (await this.#step());
    } finally {
      this.#open = false;
      vi.restoreAllMocks();
    }
  }

  /** Does the next thing; false when there is nothing left to do. */
  async #step(): Promise<boolean> {
    const [woken, alarmAtMs] = this.#alarms.next();
    const sweepAtMs = this.#sweepAtMs();
    const nextMs = Math.min(
      this.agenda.nextAtMs() ?? Number.POSITIVE_INFINITY,
      alarmAtMs,
      sweepAtMs,
    );
    if (nextMs === Number.POSITIVE_INFINITY) return false;
    if (nextMs > REST_MS) {
      this.complaints.push("promise 5: something is still under way 30 h after the last fault");
      return false;
    }
    const lateMs = nextMs === alarmAtMs ? this.#alarms.lateMs() : 0;
    await this.#moveTo(nextMs + lateMs);
    const mixes = !this.calmNow && this.dice.chance(this.plan.rates.together);
    const due = this.agenda.takeUntil(mixes ? this.atMs + TOGETHER_MS : this.atMs);
    if (nextMs === alarmAtMs && woken) due.push(this.#alarms.wake(woken));
    if (nextMs === sweepAtMs) due.push(this.#sweep());
    if (due.length === 0) return true;
    for (const batch of mixes ? [due] : due.map((entry) => [entry])) await this.#act(batch);
    return true;
  }

  async #act(entries: Entry[]): Promise<void> {
    this.say(`-- ${entries.map(({ what }) => what).join(" | ")}`);
    this.#open = true;
    this.mixing = entries.length > 1;
    await this.#scheduler.run(
      entries.map(({ run }) => run),
      this.dice,
      async () => {
        this.say("crash");
        await abortAllDurableObjects();
        this.#alarms.machineDied();
      },
    );
    this.#open = false;
    await this.#alarms.look();
    if (this.#spoken) await this.afterEach();
  }

  async #moveTo(atMs: number): Promise<void> {
    this.#nowMs = Math.max(this.#nowMs, this.#startMs + atMs);
    const { skewMs, skewEndsMs } = this.plan;
    await setClocks(this.#nowMs, this.atMs < skewEndsMs ? skewMs : 0);
    if (this.calmNow && !this.#cleared) {
      this.#cleared = true;
      await control.clearFaults();
    }
  }
  #cleared = false;
  /** The gateway may have sent something by itself. */
  #spoken = false;

  async #cross<T>(crossing: Crossing, work: () => T | Promise<T>): Promise<T> {
    if (!this.#open) return work();
    const { side, what, number = "" } = crossing;
    const label = this.#alias(`${side} ${crossing.gateway ?? ""} ${what} ${number}`);
    await this.#scheduler.turn(label, this.#alias(crossing.detail));
    const strike = strikeAt(this.plan, crossing, this.atMs, this.dice);
    if (strike) {
      const name = strike.kind === "at-gateway" ? strike.fault : `${side}: ${strike.kind}`;
      this.count(name);
    }
    if (what === "refund" || (strike as { fault?: string } | null)?.fault === "pay-during-close")
      this.#spoken = true;
    this.say(`${label} ${strike ? JSON.stringify(strike) : ""}`);
    // What happens inside an order crosses by itself, so coming in is the whole step.
    if (side === "order") this.#scheduler.crossed();
    try {
      return await this.#suffer(strike, crossing, work);
    } finally {
      this.#scheduler.crossed();
    }
  }

  async #suffer<T>(
    strike: Strike | null,
    crossing: Crossing,
    work: () => T | Promise<T>,
  ): Promise<T> {
    const injected = (text: string) => new Error(`${INJECTED} ${crossing.side} ${text}`);
    switch (strike?.kind) {
      case undefined:
        return work();
      case "before":
        throw injected("was not reached");
      case "after":
        await work();
        throw injected("answer lost");
      case "hang":
        await work();
        await this.#moveTo(this.atMs + PATIENCE_MS);
        throw injected("no answer in time");
      case "late":
        this.#arrivesLater(crossing);
        await this.#moveTo(this.atMs + PATIENCE_MS);
        throw injected("no answer in time");
      case "die-before":
        return this.#scheduler.die(injected("died"));
      case "die-after":
        await work();
        return this.#scheduler.die(injected("died"));
      default:
        await this.#breakGateway(crossing, (strike as { fault: string }).fault);
        return work();
    }
  }

  /** The network kept it: the gateway acts on it when nobody waits any more. */
  #arrivesLater({ request, what }: Crossing): void {
    if (!request) return;
    const { signal: _signal, ...init } = request.init;
    const atMs = this.atMs + this.dice.pick([6_000, 30_000, 240_000]);
    this.agenda.add(atMs, `late ${what}`, async () => {
      await fetch(request.url, init).catch(() => undefined);
    });
  }

  async #breakGateway({ gateway = "wechat", what, number }: Crossing, fault: string) {
    const occasion = what.startsWith("refund") || number === undefined ? {} : { number };
    await control.fault({ gateway, fault, operation: what, ...occasion });
  }

  // ---- the sweep, as the platform runs it

  /** Left out of the long quiet end: everything has an alarm by then, or will be found to have none. */
  #sweepAtMs(): number {
    const atMs = (this.#swept + 1) * SWEEP_GAP_MS;
    return atMs > FAULTS_END_MS + SWEPT_AFTER_MS ? Number.POSITIVE_INFINITY : atMs;
  }

  #sweep(): Entry {
    this.#swept = Math.floor(this.atMs / SWEEP_GAP_MS);
    return {
      atMs: this.atMs,
      what: "sweep",
      run: async () => {
        await sweepOrders(bindings, () => this.#nowMs).catch(() => undefined);
      },
    };
  }

  /** What a gateway refused for good is for a person: after the last fault an operator looks for it, more than once. */
  #retryRefunds(look: number): void {
    if (look > RETRY_LOOKS) return;
    this.agenda.add(FAULTS_END_MS + look * RETRY_GAP_MS, "operator looks", async () => {
      for (const orderNo of this.orders) {
        const answer = await this.operator.post(`/api/console/orders/${orderNo}/refund/retry`, {});
        this.say(`retry ${orderNo}: ${answer.status}`);
        this.#alarms.touchOrder(orderNo);
      }
      this.#retryRefunds(look + 1);
    });
  }

  // ---- what the product says

  /** Every line that the product logs must be about something that the laboratory did. */
  #listen(): void {
    for (const level of ["error", "warn"] as const)
      vi.spyOn(console, level).mockImplementation((...words: unknown[]) => {
        const line = words.map((word) => (typeof word === "string" ? word : JSON.stringify(word)));
        this.say(`log ${level}: ${line.join(" ")}`);
        if (!isExplained(line.join(" "), this.strikes > 0))
          this.complaints.push(`unexplained log: ${line.join(" ")}`);
      });
  }

  learn(orderNo: string): void {
    if (!isOrderNo(orderNo) || this.orders.includes(orderNo)) return;
    this.orders.push(orderNo);
    this.#alarms.know("order", orderNo);
  }

  /** A customer of the schedule, before anything happens. */
  meet(customerId: string): void {
    this.customers.push(customerId);
    this.#alarms.know("account", customerId);
  }

  /** Random names would make every trace another one: what customers hear is numbered in order. */
  #alias(text: string): string {
    return text
      .replace(/EC\d{8}[0-9A-Z]{10}/g, (orderNo) => {
        const index = this.orders.indexOf(orderNo);
        return index < 0 ? "o?" : `o${index}`;
      })
      .replace(/customer-[0-9a-f-]{36}/g, (id) => `c${this.customers.indexOf(id)}`)
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, "id");
  }
}
