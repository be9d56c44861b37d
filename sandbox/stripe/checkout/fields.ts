import type Stripe from "stripe";
import {
  choice,
  fieldsOf,
  flag,
  integer,
  list,
  metadata,
  shape,
  text,
} from "../core/parameters.ts";
import { RECURRING } from "../prices.ts";
import { ANCHOR_CONFIG, PRORATION, TRIAL_SETTINGS } from "../subscriptions/fields.ts";

const LINE_ITEM = shape({
  metadata,
  price: text(),
  price_data: shape({
    currency: text(3),
    product: text(),
    product_data: shape({ name: text(), description: text(), metadata }),
    recurring: RECURRING,
    tax_behavior: choice("inclusive", "exclusive", "unspecified"),
    unit_amount: integer(0),
  }),
  quantity: integer(1),
});

const SUBSCRIPTION_DATA = shape({
  billing_cycle_anchor: integer(1),
  billing_cycle_anchor_config: ANCHOR_CONFIG,
  billing_mode: shape({
    type: choice("flexible", "classic"),
    flexible: shape({ proration_discounts: choice("included", "itemized") }),
  }),
  description: text(500),
  metadata,
  proration_behavior: PRORATION,
  trial_end: integer(1),
  trial_period_days: integer(1, 730),
  trial_settings: TRIAL_SETTINGS,
});

export const CREATE = fieldsOf<Stripe.Checkout.SessionCreateParams>()({
  adaptive_pricing: shape({ enabled: flag }),
  allow_promotion_codes: flag,
  allowed_payment_method_types: list(text()),
  automatic_tax: shape({ enabled: flag }),
  billing_address_collection: choice("auto", "required"),
  cancel_url: text(),
  client_reference_id: text(200),
  currency: text(3),
  customer: text(),
  customer_creation: choice("always", "if_required"),
  customer_email: text(512),
  customer_update: shape({
    address: choice("auto", "never"),
    name: choice("auto", "never"),
    shipping: choice("auto", "never"),
  }),
  excluded_payment_method_types: list(text()),
  expires_at: integer(1),
  invoice_creation: shape({
    enabled: flag,
    invoice_data: shape({ description: text(), metadata }),
  }),
  line_items: list(LINE_ITEM, 100),
  locale: text(10),
  metadata,
  mode: choice("payment", "subscription"),
  payment_intent_data: shape({ description: text(), metadata }),
  payment_method_collection: choice("always", "if_required"),
  phone_number_collection: shape({ enabled: flag }),
  submit_type: choice("auto", "book", "donate", "pay", "subscribe"),
  subscription_data: SUBSCRIPTION_DATA,
  success_url: text(),
  tax_id_collection: shape({ enabled: flag, required: choice("if_supported", "never") }),
  ui_mode: choice("hosted_page"),
});

export const LIST_FILTERS = {
  customer: text(),
  payment_intent: text(),
  status: choice("complete", "expired", "open"),
  subscription: text(),
};
