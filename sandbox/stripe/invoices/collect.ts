import {
  type Account,
  change,
  emit,
  find,
  HOUR,
  newId,
  schedule,
  settingsOf,
  timeOf,
  unschedule,
} from "../core/account.ts";
import { addInvoicePayment, paymentOfInvoice } from "../core/links.ts";
import type { Invoice, InvoicePayment, PaymentIntent } from "../core/records.ts";
import { invalidRequest } from "../core/refusal.ts";
import { behaviourOf } from "../payment-methods.ts";
import { cancelIntent, confirm, createIntent, type Outcome } from "../payments/intents.ts";

export const subscriptionOf = (invoice: Invoice): string | null =>
  invoice.parent?.subscription_details?.subscription ?? null;

/** Amounts that no card is charged for: the invoice counts as paid and the sum goes to the customer's balance. */
const CHARGE_MIN: Record<string, number> = {
  usd: 50,
  eur: 50,
  gbp: 30,
  jpy: 50,
  cny: 400,
  hkd: 400,
};

/** What an invoice asks for once the customer's balance is taken into account; a negative balance is credit. */
export function balanced(total: number, balance: number, currency: string) {
  const due = total + balance;
  if (due <= 0) return { amountDue: 0, endingBalance: due };
  const tooSmall = due < (CHARGE_MIN[currency] ?? 1);
  return tooSmall ? { amountDue: 0, endingBalance: due } : { amountDue: due, endingBalance: 0 };
}

/** Draft to open: its number, its amount, the intent that takes the money or already did. Nothing to pay: paid. */
export function finalizeInvoice(account: Account, id: string, intent?: string): Invoice {
  const invoice = find(account, "invoice", id);
  if (invoice.status !== "draft") {
    throw invalidRequest(`This invoice is already finalized.`, { code: "invoice_not_editable" });
  }
  unschedule(account, "finalize", id);
  const customer = find(account, "customer", invoice.customer ?? "");
  const now = timeOf(account, customer.id);
  const sequence = customer.next_invoice_sequence ?? 1;
  const { amountDue, endingBalance } = balanced(invoice.total, customer.balance, invoice.currency);
  change(account, "customer", customer.id, { next_invoice_sequence: sequence + 1 });
  change(account, "customer", customer.id, { balance: endingBalance }, "customer.updated");
  const address = `${account.url}/stripe/invoices/${id}`;
  const open = change(account, "invoice", id, {
    status: "open",
    number: `${customer.invoice_prefix}-${String(sequence).padStart(4, "0")}`,
    amount_due: amountDue,
    amount_remaining: amountDue,
    automatically_finalizes_at: null,
    effective_at: now,
    starting_balance: customer.balance,
    ending_balance: endingBalance,
    hosted_invoice_url: address,
    invoice_pdf: `${address}/pdf`,
    status_transitions: { ...invoice.status_transitions, finalized_at: now },
  });
  emit(account, "invoice.finalized", open);
  if (amountDue === 0) return markPaid(account, id, null);
  addPayment(account, open, intent ?? intentFor(account, open));
  return open;
}

const intentFor = (account: Account, invoice: Invoice): string =>
  createIntent(account, {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: invoice.customer,
    method: null,
    description: invoice.billing_reason === "subscription_create" ? "Subscription creation" : null,
  }).id;

function addPayment(account: Account, invoice: Invoice, intent: string): void {
  const payment = {
    id: newId("inpay"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: timeOf(account, invoice.customer),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent, type: "payment_intent" },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  } satisfies InvoicePayment;
  addInvoicePayment(account.store, payment, intent);
}

export const paymentOf = (account: Account, invoice: string): InvoicePayment | undefined =>
  paymentOfInvoice(account.store, invoice);

export const intentOf = (account: Account, invoice: string): PaymentIntent | undefined =>
  account.store.get("paymentIntent", paymentOf(account, invoice)?.payment.payment_intent ?? "");

/** The card that an invoice is charged to: its own, the subscription's, the customer's. */
export function methodFor(account: Account, invoice: Invoice): string | null {
  const subscription = account.store.get("subscription", subscriptionOf(invoice) ?? "");
  const customer = account.store.get("customer", invoice.customer ?? "");
  return (
    invoice.default_payment_method ??
    subscription?.default_payment_method ??
    customer?.invoice_settings?.default_payment_method ??
    null
  );
}

