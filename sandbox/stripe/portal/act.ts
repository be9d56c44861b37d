import { type Account, change, emit, find, timeOf } from "../core/account.ts";
import type { PortalConfiguration, PortalSession, Price, Subscription } from "../core/records.ts";
import { invalidRequest } from "../core/refusal.ts";
import { collect } from "../invoices/collect.ts";
import { makeMethod } from "../payment-methods.ts";
import { switchAtPeriodEnd } from "../schedules/schedule.ts";
import { follow } from "../subscriptions/aftermath.ts";
import { isEnded, lastBoundary } from "../subscriptions/build.ts";
import { cancelNow, detailsOf } from "../subscriptions/cancel.ts";
import { timetable } from "../subscriptions/timetable.ts";
import { changeBilling } from "../subscriptions/update.ts";

export const PORTAL_ACTIONS = ["card", "failing-card", "cancel", "resume", "switch"] as const;

export type PortalAction = (typeof PORTAL_ACTIONS)[number];

export const featuresOf = (
  account: Account,
  { configuration }: PortalSession,
): PortalConfiguration["features"] => find(account, "portalConfiguration", configuration).features;

export const subscriptionsOf = (account: Account, customer: string): Subscription[] =>
  account.store
    .all("subscription")
    .filter((own) => own.customer === customer && !isEnded(own) && own.status !== "incomplete");

/** What a customer does in the portal. Nobody asks the merchant first: it hears of it by events. */
export function actInPortal(
  account: Account,
  session: PortalSession,
  action: PortalAction,
  named: { subscription?: string | undefined; price?: string | undefined },
): void {
  if (action === "card" || action === "failing-card") {
    changeCard(account, session, action === "failing-card");
    return;
  }
  const subscription = subscriptionsOf(account, session.customer).find(
    ({ id }) => named.subscription === undefined || id === named.subscription,
  );
  if (!subscription) throw invalidRequest("This customer has no such subscription.");
  if (action === "cancel") cancel(account, session, subscription);
  else if (action === "resume") resume(account, subscription);
  else switchPrice(account, session, subscription, find(account, "price", named.price ?? ""));
}

/** In flexible billing the end is a moment, in classic a flag. */
function cancel(account: Account, session: PortalSession, subscription: Subscription): void {
  const { enabled, mode, proration_behavior } = featuresOf(account, session).subscription_cancel;
  if (!enabled) throw invalidRequest("Cancelling is off in this portal.");
  if (mode === "immediately") {
    const prorate = proration_behavior !== "none";
    cancelNow(account, subscription.id, {
      prorate,
      invoiceNow: proration_behavior === "always_invoice",
    });
    return;
  }
  const end = lastBoundary(subscription);
  const flexible = subscription.billing_mode.type === "flexible";
  update(account, subscription, {
    cancel_at: end,
    cancel_at_period_end: !flexible,
    canceled_at: timeOf(account, subscription.customer),
    cancellation_details: detailsOf(subscription, { reason: "cancellation_requested" }),
  });
}

function resume(account: Account, subscription: Subscription): void {
  update(account, subscription, {
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { ...detailsOf(subscription, {}), reason: null },
  });
}

function update(account: Account, { id }: Subscription, patch: Partial<Subscription>): void {
  timetable(account, change(account, "subscription", id, patch, "customer.subscription.updated"));
}

/** The new card is everyone's, and what is owed is tried again with it. */
function changeCard(account: Account, { customer }: PortalSession, fails: boolean): void {
  const method = makeMethod(account, fails ? "declines" : "succeeds", customer);
  const { invoice_settings } = find(account, "customer", customer);
  const settings = { ...invoice_settings, default_payment_method: method.id };
  change(account, "customer", customer, { invoice_settings: settings }, "customer.updated");
  for (const subscription of subscriptionsOf(account, customer)) {
    update(account, subscription, { default_payment_method: method.id });
    const owed = account.store.get("invoice", subscription.latest_invoice ?? "");
    if (owed?.status === "open") follow(account, owed.id, collect(account, owed.id));
  }
}

function switchPrice(
  account: Account,
  session: PortalSession,
  subscription: Subscription,
  price: Price,
): void {
  const feature = featuresOf(account, session).subscription_update;
  const confirms = session.flow?.type === "subscription_update_confirm";
  if (!feature.enabled && !confirms) throw invalidRequest("Switching is off in this portal.");
  const [item] = subscription.items.data;
  if (!item) return;
  if (isPutOff(account, session, item.price, price)) {
    switchAtPeriodEnd(account, subscription.id, price);
    return;
  }
  const onTrial = subscription.status === "trialing";
  const ends = onTrial && feature.trial_update_behavior === "end_trial";
  const after = changeBilling(account, subscription.id, {
    items: [{ id: item.id, price: price.id, quantity: item.quantity ?? 1 }],
    anchorNow: feature.billing_cycle_anchor === "now",
    trialEnd: ends ? "now" : undefined,
    prorationBehavior: feature.proration_behavior,
    paymentBehavior: "error_if_incomplete",
  });
  emit(account, "customer.subscription.updated", after, subscription);
}

const DAYS: Record<string, number> = { day: 1, week: 7, month: 30, year: 365 };

const daysOf = ({ recurring }: Price): number =>
  (DAYS[recurring?.interval ?? ""] ?? 0) * (recurring?.interval_count ?? 1);

/** By the configuration's conditions, and only between prices of one product. */
function isPutOff(account: Account, session: PortalSession, from: Price, to: Price): boolean {
  if (from.product !== to.product) return false;
  const { conditions } = featuresOf(account, session).subscription_update.schedule_at_period_end;
  return conditions.some(({ type }) =>
    type === "shortening_interval"
      ? daysOf(to) < daysOf(from)
      : (to.unit_amount ?? 0) < (from.unit_amount ?? 0),
  );
}

/** The prices the portal offers: the one to confirm, those of the configuration, or all. */
export function offersOf(account: Account, session: PortalSession): Price[] {
  const { enabled, products } = featuresOf(account, session).subscription_update;
  const confirmed = session.flow?.subscription_update_confirm?.items.flatMap(({ price }) =>
    price === null ? [] : find(account, "price", price),
  );
  if (confirmed) return confirmed;
  if (!enabled) return [];
  const ids = new Set(products?.flatMap(({ prices }) => prices) ?? []);
  return account.store
    .all("price")
    .filter(({ id, active, recurring }) => active && recurring && (!products || ids.has(id)));
}
