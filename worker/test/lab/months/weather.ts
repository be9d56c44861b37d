import { abortAllDurableObjects } from "cloudflare:test";
import { vi } from "vitest";
import { CALL_MS_MAX } from "../../../billing/client.ts";
import { AccountObject } from "../../../objects/account/object.ts";
import { bindings, control, travel } from "../../world.ts";
import type { Dice } from "../dice.ts";
import { INJECTED } from "../faults.ts";
import { Chance } from "./chance.ts";
import type { MonthsPlan, Trouble } from "./plan.ts";

/** Where something leaves the product, and can be lost. */
interface Crossing {
  side: "stripe" | "d1" | "kv" | "hearing";
  /** Without random ids. */
  what: string;
  /** Of a call to Stripe. */
  request?: { method: string; path: string };
}

type Kind = "before" | "after" | "hang" | "slow" | "at-stripe" | "die-before" | "die-after";

/** Real time after which what hangs on something dead is given up. */
const GIVEN_UP_MS = 100;

/** Turns of the event loop without a crossing after which nothing is under way. */
const CALM_TURNS = 2;

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/**
 * What goes wrong around one customer: at every call that leaves the product the seed decides whether it is reached, answered,
 * answered late, or whether the machine dies there.
 */
export class Weather {
  /** Nothing goes wrong. */
  calm = true;
  /** Stripe answers nothing. */
  isStripeDown = false;
  /** What happens while a slow answer is on its way. */
  meanwhile: () => Promise<void> = async () => {};
  readonly chance: Chance;
  readonly struck = new Map<string, number>();
  /** What struck since they were last taken. */
  #notes: string[] = [];
  readonly #trouble: Trouble;
  readonly #underWay = new Set<symbol>();
  #stirs = 0;
  #isDying = false;

  constructor({ seed, trouble }: MonthsPlan) {
    this.#trouble = trouble;
    this.chance = new Chance(seed ^ 0x5eed);
  }

  /** In the order of their names: calls that are under way at once have none of their own. */
  takeNotes(): string[] {
    return this.#notes.splice(0).sort();
  }

  strikes(part: number, name: string, of = name): boolean {
    if (this.calm || !this.chance.of(of).chance(part)) return false;
    this.count(name, of);
    return true;
  }

  count(name: string, of = ""): void {
    this.struck.set(name, (this.struck.get(name) ?? 0) + 1);
    this.#notes.push(`  ${name} ${of}`);
  }

  /** Something that the product does, until it and all that it left behind it has ended, or the machine died under it. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    let hasEnded = false;
    const running = work().finally(() => {
      hasEnded = true;
    });
    running.catch(() => undefined);
    let givenUpAt = Number.POSITIVE_INFINITY;
    while (!hasEnded && performance.now() < givenUpAt) {
      await pause();
      if (!this.#isDying) continue;
      await this.die();
      givenUpAt = performance.now() + GIVEN_UP_MS;
    }
    if (!hasEnded) throw new Error(`${INJECTED} hung on the dead`);
    await this.#rest();
    return running;
  }

  /** All objects are gone from memory, in the middle of whatever they did. */
  async die(): Promise<void> {
    await abortAllDurableObjects();
    this.#underWay.clear();
    // What was to befall a call that died with its object is not for the next one, which may be the laboratory's own.
    await control.clearFaults();
    this.#isDying = false;
  }

  async #rest(): Promise<void> {
    const lastMs = performance.now() + GIVEN_UP_MS;
    for (let calm = 0; calm < CALM_TURNS; ) {
      const before = this.#stirs;
      await pause();
      if (this.#isDying) await this.die();
      // Calls of a request that is over never end.
      if (performance.now() > lastMs) this.#underWay.clear();
      calm = before === this.#stirs && this.#underWay.size === 0 ? calm + 1 : 0;
    }
  }

