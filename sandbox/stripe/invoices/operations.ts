import type Stripe from "stripe";
import {
  type Account,
  change,
  emit,
  find,
  liveCustomer,
  schedule,
  timeOf,
  unschedule,
} from "../core/account.ts";
import { isInRange, listRecords, PAGING, pageOf, timeRange } from "../core/lists.ts";
import { type Operation, operation } from "../core/operation.ts";
import {
  choice,
  emptyable,
  fieldsOf,
  flag,
  integer,
  mergeMetadata,
  metadata,
  need,
  type Read,
  shape,
  text,
} from "../core/parameters.ts";
import type { Invoice, InvoiceItem } from "../core/records.ts";
import { invalidRequest } from "../core/refusal.ts";
import { CARD_DECLINES, cardRefusal } from "../payments/charges.ts";
import { usablePrice } from "../prices.ts";
import { follow } from "../subscriptions/aftermath.ts";
import { followGivenUp } from "../subscriptions/given-up.ts";
import { PREVIEW, preview } from "../subscriptions/preview.ts";
import {
  collect,
  finalizeInvoice,
  intentOf,
  markPaid,
  markUncollectible,
  subscriptionOf,
  voidInvoice,
} from "./collect.ts";
import { draftInvoice, fixCurrency } from "./draft.ts";
import { buildInvoiceItem, draftOf } from "./lines.ts";

const LIST = fieldsOf<Stripe.InvoiceListParams>()({
  ...PAGING,
  collection_method: choice("charge_automatically", "send_invoice"),
  created: timeRange,
  customer: text(),
  status: choice("draft", "open", "paid", "uncollectible", "void"),
  subscription: text(),
});

const CREATE = fieldsOf<Stripe.InvoiceCreateParams>()({
  auto_advance: flag,
  collection_method: choice("charge_automatically", "send_invoice"),
  currency: text(3),
  customer: text(),
  days_until_due: integer(0),
  description: text(),
  metadata,
  pending_invoice_items_behavior: choice("include", "exclude"),
});

const UPDATE = fieldsOf<Stripe.InvoiceUpdateParams>()({
  auto_advance: flag,
  description: text(),
  metadata,
});

const PAY = fieldsOf<Stripe.InvoicePayParams>()({
  off_session: flag,
  paid_out_of_band: flag,
  payment_method: text(),
});

const ITEM = fieldsOf<Stripe.InvoiceItemCreateParams>()({
  amount: integer(),
  currency: text(3),
  customer: text(),
  description: text(),
  invoice: text(),
  metadata,
  period: shape({ start: integer(), end: integer() }),
  pricing: shape({ price: text() }),
  quantity: integer(1),
  subscription: text(),
});

