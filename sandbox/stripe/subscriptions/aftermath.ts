import {
  type Account,
  change,
  emit,
  find,
  HOUR,
  schedule,
  settingsOf,
  timeOf,
  unschedule,
} from "../core/account.ts";
import { invoiceOfIntent } from "../core/links.ts";
import type { Invoice, Subscription } from "../core/records.ts";
import {
  collect,
  finalizeInvoice,
  isHopeless,
  isLastAttempt,
  markPaid,
  noteFailure,
  subscriptionOf,
  voidInvoice,
} from "../invoices/collect.ts";
import { CARD_DECLINES, type Decline } from "../payments/charges.ts";
import { fail, type Outcome, succeed } from "../payments/intents.ts";
import { recordDebits } from "./billing.ts";
import { detailOf, isEnded, withItems } from "./build.ts";
import { cancelNow } from "./cancel.ts";
import { timetable } from "./timetable.ts";

/** What an attempt to collect an invoice means for its subscription. */
export function follow(account: Account, invoiceId: string, outcome: Outcome): void {
  const invoice = find(account, "invoice", invoiceId);
  const id = subscriptionOf(invoice);
  const subscription = id === null ? undefined : account.store.get("subscription", id);
  if (!subscription || isEnded(subscription)) return;
  if (invoice.status === "paid") followPaid(account, subscription, invoice);
  else if (outcome.result === "declined" || outcome.result === "requires_action") {
    followFailed(account, subscription, invoice);
  }
}

function followPaid(account: Account, subscription: Subscription, invoice: Invoice): void {
  const { id } = subscription;
  if (detailOf(account, id).pending?.invoice === invoice.id) {
    applyPending(account, subscription, invoice);
    return;
  }
  const { status } = subscription;
  if (status === "incomplete") unschedule(account, "incomplete-expires", id);
  const revives = status === "incomplete" || (isLatest(subscription, invoice) && OWING.has(status));
  if (!revives) return;
  const { status_details: _, ...rest } = subscription;
  const after: Subscription = { ...rest, status: "active" };
  account.store.put("subscription", after);
  if (status === "paused") emit(account, "customer.subscription.resumed", after);
  emit(account, "customer.subscription.updated", after, subscription);
  timetable(account, after);
}

const OWING = new Set(["past_due", "unpaid", "paused"]);

const isLatest = ({ latest_invoice }: Subscription, { id }: Invoice) => latest_invoice === id;

function followFailed(account: Account, subscription: Subscription, invoice: Invoice): void {
  const { id, status } = subscription;
  if (invoice.billing_reason !== "subscription_cycle" || !isLatest(subscription, invoice)) return;
  if (isLastAttempt(account, invoice)) {
    endRetries(account, subscription);
    return;
  }
  if (status !== "active" && status !== "trialing") return;
  change(account, "subscription", id, { status: "past_due" }, "customer.subscription.updated");
}

/** By the account's setting: it is cancelled, left unpaid, or stays past due. */
function endRetries(account: Account, { id }: Subscription): void {
  const { retriesEnd } = settingsOf(account);
  if (retriesEnd === "cancel") cancelNow(account, id, { reason: "payment_failed" });
  else {
    const status = retriesEnd === "unpaid" ? "unpaid" : "past_due";
    change(account, "subscription", id, { status }, "customer.subscription.updated");
  }
}

/** The change that waited for its money. */
function applyPending(account: Account, subscription: Subscription, invoice: Invoice): void {
  const { id } = subscription;
  const detail = detailOf(account, id);
  if (!detail.pending) return;
  const { change: planned } = detail.pending;
  unschedule(account, "pending-update-expires", id);
  account.store.put("subscriptionDetail", { ...detail, pending: null });
  recordDebits(account, invoice, planned.debits);
  const after: Subscription = {
    ...subscription,
    billing_cycle_anchor: planned.anchor,
    items: withItems(subscription, planned.items),
    latest_invoice: invoice.id,
    pending_update: null,
    trial_end: planned.trialEnd,
    ...(subscription.status === "trialing" && { status: "active" }),
  };
  account.store.put("subscription", after);
  emit(account, "customer.subscription.updated", after, subscription);
  emit(account, "customer.subscription.pending_update_applied", after);
  timetable(account, after);
}

const UNHEARD_HOURS_MAX = 72;

/** Whether the endpoint has yet to answer the event about this draft, and may still do so in time. */
function isUnheard(account: Account, invoice: Invoice): boolean {
  const told = account.store
    .all("event")
    .find(
      ({ type, data }) =>
        type === "invoice.created" && (data.object as { id?: string }).id === invoice.id,
    );
  const now = timeOf(account, invoice.customer);
  return (told?.pending_webhooks ?? 0) > 0 && now < invoice.created + UNHEARD_HOURS_MAX * HOUR;
}

/** A draft's hour is over. */
export function finalizeAndCollect(account: Account, id: string): void {
  const draft = account.store.get("invoice", id);
  if (draft?.status !== "draft") return;
  if (settingsOf(account).finalizeAfterAcknowledged && isUnheard(account, draft)) {
    schedule(account, "finalize", id, timeOf(account, draft.customer) + HOUR, draft.customer);
    return;
  }
  const open = finalizeInvoice(account, id);
  if (open.status === "paid") follow(account, id, { result: "succeeded" });
  else if (open.collection_method === "charge_automatically") {
    follow(account, id, collect(account, id));
  }
}

export function retry(account: Account, id: string): void {
  const invoice = account.store.get("invoice", id);
  if (invoice?.status !== "open") return;
  if (!isHopeless(account, invoice)) {
    follow(account, id, collect(account, id));
    return;
  }
  const subscription = account.store.get("subscription", subscriptionOf(invoice) ?? "");
  if (subscription && !isEnded(subscription)) endRetries(account, subscription);
}

/** The bank or the customer answered: an intent that was under way ends. */
export function settleIntent(account: Account, id: string, decline: Decline | null): void {
  const intent = find(account, "paymentIntent", id);
  const ends = intent.status === "processing" || intent.status === "requires_action";
  if (!ends) return;
  const wasDebit = intent.status === "processing";
  unschedule(account, "debit-settles", id);
  const outcome = decline ? fail(account, id, decline) : succeed(account, id);
  const invoice = invoiceOfIntent(account.store, id);
  if (invoice === undefined) return;
  if (!decline) {
    markPaid(account, invoice, id);
    follow(account, invoice, outcome);
    return;
  }
  noteFailure(account, invoice, outcome);
  const { billing_reason } = find(account, "invoice", invoice);
  // The subscription was active from the start and stays so; its first invoice is given up.
  if (wasDebit && billing_reason === "subscription_create") voidInvoice(account, invoice);
  else follow(account, invoice, outcome);
}

/** The first payment did not come in time. */
export function expireIncomplete(account: Account, id: string): void {
  const subscription = account.store.get("subscription", id);
  if (subscription?.status !== "incomplete") return;
  const invoice = account.store.get("invoice", subscription.latest_invoice ?? "");
  if (invoice?.status === "open") voidInvoice(account, invoice.id);
  const expired = change(
    account,
    "subscription",
    id,
    { status: "incomplete_expired", ended_at: subscription.created + 23 * 3600 },
    "customer.subscription.updated",
  );
  timetable(account, expired);
}

export const AUTHENTICATION_REFUSED = CARD_DECLINES.action;
