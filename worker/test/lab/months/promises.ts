import type Stripe from "stripe";
import { orderNoOf } from "../../../domain/order/number.ts";
import type { SubscriptionRecord } from "../../../domain/subscription/state.ts";
import { customerOf } from "../../../objects/account/projection.ts";
import { listIssues } from "../../../store/subscription-issues.ts";
import { stripeIdOf } from "../../billing.ts";
import { stripe } from "../../card.ts";
import { accountOf, objectOf } from "../../shop.ts";
import { bindings, type Customer, control } from "../../world.ts";
import { refunded, type Trade, wasPaid } from "../promises.ts";
import { ofCredits } from "./credits.ts";
import type { MonthsSide } from "./side.ts";

const LIVE = new Set(["active", "trialing", "past_due", "unpaid", "paused", "incomplete"]);

export interface AtStripe {
  subscriptions: Stripe.Subscription[];
  invoices: Stripe.Invoice[];
  /** Minor units that went back, by invoice. */
  returned: Map<string, number>;
  disputed: Set<string>;
  /** Invoices whose dispute was won and whose money we gave back by ourselves, though no refund of theirs had failed. */
  givenAway: Set<string>;
}

/** What Stripe's own books say, read by the public package. */
export async function booksOf(who: Customer): Promise<AtStripe> {
  const customer = await stripeIdOf(who);
  const books: AtStripe = {
    ...{ subscriptions: [], invoices: [] },
    ...{ returned: new Map(), disputed: new Set(), givenAway: new Set() },
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
    const disputed = own.filter((charge) => charge.disputed);
    if (disputed.length > 0) books.disputed.add(invoice.id);
    for (const { id } of disputed) if (await isGivenAway(id)) books.givenAway.add(invoice.id);
  }
  return books;
}

async function isGivenAway(charge: string): Promise<boolean> {
  const { data: disputes } = await stripe.disputes.list({ charge, limit: 100 });
  const { data: refunds } = await stripe.refunds.list({ charge, limit: 100 });
  const isOurs = refunds.some(({ metadata }) => metadata?.act !== undefined);
  const hasFailed = refunds.some(({ status }) => status === "failed" || status === "canceled");
  return isOurs && !hasFailed && disputes.some(({ status }) => status === "won");
}

/** Every broken promise of a customer with a plan, in words. */
export async function brokenIn(side: MonthsSide, books: AtStripe): Promise<string[]> {
  const { who } = side;
  return [
    ...side.complaints,
    ...(await ofPeriods(side, books)),
    ...ofCharges(books),
    ...(await ofBothWays(who, books)),
    ...(await ofWonDisputes(who, books)),
    ...(await ofCredits(side)),
    ...(await ofDuties(side)),
    ...(await ofOrders(side)),
  ];
}

const kept = (books: AtStripe, { id, amount_paid: paid }: Stripe.Invoice): boolean =>
  (books.returned.get(id) ?? 0) < paid && !books.disputed.has(id);

/**
 * Paid periods are proven once each, and nothing is proven that nobody paid. What was paid and kept has its time, unless an
 * operator ended it: also when its money had gone back and came again.
 */
async function ofPeriods({ who, endedByOperator }: MonthsSide, books: AtStripe): Promise<string[]> {
  const broken: string[] = [];
  const record = await accountOf(who).subscription();
  const proven = record.periods.filter(({ source }) => source === "stripe");
  for (const { key, invoiceId, endMs, standing, subscriptionId } of proven) {
    const invoice = books.invoices.find(({ id }) => id === invoiceId);
    if (invoice?.status !== "paid" || invoice.amount_paid === 0)
      broken.push(`unpaid grant: ${key} of an invoice that is ${invoice?.status}`);
    const ends = (invoice?.lines.data ?? []).map(({ period }) => period.end);
    const mayBeCut = endedByOperator.has(subscriptionId ?? "");
    if (standing === "good" && !mayBeCut && !ends.some((end) => end * 1000 === endMs))
      broken.push(`paid period: ${key} was cut to ${endMs}, its invoice's lines end at ${ends}`);
  }
  const surplus = new Set(record.surplus.flatMap(({ invoiceIds }) => invoiceIds));
  for (const invoice of books.invoices) {
    const isPaid = invoice.status === "paid" && invoice.amount_paid > 0;
    if (!isPaid || !kept(books, invoice)) continue;
    if (surplus.has(invoice.id)) {
      broken.push("charged twice: what a second subscription was paid is not refunded");
      continue;
    }
    const times = proven.filter(({ invoiceId }) => invoiceId === invoice.id).length;
    if (times !== 1) broken.push(`paid period: invoice is proven ${times} times`);
    const ends = Math.max(...invoice.lines.data.map(({ period }) => period.end)) * 1000;
    // A dispute of any of its payments pauses a plan, until it is decided.
    const subscription = String(invoice.parent?.subscription_details?.subscription);
    const isEnded = endedByOperator.has(subscription);
    const isDue = ends > Date.now() && books.disputed.size === 0 && !isEnded;
    if (isDue && (!record.entitled || record.planId === "free"))
      broken.push(`charged without plan: paid until ${ends}, and the account is ${record.status}`);
  }
  return broken;
}

/** As it is stored: a look at it would have time pass in the account. */
export async function recordOf(side: MonthsSide): Promise<SubscriptionRecord | null> {
  const [row] = await side.rowsOf<{ record: string }>("subscription");
  return row ? (JSON.parse(row.record) as SubscriptionRecord) : null;
}

