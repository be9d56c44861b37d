import {
  type Account,
  change,
  emit,
  HOUR,
  liveCustomer,
  newId,
  schedule,
  timeOf,
} from "../core/account.ts";
import type { Customer, Invoice, Subscription } from "../core/records.ts";
import { invalidRequest } from "../core/refusal.ts";
import { wholeList } from "../core/wire.ts";
import { buildLine, type LineDraft, sumOf } from "./lines.ts";

interface NewInvoice {
  customer: string;
  currency: string;
  subscription: Subscription | null;
  reason: NonNullable<Invoice["billing_reason"]>;
  lines: readonly LineDraft[];
  /** Invoice-level period: of a first invoice a moment, of a renewal the period before. */
  period?: { start: number; end: number };
  prorationDate?: number;
  autoAdvance: boolean;
  collectionMethod?: Invoice["collection_method"];
  metadata?: Record<string, string>;
  description?: string | null;
}

const DRAFT_SECONDS = HOUR;

/** A customer whose first invoice was in one currency takes no other. */
export function fixCurrency(account: Account, customer: string, currency: string): void {
  const { currency: fixed } = liveCustomer(account, customer);
  if (!fixed) change(account, "customer", customer, { currency }, "customer.updated");
  else if (fixed !== currency) {
    throw invalidRequest(
      `You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency ${fixed}.`,
      { param: "currency" },
    );
  }
}

/** A draft. With `autoAdvance` it is finalised and collected an hour later. */
export function draftInvoice(account: Account, given: NewInvoice): Invoice {
  const { customer } = given;
  fixCurrency(account, customer, given.currency);
  const made = buildInvoice(account, given, newId("in"));
  account.store.put("invoice", made);
  emit(account, "invoice.created", made);
  if (given.autoAdvance && made.automatically_finalizes_at !== null) {
    schedule(account, "finalize", made.id, made.automatically_finalizes_at, customer);
  }
  return made;
}

export function buildInvoice(account: Account, given: NewInvoice, id: string): Invoice {
  const customer = liveCustomer(account, given.customer);
  const now = timeOf(account, given.customer);
  const { subscription } = given;
  const isPreview = id.startsWith("upcoming");
  const lines = given.lines.map((draft) =>
    buildLine(
      draft,
      given.currency,
      id,
      subscription?.id ?? null,
      isPreview ? newId("il_tmp") : newId("il"),
    ),
  );
  const total = sumOf(lines);
  return {
    ...BLANK,
    ...ownerOf(customer),
    id,
    auto_advance: given.autoAdvance,
    automatically_finalizes_at: given.autoAdvance ? now + DRAFT_SECONDS : null,
    billing_reason: given.reason,
    collection_method: given.collectionMethod ?? "charge_automatically",
    created: now,
    currency: given.currency,
    description: given.description ?? null,
    lines: wholeList(lines, `/v1/invoices/${id}/lines`),
    metadata: given.metadata ?? {},
    parent: parentOf(given),
    period_start: given.period?.start ?? now,
    period_end: given.period?.end ?? now,
    amount_due: Math.max(0, total),
    amount_remaining: Math.max(0, total),
    starting_balance: customer.balance,
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
  };
}

function parentOf({ subscription, prorationDate }: NewInvoice): Invoice["parent"] {
  if (!subscription) return null;
  return {
    quote_details: null,
    subscription_details: {
      metadata: subscription.metadata,
      subscription: subscription.id,
      ...(prorationDate !== undefined && { subscription_proration_date: prorationDate }),
    },
    type: "subscription_details",
  };
}

/** What an invoice takes over from its customer. */
const ownerOf = (customer: Customer): Partial<Invoice> => ({
  customer: customer.id,
  customer_address: customer.address ?? null,
  customer_email: customer.email,
  customer_name: customer.name ?? null,
  customer_phone: customer.phone ?? null,
  customer_tax_exempt: customer.tax_exempt ?? "none",
  test_clock: customer.test_clock ?? null,
});

const BLANK: Invoice = {
  id: "",
  object: "invoice",
  account_country: "US",
  account_name: "Entitlement Center (sandbox)",
  account_tax_ids: null,
  amount_due: 0,
  amount_overpaid: 0,
  amount_paid: 0,
  amount_remaining: 0,
  amount_shipping: 0,
  application: null,
  attempt_count: 0,
  attempted: false,
  auto_advance: true,
  automatic_tax: {
    disabled_reason: null,
    enabled: false,
    liability: null,
    provider: null,
    status: null,
  },
  automatically_finalizes_at: null,
  billing_reason: null,
  collection_method: "charge_automatically",
  created: 0,
  currency: "",
  custom_fields: null,
  customer: null,
  customer_account: null,
  customer_address: null,
  customer_email: null,
  customer_name: null,
  customer_phone: null,
  customer_shipping: null,
  customer_tax_exempt: "none",
  customer_tax_ids: [],
  default_payment_method: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  due_date: null,
  effective_at: null,
  ending_balance: null,
  footer: null,
  from_invoice: null,
  hosted_invoice_url: null,
  invoice_pdf: null,
  issuer: { type: "self" },
  last_finalization_error: null,
  latest_revision: null,
  lines: wholeList([], ""),
  livemode: false,
  metadata: {},
  next_payment_attempt: null,
  number: null,
  on_behalf_of: null,
  parent: null,
  payment_settings: {
    default_mandate: null,
    payment_method_options: null,
    payment_method_types: null,
  },
  period_end: 0,
  period_start: 0,
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  starting_balance: 0,
  statement_descriptor: null,
  status: "draft",
  status_transitions: {
    finalized_at: null,
    marked_uncollectible_at: null,
    paid_at: null,
    voided_at: null,
  },
  subtotal: 0,
  subtotal_excluding_tax: 0,
  test_clock: null,
  total: 0,
  total_discount_amounts: [],
  total_excluding_tax: 0,
  total_pretax_credit_amounts: [],
  total_taxes: [],
  webhooks_delivered_at: null,
};
