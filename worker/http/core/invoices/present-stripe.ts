import type { ListedOfStripe } from "../../../actions/listInvoices.ts";
import { SHOWN_STATUS } from "../../../domain/invoice/stripe-document.ts";
import { toMajor } from "../../../domain/money.ts";
import { iso } from "../time.ts";
import type { Invoice, InvoiceSummary } from "./schemas.ts";

/** An invoice of Stripe's as ours are listed. What it refunded stands on no document of its own. */
export const presentStripeSummary = ({ document, period }: ListedOfStripe): InvoiceSummary => ({
  id: document.id,
  number: document.number,
  kind: "invoice",
  issuer: "stripe",
  period,
  status: SHOWN_STATUS[document.status],
  amount: toMajor({ currency: document.currency, amountMinor: document.totalMinor }),
  currency: document.currency,
  issuedAt: iso(document.issuedAtMs),
  hosted: { url: document.url, pdfUrl: document.pdfUrl },
  creditNotes: [],
});

const NOTHING_SAID = { address: "", phone: "", taxIds: [] };

/** As much as Stripe's document says to us; the document itself is Stripe's page and PDF. */
export function presentStripeInvoice(listed: ListedOfStripe, customerId: string): Invoice {
  const { document } = listed;
  const { currency, totalMinor, taxMinor, paidMinor, seller, buyer } = document;
  const money = (amountMinor: number) => toMajor({ currency, amountMinor });
  const rate =
    totalMinor > taxMinor ? Math.round((taxMinor * 10_000) / (totalMinor - taxMinor)) : 0;
  const taxRate = String(Math.max(0, rate) / 100);
  return {
    ...presentStripeSummary(listed),
    items: document.lines.map(({ text, quantity, amountMinor }) => ({
      ...{ text, quantity, taxRate, mark: "", reference: `stripe:${document.id}` },
      unitAmount: money(quantity > 0 ? Math.round(amountMinor / quantity) : amountMinor),
      amount: money(amountMinor),
      paidAt: iso(document.paidAtMs ?? document.issuedAtMs),
    })),
    taxes: [{ rate: taxRate, mark: "", base: money(totalMinor - taxMinor), tax: money(taxMinor) }],
    pricesIncludeTax: false,
    paidAmount: money(paidMinor),
    dueAmount: money(document.status === "open" ? Math.max(0, totalMinor - paidMinor) : 0),
    seller: { ...NOTHING_SAID, name: seller.name, country: seller.country, email: "", note: "" },
    buyer: {
      ...{ ...NOTHING_SAID, id: customerId, company: buyer.name, contact: "", email: buyer.email },
      ...{ country: "", language: null },
    },
    revision: 1,
    revisions: [],
    refersTo: null,
    hash: "",
    fapiao: null,
  };
}
