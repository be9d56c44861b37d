import { type Account, change, emit, find } from "../core/account.ts";
import type { Subscription, SubscriptionItem } from "../core/records.ts";
import { methodFor } from "../invoices/collect.ts";
import { buildInvoice } from "../invoices/draft.ts";
import { draftOf, type LineDraft } from "../invoices/lines.ts";
import { draftBill, pendingItems, recordDebits } from "./billing.ts";
import {
  amountOf,
  describe,
  detailOf,
  isEnded,
  lastBoundary,
  nextBoundary,
  withItems,
} from "./build.ts";
import { cancelNow } from "./cancel.ts";
import { periodAt } from "./periods.ts";
import { timetable } from "./timetable.ts";

/**
 * The boundary of a period: the next one begins and its invoice is drafted. The subscription is active for the new
 * period from now on, although nothing of it is paid. `before` is what it was when something else changed it just now.
 */
export function renew(account: Account, id: string, at: number, before?: Subscription): void {
  const subscription = account.store.get("subscription", id);
  if (!subscription || isEnded(subscription)) return;
  if (subscription.cancel_at_period_end && at >= lastBoundary(subscription)) {
    cancelNow(account, id, {});
    return;
  }
  if (subscription.status === "trialing" && endsWithoutMethod(account, subscription)) {
    endTrialWithoutMethod(account, subscription, at);
    return;
  }
  const data = subscription.items.data.map((item) =>
    item.current_period_end > at ? item : nextPeriod(subscription, item, at),
  );
  const due = data.filter(({ current_period_start }) => current_period_start === at);
  const lines = due.map((item) => renewalLine(account, item));
  const status = subscription.status === "trialing" ? "active" : subscription.status;
  const moved = { ...subscription, items: withItems(subscription, data), status };
  account.store.put("subscription", moved);
  const invoice = draftBill(account, moved, {
    reason: "subscription_cycle",
    lines,
    withPending: true,
    autoAdvance: status !== "unpaid" && subscription.pause_collection === null,
    period: { start: Math.min(...startsBefore(subscription, at)), end: at },
  });
  const renewed = new Set(due.map((item) => item.id));
  const kept = detailOf(account, id).debits.filter(({ item }) => !renewed.has(item));
  recordDebits(account, invoice, kept);
  const after = { ...moved, latest_invoice: invoice.id };
  account.store.put("subscription", after);
  emit(account, "customer.subscription.updated", after, before ?? subscription);
  timetable(account, after);
  if (subscription.pause_collection) pauseInvoice(account, invoice.id, subscription);
}

const startsBefore = ({ items }: Subscription, at: number): number[] =>
  items.data
    .filter(({ current_period_end }) => current_period_end <= at)
    .map(({ current_period_start }) => current_period_start);

function nextPeriod(
  subscription: Subscription,
  item: SubscriptionItem,
  at: number,
): SubscriptionItem {
  const rhythm = item.price.recurring ?? { interval: "month", interval_count: 1 };
  const { end } = periodAt(subscription.billing_cycle_anchor, rhythm, at);
  return { ...item, billed_until: end, current_period_start: at, current_period_end: end };
}

export function renewalLine(account: Account, item: SubscriptionItem): LineDraft {
  const quantity = item.quantity ?? 1;
  return {
    amount: amountOf(item.price, quantity),
    description: describe(account, item.price, quantity),
    start: item.current_period_start,
    end: item.current_period_end,
    quantity,
    price: item.price,
    item: item.id,
    proration: false,
    credits: null,
    invoiceItem: null,
  };
}

const endsWithoutMethod = (account: Account, subscription: Subscription): boolean =>
  subscription.collection_method === "charge_automatically" &&
  subscription.trial_settings?.end_behavior.missing_payment_method !== "create_invoice" &&
  methodFor(account, upcomingInvoice(account, subscription)) === null;

function endTrialWithoutMethod(account: Account, subscription: Subscription, at: number): void {
  const { id } = subscription;
  if (subscription.trial_settings?.end_behavior.missing_payment_method === "cancel") {
    cancelNow(account, id, {});
    return;
  }
  const paused = change(account, "subscription", id, {
    status: "paused",
    status_details: {
      paused: {
        subscription: { type: "trial_end_without_payment_method" },
        transitioned_at: at,
        type: "subscription",
      },
    },
  });
  timetable(account, paused);
  emit(account, "customer.subscription.paused", paused);
  emit(account, "customer.subscription.updated", paused, subscription);
}

/** `pause_collection` changes no status: what is made meanwhile is kept, voided or written off. */
function pauseInvoice(account: Account, invoice: string, { pause_collection }: Subscription): void {
  const behavior = pause_collection?.behavior;
  if (behavior === "keep_as_draft" || behavior === undefined) return;
  const transitions = find(account, "invoice", invoice).status_transitions;
  const at = find(account, "invoice", invoice).created;
  const ended =
    behavior === "void"
      ? { status: "void" as const, status_transitions: { ...transitions, voided_at: at } }
      : {
          status: "uncollectible" as const,
          status_transitions: { ...transitions, marked_uncollectible_at: at },
        };
  const after = change(account, "invoice", invoice, { ...ended, amount_remaining: 0 });
  const type = behavior === "void" ? "invoice.voided" : "invoice.marked_uncollectible";
  emit(account, type, after);
}

/** The renewal's invoice as it would be now; nothing is written. */
export function upcomingInvoice(
  account: Account,
  subscription: Subscription,
  more: readonly LineDraft[] = [],
) {
  const at = nextBoundary(subscription);
  const due = subscription.items.data
    .filter(({ current_period_end }) => current_period_end <= at)
    .map((item) => renewalLine(account, nextPeriod(subscription, item, at)));
  const pending = pendingItems(account, subscription.id);
  return buildInvoice(
    account,
    {
      customer: subscription.customer,
      currency: subscription.currency,
      subscription,
      reason: "upcoming",
      lines: [...pending.map((item) => draftOf(account, item)), ...more, ...due],
      autoAdvance: false,
      period: { start: Math.min(...startsBefore(subscription, at), at), end: at },
    },
    `upcoming_in_${subscription.id.slice(4)}`,
  );
}

/** Told days ahead, about an invoice that has no id yet. */
export function tellUpcoming(account: Account, id: string): void {
  const subscription = account.store.get("subscription", id);
  if (!subscription || isEnded(subscription) || subscription.cancel_at !== null) return;
  const { id: _, ...invoice } = upcomingInvoice(account, subscription);
  emit(account, "invoice.upcoming", invoice);
}

export function tellTrialWillEnd(account: Account, id: string): void {
  const subscription = account.store.get("subscription", id);
  if (subscription?.status !== "trialing") return;
  account.store.put("subscriptionDetail", {
    ...detailOf(account, id),
    trialToldFor: subscription.trial_end,
  });
  emit(account, "customer.subscription.trial_will_end", subscription);
}
