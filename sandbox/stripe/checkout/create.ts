import { randomText } from "../../signing.ts";
import {
  type Account,
  DAY,
  liveCustomer,
  MINUTE,
  newId,
  schedule,
  timeOf,
} from "../core/account.ts";
import { mergeMetadata, need, type Read } from "../core/parameters.ts";
import type { CheckoutSession, LineItem, Price, SessionDetail } from "../core/records.ts";
import { invalidRequest } from "../core/refusal.ts";
import { createPrice, usablePrice } from "../prices.ts";
import type { CREATE } from "./fields.ts";

type Params = Read<typeof CREATE>;

const LIFE_SECONDS_MIN = 30 * MINUTE;
const LIFE_SECONDS_MAX = DAY;

export function createSession(account: Account, params: Params): CheckoutSession {
  const mode = need(params.mode, "mode");
  const successUrl = need(params.success_url, "success_url");
  for (const url of [successUrl, params.cancel_url ?? successUrl]) {
    if (!URL.canParse(url)) throw invalidRequest("Not a valid URL", { code: "url_invalid" });
  }
  const customer = params.customer ? liveCustomer(account, params.customer) : undefined;
  const now = timeOf(account, customer?.id);
  const items = lineItemsOf(account, params);
  refuseMix(mode, items, params);
  const id = `cs_test_${randomText(58)}`;
  const total = items.reduce((sum, item) => sum + item.amount_total, 0);
  const detail = detailOf(id, items, params);
  const trial = detail.subscription.trialDays !== null || detail.subscription.trialEnd !== null;
  const session = {
    ...emptySession(),
    id,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: trial ? 0 : total,
    amount_total: trial ? 0 : total,
    automatic_tax: { ...NO_TAX, enabled: params.automatic_tax?.enabled ?? false },
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    created: now,
    currency: items[0]?.currency ?? null,
    customer: customer?.id ?? null,
    customer_creation:
      customer || mode === "subscription" ? null : (params.customer_creation ?? "if_required"),
    customer_details: customer
      ? { ...NO_DETAILS, email: customer.email, name: customer.name ?? null }
      : null,
    customer_email: params.customer_email ?? null,
    expires_at: expiryOf(params.expires_at, now),
    invoice_creation: mode === "payment" ? invoiceCreationOf(params) : null,
    locale: (params.locale ?? null) as CheckoutSession["locale"],
    metadata: mergeMetadata({}, params.metadata),
    mode,
    payment_method_collection:
      params.payment_method_collection ?? (mode === "subscription" ? "always" : "if_required"),
    payment_method_types: mode === "subscription" ? ["card"] : ["card", "us_bank_account"],
    submit_type: params.submit_type ?? null,
    success_url: successUrl,
    tax_id_collection: { enabled: params.tax_id_collection?.enabled ?? false, required: "never" },
    url: `${account.url}/stripe/checkout/${id}`,
  } satisfies CheckoutSession;
  account.store.put("session", session);
  account.store.put("sessionDetail", detail);
  schedule(account, "session-expires", id, session.expires_at, customer?.id);
  return session;
}

function expiryOf(asked: number | undefined, now: number): number {
  if (asked === undefined) return now + LIFE_SECONDS_MAX;
  if (asked >= now + LIFE_SECONDS_MIN && asked <= now + LIFE_SECONDS_MAX) return asked;
  throw invalidRequest(
    "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation.",
    { param: "expires_at" },
  );
}

function lineItemsOf(account: Account, params: Params): LineItem[] {
  return need(params.line_items, "line_items").map((line, index): LineItem => {
    const param = `line_items[${index}]`;
    const price = line.price
      ? usablePrice(account, line.price, `${param}[price]`)
      : createPrice(account, need(line.price_data, `${param}[price]`));
    const quantity = line.quantity ?? 1;
    const amount = (price.unit_amount ?? 0) * quantity;
    return {
      id: newId("li"),
      object: "item",
      adjustable_quantity: null,
      amount_discount: 0,
      amount_subtotal: amount,
      amount_tax: 0,
      amount_total: amount,
      currency: price.currency,
      description: account.store.get("product", price.product)?.name ?? null,
      metadata: mergeMetadata({}, line.metadata),
      price,
      quantity,
    } satisfies LineItem;
  });
}

