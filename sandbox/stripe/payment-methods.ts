import type Stripe from "stripe";
import { randomDigits } from "../signing.ts";
import { type Account, change, emit, find, newId, timeOf } from "./core/account.ts";
import { listRecords, PAGING } from "./core/lists.ts";
import { type Operation, operation } from "./core/operation.ts";
import { choice, fieldsOf, metadata, need, text } from "./core/parameters.ts";
import type { CardBehaviour, PaymentMethod } from "./core/records.ts";
import { invalidRequest, resourceMissing } from "./core/refusal.ts";

/** Stripe's tokens for test cards, by how the card then behaves. */
const TEST_TOKENS: Record<string, CardBehaviour> = {
  pm_card_visa: "succeeds",
  pm_card_mastercard: "succeeds",
  pm_card_chargeCustomerFail: "declines",
  pm_card_visa_chargeDeclined: "declines",
  pm_card_chargeDeclinedStolenCard: "declines-hard",
  pm_card_visa_chargeDeclinedStolenCard: "declines-hard",
  pm_card_authenticationRequired: "requires-action",
  pm_card_threeDSecure2Required: "requires-action",
  pm_usBankAccount_success: "debit-succeeds",
  pm_usBankAccount_accountClosed: "debit-fails",
};

export const PAYMENT_METHOD_OPERATIONS: Operation[] = [
  operation(
    "paymentMethods.attach",
    "POST /v1/payment_methods/:id/attach",
    fieldsOf<Stripe.PaymentMethodAttachParams>()({ customer: text() }),
    ({ account, id, params }) => attach(account, id, need(params.customer, "customer")),
  ),
  operation("paymentMethods.detach", "POST /v1/payment_methods/:id/detach", {}, ({ account, id }) =>
    detach(account, id),
  ),
  operation("paymentMethods.retrieve", "GET /v1/payment_methods/:id", {}, ({ account, id }) =>
    find(account, "paymentMethod", id),
  ),
  operation(
    "paymentMethods.update",
    "POST /v1/payment_methods/:id",
    fieldsOf<Stripe.PaymentMethodUpdateParams>()({ metadata }),
    ({ account, id, params }) =>
      change(account, "paymentMethod", id, { metadata: params.metadata ?? {} }),
  ),
  operation(
    "customers.listPaymentMethods",
    "GET /v1/customers/:id/payment_methods",
    fieldsOf<Stripe.CustomerListPaymentMethodsParams>()({ ...PAGING, type: text() }),
    ({ account, id, params }) =>
      listRecords(
        account,
        "paymentMethod",
        params,
        `/v1/customers/${id}/payment_methods`,
        ({ customer, type }) =>
          customer === id && (params.type === undefined || type === params.type),
      ),
  ),
  operation(
    "paymentMethods.list",
    "GET /v1/payment_methods",
    fieldsOf<Stripe.PaymentMethodListParams>()({
      ...PAGING,
      customer: text(),
      type: choice("card", "us_bank_account"),
    }),
    ({ account, params }) =>
      listRecords(
        account,
        "paymentMethod",
        params,
        "/v1/payment_methods",
        ({ customer, type }) =>
          (params.customer === undefined || customer === params.customer) &&
          (params.type === undefined || type === params.type),
      ),
  ),
];

export function findMethod(account: Account, id: string): PaymentMethod {
  const found = account.store.get("paymentMethod", id);
  if (found) return found;
  throw resourceMissing("PaymentMethod", id, "payment_method");
}

export const behaviourOf = (account: Account, id: string): CardBehaviour =>
  account.store.get("behaviour", id)?.behaviour ?? "succeeds";

export function setBehaviour(account: Account, id: string, behaviour: CardBehaviour): void {
  account.store.put("behaviour", { id, behaviour });
}

/** A card, or a bank account for the behaviours that take days, attached to the customer. */
export function makeMethod(
  account: Account,
  behaviour: CardBehaviour,
  customer: string | null,
): PaymentMethod {
  const bank = behaviour.startsWith("debit-");
  const made = {
    id: newId("pm"),
    object: "payment_method",
    allow_redisplay: "limited",
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    ...(bank ? { us_bank_account: BANK_ACCOUNT } : { card: cardOf(behaviour) }),
    created: timeOf(account, customer),
    customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: bank ? "us_bank_account" : "card",
  } satisfies PaymentMethod;
  account.store.put("paymentMethod", made);
  setBehaviour(account, made.id, behaviour);
  if (customer) emit(account, "payment_method.attached", made);
  return made;
}

export function attach(account: Account, id: string, customer: string): PaymentMethod {
  if (!account.store.get("customer", customer)) {
    throw resourceMissing("customer", customer, "customer");
  }
  const behaviour = TEST_TOKENS[id];
  if (behaviour) return makeMethod(account, behaviour, customer);
  const { customer: owner } = find(account, "paymentMethod", id);
  if (owner && owner !== customer) {
    throw invalidRequest(
      "The payment method you provided has already been attached to a customer.",
    );
  }
  return change(account, "paymentMethod", id, { customer }, "payment_method.attached");
}

function detach(account: Account, id: string): PaymentMethod {
  const { customer } = find(account, "paymentMethod", id);
  const detached = change(account, "paymentMethod", id, { customer: null });
  emit(account, "payment_method.detached", detached);
  const owner = customer ? account.store.get("customer", customer) : undefined;
  if (owner && owner.invoice_settings?.default_payment_method === id) {
    const invoice_settings = { ...owner.invoice_settings, default_payment_method: null };
    change(account, "customer", owner.id, { invoice_settings }, "customer.updated");
  }
  return detached;
}

const BANK_ACCOUNT: PaymentMethod["us_bank_account"] = {
  account_holder_type: "individual",
  account_type: "checking",
  bank_name: "STRIPE TEST BANK",
  financial_connections_account: null,
  fingerprint: "sandbox",
  last4: "6789",
  networks: null,
  routing_number: "110000000",
  status_details: null,
};

/** The year is far enough that no clock of a test passes it. */
const CARD_EXPIRES_YEAR = 2060;

const LAST4: Partial<Record<CardBehaviour, string>> = {
  succeeds: "4242",
  "succeeds-once": "0341",
  declines: "0002",
  "declines-hard": "9979",
  "requires-action": "3184",
};

const cardOf = (behaviour: CardBehaviour): NonNullable<PaymentMethod["card"]> => ({
  brand: "visa",
  checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
  country: "US",
  display_brand: "visa",
  exp_month: 12,
  exp_year: CARD_EXPIRES_YEAR,
  fingerprint: randomDigits(16),
  funding: "credit",
  generated_from: null,
  last4: LAST4[behaviour] ?? "4242",
  networks: { available: ["visa"], preferred: null },
  regulated_status: "unregulated",
  three_d_secure_usage: { supported: true },
  wallet: null,
});