/** One attempt to collect an open invoice, told as Stripe tells it. */
export function collect(account: Account, id: string, method?: string): Outcome {
  const invoice = find(account, "invoice", id);
  if (invoice.status === "paid") return { result: "succeeded" };
  const intent = intentOf(account, id);
  if (!intent) throw new Error(`an open invoice without an intent: ${id}`);
  const outcome = confirm(account, intent.id, method ?? methodFor(account, invoice));
  if (outcome.result === "succeeded") markPaid(account, id, intent.id);
  else if (outcome.result === "processing") change(account, "invoice", id, { attempted: true });
  else noteFailure(account, id, outcome);
  return outcome;
}

export function noteFailure(account: Account, id: string, outcome: Outcome): void {
  const before = find(account, "invoice", id);
  const attempts = before.attempt_count + 1;
  const hard = outcome.result === "declined" && outcome.decline.hard;
  const next = before.auto_advance ? planRetry(account, before, attempts, hard) : null;
  const patch = { attempt_count: attempts, attempted: true, next_payment_attempt: next };
  const after = change(account, "invoice", id, patch);
  const action = outcome.result === "requires_action";
  if (action) emit(account, "invoice.payment_action_required", after);
  emit(account, "invoice.payment_failed", after);
  emit(account, "invoice.updated", after, before);
}

/** When it is tried next. A card that will never pay is left alone until the time for retries is over. */
function planRetry(
  account: Account,
  invoice: Invoice,
  attempts: number,
  hard: boolean,
): number | null {
  const { retryHours } = settingsOf(account);
  const now = timeOf(account, invoice.customer);
  const hours = retryHours[attempts - 1];
  if (hours === undefined) return null;
  const rest = retryHours.slice(attempts - 1).reduce((sum, each) => sum + each, 0);
  const due = now + (hard ? rest : hours) * HOUR;
  schedule(account, "retry", invoice.id, due, invoice.customer);
  return hard ? null : due;
}

/** Whether the attempt that just failed was the last that will be made. */
export function isLastAttempt(account: Account, invoice: Invoice): boolean {
  return account.store.get("task", `retry:${invoice.id}`) === undefined;
}

/** Nothing to be gained from another attempt. */
export const isHopeless = (account: Account, invoice: Invoice): boolean =>
  behaviourOf(account, methodFor(account, invoice) ?? "") === "declines-hard";

export function markPaid(account: Account, id: string, intent: string | null): Invoice {
  const invoice = find(account, "invoice", id);
  const now = timeOf(account, invoice.customer);
  unschedule(account, "retry", id);
  const paid = change(account, "invoice", id, {
    status: "paid",
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    attempted: true,
    attempt_count: intent ? invoice.attempt_count + 1 : invoice.attempt_count,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: now },
  });
  emit(account, "invoice.paid", paid);
  emit(account, "invoice.payment_succeeded", paid);
  const payment = intent ? paymentOf(account, id) : undefined;
  if (payment) {
    const settled = change(account, "invoicePayment", payment.id, {
      status: "paid",
      amount_paid: payment.amount_requested,
      status_transitions: { canceled_at: null, paid_at: now },
    });
    emit(account, "invoice_payment.paid", settled);
  }
  return paid;
}

export function voidInvoice(account: Account, id: string): Invoice {
  const invoice = find(account, "invoice", id);
  if (invoice.status !== "open" && invoice.status !== "uncollectible") {
    throw invalidRequest(
      `You can only pass in open or uncollectible invoices. This invoice is ${invoice.status}.`,
    );
  }
  const now = timeOf(account, invoice.customer);
  closePayment(account, id);
  const voided = change(account, "invoice", id, {
    status: "void",
    amount_remaining: 0,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, voided_at: now },
  });
  emit(account, "invoice.voided", voided);
  return voided;
}

export function markUncollectible(account: Account, id: string): Invoice {
  const invoice = find(account, "invoice", id);
  if (invoice.status !== "open") {
    throw invalidRequest(`You can only pass in open invoices. This invoice is ${invoice.status}.`);
  }
  unschedule(account, "retry", id);
  const marked = change(account, "invoice", id, {
    status: "uncollectible",
    next_payment_attempt: null,
    status_transitions: {
      ...invoice.status_transitions,
      marked_uncollectible_at: timeOf(account, invoice.customer),
    },
  });
  emit(account, "invoice.marked_uncollectible", marked);
  return marked;
}

function closePayment(account: Account, invoice: string): void {
  unschedule(account, "retry", invoice);
  const payment = paymentOf(account, invoice);
  if (!payment) return;
  unschedule(account, "debit-settles", payment.payment.payment_intent ?? "");
  cancelIntent(account, payment.payment.payment_intent ?? "");
  change(account, "invoicePayment", payment.id, {
    status: "canceled",
    status_transitions: { canceled_at: timeOf(account, null), paid_at: null },
  });
}