function refuseMix(mode: string, items: LineItem[], params: Params): void {
  const isRecurring = ({ price }: LineItem) => (price as Price).type === "recurring";
  if (mode === "payment" && items.some(isRecurring)) {
    throw invalidRequest(
      "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.",
    );
  }
  if (mode === "subscription" && !items.every(isRecurring)) {
    throw invalidRequest(
      "You must provide only recurring prices in `subscription` mode: one-time items are not played.",
    );
  }
  if (new Set(items.map(({ currency }) => currency)).size > 1) {
    throw invalidRequest("All line items must have the same currency.", { param: "line_items" });
  }
  const wrong =
    mode === "payment"
      ? params.subscription_data && "subscription_data"
      : (params.payment_intent_data && "payment_intent_data") ||
        (params.invoice_creation?.enabled && "invoice_creation");
  if (wrong) {
    throw invalidRequest(`You can not pass \`${wrong}\` in \`${mode}\` mode.`, { param: wrong });
  }
  const data = params.subscription_data;
  const anchored = data?.billing_cycle_anchor !== undefined || data?.billing_cycle_anchor_config;
  if (anchored && (data.trial_end !== undefined || data.trial_period_days !== undefined)) {
    throw invalidRequest("You cannot set a billing cycle anchor together with a trial.", {
      param: "subscription_data",
    });
  }
}

function detailOf(id: string, items: LineItem[], params: Params): SessionDetail {
  const data = params.subscription_data ?? {};
  const config = data.billing_cycle_anchor_config;
  return {
    id,
    items,
    subscription: {
      metadata: mergeMetadata({}, data.metadata),
      description: data.description ?? null,
      trialDays: data.trial_period_days ?? null,
      trialEnd: data.trial_end ?? null,
      anchor: data.billing_cycle_anchor ?? null,
      anchorConfig: config
        ? {
            day_of_month: need(
              config.day_of_month,
              "subscription_data[billing_cycle_anchor_config][day_of_month]",
            ),
            hour: config.hour ?? null,
            minute: config.minute ?? null,
            month: config.month ?? null,
            second: config.second ?? null,
          }
        : null,
      prorationBehavior: data.proration_behavior ?? "create_prorations",
      missingPaymentMethod:
        data.trial_settings?.end_behavior?.missing_payment_method ?? "create_invoice",
      classic: data.billing_mode?.type === "classic",
    },
    intent: {
      metadata: mergeMetadata({}, params.payment_intent_data?.metadata),
      description: params.payment_intent_data?.description ?? null,
    },
    invoiceMetadata: mergeMetadata({}, params.invoice_creation?.invoice_data?.metadata),
  };
}

const invoiceCreationOf = ({ invoice_creation }: Params): CheckoutSession["invoice_creation"] => ({
  enabled: invoice_creation?.enabled ?? false,
  invoice_data: {
    account_tax_ids: null,
    custom_fields: null,
    description: invoice_creation?.invoice_data?.description ?? null,
    footer: null,
    issuer: null,
    metadata: mergeMetadata({}, invoice_creation?.invoice_data?.metadata),
    rendering_options: null,
  },
});

const NO_TAX = { enabled: false, liability: null, provider: null, status: null };

export const NO_DETAILS = {
  address: null,
  business_name: null,
  email: null,
  individual_name: null,
  name: null,
  phone: null,
  tax_exempt: "none" as const,
  tax_ids: [],
};

const emptySession = (): CheckoutSession => ({
  id: "",
  object: "checkout.session",
  adaptive_pricing: { enabled: false },
  after_expiration: null,
  allow_promotion_codes: null,
  allowed_payment_method_types: null,
  amount_subtotal: null,
  amount_total: null,
  automatic_tax: NO_TAX,
  billing_address_collection: null,
  cancel_url: null,
  client_reference_id: null,
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  created: 0,
  currency: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: {
    after_submit: null,
    shipping_address: null,
    submit: null,
    terms_of_service_acceptance: null,
  },
  customer: null,
  customer_account: null,
  customer_creation: null,
  customer_details: null,
  customer_email: null,
  discounts: [],
  expires_at: 0,
  integration_identifier: null,
  invoice: null,
  invoice_creation: null,
  livemode: false,
  locale: null,
  managed_payments: null,
  metadata: {},
  mode: "payment",
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_collection: null,
  payment_method_configuration_details: null,
  payment_method_options: {},
  payment_method_types: ["card"],
  payment_status: "unpaid",
  permissions: null,
  phone_number_collection: { enabled: false },
  recovered_from: null,
  saved_payment_method_options: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  status: "open",
  submit_type: null,
  subscription: null,
  success_url: null,
  total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
  ui_mode: "hosted_page",
  url: null,
  wallet_options: null,
});