export const INVOICE_OPERATIONS: Operation[] = [
  // Before `:id`, which would take it for an invoice.
  operation("invoices.createPreview", "POST /v1/invoices/create_preview", PREVIEW, (call) =>
    preview(call.account, call.params),
  ),
  operation("invoices.create", "POST /v1/invoices", CREATE, ({ account, params }) =>
    createInvoice(account, params),
  ),
  operation("invoices.list", "GET /v1/invoices", LIST, ({ account, params }) =>
    listRecords(
      account,
      "invoice",
      params,
      "/v1/invoices",
      (invoice) =>
        (params.customer === undefined || invoice.customer === params.customer) &&
        (params.status === undefined || invoice.status === params.status) &&
        (params.collection_method === undefined ||
          invoice.collection_method === params.collection_method) &&
        (params.subscription === undefined || subscriptionOf(invoice) === params.subscription) &&
        isInRange(invoice.created, params.created),
    ),
  ),
  operation("invoices.retrieve", "GET /v1/invoices/:id", {}, ({ account, id }) =>
    find(account, "invoice", id),
  ),
  operation("invoices.update", "POST /v1/invoices/:id", UPDATE, ({ account, id, params }) =>
    updateInvoice(account, id, params),
  ),
  operation("invoices.delete", "DELETE /v1/invoices/:id", {}, ({ account, id }) =>
    deleteDraft(account, id),
  ),
  operation("invoices.listLines", "GET /v1/invoices/:id/lines", PAGING, (call) =>
    pageOf(
      find(call.account, "invoice", call.id).lines.data.toReversed(),
      call.params,
      `/v1/invoices/${call.id}/lines`,
    ),
  ),
  operation(
    "invoices.finalize",
    "POST /v1/invoices/:id/finalize",
    fieldsOf<Stripe.InvoiceFinalizeInvoiceParams>()({ auto_advance: flag }),
    ({ account, id }) => {
      const open = finalizeInvoice(account, id);
      if (open.status === "paid") follow(account, id, { result: "succeeded" });
      return find(account, "invoice", id);
    },
  ),
  operation("invoices.pay", "POST /v1/invoices/:id/pay", PAY, ({ account, id, params }) =>
    payInvoice(account, id, params),
  ),
  operation("invoices.send", "POST /v1/invoices/:id/send", {}, ({ account, id }) => {
    const invoice = find(account, "invoice", id);
    const open = invoice.status === "draft" ? finalizeInvoice(account, id) : invoice;
    emit(account, "invoice.sent", open);
    return open;
  }),
  operation("invoices.void", "POST /v1/invoices/:id/void", {}, ({ account, id }) => {
    const voided = voidInvoice(account, id);
    followGivenUp(account, voided);
    return voided;
  }),
  operation(
    "invoices.markUncollectible",
    "POST /v1/invoices/:id/mark_uncollectible",
    {},
    ({ account, id }) => {
      const marked = markUncollectible(account, id);
      followGivenUp(account, marked);
      return marked;
    },
  ),
  operation("invoiceItems.create", "POST /v1/invoiceitems", ITEM, ({ account, params }) =>
    createItem(account, params),
  ),
  operation("invoiceItems.retrieve", "GET /v1/invoiceitems/:id", {}, ({ account, id }) =>
    find(account, "invoiceItem", id),
  ),
  operation(
    "invoiceItems.list",
    "GET /v1/invoiceitems",
    fieldsOf<Stripe.InvoiceItemListParams>()({
      ...PAGING,
      customer: text(),
      invoice: text(),
      pending: flag,
    }),
    ({ account, params }) =>
      listRecords(
        account,
        "invoiceItem",
        params,
        "/v1/invoiceitems",
        ({ customer, invoice }) =>
          (params.customer === undefined || customer === params.customer) &&
          (params.invoice === undefined || invoice === params.invoice) &&
          (params.pending === undefined || (invoice === null) === params.pending),
      ),
  ),
  operation("invoicePayments.retrieve", "GET /v1/invoice_payments/:id", {}, ({ account, id }) =>
    find(account, "invoicePayment", id),
  ),
  operation(
    "invoicePayments.list",
    "GET /v1/invoice_payments",
    fieldsOf<Stripe.InvoicePaymentListParams>()({
      ...PAGING,
      invoice: emptyable(text()),
      payment: shape({ type: choice("payment_intent"), payment_intent: text() }),
      status: choice("canceled", "open", "paid"),
    }),
    ({ account, params }) =>
      listRecords(
        account,
        "invoicePayment",
        params,
        "/v1/invoice_payments",
        ({ invoice, payment, status }) =>
          (!params.invoice || invoice === params.invoice) &&
          (params.payment?.payment_intent === undefined ||
            payment.payment_intent === params.payment.payment_intent) &&
          (params.status === undefined || status === params.status),
      ),
  ),
];

