import { type Account, find, newId } from "../core/account.ts";
import type { Price, Subscription, SubscriptionDetail, SubscriptionItem } from "../core/records.ts";
import { wholeList } from "../core/wire.ts";
import { planOf } from "../prices.ts";
import type { Period } from "./periods.ts";

interface NewItem {
  id?: string;
  subscription: string;
  price: Price;
  quantity: number;
  period: Period;
  created: number;
  metadata?: Record<string, string>;
}

export const buildItem = (given: NewItem): SubscriptionItem => ({
  id: given.id ?? newId("si"),
  object: "subscription_item",
  billed_until: given.period.end,
  billing_thresholds: null,
  created: given.created,
  current_period_end: given.period.end,
  current_period_start: given.period.start,
  current_trial: null,
  discounts: [],
  metadata: given.metadata ?? {},
  plan: planOf(given.price),
  price: given.price,
  quantity: given.quantity,
  subscription: given.subscription,
  tax_rates: [],
});

export interface NewSubscription {
  id: string;
  customer: string;
  currency: string;
  now: number;
  anchor: number;
  anchorConfig: Subscription["billing_cycle_anchor_config"];
  classic: boolean;
  collectionMethod: Subscription["collection_method"];
  daysUntilDue: number | null;
  description: string | null;
  items: SubscriptionItem[];
  metadata: Record<string, string>;
  method: string | null;
  missingPaymentMethod: "cancel" | "create_invoice" | "pause";
  testClock: string | null;
  trialEnd: number | null;
}

export const buildSubscription = (given: NewSubscription): Subscription => ({
  id: given.id,
  object: "subscription",
  application: null,
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor: given.anchor,
  billing_cycle_anchor_config: given.anchorConfig,
  billing_mode: given.classic
    ? { flexible: null, type: "classic" }
    : { flexible: { proration_discounts: "included" }, type: "flexible", updated_at: given.now },
  billing_schedules: [],
  billing_thresholds: null,
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
  collection_method: given.collectionMethod,
  created: given.now,
  currency: given.currency,
  customer: given.customer,
  customer_account: null,
  days_until_due: given.daysUntilDue,
  default_payment_method: given.method,
  default_source: null,
  default_tax_rates: [],
  description: given.description,
  discounts: [],
  ended_at: null,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: { type: "self" },
  },
  items: wholeList(given.items, `/v1/subscription_items?subscription=${given.id}`),
  latest_invoice: null,
  livemode: false,
  managed_payments: null,
  metadata: given.metadata,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  payment_settings: {
    payment_method_options: null,
    payment_method_types: null,
    save_default_payment_method: "off",
  },
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  start_date: given.now,
  status: "incomplete",
  test_clock: given.testClock,
  transfer_data: null,
  trial_end: given.trialEnd,
  trial_settings: {
    end_behavior: {
      billing_cycle_anchor: null,
      missing_payment_method: given.missingPaymentMethod,
    },
  },
  trial_start: given.trialEnd === null ? null : given.now,
});

export const withItems = (
  { items }: Subscription,
  data: SubscriptionItem[],
): Subscription["items"] => ({ ...items, data });

export const detailOf = (account: Account, id: string): SubscriptionDetail =>
  account.store.get("subscriptionDetail", id) ?? {
    id,
    debits: [],
    pending: null,
    trialToldFor: null,
  };

/** The next moment at which an item of it is due. */
export const nextBoundary = ({ items }: Subscription): number =>
  Math.min(...items.data.map(({ current_period_end }) => current_period_end));

export const lastBoundary = ({ items }: Subscription): number =>
  Math.max(...items.data.map(({ current_period_end }) => current_period_end));

export const isEnded = ({ status }: Subscription): boolean =>
  status === "canceled" || status === "incomplete_expired";

export const productName = (account: Account, price: Price): string =>
  find(account, "product", price.product).name;

const ZERO_DECIMAL = new Set(["jpy", "krw", "vnd"]);

/** `1 × Pro (at $10.00 / month)`, near enough. */
export function describe(account: Account, price: Price, quantity: number): string {
  const amount = price.unit_amount ?? 0;
  const shown = ZERO_DECIMAL.has(price.currency) ? String(amount) : (amount / 100).toFixed(2);
  const rhythm = price.recurring ? ` / ${price.recurring.interval}` : "";
  return `${quantity} × ${productName(account, price)} (at ${shown} ${price.currency.toUpperCase()}${rhythm})`;
}

export const amountOf = (price: Price, quantity: number): number =>
  (price.unit_amount ?? 0) * quantity;
