import { runInDurableObject } from "cloudflare:test";
import type Stripe from "stripe";
import { stripeIdOf } from "../../billing.ts";
import { stripe } from "../../card.ts";
import { accountOf, objectOf } from "../../shop.ts";
import { bindings, type Customer } from "../../world.ts";

/** Units of a month, by plan: the seed's, in the version that is in force. */
const UNITS_MAX = 150;
const UNITS_FREE = 5;

const LIVE = new Set(["active", "trialing", "past_due", "unpaid", "paused", "incomplete"]);

export interface AtStripe {
  subscriptions: Stripe.Subscription[];
  invoices: Stripe.Invoice[];
  /** Minor units that went back, by invoice. */
  returned: Map<string, number>;
  disputed: Set<string>;
}

/** What Stripe's own books say, read by the public package. */
export async function booksOf(who: Customer): Promise<AtStripe> {
  const customer = await stripeIdOf(who);
  const books: AtStripe = {
    ...{ subscriptions: [], invoices: [] },
    ...{ returned: new Map(), disputed: new Set() },
  };
  if (customer === "") return books;
  const query = { customer, limit: 100 };
  books.subscriptions = (await stripe.subscriptions.list({ ...query, status: "all" })).data;
  books.invoices = (await stripe.invoices.list({ ...query, expand: ["data.payments"] })).data;
  const charges = (await stripe.charges.list(query)).data;
  for (const invoice of books.invoices) {
    const intents = (invoice.payments?.data ?? []).map(({ payment }) => payment.payment_intent);
    const own = charges.filter(({ payment_intent: intent }) => intents.includes(intent as string));
    const back = own.reduce((sum, { amount_refunded: amount }) => sum + amount, 0);
    books.returned.set(invoice.id, back);
    if (own.some(({ disputed }) => disputed)) books.disputed.add(invoice.id);
  }
  return books;
}

/** Every broken promise of a customer with a plan, in words. */
export async function brokenIn(who: Customer, orders: string[]): Promise<string[]> {
  const books = await booksOf(who);
  return [
    ...(await ofPeriods(who, books)),
    ...ofCharges(books),
    ...(await ofCredits(who)),
    ...(await ofDuties(who)),
    ...(await ofOrders(who, orders)),
  ];
}

const kept = (books: AtStripe, { id, amount_paid: paid }: Stripe.Invoice): boolean =>
  (books.returned.get(id) ?? 0) < paid && !books.disputed.has(id);

/** Paid periods are proven once each, and nothing is proven that nobody paid. */
async function ofPeriods(who: Customer, books: AtStripe): Promise<string[]> {
  const broken: string[] = [];
  const record = await accountOf(who).subscription();
  const proven = record.periods.filter(({ source }) => source === "stripe");
  for (const { key, invoiceId, endMs, standing } of proven) {
    const invoice = books.invoices.find(({ id }) => id === invoiceId);
    if (invoice?.status !== "paid" || invoice.amount_paid === 0)
      broken.push(`unpaid grant: ${key} of an invoice that is ${invoice?.status}`);
    const lines = invoice?.lines.data ?? [];
    if (standing === "good" && !lines.some(({ period }) => period.end * 1000 === endMs))
      broken.push(`unpaid grant: ${key} ends when no line of its invoice does`);
  }
  const surplus = new Set(record.surplus.flatMap(({ invoiceIds }) => invoiceIds));
  for (const invoice of books.invoices) {
    const isPaid = invoice.status === "paid" && invoice.amount_paid > 0;
    if (!isPaid || surplus.has(invoice.id) || !kept(books, invoice)) continue;
    const times = proven.filter(({ invoiceId }) => invoiceId === invoice.id).length;
    if (times !== 1) broken.push(`paid period: invoice is proven ${times} times`);
    const ends = Math.max(...invoice.lines.data.map(({ period }) => period.end)) * 1000;
    // A dispute of any of its payments pauses a plan, until it is decided.
    const isDue = ends > Date.now() && books.disputed.size === 0;
    if (isDue && (!record.entitled || record.planId === "free"))
      broken.push(`charged without plan: paid until ${ends}, and the account is ${record.status}`);
  }
  return broken;
}

