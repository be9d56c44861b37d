import type { InvoicePayment } from "./records.ts";
import type { Store } from "./store.ts";

/** The only way between an intent and its invoice; asked for at each collection, so it is not searched for. */
export function addInvoicePayment(store: Store, payment: InvoicePayment, intent: string): void {
  store.put("invoicePayment", payment);
  store.put("link", { id: payment.invoice, to: payment.id });
  store.put("link", { id: intent, to: payment.invoice });
}

export const paymentOfInvoice = (store: Store, invoice: string): InvoicePayment | undefined =>
  store.get("invoicePayment", store.get("link", invoice)?.to ?? "");

export const invoiceOfIntent = (store: Store, intent: string): string | undefined =>
  store.get("link", intent)?.to;
