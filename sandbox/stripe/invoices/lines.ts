import { type Account, newId } from "../core/account.ts";
import type { InvoiceItem, InvoiceLine, Price } from "../core/records.ts";

/** A line before it has an invoice. */
export interface LineDraft {
  amount: number;
  description: string;
  start: number;
  end: number;
  quantity: number;
  /** Null for an amount that somebody typed in. */
  price: Price | null;
  /** The subscription's item it bills, null in payment mode. */
  item: string | null;
  proration: boolean;
  credits: { invoice: string; line: string } | null;
  /** The pending invoice item it comes from. */
  invoiceItem: string | null;
}

export const sumOf = (lines: readonly { amount: number }[]): number =>
  lines.reduce((sum, { amount }) => sum + amount, 0);

export function buildLine(
  draft: LineDraft,
  currency: string,
  invoice: string | null,
  subscription: string | null,
  id: string,
): InvoiceLine {
  const { credits } = draft;
  return {
    id,
    object: "line_item",
    amount: draft.amount,
    currency,
    description: draft.description,
    discount_amounts: [],
    discountable: !draft.proration,
    discounts: [],
    invoice,
    livemode: false,
    metadata: {},
    parent:
      draft.item === null
        ? invoiceItemParent(draft, subscription)
        : {
            invoice_item_details: null,
            subscription_item_details: {
              invoice_item: draft.invoiceItem,
              proration: draft.proration,
              proration_details: {
                credited_items:
                  credits && credits.invoice !== ""
                    ? { invoice: credits.invoice, invoice_line_items: [credits.line] }
                    : null,
              },
              subscription,
              subscription_item: draft.item,
            },
            type: "subscription_item_details",
          },
    period: { start: draft.start, end: draft.end },
    pretax_credit_amounts: [],
    pricing: pricingOf(draft.price),
    quantity: draft.quantity,
    quantity_decimal: String(draft.quantity),
    subscription,
    subtotal: draft.amount,
    taxes: [],
  } satisfies InvoiceLine;
}

function invoiceItemParent(draft: LineDraft, subscription: string | null): InvoiceLine["parent"] {
  if (draft.invoiceItem === null) return null;
  const details = { invoice_item: draft.invoiceItem, proration: false, proration_details: null };
  return {
    invoice_item_details: { ...details, subscription },
    subscription_item_details: null,
    type: "invoice_item_details",
  };
}

const pricingOf = (price: Price | null): InvoiceLine["pricing"] =>
  price && {
    price_details: { price: price.id, product: price.product },
    type: "price_details",
    unit_amount_decimal: price.unit_amount_decimal,
  };

interface Owner {
  customer: string;
  currency: string;
  subscription: string | null;
  at: number;
  testClock: string | null;
}

/** A proration as an invoice item: pending, or already on the invoice that is made with it. */
export function buildInvoiceItem(
  draft: LineDraft,
  { customer, currency, subscription, at, testClock }: Owner,
  invoice: string | null,
): InvoiceItem {
  return {
    id: newId("ii"),
    object: "invoiceitem",
    amount: draft.amount,
    currency,
    customer,
    customer_account: null,
    date: at,
    description: draft.description,
    discountable: false,
    discounts: [],
    invoice,
    livemode: false,
    metadata: {},
    parent:
      subscription === null
        ? null
        : {
            subscription_details: {
              subscription,
              ...(draft.item !== null && { subscription_item: draft.item }),
            },
            type: "subscription_details",
          },
    period: { start: draft.start, end: draft.end },
    pricing: pricingOf(draft.price) as InvoiceItem["pricing"],
    proration: draft.proration,
    quantity: draft.quantity,
    quantity_decimal: String(draft.quantity),
    tax_rates: [],
    test_clock: testClock,
  } satisfies InvoiceItem;
}

/** The line that a pending invoice item becomes. */
export function draftOf(account: Account, item: InvoiceItem): LineDraft {
  return {
    amount: item.amount,
    description: item.description ?? "",
    start: item.period.start,
    end: item.period.end,
    quantity: item.quantity,
    price: account.store.get("price", item.pricing?.price_details?.price ?? "") ?? null,
    item: item.parent?.subscription_details?.subscription_item ?? null,
    proration: item.proration,
    credits: null,
    invoiceItem: item.id,
  };
}
