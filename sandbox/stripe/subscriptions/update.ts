import type Stripe from "stripe";
import { type Account, change, emit, find, HOUR, schedule, timeOf } from "../core/account.ts";
import type { Subscription } from "../core/records.ts";
import { type ErrorBody, invalidRequest, Refusal, resourceMissing } from "../core/refusal.ts";
import { intentOf } from "../invoices/collect.ts";
import { CARD_DECLINES, cardRefusal } from "../payments/charges.ts";
import type { Outcome } from "../payments/intents.ts";
import { usablePrice } from "../prices.ts";
import { addProrations, draftBill, recordDebits, settleBill } from "./billing.ts";
import { detailOf, isEnded, lastBoundary, nextBoundary, productName, withItems } from "./build.ts";
import { endPendingUpdate } from "./cancel.ts";
import { type ItemChange, type Plan, planChange } from "./change.ts";
import { INCOMPLETE_HOURS } from "./create.ts";
import { timetable } from "./timetable.ts";

export interface AskedItem {
  id?: string | undefined;
  price?: string | undefined;
  quantity?: number | undefined;
  deleted?: boolean | undefined;
  metadata?: Record<string, string> | null | undefined;
}

/** The part of an update that concerns items, period and money. */
export interface BillingChange {
  items?: AskedItem[] | undefined;
  anchorNow?: boolean | undefined;
  trialEnd?: number | "now" | undefined;
  prorationBehavior?: string | undefined;
  prorationDate?: number | undefined;
  paymentBehavior?: string | undefined;
}

/** Finds the prices and items that are named. */
export function readItems(
  account: Account,
  subscription: Subscription,
  asked: readonly AskedItem[],
  param = "items",
): ItemChange[] {
  return asked.map(({ id, price, metadata, ...rest }, index) => {
    const path = `${param}[${index}]`;
    const own = subscription.items.data.find((item) => item.id === id);
    if (id !== undefined && !own) throw resourceMissing("subscription item", id, `${path}[id]`);
    const found =
      price === undefined || price === own?.price.id
        ? own?.price
        : usablePrice(account, price, `${path}[price]`);
    if (!found) throw invalidRequest(`Missing required param: ${path}[price].`, { param: path });
    if (!found.recurring) {
      throw invalidRequest(
        "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
        { param: `${path}[price]` },
      );
    }
    if (found.currency !== subscription.currency) {
      throw invalidRequest(
        `The price specified supports currencies of \`${found.currency}\`. This doesn't match the expected currency: \`${subscription.currency}\`.`,
        { param: `${path}[price]` },
      );
    }
    return {
      ...rest,
      ...(id !== undefined && { id }),
      ...((price !== undefined || id === undefined) && { price: found }),
      ...(metadata && { metadata }),
    };
  });
}

/** What a change would do at this moment; nothing is written. */
export function planOfChange(
  account: Account,
  subscription: Subscription,
  wanted: BillingChange,
): Plan {
  const now = timeOf(account, subscription.customer);
  const at = wanted.prorationDate ?? now;
  const starts = subscription.items.data.map(({ current_period_start }) => current_period_start);
  if (at < Math.min(...starts) || at > lastBoundary(subscription)) {
    throw invalidRequest(
      "Cannot specify a `proration_date` outside of the subscription's current period.",
      { param: "proration_date" },
    );
  }
  if (typeof wanted.trialEnd === "number" && wanted.anchorNow) {
    throw invalidRequest("The trial would end after the billing cycle anchor.", {
      code: "subscription_update_trial_after_billing_cycle_anchor",
      param: "trial_end",
    });
  }
  const plan = planChange(subscription, detailOf(account, subscription.id).debits, {
    items: readItems(account, subscription, wanted.items ?? []),
    at,
    anchorNow: wanted.anchorNow ?? false,
    trialEnd: wanted.trialEnd,
    nameOf: (price) => productName(account, price),
  });
  if (plan.items.length === 0) {
    throw invalidRequest("A subscription must have at least one active price.", { param: "items" });
  }
  if (wanted.prorationBehavior !== "none") return plan;
  return { ...plan, lines: plan.lines.filter(({ proration }) => !proration) };
}

/** Carries a change out; answers what its invoice came to, or null when there was none. */
export function changeBilling(account: Account, id: string, wanted: BillingChange): Subscription {
  endPendingUpdate(account, id);
  const before = find(account, "subscription", id);
  const plan = planOfChange(account, before, wanted);
  if (before.status !== "paused" && invoicesNow(plan, wanted.prorationBehavior))
    return changeAndInvoice(account, before, plan, wanted);
  const lines = addProrations(account, before, plan.lines);
  const detail = detailOf(account, id);
  const waiting = lines
    .filter(({ amount, item }) => amount > 0 && item !== null)
    .map((line) => ({
      item: line.item ?? "",
      amount: line.amount,
      start: line.start,
      end: line.end,
      invoice: "",
      line: line.invoiceItem ?? "",
      price: line.price?.id ?? "",
      quantity: line.quantity,
    }));
  // Without prorations nothing was debited or given back: what was paid for the old price still counts.
  const debits = wanted.prorationBehavior === "none" ? detail.debits : [...plan.debits, ...waiting];
  account.store.put("subscriptionDetail", { ...detail, debits });
  return apply(account, id, plan);
}

