import Stripe from "stripe";
import { type Sandbox, startSandbox } from "../server.ts";
import { type Control, controlOf, type Merchant, startMerchant, until } from "../test-support.ts";

/** The sandbox with the product's endpoint played by a recorder, driven by the public package. */
export interface StripeBench {
  sandbox: Sandbox;
  control: Control;
  merchant: Merchant;
  stripe: Stripe;
  /** Starts over: nothing kept, the clock at `START`. */
  reset(): Promise<void>;
  /** Unix seconds on the sandbox's clock. */
  now(): number;
  /** Moves the clock to this second and lets everything happen that is due. */
  moveTo(seconds: number): Promise<void>;
  /** The types of all events since the last call, oldest first. */
  types(): Promise<string[]>;
  events(): Promise<Stripe.Event[]>;
  close(): Promise<void>;
}

/** A month of 31 days begins, on the hour. */
export const START = Date.UTC(2027, 0, 10, 8) / 1000;

export const clientOf = ({ port, keys }: Sandbox, secretKey = keys.stripe.secretKey): Stripe =>
  new Stripe(secretKey, {
    host: "127.0.0.1",
    port,
    protocol: "http",
    telemetry: false,
    maxNetworkRetries: 0,
  });

export async function startBench(): Promise<StripeBench> {
  const merchant = await startMerchant("");
  const sandbox = await startSandbox({ port: 0, appUrl: new URL(merchant.notifyUrl).origin });
  const control = controlOf(sandbox);
  const stripe = clientOf(sandbox);
  let seen = new Set<string>();

  async function events(): Promise<Stripe.Event[]> {
    const all = await stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
    const fresh = all.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    return fresh.toReversed();
  }

  const bench: StripeBench = {
    sandbox,
    control,
    merchant,
    stripe,
    async reset() {
      await control.post("/stripe/idle");
      await control.post("/reset");
      await bench.moveTo(START);
      merchant.received.length = 0;
      merchant.answers.splice(0, merchant.answers.length, { status: 200, body: "" });
      seen = new Set();
    },
    now: () => Math.floor(new Date(sandbox.snapshot().clock.now).getTime() / 1000),
    async moveTo(seconds) {
      await control.post("/clock", { offsetMs: seconds * 1000 - Date.now() });
    },
    types: async () => (await events()).map(({ type }) => type),
    events,
    async close() {
      await sandbox.close();
      await merchant.close();
    },
  };
  return bench;
}

/** What arrived at the product's endpoint, verified by the package. */
export async function deliveredTo({ merchant, stripe, sandbox }: StripeBench, count: number) {
  await until(() => merchant.received.length >= count, `${count} deliveries`);
  return merchant.received.map(({ body, headers }) =>
    stripe.webhooks.constructEvent(
      body,
      String(headers["stripe-signature"]),
      sandbox.keys.stripe.webhookSecret,
    ),
  );
}

/** What the package throws. */
export async function failureOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const failure = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof Stripe.errors.StripeError) return failure;
  throw new Error(`not refused by Stripe: ${failure}`);
}

export interface Catalog {
  /** 10.00 a month. */
  monthly: Stripe.Price;
  /** 20.00 a month. */
  dearer: Stripe.Price;
  /** 100.00 a year. */
  yearly: Stripe.Price;
  /** 500.00 once. */
  once: Stripe.Price;
}

export async function makeCatalog({ stripe }: StripeBench): Promise<Catalog> {
  const { id: product } = await stripe.products.create({ name: "Pro" });
  const common = { product, currency: "usd" } as const;
  const recurring = (interval: "month" | "year") => ({ recurring: { interval } });
  return {
    monthly: await stripe.prices.create({ ...common, unit_amount: 1000, ...recurring("month") }),
    dearer: await stripe.prices.create({ ...common, unit_amount: 2000, ...recurring("month") }),
    yearly: await stripe.prices.create({ ...common, unit_amount: 10_000, ...recurring("year") }),
    once: await stripe.prices.create({ ...common, unit_amount: 50_000 }),
  };
}

/** A customer with a test card as the default, by the token that says how it behaves. */
export async function makeCustomer(
  { stripe }: StripeBench,
  token = "pm_card_visa",
  more: Stripe.CustomerCreateParams = {},
): Promise<string> {
  const { id } = await stripe.customers.create({ email: "lin@example.com", ...more });
  const method = await stripe.paymentMethods.attach(token, { customer: id });
  await stripe.customers.update(id, { invoice_settings: { default_payment_method: method.id } });
  return id;
}

/** A subscription that was made by the API and paid. */
export async function subscribe(
  bench: StripeBench,
  price: Stripe.Price,
  more: Partial<Stripe.SubscriptionCreateParams> = {},
): Promise<Stripe.Subscription> {
  const customer = more.customer ?? (await makeCustomer(bench));
  return bench.stripe.subscriptions.create({
    customer,
    items: [{ price: price.id }],
    metadata: { customer_id: "c-1" },
    ...more,
  });
}

export const itemOf = (subscription: Stripe.Subscription): Stripe.SubscriptionItem => {
  const [item] = subscription.items.data;
  if (!item) throw new Error("a subscription without items");
  return item;
};

export const DAY = 86_400;