/** At any time: what the account holds for paid is paid at Stripe. */
export async function unpaidIn(side: MonthsSide): Promise<string[]> {
  const proven = ((await recordOf(side))?.periods ?? []).filter(
    ({ invoiceId }) => invoiceId !== null,
  );
  if (proven.length === 0) return [];
  const { data } = await stripe.invoices.list({ customer: await stripeIdOf(side.who), limit: 100 });
  const paid = new Set(data.filter(({ status }) => status === "paid").map(({ id }) => id));
  return proven
    .filter(({ invoiceId }) => !paid.has(invoiceId ?? ""))
    .map(({ key }) => `unpaid grant: ${key} was granted before it was paid`);
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

/** What a card paid while a prepaid plan ran that had been paid before went back. */
async function ofBothWays(who: Customer, books: AtStripe): Promise<string[]> {
  const { periods } = await accountOf(who).subscription();
  const prepaid = periods.filter(
    ({ source, standing }) => source === "prepaid" && standing === "good",
  );
  return periods
    .filter(
      ({ source, kind, standing }) => source === "stripe" && kind === "paid" && standing === "good",
    )
    .filter(({ endMs }) => (endMs ?? 0) > Date.now())
    .flatMap(({ key, invoiceId }) => {
      const invoice = books.invoices.find(({ id }) => id === invoiceId);
      const paidAtMs = (invoice?.status_transitions.paid_at ?? 0) * 1000;
      const isTwice = prepaid.some(
        ({ startMs, endMs, standingSinceMs }) =>
          standingSinceMs < paidAtMs && startMs <= paidAtMs && (endMs ?? 0) > paidAtMs,
      );
      return isTwice ? [`charged twice: ${key} was paid by code already`] : [];
    });
}

/** Money of a dispute that was won goes back by itself only where its time had been paid in another way before. */
async function ofWonDisputes(who: Customer, books: AtStripe): Promise<string[]> {
  const { periods } = await accountOf(who).subscription();
  return books.invoices
    .filter(({ id }) => books.givenAway.has(id))
    .filter((invoice) => {
      const paidAtMs = (invoice.status_transitions.paid_at ?? 0) * 1000;
      const own = invoice.parent?.subscription_details?.subscription;
      return !periods.some(
        ({ source, subscriptionId, startMs, endMs }) =>
          source !== "manual" &&
          (subscriptionId === null || subscriptionId !== own) &&
          startMs <= paidAtMs &&
          (endMs === null || endMs > paidAtMs),
      );
    })
    .map(({ id }) => `won dispute: ${id} was refunded though nobody asked for it`);
}

/** Nothing waits any more, and D1 shows what the account shows. */
async function ofDuties(side: MonthsSide): Promise<string[]> {
  const account = accountOf(side.who);
  const broken = (await account.waitingActs()).map(
    ({ act, detail }) => `act: ${act.kind} waits, ${detail}`,
  );
  for (const { type, applied_at } of await side.rowsOf<{ type: string; applied_at: number | null }>(
    "stripe_event",
  ))
    if (applied_at === null) broken.push(`event: ${type} is not applied`);
  const row = await bindings.DB.prepare("SELECT plan, balances FROM customer WHERE id = ?")
    .bind(side.who.id)
    .first<{ plan: string | null; balances: string }>();
  const standing = await account.standing();
  const { plan, balances } = customerOf(
    {
      ...{ customerId: side.who.id, profile: null, history: null },
      ...(await account.holdings()),
      ...{ subscription: await account.subscription(), issues: null },
      debt: { owed: standing.owed, mayOwe: standing.allowNegative },
    },
    { version: 0, events: [] },
    0,
  );
  const [stored] = await side.rowsOf<{ attention: string | null }>("subscription");
  const open = (JSON.parse(stored?.attention ?? "[]") as { key: string }[]).map(({ key }) => key);
  const seen = await listIssues(bindings.DB, { shown: "all", customer: side.who.id }, 100);
  const shown = seen.map(({ key }) => key);
  if (open.sort().join() !== shown.sort().join())
    broken.push(`shown: for an operator the account has ${open}, D1 ${shown}`);
  const [told, is] = [row?.plan ?? "null", JSON.stringify(plan)];
  if (told !== is) broken.push(`shown: the account has ${is}, D1 ${told}`);
  if (row?.balances !== JSON.stringify(balances))
    broken.push(`shown: the account has ${JSON.stringify(balances)}, D1 ${row?.balances}`);
  return broken;
}

/** The gateways' books and the orders agree: what was paid and kept was granted once, and everything else went back. */
async function ofOrders(side: MonthsSide): Promise<string[]> {
  const broken: string[] = [];
  const { trades } = (await control.books()) as { trades: Trade[] };
  const { periods } = await accountOf(side.who).subscription();
  const lots = await side.rowsOf<{ id: string }>("lot");
  for (const orderNo of side.orders) {
    const file = await objectOf(orderNo).file();
    if (!file.ok) continue;
    const { state } = file.value.order;
    const paid = trades.filter((each) => orderNoOf(each.number) === orderNo && wasPaid(each));
    const kept = paid.filter((trade) => refunded(trade) === 0);
    const granted =
      periods.filter(({ key }) => key === `order:${orderNo}`).length +
      lots.filter(({ id }) => id === `order:${orderNo}`).length;
    if (state === "paid") broken.push("order: paid for ever");
    if (kept.some((trade) => refunded(trade) > 0 && refunded(trade) < trade.amountMinor))
      broken.push("order: a part of its money went back");
    if (kept.length !== (state === "completed" ? 1 : 0))
      broken.push(`order: ${state}, and the gateway kept ${kept.length} payments`);
    if (state === "completed" && granted !== 1) broken.push(`order: completed, ${granted} grants`);
  }
  return broken;
}
