import { randomDigits } from "../../signing.ts";
import { type Account, newId, timeOf } from "../core/account.ts";
import type { Charge, PaymentIntent } from "../core/records.ts";
import { type ErrorBody, Refusal } from "../core/refusal.ts";

export interface Decline {
  code: "card_declined" | "authentication_required" | "missing";
  declineCode: string;
  message: string;
  /** Never worth trying again with this card. */
  hard: boolean;
}

export const CARD_DECLINES = {
  generic: {
    code: "card_declined",
    declineCode: "generic_decline",
    message: "Your card was declined.",
    hard: false,
  },
  stolen: {
    code: "card_declined",
    declineCode: "stolen_card",
    message: "Your card was declined.",
    hard: true,
  },
  debit: {
    code: "card_declined",
    declineCode: "account_closed",
    message: "The bank account is closed.",
    hard: true,
  },
  action: {
    code: "authentication_required",
    declineCode: "authentication_required",
    message: "Your card was declined. This transaction requires authentication.",
    hard: false,
  },
  missing: {
    code: "missing",
    declineCode: "missing",
    message: "This customer has no attached payment source or default payment method.",
    hard: false,
  },
} as const satisfies Record<string, Decline>;

/** 402 as the package's StripeCardError; without a card at all it is a 400. */
export function cardRefusal(decline: Decline, intent: PaymentIntent | undefined, keep = false) {
  if (decline.code === "missing") {
    return new Refusal(
      400,
      { type: "invalid_request_error", code: "resource_missing", message: decline.message },
      keep,
    );
  }
  const body: ErrorBody = {
    type: "card_error",
    code: decline.code,
    decline_code: decline.declineCode,
    message: decline.message,
    ...(intent && { payment_intent: intent, charge: intent.latest_charge }),
  };
  return new Refusal(402, body, keep);
}

/** A charge that is under way. */
export function buildCharge(account: Account, intent: PaymentIntent): Charge {
  const method = account.store.get("paymentMethod", intent.payment_method ?? "");
  return {
    id: newId(method?.type === "card" || !method ? "ch" : "py"),
    object: "charge",
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: {
      address: null,
      email: account.store.get("customer", intent.customer ?? "")?.email ?? null,
      name: null,
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: "ENTITLEMENT CENTER",
    captured: false,
    created: timeOf(account, intent.customer),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: "approved_by_network",
      reason: null,
      risk_level: "normal",
      risk_score: 20,
      seller_message: "Payment complete.",
      type: "authorized",
    },
    paid: false,
    payment_intent: intent.id,
    payment_method: intent.payment_method,
    payment_method_details: {
      type: method?.type ?? "card",
      ...(method?.card && { card: cardDetails(method.card, intent.amount) }),
    },
    radar_options: {},
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "pending",
    transfer_data: null,
    transfer_group: null,
  } satisfies Charge;
}

type CardDetails = NonNullable<NonNullable<Charge["payment_method_details"]>["card"]>;

const cardDetails = (
  card: { brand: string; exp_month: number; exp_year: number; last4: string },
  amount: number,
): CardDetails =>
  ({
    amount_authorized: amount,
    authorization_code: randomDigits(6),
    brand: card.brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
    country: "US",
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: null,
    funding: "credit",
    installments: null,
    last4: card.last4,
    mandate: null,
    network: "visa",
    network_token: null,
    network_transaction_id: randomDigits(15),
    regulated_status: "unregulated",
    three_d_secure: null,
    wallet: null,
  }) as CardDetails;
