import type Stripe from "stripe";
import { type Account, change, emit, find, newId, timeOf } from "./core/account.ts";
import { listRecords, PAGING } from "./core/lists.ts";
import { type Operation, operation } from "./core/operation.ts";
import {
  choice,
  fieldsOf,
  integer,
  list,
  mergeMetadata,
  metadata,
  need,
  type Read,
  shape,
  text,
} from "./core/parameters.ts";
import type { CreditNote, Invoice } from "./core/records.ts";
import { invalidRequest } from "./core/refusal.ts";
import { wholeList } from "./core/wire.ts";
import { intentOf } from "./invoices/collect.ts";
import { createRefund } from "./refunds.ts";

const CREATE = fieldsOf<Stripe.CreditNoteCreateParams>()({
  amount: integer(1),
  credit_amount: integer(0),
  invoice: text(),
  lines: list(
    shape({
      amount: integer(0),
      description: text(),
      invoice_line_item: text(),
      quantity: integer(1),
      type: choice("invoice_line_item", "custom_line_item"),
      unit_amount: integer(),
    }),
  ),
  memo: text(),
  metadata,
  out_of_band_amount: integer(0),
  reason: choice("duplicate", "fraudulent", "order_change", "product_unsatisfactory"),
  refund_amount: integer(0),
  refunds: list(shape({ refund: text(), amount_refunded: integer(1) })),
});

export const CREDIT_NOTE_OPERATIONS: Operation[] = [
  operation("creditNotes.preview", "GET /v1/credit_notes/preview", CREATE, (call) =>
    build(call.account, call.params, invoiceOf(call.account, call.params)),
  ),
  operation("creditNotes.create", "POST /v1/credit_notes", CREATE, ({ account, params }) =>
    create(account, params),
  ),
  operation(
    "creditNotes.list",
    "GET /v1/credit_notes",
    fieldsOf<Stripe.CreditNoteListParams>()({ ...PAGING, customer: text(), invoice: text() }),
    ({ account, params }) =>
      listRecords(
        account,
        "creditNote",
        params,
        "/v1/credit_notes",
        ({ customer, invoice }) =>
          (params.customer === undefined || customer === params.customer) &&
          (params.invoice === undefined || invoice === params.invoice),
      ),
  ),
  operation("creditNotes.retrieve", "GET /v1/credit_notes/:id", {}, ({ account, id }) =>
    find(account, "creditNote", id),
  ),
  operation("creditNotes.void", "POST /v1/credit_notes/:id/void", {}, ({ account, id }) =>
    voidNote(account, id),
  ),
];

type Params = Read<typeof CREATE>;

const invoiceOf = (account: Account, params: Params): Invoice =>
  find(account, "invoice", need(params.invoice, "invoice"), "invoice");

/** Of an open invoice it lowers what is due; of a paid one it says where the money goes. */
function create(account: Account, params: Params): CreditNote {
  const invoice = invoiceOf(account, params);
  const note = build(account, params, invoice);
  account.store.put("creditNote", note);
  emit(account, "credit_note.created", note);
  if (params.credit_amount) {
    const { id, balance } = find(account, "customer", invoice.customer ?? "");
    const patch = { balance: balance - params.credit_amount };
    change(account, "customer", id, patch, "customer.updated");
  }
  const patch: Partial<Invoice> =
    note.type === "pre_payment"
      ? {
          pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + note.amount,
          amount_due: invoice.amount_due - note.amount,
          amount_remaining: invoice.amount_remaining - note.amount,
        }
      : {
          post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount + note.amount,
        };
  change(account, "invoice", invoice.id, patch, "invoice.updated");
  return note;
}

