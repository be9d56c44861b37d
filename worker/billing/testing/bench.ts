import type Stripe from "stripe";
import { expect } from "vitest";
import type { Money } from "../../domain/money.ts";
import type { PlanCatalog } from "../../domain/plan/catalog.ts";
import type { Plan } from "../../domain/plan/plan.ts";
import type { Result } from "../../domain/result.ts";
import type { Reduction, Setting } from "../../domain/subscription/outcome.ts";
import { isLive } from "../../domain/subscription/stripe-picture.ts";
import { Account } from "../../domain/subscription/testing/account.ts";
import { CATALOG, PLANS } from "../../domain/subscription/testing/make.ts";
import type { StripeAccess } from "../../payments/stripe/package.ts";
import type {
  ActAtStripe,
  CheckoutWish,
  PlanPrice,
  StripeCalls,
  UpgradeAtStripe,
} from "../calls.ts";
import { type CallTools, createStripeCalls } from "../stripe-calls.ts";

/** As sandbox/stripe/test-support.ts has it. */
interface SandboxBench {
  sandbox: {
    url: string;
    port: number;
    keys: { stripe: { secretKey: string; webhookSecret: string } };
  };
  control: {
    post<T = unknown>(path: string, body?: unknown): Promise<T>;
    fault(fault: Record<string, unknown>): Promise<void>;
  };
  merchant: { received: { headers: Record<string, unknown>; body: string }[] };
  stripe: Stripe;
  reset(): Promise<void>;
  now(): number;
  moveTo(seconds: number): Promise<void>;
  events(): Promise<Stripe.Event[]>;
  close(): Promise<void>;
}

/** Reached by address, not by import: the sandbox is another TypeScript project. */
const load = <T>(file: string): Promise<T> =>
  import(/* @vite-ignore */ new URL(`../../../sandbox/${file}`, import.meta.url).href);

export const HOUR = 3600;
export const DAY = 24 * HOUR;
export const OURS = "customer-lin";

/** Stripe StripeCalls against the sandbox, with the catalog of the rules' own tests. */
export interface Bench extends SandboxBench {
  access: StripeAccess;
  /** Waits of the client so far, ms; none of them takes time. */
  waits: number[];
  billing: StripeCalls;
  billingWith(change: Partial<CallTools>): StripeCalls;
}

export async function startBench(): Promise<Bench> {
  const support = await load<{ startBench(): Promise<SandboxBench> }>("stripe/test-support.ts");
  const own = await support.startBench();
  const { url, keys } = own.sandbox;
  const access = { apiBase: new URL(url), secretKey: keys.stripe.secretKey };
  const waits: number[] = [];
  const tools: CallTools = {
    fetch: (input, init) => fetch(input, init),
    // The sandbox answers within the turn of the loop that this leaves it.
    sleep: (ms) => {
      waits.push(ms);
      return new Promise((resolve) => setTimeout(resolve, 1));
    },
    now: () => own.now() * 1000,
  };
  const billingWith = (change: Partial<CallTools>) =>
    createStripeCalls(access, { ...tools, ...change });
  const bench: Bench = {
    ...{ ...own, access, waits, billing: billingWith({}), billingWith },
    async reset() {
      await own.reset();
      // As a new isolate: what was remembered of the Stripe before is of no use.
      bench.billing = billingWith({});
      waits.length = 0;
    },
  };
  return bench;
}

export const CURRENCY = "USD" as const;

export const planPrice = ({ id, prices, interval }: Plan): PlanPrice => ({
  planId: id,
  price: prices.find(({ currency }) => currency === CURRENCY) as Money,
  interval,
});

/** What the catalog's push makes, by hand. */
export async function makePrices({ stripe }: Bench): Promise<void> {
  for (const plan of Object.values(PLANS).filter(({ prices }) => prices.length > 0)) {
    const { id: product } = await stripe.products.create({ name: plan.id });
    const { price, interval } = planPrice(plan);
    await stripe.prices.create({
      ...{ product, currency: "usd", unit_amount: price.amountMinor, lookup_key: plan.id },
      ...((interval === "month" || interval === "year") && { recurring: { interval } }),
    });
  }
}

