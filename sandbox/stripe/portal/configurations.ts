import type Stripe from "stripe";
import { type Account, change, emit, find, newId, timeOf } from "../core/account.ts";
import {
  choice,
  emptyable,
  fieldsOf,
  flag,
  list,
  mergeMetadata,
  metadata,
  type Read,
  shape,
  text,
} from "../core/parameters.ts";
import type { PortalConfiguration } from "../core/records.ts";
import { PRORATION } from "../subscriptions/fields.ts";

const REASONS = choice(
  "customer_service",
  "low_quality",
  "missing_features",
  "other",
  "switched_service",
  "too_complex",
  "too_expensive",
  "unused",
);

const FEATURES = shape({
  customer_update: shape({
    allowed_updates: emptyable(
      list(choice("address", "email", "name", "phone", "shipping", "tax_id")),
    ),
    enabled: flag,
  }),
  invoice_history: shape({ enabled: flag }),
  payment_method_update: shape({ enabled: flag }),
  subscription_cancel: shape({
    cancellation_reason: shape({ enabled: flag, options: emptyable(list(REASONS)) }),
    enabled: flag,
    mode: choice("at_period_end", "immediately"),
    proration_behavior: PRORATION,
  }),
  subscription_pause: shape({ enabled: flag }),
  subscription_update: shape({
    billing_cycle_anchor: choice("now", "unchanged"),
    default_allowed_updates: emptyable(list(choice("price", "promotion_code", "quantity"))),
    enabled: flag,
    products: emptyable(list(shape({ product: text(), prices: list(text()) }))),
    proration_behavior: PRORATION,
    schedule_at_period_end: shape({
      conditions: list(shape({ type: choice("decreasing_item_amount", "shortening_interval") })),
    }),
    trial_update_behavior: choice("continue_trial", "end_trial"),
  }),
});

const COMMON = {
  business_profile: shape({
    headline: emptyable(text()),
    privacy_policy_url: text(),
    terms_of_service_url: text(),
  }),
  default_return_url: emptyable(text()),
  features: FEATURES,
  login_page: shape({ enabled: flag }),
  metadata,
  name: emptyable(text()),
};

export const CREATE = fieldsOf<Stripe.BillingPortal.ConfigurationCreateParams>()(COMMON);
export const UPDATE = fieldsOf<Stripe.BillingPortal.ConfigurationUpdateParams>()({
  ...COMMON,
  active: flag,
});

type Params = Read<typeof UPDATE>;
type Features = PortalConfiguration["features"];

/** The dashboard's own, made when it is first needed. */
export function defaultConfiguration(account: Account): PortalConfiguration {
  const found = account.store.all("portalConfiguration").find(({ is_default }) => is_default);
  if (found) return found;
  const made = { ...build(account, {}), is_default: true };
  account.store.put("portalConfiguration", made);
  return made;
}

export function createConfiguration(account: Account, params: Params): PortalConfiguration {
  const made = build(account, params);
  account.store.put("portalConfiguration", made);
  emit(account, "billing_portal.configuration.created", made);
  return made;
}

export function updateConfiguration(
  account: Account,
  id: string,
  params: Params,
): PortalConfiguration {
  const before = find(account, "portalConfiguration", id);
  return change(
    account,
    "portalConfiguration",
    id,
    {
      ...(params.active !== undefined && { active: params.active }),
      ...(params.default_return_url !== undefined && {
        default_return_url: params.default_return_url,
      }),
      ...(params.name !== undefined && { name: params.name }),
      ...(params.metadata !== undefined && {
        metadata: mergeMetadata(before.metadata, params.metadata),
      }),
      features: featuresOf(before.features, params.features ?? {}),
      updated: timeOf(account, null),
    },
    "billing_portal.configuration.updated",
  );
}