function build(account: Account, params: Params, invoice: Invoice): CreditNote {
  if (invoice.status !== "open" && invoice.status !== "paid") {
    throw invalidRequest("You can only issue credit notes for open or paid invoices.", {
      param: "invoice",
    });
  }
  const lines = linesOf(params, invoice);
  const amount = params.amount ?? lines.reduce((sum, line) => sum + line.amount, 0);
  const credited =
    invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount;
  if (amount <= 0 || amount > invoice.total - credited) {
    throw invalidRequest(
      `The sum of credit amount, refund amount and out of band amount (${amount}) must be positive and at most what is left of the invoice (${invoice.total - credited}).`,
      { param: "amount" },
    );
  }
  const pre = invoice.status === "open";
  const refunds = pre ? [] : refundsOf(account, params, invoice, amount);
  const earlier = account.store.all("creditNote").filter((note) => note.invoice === invoice.id);
  const now = timeOf(account, invoice.customer);
  const id = newId("cn");
  return {
    id,
    object: "credit_note",
    amount,
    amount_shipping: 0,
    created: now,
    currency: invoice.currency,
    customer: invoice.customer ?? "",
    customer_account: null,
    customer_balance_transaction: params.credit_amount ? newId("cbtxn") : null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: now,
    invoice: invoice.id,
    lines: wholeList(lines, `/v1/credit_notes/${id}/lines`),
    livemode: false,
    memo: params.memo ?? null,
    metadata: mergeMetadata({}, params.metadata),
    number: `${invoice.number}-CN-${String(earlier.length + 1).padStart(2, "0")}`,
    out_of_band_amount: params.out_of_band_amount ?? null,
    pdf: `${account.url}/stripe/credit_notes/${id}/pdf`,
    post_payment_amount: pre ? 0 : amount,
    pre_payment_amount: pre ? amount : 0,
    pretax_credit_amounts: [],
    reason: params.reason ?? null,
    refunds,
    shipping_cost: null,
    status: "issued",
    subtotal: amount,
    subtotal_excluding_tax: amount,
    total: amount,
    total_excluding_tax: amount,
    total_taxes: [],
    type: pre ? "pre_payment" : "post_payment",
    voided_at: null,
  } satisfies CreditNote;
}

type Line = CreditNote["lines"]["data"][number];

function linesOf(params: Params, invoice: Invoice): Line[] {
  const asked = params.lines ?? [{ type: "custom_line_item" as const, amount: params.amount }];
  return asked.map((line): Line => {
    const own = invoice.lines.data.find(({ id }) => id === line.invoice_line_item);
    if (line.invoice_line_item !== undefined && !own) {
      throw invalidRequest(`No such invoice line item: '${line.invoice_line_item}'`, {
        param: "lines",
      });
    }
    return {
      id: newId("cnli"),
      object: "credit_note_line_item",
      amount: line.amount ?? own?.amount ?? 0,
      description: line.description ?? own?.description ?? null,
      discount_amount: 0,
      discount_amounts: [],
      ...(own && { invoice_line_item: own.id }),
      livemode: false,
      metadata: {},
      pretax_credit_amounts: [],
      quantity: line.quantity ?? null,
      tax_rates: [],
      taxes: [],
      type: line.type ?? "invoice_line_item",
      unit_amount: line.unit_amount ?? null,
      unit_amount_decimal: null,
    } satisfies Line;
  });
}

/** All of a paid invoice's note goes somewhere: back by refunds, to the balance, or outside. */
function refundsOf(
  account: Account,
  params: Params,
  invoice: Invoice,
  amount: number,
): CreditNote["refunds"] {
  const named = (params.refunds ?? []).map(({ refund, amount_refunded }) => {
    const found = find(account, "refund", need(refund, "refunds[0][refund]"), "refunds");
    return { refund: found.id, amount_refunded: amount_refunded ?? found.amount };
  });
  const asked = params.refund_amount ?? 0;
  const sum =
    named.reduce((total, each) => total + each.amount_refunded, 0) +
    asked +
    (params.credit_amount ?? 0) +
    (params.out_of_band_amount ?? 0);
  if (sum !== amount) {
    throw invalidRequest(
      `The sum of refunds, credit_amount and out_of_band_amount (${sum}) must equal the credit note's amount (${amount}).`,
    );
  }
  const intent = intentOf(account, invoice.id)?.id;
  const made =
    asked > 0 && intent !== undefined
      ? [
          {
            refund: createRefund(account, { payment_intent: intent, amount: asked }).id,
            amount_refunded: asked,
          },
        ]
      : [];
  return [...named, ...made].map((refund) => ({
    ...refund,
    payment_record_refund: null,
    type: "refund" as const,
  }));
}

function voidNote(account: Account, id: string): CreditNote {
  const note = find(account, "creditNote", id);
  if (note.type !== "pre_payment" || note.status === "void") {
    throw invalidRequest("You can only void credit notes that are issued on open invoices.");
  }
  const voided_at = timeOf(account, note.customer);
  const voided = change(account, "creditNote", id, { status: "void", voided_at });
  emit(account, "credit_note.voided", voided);
  return voided;
}
