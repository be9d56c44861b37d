import { randomText } from "../../signing.ts";
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
} from "../core/account.ts";
import { invoiceOfIntent } from "../core/links.ts";
import type { Charge, PaymentIntent } from "../core/records.ts";
import { behaviourOf, setBehaviour } from "../payment-methods.ts";
import { buildCharge, CARD_DECLINES, type Decline } from "./charges.ts";

interface NewIntent {
  amount: number;
  currency: string;
  customer: string | null;
  method: string | null;
  metadata?: Record<string, string>;
  description?: string | null;
}

export function createIntent(account: Account, given: NewIntent): PaymentIntent {
  const id = newId("pi");
  const made = {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount: given.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic",
    client_secret: `${id}_secret_${randomText(25)}`,
    confirmation_method: "automatic",
    created: timeOf(account, given.customer),
    currency: given.currency,
    customer: given.customer,
    customer_account: null,
    description: given.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: given.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: given.method,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: given.method ? "requires_confirmation" : "requires_payment_method",
    transfer_data: null,
    transfer_group: null,
  } satisfies PaymentIntent;
  account.store.put("paymentIntent", made);
  emit(account, "payment_intent.created", made);
  return made;
}

/** How an attempt to take the money ended. */
export type Outcome =
  | { result: "succeeded" }
  | { result: "processing" }
  | { result: "requires_action" }
  | { result: "declined"; decline: Decline };

/** Takes the money with this method, which then answers as it is set to. */
export function confirm(account: Account, id: string, method: string | null): Outcome {
  if (method === null) return { result: "declined", decline: CARD_DECLINES.missing };
  const intent = change(account, "paymentIntent", id, { payment_method: method });
  const behaviour = behaviourOf(account, method);
  switch (behaviour) {
    case "succeeds-once":
      setBehaviour(account, method, "declines");
      return succeed(account, id);
    case "succeeds":
      return succeed(account, id);
    case "declines":
      return fail(account, id, CARD_DECLINES.generic);
    case "declines-hard":
      return fail(account, id, CARD_DECLINES.stolen);
    case "requires-action":
      return askForAction(account, intent);
    default:
      return beginDebit(account, intent);
  }
}

/** The money arrives: by a card at once, by a bank days later, after 3-D Secure when the customer did it. */
export function succeed(account: Account, id: string): Outcome {
  const intent = find(account, "paymentIntent", id);
  const pending = pendingCharge(account, intent);
  const charge: Charge = {
    ...(pending ?? buildCharge(account, intent)),
    status: "succeeded",
    paid: true,
    captured: true,
    amount_captured: intent.amount,
  };
  account.store.put("charge", charge);
  emit(account, "charge.succeeded", charge);
  const patch = {
    status: "succeeded" as const,
    amount_received: intent.amount,
    latest_charge: charge.id,
    next_action: null,
    last_payment_error: null,
  };
  emit(account, "payment_intent.succeeded", change(account, "paymentIntent", id, patch));
  return { result: "succeeded" };
}

export function fail(account: Account, id: string, decline: Decline): Outcome {
  const intent = find(account, "paymentIntent", id);
  const charge: Charge = {
    ...(pendingCharge(account, intent) ?? buildCharge(account, intent)),
    status: "failed",
    paid: false,
    failure_code: decline.code,
    failure_message: decline.message,
    outcome: {
      advice_code: decline.hard ? "do_not_try_again" : "try_again_later",
      network_advice_code: null,
      network_decline_code: null,
      network_status: "declined_by_network",
      reason: decline.declineCode,
      risk_level: "normal",
      seller_message: "The bank did not return any further details with this decline.",
      type: "issuer_declined",
    },
  };
  account.store.put("charge", charge);
  emit(account, "charge.failed", charge);
  const patch: Partial<PaymentIntent> = {
    status: "requires_payment_method",
    latest_charge: charge.id,
    next_action: null,
    last_payment_error: {
      type: "card_error",
      code: decline.code,
      decline_code: decline.declineCode,
      message: decline.message,
      charge: charge.id,
    },
  };
  emit(account, "payment_intent.payment_failed", change(account, "paymentIntent", id, patch));
  return { result: "declined", decline };
}

export function cancelIntent(account: Account, id: string, reason = "void_invoice"): void {
  const intent = find(account, "paymentIntent", id);
  if (intent.status === "succeeded" || intent.status === "canceled") return;
  const canceled = change(account, "paymentIntent", id, {
    status: "canceled",
    canceled_at: timeOf(account, intent.customer),
    cancellation_reason: reason as NonNullable<PaymentIntent["cancellation_reason"]>,
    next_action: null,
  });
  emit(account, "payment_intent.canceled", canceled);
}

function askForAction(account: Account, intent: PaymentIntent): Outcome {
  const asking = change(account, "paymentIntent", intent.id, {
    status: "requires_action",
    next_action: {
      type: "redirect_to_url",
      redirect_to_url: { return_url: null, url: authenticationAddress(account, intent.id) },
    },
  });
  emit(account, "payment_intent.requires_action", asking);
  return { result: "requires_action" };
}

/** Where the cardholder confirms: the invoice's page, or the session's, which knows the intent. */
function authenticationAddress({ store, url }: Account, intent: string): string {
  const invoice = invoiceOfIntent(store, intent);
  if (invoice !== undefined) return `${url}/stripe/invoices/${invoice}`;
  const session = store.all("session").find(({ payment_intent }) => payment_intent === intent);
  return session?.url ?? url;
}

function beginDebit(account: Account, intent: PaymentIntent): Outcome {
  const charge = buildCharge(account, intent);
  account.store.put("charge", charge);
  emit(account, "charge.pending", charge);
  const processing = change(account, "paymentIntent", intent.id, {
    status: "processing",
    latest_charge: charge.id,
    payment_method_types: ["us_bank_account"],
  });
  emit(account, "payment_intent.processing", processing);
  const due = timeOf(account, intent.customer) + settingsOf(account).delayedMethodHours * HOUR;
  schedule(account, "debit-settles", intent.id, due, intent.customer);
  return { result: "processing" };
}

function pendingCharge(account: Account, { latest_charge }: PaymentIntent): Charge | undefined {
  const charge = account.store.get("charge", latest_charge ?? "");
  return charge?.status === "pending" ? charge : undefined;
}