export function must<T, E>(answer: Result<T, E>): T {
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.error)}`);
  return answer.value;
}

/** One customer's account, driven by what Stripe shows. */
export class Customer extends Account {
  stripeId = "";
  last: Reduction | null = null;
  readonly bench: Bench;
  readonly catalog: PlanCatalog = CATALOG;

  constructor(bench: Bench) {
    super();
    this.bench = bench;
  }

  static async create(bench: Bench, customerId = OURS): Promise<Customer> {
    const customer = new Customer(bench);
    const made = await bench.billing.customer({ customerId, knownStripeId: null });
    customer.stripeId = must(made);
    return customer;
  }

  /** Asks Stripe and reduces, as an event or the alarm would make the account do. */
  async look(change: Partial<Setting> = {}): Promise<Reduction> {
    const stripe = must(await this.bench.billing.picture(this.stripeId));
    this.last = this.see({ stripe }, this.bench.now() * 1000, change);
    return this.last;
  }

  /** Looks and does what is asked for, until nothing is. */
  async settle(): Promise<string[]> {
    const done: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const { acts } = await this.look();
      if (acts.length === 0) return done;
      for (const act of acts) {
        must(await this.bench.billing.perform(act as ActAtStripe));
        done.push(act.kind);
      }
    }
    throw new Error("acts that never end");
  }

  wish(plan: Plan, change: Partial<CheckoutWish> = {}): CheckoutWish {
    return {
      ...{ customerId: OURS, stripeId: this.stripeId, plan: planPrice(plan), trialDays: 0 },
      ...{ anchor: null, language: "en" },
      returnTo: { paid: "http://localhost:8788/paid", unpaid: "http://localhost:8788/pricing" },
      ...change,
    };
  }

  /** Opens Checkout and pays, or whatever else a person does there. */
  async checkout(plan: Plan, change: Partial<CheckoutWish> = {}, action = "pay"): Promise<string> {
    const page = must(await this.bench.billing.openCheckout(this.wish(plan, change)));
    const { outcome } = await this.bench.control.post<{ outcome: string }>("/stripe/checkout", {
      session: page.sessionId,
      action,
    });
    return outcome;
  }

  async upgradeTo(plan: Plan, change: Partial<UpgradeAtStripe> = {}) {
    const wish = await this.changeTo(plan, change);
    const preview = must(
      await this.bench.billing.preview({ ...wish, nowMs: this.bench.now() * 1000 }),
    );
    const { prorationSeconds } = preview;
    return { preview, outcome: await this.bench.billing.upgrade({ ...wish, prorationSeconds }) };
  }

  async changeTo(plan: Plan, change: Partial<UpgradeAtStripe> = {}): Promise<UpgradeAtStripe> {
    await this.look();
    const { link, terms } = this.record;
    if (!link) throw new Error("no subscription");
    return {
      ...{ stripeId: this.stripeId, subscriptionId: link.subscriptionId },
      ...{ itemId: link.itemId ?? "", plan: planPrice(plan), endsTrial: false },
      releaseScheduleId: link.scheduleId,
      resetsAnchor: terms?.interval !== plan.interval,
      ...change,
    };
  }

  /** Of the subscription that counts. */
  get subscriptionId(): string {
    return this.record.link?.subscriptionId ?? "";
  }
}

/** How many customers and subscriptions of a kind are at Stripe. */
export async function countAtStripe({ stripe, billing }: Bench, stripeId: string) {
  const customers = await stripe.customers.list({ limit: 100 });
  const picture = must(await billing.picture(stripeId));
  return { customers: customers.data.length, live: picture.subscriptions.filter(isLive).length };
}

/** What stands granted, by the kind of period. */
export const standing = ({ worth, record }: Account): string[] =>
  record.periods
    .filter(({ key }) => worth.get(key) === "good")
    .map(({ terms, kind }) => `${terms.planId} ${kind}`);

export const grantedOnce = ({ grants }: Account): void =>
  expect([...grants.values()].filter((times) => times !== 1)).toEqual([]);
