import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { vi } from "vitest";
import { AccountObject } from "../../objects/account/object.ts";
import { OrderObject } from "../../objects/order/object.ts";
import { bindings } from "../world.ts";
import type { Entry } from "./agenda.ts";
import { INJECTED } from "./faults.ts";
import type { Schedule } from "./schedule.ts";

const ALARM_TRIES_MAX = 6;

type Woken = DurableObjectStub<OrderObject> | DurableObjectStub<AccountObject>;

/** An object whose alarms the laboratory fires, and what it is called in a trace. */
interface Sleeper {
  name: string;
  stub(): Woken;
}

const sleeperOf = (kind: "order" | "account", name: string): Sleeper & { id: string } => {
  const namespace = kind === "order" ? bindings.ORDERS : bindings.ACCOUNTS;
  const id = namespace.idFromName(name);
  return { name: `${kind} ${name}`, id: id.toString(), stub: () => namespace.get(id) as Woken };
};

/** The alarms of all orders and accounts of a schedule, as the platform fires them, in the schedule's time. */
export class Alarms {
  readonly #schedule: Schedule;
  readonly #startMs: number;
  readonly #sleepers = new Map<string, Sleeper>();
  readonly #touched = new Set<string>();
  /** When the platform wakes each object, as far as the last look. */
  readonly #alarms = new Map<string, number>();
  /** Alarms under way, and what the platform does when one of them dies. */
  readonly #waking = new Map<string, () => void>();

  constructor(schedule: Schedule, startMs: number) {
    this.#schedule = schedule;
    this.#startMs = startMs;
  }

  /** From now on this object's alarms are fired. */
  know(kind: "order" | "account", name: string): void {
    const { id, ...sleeper } = sleeperOf(kind, name);
    this.#sleepers.set(id, sleeper);
    this.#touched.add(id);
  }

  /** Something was done with this object, which may have set its alarm. */
  touch(id: string): void {
    this.#touched.add(id);
  }

  touchOrder(orderNo: string): void {
    this.#touched.add(bindings.ORDERS.idFromName(orderNo).toString());
  }

  /** Lets alarms fail as the dice say. To be called before anything else stands in the place of `alarm`. */
  install(): void {
    const fails = () => this.#fails();
    for (const { prototype } of [OrderObject, AccountObject]) {
      const original = prototype.alarm;
      vi.spyOn(prototype, "alarm").mockImplementation(async function (
        this: OrderObject | AccountObject,
      ) {
        if (fails()) throw new Error(`${INJECTED} the alarm failed`);
        return original.call(this as never);
      });
    }
  }

  /** The next alarm: whose, and when in the schedule's time. */
  next(): [string | null, number] {
    let next: [string | null, number] = [null, Number.POSITIVE_INFINITY];
    for (const [id, atMs] of this.#alarms) if (atMs < next[1]) next = [id, atMs];
    return next;
  }

  /** The platform promises no time: only where it is the claim that payments are found in time are alarms punctual. */
  lateMs(): number {
    const { calmNow, plan, dice } = this.#schedule;
    if (calmNow || plan.weather === "calm") return 0;
    if (!dice.chance(plan.rates.alarm)) return dice.pick([0, 5_000, 45_000]);
    this.#schedule.count("alarm: late");
    return dice.pick([60_000, 180_000, 600_000]);
  }

  /** Wakes an object, now and then twice. */
  wake(id: string): Entry {
    const { calmNow, plan, dice, atMs } = this.#schedule;
    this.#alarms.delete(id);
    const twice = !calmNow && dice.chance(plan.rates.alarm / 2);
    if (twice) this.#schedule.count("alarm: twice");
    const what = `alarm ${this.#sleepers.get(id)?.name}${twice ? " twice" : ""}`;
    return { atMs, what, run: () => this.#fire(id, 0, twice) };
  }

  async #fire(id: string, tries: number, twice: boolean): Promise<void> {
    const sleeper = this.#sleepers.get(id);
    if (!sleeper) return;
    this.#touched.add(id);
    // The platform tries again, twice as late each time, also when the machine died (Durable Objects API: alarms).
    const again = () => {
      this.#waking.delete(id);
      if (tries >= ALARM_TRIES_MAX) return;
      const { agenda, atMs } = this.#schedule;
      agenda.add(atMs + 2_000 * 2 ** tries, `alarm again ${sleeper.name}`, () =>
        this.#fire(id, tries + 1, twice),
      );
    };
    this.#waking.set(id, again);
    const stub = sleeper.stub() as DurableObjectStub<OrderObject>;
    try {
      if (tries === 0) await runDurableObjectAlarm(stub);
      if (tries > 0 || twice) await runInDurableObject(stub, (instance) => instance.alarm?.());
      this.#waking.delete(id);
    } catch (error) {
      this.#schedule.say(`alarm of ${sleeper.name} failed: ${error}`);
      this.#waking.get(id)?.();
    }
  }

  /** The machine died with everything under way: the platform will try those alarms again, and any object may have been changed. */
  machineDied(): void {
    for (const again of [...this.#waking.values()]) again();
    for (const id of this.#sleepers.keys()) this.#touched.add(id);
  }

  /** Asks the platform when it wakes the objects that something was done with. */
  async look(): Promise<void> {
    const touched = [...this.#sleepers].filter(([id]) => this.#touched.has(id));
    this.#touched.clear();
    for (const [id, { stub }] of touched) {
      const atMs = await runInDurableObject(stub() as DurableObjectStub<OrderObject>, (_, state) =>
        state.storage.getAlarm(),
      );
      if (atMs === null) this.#alarms.delete(id);
      else this.#alarms.set(id, atMs - this.#startMs);
    }
  }

  #fails(): boolean {
    const { isActing, calmNow, plan, dice } = this.#schedule;
    const failed = isActing && !calmNow && dice.chance(plan.rates.alarm / 3);
    if (failed) this.#schedule.count("alarm: failed");
    return failed;
  }
}