/** A new period is invoiced when it begins; prorations alone only when that is asked for. */
export const invoicesNow = ({ lines }: Plan, behavior: string | undefined): boolean =>
  behavior === "always_invoice" ? lines.length > 0 : lines.some(({ proration }) => !proration);

/** Without prorations nothing is given back: what was paid still counts, unless its period is over with the anchor. */
const keptDebits = (account: Account, id: string, plan: Plan, behavior: string | undefined) =>
  behavior === "none" && !plan.anchorMoved ? detailOf(account, id).debits : plan.debits;

function changeAndInvoice(
  account: Account,
  before: Subscription,
  plan: Plan,
  wanted: BillingChange,
): Subscription {
  const { id } = before;
  const { paymentBehavior = "allow_incomplete" } = wanted;
  const invoice = draftBill(account, before, {
    reason: "subscription_update",
    lines: addProrations(account, before, plan.lines),
    withPending: true,
    autoAdvance: false,
    prorationDate: wanted.prorationDate ?? timeOf(account, before.customer),
  });
  const outcome = settleBill(account, invoice, paymentBehavior !== "default_incomplete");
  const failed = outcome?.result === "declined" || outcome?.result === "requires_action";
  if (failed && paymentBehavior === "error_if_incomplete")
    throw refused(account, invoice.id, outcome);
  if (failed && paymentBehavior === "pending_if_incomplete") {
    return holdBack(account, id, plan, invoice.id);
  }
  recordDebits(account, invoice, keptDebits(account, id, plan, wanted.prorationBehavior));
  change(account, "subscription", id, { latest_invoice: invoice.id });
  const owed = failed || (outcome === null && before.collection_method !== "send_invoice");
  const revives = before.status === "past_due" || before.status === "unpaid";
  return apply(account, id, plan, owed ? "past_due" : revives ? "active" : undefined);
}

const refused = (account: Account, invoice: string, outcome: Outcome | null) =>
  cardRefusal(
    outcome?.result === "declined" ? outcome.decline : CARD_DECLINES.action,
    intentOf(account, invoice),
  );

/** The change waits for its invoice to be paid, at most until then. */
function holdBack(account: Account, id: string, plan: Plan, invoice: string): Subscription {
  const before = find(account, "subscription", id);
  const now = timeOf(account, before.customer);
  const ends = [now + INCOMPLETE_HOURS * HOUR, nextBoundary(before)];
  if (before.trial_end !== null && before.trial_end > now) ends.push(before.trial_end);
  const expires_at = Math.min(...ends);
  const { lines: _, anchorMoved, ...planned } = plan;
  account.store.put("subscriptionDetail", {
    ...detailOf(account, id),
    pending: { invoice, change: planned },
  });
  schedule(account, "pending-update-expires", id, expires_at, before.customer);
  return change(account, "subscription", id, {
    latest_invoice: invoice,
    pending_update: {
      billing_cycle_anchor: anchorMoved ? plan.anchor : null,
      cancel_at_period_end: null,
      discount: null,
      discounts: null,
      expires_at,
      metadata: null,
      subscription_items: plan.items,
      trial_end: plan.trialEnd === before.trial_end ? null : plan.trialEnd,
      trial_from_plan: null,
    },
  });
}

function apply(
  account: Account,
  id: string,
  plan: Plan,
  status?: Subscription["status"],
): Subscription {
  const before = find(account, "subscription", id);
  const now = timeOf(account, before.customer);
  const onTrial = plan.trialEnd !== null && plan.trialEnd > now;
  const settled =
    before.status === "trialing" || onTrial ? (onTrial ? "trialing" : "active") : before.status;
  const after = change(account, "subscription", id, {
    billing_cycle_anchor: plan.anchor,
    items: withItems(before, plan.items),
    trial_end: plan.trialEnd,
    ...(before.cancel_at_period_end && {
      cancel_at: Math.max(...plan.items.map(({ current_period_end }) => current_period_end)),
    }),
    ...(onTrial && before.status !== "trialing" && { trial_start: now }),
    status: status ?? settled,
  });
  timetable(account, after);
  return after;
}

/** The time to pay for a change is over: nothing of it happens. */
export function expirePendingUpdate(account: Account, id: string): void {
  const before = account.store.get("subscription", id);
  if (!before || isEnded(before) || !endPendingUpdate(account, id)) return;
  const after = find(account, "subscription", id);
  emit(account, "customer.subscription.pending_update_expired", after, before);
}

export type UpdateParams = Stripe.SubscriptionUpdateParams;

export const managedBySchedule = (schedule: string, what: string): Refusal =>
  new Refusal(400, {
    type: "invalid_request_error",
    message: `The subscription is managed by the subscription schedule \`${schedule}\`, and updating any ${what} directly is not allowed. Please update the schedule instead.`,
  } satisfies ErrorBody);
