import {
  type Account,
  change,
  clockOf,
  emit,
  find,
  HOUR,
  liveCustomer,
  newId,
  schedule,
  settingsOf,
  timeOf,
} from "../core/account.ts";
import type { Price, Subscription } from "../core/records.ts";
import { invalidRequest } from "../core/refusal.ts";
import { intentOf } from "../invoices/collect.ts";
import { fixCurrency } from "../invoices/draft.ts";
import type { LineDraft } from "../invoices/lines.ts";
import { cardRefusal } from "../payments/charges.ts";
import type { Outcome } from "../payments/intents.ts";
import { draftBill, recordDebits, settleBill } from "./billing.ts";
import { amountOf, buildItem, buildSubscription, describe, productName } from "./build.ts";
import { type Period, periodAt } from "./periods.ts";
import { timetable } from "./timetable.ts";

export interface WantedItem {
  price: Price;
  quantity: number;
  metadata?: Record<string, string>;
}

export interface WantedSubscription {
  customer: string;
  items: WantedItem[];
  metadata?: Record<string, string>;
  description?: string | null;
  trialEnd?: number | null;
  anchor?: number | null;
  anchorConfig?: Subscription["billing_cycle_anchor_config"];
  prorationBehavior?: string;
  paymentBehavior?: string;
  method?: string | null;
  missingPaymentMethod?: "cancel" | "create_invoice" | "pause";
  collectionMethod?: Subscription["collection_method"];
  daysUntilDue?: number | null;
  classic?: boolean;
}

/** Until then the first payment may be made. */
export const INCOMPLETE_HOURS = 23;

/** A subscription with its first invoice, finalised and charged at once. */
export function createSubscription(account: Account, wanted: WantedSubscription): Subscription {
  const customer = liveCustomer(account, wanted.customer);
  const now = timeOf(account, customer.id);
  const currency = currencyOf(wanted.items);
  fixCurrency(account, customer.id, currency);
  const trialEnd = wanted.trialEnd && wanted.trialEnd > now ? wanted.trialEnd : null;
  const anchor = trialEnd ?? wanted.anchor ?? now;
  const id = newId("sub");
  const subscription = buildSubscription({
    id,
    customer: customer.id,
    currency,
    now,
    anchor,
    anchorConfig: wanted.anchorConfig ?? null,
    classic:
      wanted.classic === true ||
      account.faults.take("classic-billing-mode", { gateway: "stripe" }) !== undefined,
    collectionMethod: wanted.collectionMethod ?? "charge_automatically",
    daysUntilDue: wanted.daysUntilDue ?? null,
    description: wanted.description ?? null,
    items: wanted.items.map((item) =>
      buildItem({
        ...item,
        subscription: id,
        period: firstPeriod(item.price, anchor, now, trialEnd),
        created: now,
      }),
    ),
    metadata: wanted.metadata ?? {},
    method: wanted.method ?? null,
    missingPaymentMethod: wanted.missingPaymentMethod ?? "create_invoice",
    testClock: clockOf(account, customer.id),
    trialEnd,
  });
  account.store.put("subscription", subscription);
  const early = settingsOf(account).subscriptionCreatedIncomplete && trialEnd === null;
  if (early) emit(account, "customer.subscription.created", subscription);
  const outcome = bill(account, subscription, wanted);
  const begun = begin(account, id, outcome);
  if (!early) emit(account, "customer.subscription.created", begun);
  else if (begun.status !== "incomplete") {
    emit(account, "customer.subscription.updated", begun, subscription);
  }
  return begun;
}

function currencyOf(items: WantedItem[]): string {
  const currencies = new Set(items.map(({ price }) => price.currency));
  const [currency] = currencies;
  if (currency !== undefined && currencies.size === 1) return currency;
  throw invalidRequest("All prices on a subscription must have the same `currency`.", {
    param: "items",
  });
}

function firstPeriod(price: Price, anchor: number, now: number, trialEnd: number | null): Period {
  if (trialEnd !== null) return { start: now, end: trialEnd };
  const full = periodAt(anchor, price.recurring ?? { interval: "month", interval_count: 1 }, now);
  if (full.end - now > full.end - full.start) {
    throw invalidRequest("billing_cycle_anchor cannot be later than next natural billing date", {
      param: "billing_cycle_anchor",
    });
  }
  return { start: now, end: full.end };
}

function bill(
  account: Account,
  subscription: Subscription,
  wanted: WantedSubscription,
): Outcome | null {
  const lines = subscription.items.data.map((item) =>
    firstLine(account, subscription, item, wanted),
  );
  const invoice = draftBill(account, subscription, {
    reason: "subscription_create",
    lines,
    withPending: false,
    autoAdvance: false,
  });
  recordDebits(account, invoice, []);
  change(account, "subscription", subscription.id, { latest_invoice: invoice.id });
  const outcome = settleBill(account, invoice, wanted.paymentBehavior !== "default_incomplete");
  if (outcome?.result === "declined" && wanted.paymentBehavior === "error_if_incomplete") {
    throw cardRefusal(outcome.decline, intentOf(account, invoice.id));
  }
  return outcome;
}

function firstLine(
  account: Account,
  subscription: Subscription,
  item: Subscription["items"]["data"][number],
  { prorationBehavior }: WantedSubscription,
): LineDraft {
  const { price, current_period_start: start, current_period_end: end } = item;
  const quantity = item.quantity ?? 1;
  const common = { start, end, quantity, price, item: item.id, credits: null, invoiceItem: null };
  if (subscription.trial_end !== null) {
    const description = `Trial period for ${productName(account, price)}`;
    return { ...common, amount: 0, description, proration: false };
  }
  const recurring = price.recurring ?? { interval: "month", interval_count: 1 };
  const full = periodAt(subscription.billing_cycle_anchor, recurring, start);
  const share = (end - start) / (full.end - full.start);
  const whole = amountOf(price, quantity);
  const amount = share === 1 ? whole : prorationBehavior === "none" ? 0 : Math.round(whole * share);
  return {
    ...common,
    amount,
    description: describe(account, price, quantity),
    proration: false,
  };
}

/** A bank debit that is under way counts: the subscription is active at once. */
function begin(account: Account, id: string, outcome: Outcome | null): Subscription {
  const { trial_end, collection_method, customer } = find(account, "subscription", id);
  const paid = outcome?.result === "succeeded" || outcome?.result === "processing";
  const invoiced = collection_method === "send_invoice";
  const status = !paid && !invoiced ? "incomplete" : trial_end !== null ? "trialing" : "active";
  const begun = change(account, "subscription", id, { status });
  if (status === "incomplete") {
    const due = timeOf(account, customer) + INCOMPLETE_HOURS * HOUR;
    schedule(account, "incomplete-expires", id, due, customer);
  }
  timetable(account, begun);
  return begun;
}