function build(account: Account, params: Params): PortalConfiguration {
  const now = timeOf(account, null);
  return {
    id: newId("bpc"),
    object: "billing_portal.configuration",
    active: true,
    application: null,
    business_profile: {
      headline: params.business_profile?.headline ?? null,
      privacy_policy_url: params.business_profile?.privacy_policy_url ?? null,
      terms_of_service_url: params.business_profile?.terms_of_service_url ?? null,
    },
    created: now,
    default_return_url: params.default_return_url ?? null,
    features: featuresOf(NO_FEATURES, params.features ?? {}),
    is_default: false,
    livemode: false,
    login_page: { enabled: params.login_page?.enabled ?? false, url: null },
    metadata: mergeMetadata({}, params.metadata),
    name: params.name ?? null,
    updated: now,
  } satisfies PortalConfiguration;
}

function featuresOf(before: Features, asked: NonNullable<Params["features"]>): Features {
  const cancel = asked.subscription_cancel;
  const update = asked.subscription_update;
  return {
    customer_update: {
      allowed_updates:
        asked.customer_update?.allowed_updates ?? before.customer_update.allowed_updates,
      enabled: asked.customer_update?.enabled ?? before.customer_update.enabled,
    },
    invoice_history: {
      enabled: asked.invoice_history?.enabled ?? before.invoice_history.enabled,
    },
    payment_method_update: {
      enabled: asked.payment_method_update?.enabled ?? before.payment_method_update.enabled,
      payment_method_configuration: null,
    },
    subscription_cancel: {
      cancellation_reason: {
        enabled: cancel?.cancellation_reason?.enabled ?? false,
        feedback_options: null,
        options: cancel?.cancellation_reason?.options ?? [],
      },
      enabled: cancel?.enabled ?? before.subscription_cancel.enabled,
      mode: cancel?.mode ?? before.subscription_cancel.mode,
      proration_behavior:
        cancel?.proration_behavior ?? before.subscription_cancel.proration_behavior,
    },
    subscription_pause: {
      ...before.subscription_pause,
      enabled: asked.subscription_pause?.enabled ?? before.subscription_pause.enabled,
    },
    subscription_update: {
      billing_cycle_anchor:
        update?.billing_cycle_anchor ?? before.subscription_update.billing_cycle_anchor,
      default_allowed_updates:
        update?.default_allowed_updates ?? before.subscription_update.default_allowed_updates,
      enabled: update?.enabled ?? before.subscription_update.enabled,
      products: productsOf(update?.products) ?? before.subscription_update.products ?? null,
      proration_behavior:
        update?.proration_behavior ?? before.subscription_update.proration_behavior,
      schedule_at_period_end: {
        conditions: (update?.schedule_at_period_end?.conditions ??
          before.subscription_update.schedule_at_period_end
            .conditions) as Features["subscription_update"]["schedule_at_period_end"]["conditions"],
      },
      trial_update_behavior:
        update?.trial_update_behavior ?? before.subscription_update.trial_update_behavior,
    },
  };
}

type Products = NonNullable<Features["subscription_update"]["products"]>;

const productsOf = (
  given: { product?: string; prices?: string[] }[] | null | undefined,
): Products | undefined =>
  given?.map(({ product = "", prices = [] }) => ({
    adjustable_quantity: { enabled: false, maximum: null, minimum: 0 },
    prices,
    product,
  }));

/** What a new account's portal allows. */
const NO_FEATURES: Features = {
  customer_update: { allowed_updates: ["email", "tax_id"], enabled: true },
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true, payment_method_configuration: null },
  subscription_cancel: {
    cancellation_reason: { enabled: false, feedback_options: null, options: [] },
    enabled: true,
    mode: "at_period_end",
    proration_behavior: "none",
  },
  subscription_pause: { enabled: false } as Features["subscription_pause"],
  subscription_update: {
    billing_cycle_anchor: "unchanged",
    default_allowed_updates: [],
    enabled: false,
    products: null,
    proration_behavior: "none",
    schedule_at_period_end: { conditions: [] },
    trial_update_behavior: "end_trial",
  },
};
