import { type Account, change, emit, find, timeOf } from "../core/account.ts";
import type { Subscription } from "../core/records.ts";
import { invalidRequest } from "../core/refusal.ts";
import { draftBill, recordDebits, settleBill } from "./billing.ts";
import { isEnded, nextBoundary, withItems } from "./build.ts";
import { endPendingUpdate } from "./cancel.ts";
import { periodAt } from "./periods.ts";
import { renewalLine } from "./renew.ts";
import { timetable } from "./timetable.ts";

export function pause(account: Account, id: string): Subscription {
  const before = find(account, "subscription", id);
  if (isEnded(before) || before.status === "incomplete" || before.status === "paused") {
    throw invalidRequest(`A subscription that is ${before.status} cannot be paused.`);
  }
  if (before.schedule !== null) {
    throw invalidRequest("A subscription that a schedule manages cannot be paused.");
  }
  endPendingUpdate(account, id);
  const paused = change(account, "subscription", id, {
    status: "paused",
    status_details: {
      paused: {
        subscription: { type: "pause_requested" },
        transitioned_at: timeOf(account, before.customer),
        type: "subscription",
      },
    },
  });
  timetable(account, paused);
  emit(account, "customer.subscription.paused", paused);
  emit(account, "customer.subscription.updated", paused, before);
  return paused;
}

interface Resumption {
  anchorNow: boolean;
  /** Stays paused until the invoice is paid. */
  onSuccess: boolean;
}

/** A new period begins, with its invoice, unless the one that was paid still runs. */
export function resume(account: Account, id: string, how: Resumption): Subscription {
  const before = find(account, "subscription", id);
  if (before.status !== "paused") {
    throw invalidRequest("Only paused subscriptions can be resumed.");
  }
  const now = timeOf(account, before.customer);
  const stillRuns = !how.anchorNow && nextBoundary(before) > now;
  const moved = stillRuns ? before : begin(account, before, how.anchorNow, now);
  const paid = stillRuns || billFor(account, moved);
  if (!paid && how.onSuccess) return find(account, "subscription", id);
  const { status_details: _, ...rest } = find(account, "subscription", id);
  const after: Subscription = { ...rest, status: paid ? "active" : "past_due" };
  account.store.put("subscription", after);
  emit(account, "customer.subscription.resumed", after);
  emit(account, "customer.subscription.updated", after, before);
  timetable(account, after);
  return after;
}

function begin(
  account: Account,
  before: Subscription,
  anchorNow: boolean,
  now: number,
): Subscription {
  const anchor = anchorNow ? now : before.billing_cycle_anchor;
  const items = before.items.data.map((item) => {
    const { end } = periodAt(anchor, item.plan, now);
    return { ...item, current_period_start: now, current_period_end: end, billed_until: end };
  });
  return change(account, "subscription", before.id, {
    billing_cycle_anchor: anchor,
    items: withItems(before, items),
  });
}

function billFor(account: Account, subscription: Subscription): boolean {
  const invoice = draftBill(account, subscription, {
    reason: "subscription_update",
    lines: subscription.items.data.map((item) => renewalLine(account, item)),
    withPending: true,
    autoAdvance: false,
  });
  recordDebits(account, invoice, []);
  change(account, "subscription", subscription.id, { latest_invoice: invoice.id });
  return settleBill(account, invoice, true)?.result === "succeeded";
}
