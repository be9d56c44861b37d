import type Stripe from "stripe";
import {
  type Account,
  change,
  DAY,
  emit,
  find,
  newId,
  settingsOf,
  timeOf,
} from "./core/account.ts";
import { invoiceOfIntent } from "./core/links.ts";
import { listRecords, PAGING } from "./core/lists.ts";
import { type Operation, operation } from "./core/operation.ts";
import { fieldsOf, flag, mergeMetadata, metadata, shape, text } from "./core/parameters.ts";
import type { Charge, Dispute } from "./core/records.ts";
import { invalidRequest } from "./core/refusal.ts";
import { subscriptionOf } from "./invoices/collect.ts";
import { isEnded } from "./subscriptions/build.ts";
import { cancelNow } from "./subscriptions/cancel.ts";

const ANSWER_DAYS = 7;

const EVIDENCE = shape({
  customer_communication: text(),
  customer_email_address: text(),
  customer_name: text(),
  product_description: text(),
  uncategorized_text: text(20_000),
});

export const DISPUTE_OPERATIONS: Operation[] = [
  operation(
    "disputes.list",
    "GET /v1/disputes",
    fieldsOf<Stripe.DisputeListParams>()({ ...PAGING, charge: text(), payment_intent: text() }),
    ({ account, params }) =>
      listRecords(
        account,
        "dispute",
        params,
        "/v1/disputes",
        ({ charge, payment_intent }) =>
          (params.charge === undefined || charge === params.charge) &&
          (params.payment_intent === undefined || payment_intent === params.payment_intent),
      ),
  ),
  operation("disputes.retrieve", "GET /v1/disputes/:id", {}, ({ account, id }) =>
    find(account, "dispute", id),
  ),
  operation(
    "disputes.update",
    "POST /v1/disputes/:id",
    fieldsOf<Stripe.DisputeUpdateParams>()({ evidence: EVIDENCE, metadata, submit: flag }),
    ({ account, id, params }) => {
      const before = find(account, "dispute", id);
      const patch: Partial<Dispute> = {
        evidence: { ...before.evidence, ...params.evidence },
        evidence_details: { ...before.evidence_details, has_evidence: true },
        metadata: mergeMetadata(before.metadata, params.metadata),
        ...(params.submit !== false && { status: reviewOf(before.status) }),
      };
      return change(account, "dispute", id, patch, "charge.dispute.updated");
    },
  ),
  operation("disputes.close", "POST /v1/disputes/:id/close", {}, ({ account, id }) =>
    endDispute(account, id, "lost"),
  ),
];

const isInquiry = (status: string): boolean => status.startsWith("warning_");

const reviewOf = (status: Dispute["status"]): Dispute["status"] =>
  isInquiry(status) ? "warning_under_review" : "under_review";

/** The cardholder's bank takes the money back at once; an inquiry only asks. */
export function openDispute(
  account: Account,
  chargeId: string,
  { inquiry = false, amount }: { inquiry?: boolean; amount?: number } = {},
): Dispute {
  const charge = find(account, "charge", chargeId);
  if (!charge.paid || charge.disputed) throw invalidRequest("This charge cannot be disputed.");
  const made = buildDispute(account, charge, inquiry, amount ?? charge.amount);
  account.store.put("dispute", made);
  change(account, "charge", charge.id, { disputed: true });
  emit(account, "charge.dispute.created", made);
  if (inquiry) return made;
  const withdrawn = change(account, "dispute", made.id, {
    balance_transactions: [bookingOf(made, -made.amount)],
  });
  emit(account, "charge.dispute.funds_withdrawn", withdrawn);
  if (settingsOf(account).disputeCancels) cancelDisputed(account, charge);
  return withdrawn;
}

function cancelDisputed(account: Account, charge: Charge): void {
  const invoice = invoiceOfIntent(account.store, charge.payment_intent ?? "");
  const id = invoice === undefined ? null : subscriptionOf(find(account, "invoice", invoice));
  const subscription = account.store.get("subscription", id ?? "");
  if (!subscription || isEnded(subscription)) return;
  cancelNow(account, subscription.id, { reason: "payment_disputed" });
}

/** Won, lost, or an inquiry that came to nothing. */
export function endDispute(account: Account, id: string, end: "won" | "lost"): Dispute {
  const before = find(account, "dispute", id);
  if (["won", "lost", "warning_closed"].includes(before.status)) {
    throw invalidRequest("This dispute is already closed.");
  }
  const status = isInquiry(before.status) ? "warning_closed" : end;
  const patch: Partial<Dispute> = { status, is_charge_refundable: status !== "lost" };
  const closed = change(account, "dispute", id, patch);
  emit(account, "charge.dispute.updated", closed, before);
  emit(account, "charge.dispute.closed", closed);
  if (status !== "lost") change(account, "charge", String(before.charge), { disputed: false });
  if (status !== "won") return closed;
  const reinstated = change(account, "dispute", id, {
    balance_transactions: [...closed.balance_transactions, bookingOf(closed, closed.amount)],
  });
  emit(account, "charge.dispute.funds_reinstated", reinstated);
  return reinstated;
}

type Booking = Dispute["balance_transactions"][number];

const bookingOf = ({ id, amount, created, currency }: Dispute, net: number): Booking => ({
  id: newId("txn"),
  object: "balance_transaction",
  amount: Math.sign(net) * amount,
  available_on: created,
  balance_type: "payments",
  created,
  currency,
  description: null,
  exchange_rate: null,
  fee: 0,
  fee_details: [],
  net,
  reporting_category: net < 0 ? "dispute" : "dispute_reversal",
  source: id,
  status: "available",
  type: "adjustment",
});

function buildDispute(account: Account, charge: Charge, inquiry: boolean, amount: number): Dispute {
  const now = timeOf(account, charge.customer);
  return {
    id: newId("du"),
    object: "dispute",
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: now + ANSWER_DAYS * DAY,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "manual",
    } as Dispute["evidence_details"],
    intended_submission_method: null,
    is_charge_refundable: inquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      type: "card",
      card: {
        brand: "visa",
        case_type: inquiry ? "inquiry" : "chargeback",
        network: "visa",
        network_reason_code: "10.4",
      },
    },
    reason: "fraudulent",
    status: inquiry ? "warning_needs_response" : "needs_response",
  } satisfies Dispute;
}

const NO_EVIDENCE: Dispute["evidence"] = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};