/** An invoice by hand, with the pending items of no subscription. */
function createInvoice(account: Account, params: Read<typeof CREATE>): Invoice {
  const customer = liveCustomer(account, need(params.customer, "customer"));
  const pending = account.store
    .all("invoiceItem")
    .filter((item) => item.customer === customer.id && item.invoice === null && !item.parent);
  const items = params.pending_invoice_items_behavior === "exclude" ? [] : pending;
  const invoice = draftInvoice(account, {
    customer: customer.id,
    currency: params.currency ?? items[0]?.currency ?? customer.currency ?? "usd",
    subscription: null,
    reason: "manual",
    lines: items.map((item) => draftOf(account, item)),
    autoAdvance: params.auto_advance ?? false,
    collectionMethod: params.collection_method ?? "charge_automatically",
    metadata: mergeMetadata({}, params.metadata),
    description: params.description ?? null,
  });
  for (const { id } of items) change(account, "invoiceItem", id, { invoice: invoice.id });
  return invoice;
}

function updateInvoice(account: Account, id: string, params: Read<typeof UPDATE>): Invoice {
  const before = find(account, "invoice", id);
  if (params.auto_advance === false) {
    unschedule(account, "finalize", id);
    unschedule(account, "retry", id);
  } else if (params.auto_advance && before.status === "draft") {
    schedule(account, "finalize", id, timeOf(account, before.customer) + 3600, before.customer);
  }
  const patch = {
    ...(params.auto_advance !== undefined && { auto_advance: params.auto_advance }),
    ...(params.description !== undefined && { description: params.description }),
    ...(params.metadata !== undefined && {
      metadata: mergeMetadata(before.metadata, params.metadata),
    }),
  };
  return change(account, "invoice", id, patch, "invoice.updated");
}

function deleteDraft(account: Account, id: string): object {
  const invoice = find(account, "invoice", id);
  if (invoice.status !== "draft") {
    throw invalidRequest("You can only delete draft invoices.", { code: "invoice_not_editable" });
  }
  unschedule(account, "finalize", id);
  account.store.remove("invoice", id);
  emit(account, "invoice.deleted", invoice);
  return { id, object: "invoice", deleted: true };
}

/** A declined attempt is a 402, and what it did stays. */
function payInvoice(account: Account, id: string, params: Read<typeof PAY>): Invoice {
  const invoice = find(account, "invoice", id);
  const open = invoice.status === "draft" ? finalizeInvoice(account, id) : invoice;
  if (invoice.status === "paid") {
    throw invalidRequest("Invoice is already paid", { code: "invoice_already_paid" });
  }
  if (invoice.status === "void") {
    throw invalidRequest("This invoice can no longer be paid", { code: "invoice_not_editable" });
  }
  if (params.paid_out_of_band) markPaid(account, id, null);
  const outcome =
    params.paid_out_of_band || open.status === "paid"
      ? ({ result: "succeeded" } as const)
      : collect(account, id, params.payment_method);
  follow(account, id, outcome);
  if (outcome.result === "declined") {
    throw cardRefusal(outcome.decline, intentOf(account, id), true);
  }
  if (outcome.result === "requires_action") {
    throw cardRefusal(CARD_DECLINES.action, intentOf(account, id), true);
  }
  return find(account, "invoice", id);
}

function createItem(account: Account, params: Read<typeof ITEM>): InvoiceItem {
  const customer = liveCustomer(account, need(params.customer, "customer"));
  const named = params.pricing?.price;
  const price = named === undefined ? null : usablePrice(account, named, "pricing[price]");
  const currency = price?.currency ?? need(params.currency, "currency").toLowerCase();
  fixCurrency(account, customer.id, currency);
  const quantity = params.quantity ?? 1;
  const at = timeOf(account, customer.id);
  const amount = price ? (price.unit_amount ?? 0) * quantity : need(params.amount, "amount");
  const item = buildInvoiceItem(
    {
      amount,
      description: params.description ?? "",
      start: params.period?.start ?? at,
      end: params.period?.end ?? at,
      quantity,
      price,
      item: null,
      proration: false,
      credits: null,
      invoiceItem: null,
    },
    {
      customer: customer.id,
      currency,
      subscription: params.subscription ?? null,
      at,
      testClock: customer.test_clock ?? null,
    },
    null,
  );
  account.store.put("invoiceItem", item);
  emit(account, "invoiceitem.created", item);
  return item;
}
