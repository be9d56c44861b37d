import { type Account, change, emit, find, timeOf } from "../core/account.ts";
import type { Debit, Invoice, Subscription } from "../core/records.ts";
import { collect, finalizeInvoice } from "../invoices/collect.ts";
import { draftInvoice } from "../invoices/draft.ts";
import { buildInvoiceItem, draftOf, type LineDraft } from "../invoices/lines.ts";
import type { Outcome } from "../payments/intents.ts";
import { detailOf } from "./build.ts";

/** Writes down what an invoice's lines debited for each item: later credits are counted from it. */
export function recordDebits(account: Account, invoice: Invoice, kept: readonly Debit[]): void {
  const id = invoice.parent?.subscription_details?.subscription ?? "";
  const debits = invoice.lines.data.flatMap((line): Debit[] => {
    const item = line.parent?.subscription_item_details?.subscription_item;
    if (!item || line.amount <= 0) return [];
    return [
      {
        item,
        amount: line.amount,
        start: line.period.start,
        end: line.period.end,
        invoice: invoice.id,
        line: line.id,
        price: line.pricing?.price_details?.price ?? "",
        quantity: line.quantity ?? 1,
      },
    ];
  });
  account.store.put("subscriptionDetail", {
    ...detailOf(account, id),
    debits: [...kept, ...debits],
  });
}

/** Pending prorations of a subscription: they go on its next invoice. */
export const pendingItems = (account: Account, subscription: string) =>
  account.store
    .all("invoiceItem")
    .filter(
      ({ invoice, parent }) =>
        invoice === null && parent?.subscription_details?.subscription === subscription,
    );

/** Prorations as invoice items; without an invoice they wait for the next one. */
export function addProrations(
  account: Account,
  subscription: Subscription,
  lines: readonly LineDraft[],
): LineDraft[] {
  const { customer, currency, id, test_clock } = subscription;
  const at = timeOf(account, customer);
  const owner = { customer, currency, subscription: id, at, testClock: test_clock };
  return lines.map((line) => {
    if (!line.proration) return line;
    const item = buildInvoiceItem(line, owner, null);
    account.store.put("invoiceItem", item);
    emit(account, "invoiceitem.created", item);
    return { ...line, invoiceItem: item.id };
  });
}

interface NewBill {
  reason: NonNullable<Invoice["billing_reason"]>;
  lines: readonly LineDraft[];
  /** Whether pending prorations go with it. */
  withPending: boolean;
  autoAdvance: boolean;
  period?: { start: number; end: number };
  prorationDate?: number;
}

/** A draft of these lines; the invoice items among them, and pending ones, now belong to it. */
export function draftBill(account: Account, subscription: Subscription, bill: NewBill): Invoice {
  const named = new Set(bill.lines.map(({ invoiceItem }) => invoiceItem));
  const pending = bill.withPending
    ? pendingItems(account, subscription.id).filter(({ id }) => !named.has(id))
    : [];
  const lines = [...pending.map((item) => draftOf(account, item)), ...bill.lines];
  const invoice = draftInvoice(account, {
    customer: subscription.customer,
    currency: subscription.currency,
    subscription,
    reason: bill.reason,
    lines,
    autoAdvance: bill.autoAdvance,
    collectionMethod: subscription.collection_method,
    ...(bill.period && { period: bill.period }),
    ...(bill.prorationDate !== undefined && { prorationDate: bill.prorationDate }),
  });
  for (const { invoiceItem } of lines) {
    if (invoiceItem) change(account, "invoiceItem", invoiceItem, { invoice: invoice.id });
  }
  return invoice;
}

/** Finalises and, unless the customer is to confirm or pay by themselves, collects at once. */
export function settleBill(account: Account, invoice: Invoice, attempt: boolean): Outcome | null {
  const open = finalizeInvoice(account, invoice.id);
  if (open.status === "paid") return { result: "succeeded" };
  if (!attempt || open.collection_method === "send_invoice") return null;
  return collect(account, invoice.id);
}

export const latestInvoice = (account: Account, subscription: Subscription): Invoice | undefined =>
  subscription.latest_invoice === null
    ? undefined
    : find(account, "invoice", subscription.latest_invoice);
