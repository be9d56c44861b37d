import { newId } from "../core/account.ts";
import type { Price, Schedule, Subscription } from "../core/records.ts";

export type Phase = Schedule["phases"][number];

export interface PhaseDraft {
  start: number;
  end: number;
  items: { price: Price; quantity: number }[];
  prorationBehavior: Phase["proration_behavior"];
  metadata: Record<string, string>;
  currency: string;
}

export const buildPhase = (draft: PhaseDraft): Phase => ({
  add_invoice_items: [],
  application_fee_percent: null,
  billing_cycle_anchor: null,
  billing_thresholds: null,
  collection_method: null,
  currency: draft.currency,
  default_payment_method: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  end_date: draft.end,
  invoice_settings: null,
  items: draft.items.map(({ price, quantity }) => ({
    billing_thresholds: null,
    discounts: [],
    metadata: {},
    plan: price.id,
    price: price.id,
    quantity,
    tax_rates: [],
  })),
  metadata: draft.metadata,
  on_behalf_of: null,
  proration_behavior: draft.prorationBehavior,
  start_date: draft.start,
  transfer_data: null,
  trial_end: null,
});

export const buildSchedule = (
  subscription: Subscription,
  now: number,
  phases: Phase[],
): Schedule => ({
  id: newId("sub_sched"),
  object: "subscription_schedule",
  application: null,
  billing_mode: subscription.billing_mode as Schedule["billing_mode"],
  canceled_at: null,
  completed_at: null,
  created: now,
  current_phase: currentPhase(phases, now),
  customer: subscription.customer,
  customer_account: null,
  default_settings: {
    application_fee_percent: null,
    billing_cycle_anchor: "automatic",
    billing_thresholds: null,
    collection_method: "charge_automatically",
    default_payment_method: null,
    description: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      days_until_due: null,
      description: null,
      footer: null,
      issuer: { type: "self" },
    },
    on_behalf_of: null,
    transfer_data: null,
  },
  end_behavior: "release",
  livemode: false,
  metadata: {},
  pause_schedules: [],
  phases,
  released_at: null,
  released_subscription: null,
  status: "active",
  subscription: subscription.id,
  test_clock: subscription.test_clock,
});

export function currentPhase(phases: readonly Phase[], at: number): Schedule["current_phase"] {
  const found = phases.find(({ start_date, end_date }) => start_date <= at && at < end_date);
  return found ? { start_date: found.start_date, end_date: found.end_date } : null;
}
