import { type Account, change, emit, find, timeOf, unschedule } from "../core/account.ts";
import type { Subscription } from "../core/records.ts";
import { resourceMissing } from "../core/refusal.ts";
import { voidInvoice } from "../invoices/collect.ts";
import { addProrations, draftBill, pendingItems, settleBill } from "./billing.ts";
import { detailOf, isEnded, productName } from "./build.ts";
import { planChange } from "./change.ts";
import { timetable } from "./timetable.ts";

type Details = NonNullable<Subscription["cancellation_details"]>;

export interface Cancellation {
  invoiceNow?: boolean | undefined;
  prorate?: boolean | undefined;
  details?: Partial<Details> | undefined;
  reason?: Details["reason"];
}

/** Ends it now, for good. Unpaid invoices stay as they are and are no longer collected. */
export function cancelNow(account: Account, id: string, how: Cancellation): Subscription {
  const subscription = find(account, "subscription", id);
  if (isEnded(subscription)) throw resourceMissing("subscription", id);
  const now = timeOf(account, subscription.customer);
  endPendingUpdate(account, id);
  if (how.prorate) addProrations(account, subscription, creditLines(account, subscription, now));
  const invoice = how.invoiceNow ? finalBill(account, subscription) : undefined;
  if (!how.invoiceNow) {
    for (const item of pendingItems(account, id)) account.store.remove("invoiceItem", item.id);
  }
  for (const open of account.store.all("invoice")) {
    const own = open.parent?.subscription_details?.subscription === id;
    if (!own || (open.status !== "open" && open.status !== "draft")) continue;
    unschedule(account, "retry", open.id);
    unschedule(account, "finalize", open.id);
    change(account, "invoice", open.id, { auto_advance: false, next_payment_attempt: null });
  }
  const current = find(account, "subscription", id);
  const ended = change(account, "subscription", id, {
    status: "canceled",
    canceled_at: current.canceled_at ?? now,
    ended_at: now,
    schedule: null,
    pending_update: null,
    ...(invoice && { latest_invoice: invoice }),
    cancellation_details: detailsOf(current, {
      ...how.details,
      reason: how.reason ?? current.cancellation_details?.reason ?? "cancellation_requested",
    }),
  });
  releaseSchedule(account, current.schedule, now);
  timetable(account, ended);
  emit(account, "customer.subscription.deleted", ended);
  return ended;
}

export function detailsOf(
  { cancellation_details }: Subscription,
  change: Partial<Details>,
): Details {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return {
    comment: null,
    feedback: null,
    feedback_option: null,
    reason: null,
    ...cancellation_details,
    ...Object.fromEntries(given),
  };
}

/** What is unused of everything debited. */
export const creditLines = (account: Account, subscription: Subscription, at: number) =>
  planChange(subscription, detailOf(account, subscription.id).debits, {
    items: subscription.items.data.map(({ id }) => ({ id, deleted: true })),
    at,
    anchorNow: false,
    trialEnd: undefined,
    nameOf: (price) => productName(account, price),
  }).lines;

function finalBill(account: Account, subscription: Subscription): string | undefined {
  if (pendingItems(account, subscription.id).length === 0) return undefined;
  const invoice = draftBill(account, subscription, {
    reason: "subscription_update",
    lines: [],
    withPending: true,
    autoAdvance: false,
  });
  settleBill(account, invoice, true);
  return invoice.id;
}

/** Discards the change that waits for its payment; its invoice is voided. */
export function endPendingUpdate(account: Account, id: string): boolean {
  const detail = detailOf(account, id);
  if (!detail.pending) return false;
  unschedule(account, "pending-update-expires", id);
  account.store.put("subscriptionDetail", { ...detail, pending: null });
  const invoice = find(account, "invoice", detail.pending.invoice);
  if (invoice.status === "open") voidInvoice(account, invoice.id);
  change(account, "subscription", id, { pending_update: null });
  return true;
}

/** The subscription goes, or goes on without its schedule. */
function releaseSchedule(account: Account, id: string | null, now: number): void {
  const found = id === null ? undefined : account.store.get("schedule", id);
  if (!found || (found.status !== "active" && found.status !== "not_started")) return;
  unschedule(account, "phase", found.id);
  unschedule(account, "schedule-expiring", found.id);
  const canceled = change(account, "schedule", found.id, {
    status: "canceled",
    canceled_at: now,
    current_phase: null,
  });
  emit(account, "subscription_schedule.canceled", canceled);
}