/** Of two subscriptions the later one is cancelled, and what was paid for it went back. */
function ofCharges(books: AtStripe): string[] {
  const broken: string[] = [];
  const live = books.subscriptions.filter(({ status }) => LIVE.has(status));
  if (live.length > 1) broken.push(`charged twice: ${live.length} subscriptions are live`);
  const running = books.invoices.filter((invoice) => {
    const ends = Math.max(0, ...invoice.lines.data.map(({ period }) => period.end)) * 1000;
    const renews = invoice.billing_reason !== "subscription_update";
    return renews && invoice.amount_paid > 0 && ends > Date.now() && kept(books, invoice);
  });
  const of = (invoice: Stripe.Invoice) => invoice.parent?.subscription_details?.subscription;
  if (new Set(running.map(of)).size > 1 && live.length > 0)
    broken.push("charged twice: two subscriptions are paid for the same time");
  return broken;
}

/** No period gives more than its largest allowance, and the books add up. */
async function ofCredits(who: Customer): Promise<string[]> {
  const account = accountOf(who);
  const { faults } = await account.audit();
  const broken = faults.map((fault) => `ledger: ${fault}`);
  const { periods } = await account.subscription();
  const marks = await runInDurableObject(account, (_, { storage }) =>
    storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'credit_period'").toArray().length
      ? storage.sql
          .exec<{ name: string; granted: number; taken_back: number }>(
            "SELECT * FROM credit_period",
          )
          .toArray()
      : [],
  );
  for (const { name, granted, taken_back } of marks) {
    const most = name.startsWith("once:") ? 500 : periods.length > 0 ? UNITS_MAX : UNITS_FREE;
    if (granted - taken_back > most)
      broken.push(`credits: ${name} gave ${granted - taken_back}, at most ${most} are allowed`);
  }
  for (const { asset, available } of await account.balances())
    if (available < 0) broken.push(`ledger: ${available} of ${asset}`);
  return broken;
}

/** Nothing waits any more, and D1 shows what the account shows. */
async function ofDuties(who: Customer): Promise<string[]> {
  const account = accountOf(who);
  const broken = (await account.waitingActs()).map(
    ({ act, detail }) => `act: ${act.kind} waits, ${detail}`,
  );
  if ((await account.stripeCustomer()) === null) return broken;
  const waiting = await runInDurableObject(account, (_, { storage }) =>
    storage.sql.exec("SELECT type FROM stripe_event WHERE applied_at IS NULL").toArray(),
  );
  for (const { type } of waiting) broken.push(`event: ${type} is not applied`);
  const row = await bindings.DB.prepare(
    "SELECT plan ->> '$.planId' AS plan_id FROM customer WHERE id = ?",
  )
    .bind(who.id)
    .first<{ plan_id: string | null }>();
  const { planId } = await account.subscription();
  if ((row?.plan_id ?? "free") !== planId)
    broken.push(`shown: the account has ${planId}, D1 ${row?.plan_id}`);
  return broken;
}

/** Orders that were paid are a plan, or their money went back. */
async function ofOrders(who: Customer, orders: string[]): Promise<string[]> {
  const broken: string[] = [];
  const { periods } = await accountOf(who).subscription();
  for (const orderNo of orders) {
    const file = await objectOf(orderNo).file();
    if (!file.ok) continue;
    const { state } = file.value.order;
    const times = periods.filter(({ key }) => key === `order:${orderNo}`).length;
    if (state === "paid") broken.push("order: paid for ever");
    if (state === "completed" && times !== 1) broken.push(`order: completed, ${times} periods`);
  }
  return broken;
}
