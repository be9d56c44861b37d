import type Stripe from "stripe";
import {
  choice,
  either,
  emptyable,
  fieldsOf,
  flag,
  integer,
  list,
  metadata,
  type Reader,
  shape,
  text,
} from "../core/parameters.ts";

const isWord = (value: unknown): boolean => typeof value === "string" && /^[a-z_]+$/.test(value);

export const CANCEL_AT: Reader<number | "min_period_end" | "max_period_end"> = either(
  isWord,
  choice("min_period_end", "max_period_end"),
  integer(1),
);

export const TRIAL_END: Reader<number | "now"> = either(isWord, choice("now"), integer(1));

export const PRORATION = choice("create_prorations", "always_invoice", "none");

export const PAYMENT_BEHAVIOR = choice(
  "allow_incomplete",
  "default_incomplete",
  "error_if_incomplete",
  "pending_if_incomplete",
);

export const ANCHOR_CONFIG = shape({
  day_of_month: integer(1, 31),
  hour: integer(0, 23),
  minute: integer(0, 59),
  month: integer(1, 12),
  second: integer(0, 59),
});

export const TRIAL_SETTINGS = shape({
  end_behavior: shape({ missing_payment_method: choice("cancel", "create_invoice", "pause") }),
});

/** The string form is gone since 2026-09-30. */
export const ANCHOR_CHANGE = shape({ type: choice("now", "unchanged") });

const FEEDBACK = choice(
  "customer_service",
  "low_quality",
  "missing_features",
  "other",
  "switched_service",
  "too_complex",
  "too_expensive",
  "unused",
);

export const CANCELLATION_DETAILS = shape({
  comment: emptyable(text()),
  feedback: emptyable(FEEDBACK),
});

const COMMON = {
  automatic_tax: shape({ enabled: flag }),
  cancel_at_period_end: flag,
  collection_method: choice("charge_automatically", "send_invoice"),
  days_until_due: integer(0),
  default_payment_method: text(),
  metadata,
  off_session: flag,
  payment_behavior: PAYMENT_BEHAVIOR,
  payment_settings: shape({ save_default_payment_method: choice("off", "on_subscription") }),
  proration_behavior: PRORATION,
  trial_end: TRIAL_END,
  trial_settings: TRIAL_SETTINGS,
};

export const CREATE = fieldsOf<Stripe.SubscriptionCreateParams>()({
  ...COMMON,
  billing_cycle_anchor: integer(1),
  billing_cycle_anchor_config: ANCHOR_CONFIG,
  billing_mode: shape({
    type: choice("flexible", "classic"),
    flexible: shape({ proration_discounts: choice("included", "itemized") }),
  }),
  cancel_at: CANCEL_AT,
  currency: text(3),
  customer: text(),
  description: text(500),
  items: list(shape({ price: text(), quantity: integer(0), metadata }), 20),
  trial_period_days: integer(1, 730),
});

export const ITEM = shape({
  clear_usage: flag,
  deleted: flag,
  id: text(),
  metadata,
  price: text(),
  quantity: integer(0),
});

export const UPDATE = fieldsOf<Stripe.SubscriptionUpdateParams>()({
  ...COMMON,
  billing_cycle_anchor: ANCHOR_CHANGE,
  cancel_at: emptyable(CANCEL_AT),
  cancellation_details: CANCELLATION_DETAILS,
  description: emptyable(text(500)),
  items: list(ITEM, 20),
  pause_collection: emptyable(
    shape({
      behavior: choice("keep_as_draft", "mark_uncollectible", "void"),
      resumes_at: integer(1),
    }),
  ),
  proration_date: integer(1),
});

export const CANCEL = fieldsOf<Stripe.SubscriptionCancelParams>()({
  cancellation_details: CANCELLATION_DETAILS,
  invoice_now: flag,
  prorate: flag,
});

export const RESUME = fieldsOf<Stripe.SubscriptionResumeParams>()({
  billing_cycle_anchor: ANCHOR_CHANGE,
  payment_behavior: choice("resume_on_payment_attempt", "resume_on_payment_success"),
  proration_behavior: PRORATION,
  proration_date: integer(1),
});

export const PAUSE = fieldsOf<Stripe.SubscriptionPauseParams>()({ type: choice("subscription") });