  install(): void {
    const api = new URL("/v1/", bindings.STRIPE_API_BASE).href;
    this.#wrap(globalThis, "fetch", ([input, init]) => {
      const url = String((input as Request).url ?? input);
      return url.startsWith(api) ? callOf(url, (init as RequestInit | undefined)?.method) : null;
    });
    const statement = Object.getPrototypeOf(bindings.DB.prepare("SELECT 1"));
    for (const method of ["run", "all", "raw"])
      this.#wrap(statement, method, (_, of) => ({ side: "d1", what: textOf(of) }));
    this.#wrap(Object.getPrototypeOf(bindings.DB), "batch", ([all]) => ({
      side: "d1",
      what: `batch ${textOf((all as unknown[])[0])}`,
    }));
    this.#wrap(Object.getPrototypeOf(bindings.CONFIG), "get", ([keys]) => ({
      side: "kv",
      what: JSON.stringify(keys).slice(0, 40),
    }));
    this.#wrap(AccountObject.prototype, "hearStripe", ([event]) => ({
      side: "hearing",
      what: (event as { type: string }).type,
    }));
    for (const level of ["error", "warn"] as const)
      vi.spyOn(console, level).mockImplementation(() => undefined);
  }

  #wrap(
    // biome-ignore lint/suspicious/noExplicitAny: owners of several kinds.
    owner: any,
    method: string,
    crossingOf: (args: unknown[], of: unknown) => Crossing | null,
  ): void {
    const original = owner[method];
    const cross = (crossing: Crossing, work: () => unknown) => this.#cross(crossing, work);
    vi.spyOn(owner, method).mockImplementation(function (this: unknown, ...args: unknown[]) {
      const crossing = crossingOf(args, this);
      const work = () => original.apply(this, args);
      return crossing ? cross(crossing, work) : work();
    });
  }

  async #cross(crossing: Crossing, work: () => unknown): Promise<unknown> {
    const call = Symbol();
    this.#underWay.add(call);
    this.#stirs += 1;
    try {
      const kind = this.calm ? null : this.#kindOf(crossing);
      return await (kind === null ? work() : this.#suffer(kind, crossing, work));
    } finally {
      this.#underWay.delete(call);
      this.#stirs += 1;
    }
  }

  #kindOf({ side, what }: Crossing): Kind | null {
    const dice = this.chance.of(`${side} ${what}`);
    let kind: Kind | null = null;
    if (side === "stripe" && this.isStripeDown) kind = "before";
    else if (dice.chance(this.#trouble.death)) kind = dice.pick(["die-before", "die-after"]);
    else if (dice.chance(this.#trouble[side])) kind = kindAt(side, dice);
    if (kind !== null) this.count(`${side}: ${kind}`, what);
    return kind;
  }

  async #suffer(kind: Kind, crossing: Crossing, work: () => unknown): Promise<unknown> {
    const injected = (text: string) => new Error(`${INJECTED} ${crossing.side} ${text}`);
    const isDone = kind === "after" || kind === "die-after" || kind === "slow";
    if (kind === "at-stripe") await this.#breakStripe(crossing);
    const answer = isDone || kind === "at-stripe" ? await work() : null;
    switch (kind) {
      case "slow":
        await this.meanwhile();
        return answer;
      case "at-stripe":
        return answer;
      case "hang":
        if (this.chance.of(`hang ${crossing.what}`).chance(0.5)) await work();
        await travel(CALL_MS_MAX);
        throw Object.assign(injected("no answer in time"), { code: "ETIMEDOUT" });
      case "die-before":
      case "die-after":
        this.#isDying = true;
        while (this.#isDying) await pause();
        throw injected("died");
      default:
        throw injected(kind === "after" ? "answer lost" : "was not reached");
    }
  }

  /** Stripe itself misbehaves at this call, by a switch of the sandbox. */
  async #breakStripe({ what, request }: Crossing): Promise<void> {
    const { method = "GET", path = "" } = request ?? {};
    const id = /\/(\w+_\w+)/.exec(path.replace(/^\/v1\/[a-z_]+/, ""))?.[1];
    const faults =
      method === "GET"
        ? ["error-500", "error-429", ...(id ? ["stale-read"] : [])]
        : ["error-500", "error-429", "lock-timeout", "error-500-after-acting"];
    if (what === "POST /v1/refunds") faults.push("refund-pending");
    const fault = this.chance.of(`fault ${what}`).pick(faults);
    this.count(fault, what);
    const occasion = id ? { number: id } : method === "GET" ? { operation: listOf(path) } : {};
    await control.fault({ gateway: "stripe", fault, times: 1, ...occasion });
  }
}

function kindAt(side: Crossing["side"], dice: Dice): Kind {
  if (side !== "stripe") return dice.pick(["before", "after"]);
  return dice.weighted({ before: 2, after: 3, hang: 1, slow: 2, "at-stripe": 4 });
}

function callOf(url: string, method = "GET"): Crossing {
  const path = new URL(url).pathname;
  const what = `${method} ${path.replace(/\/[a-z]+_(?:[a-z]+_)?[0-9A-Za-z]{8,}/g, "/:id")}`;
  return { side: "stripe", what, request: { method, path } };
}

/** The name in the package of a call for a list: `invoicePayments.list`. */
const listOf = (path: string): string =>
  `${path.replace(/^\/v1\//, "").replace(/_(\w)/g, (_, letter) => letter.toUpperCase())}.list`;

const textOf = (statement: unknown): string =>
  String((statement as { statement?: string }).statement ?? "").slice(0, 120);
