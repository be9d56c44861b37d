import {
  type Account,
  change,
  DAY,
  emit,
  find,
  schedule,
  timeOf,
  unschedule,
} from "../core/account.ts";
import type { Price, Schedule, Subscription } from "../core/records.ts";
import { invalidRequest } from "../core/refusal.ts";
import { planOf } from "../prices.ts";
import { buildItem, isEnded, nextBoundary, withItems } from "../subscriptions/build.ts";
import { type Cancellation, cancelNow, endPendingUpdate } from "../subscriptions/cancel.ts";
import { renew } from "../subscriptions/renew.ts";
import { timetable } from "../subscriptions/timetable.ts";
import { changeBilling } from "../subscriptions/update.ts";
import { buildPhase, buildSchedule, currentPhase, type Phase } from "./build.ts";

const EXPIRING_DAYS = 7;

/** One phase: what the subscription is now, to the end of its period. */
export function fromSubscription(account: Account, id: string): Schedule {
  const subscription = find(account, "subscription", id, "from_subscription");
  if (isEnded(subscription) || subscription.schedule !== null) {
    throw invalidRequest(
      subscription.schedule === null
        ? "You cannot migrate a subscription that is canceled."
        : "You cannot migrate a subscription that is already attached to a schedule.",
      { param: "from_subscription" },
    );
  }
  const { items, currency } = subscription;
  const first = buildPhase({
    start: Math.min(...items.data.map(({ current_period_start }) => current_period_start)),
    end: nextBoundary(subscription),
    items: items.data.map(({ price, quantity }) => ({ price, quantity: quantity ?? 1 })),
    prorationBehavior: "create_prorations",
    metadata: {},
    currency,
  });
  const now = timeOf(account, subscription.customer);
  const made = buildSchedule(subscription, now, [first]);
  account.store.put("schedule", made);
  emit(account, "subscription_schedule.created", made);
  change(account, "subscription", id, { schedule: made.id }, "customer.subscription.updated");
  arm(account, made);
  return made;
}

export function setPhases(
  account: Account,
  id: string,
  phases: Phase[],
  more: Partial<Schedule> = {},
): Schedule {
  const before = find(account, "schedule", id);
  const now = timeOf(account, before.customer);
  const patch = { phases, current_phase: currentPhase(phases, now), ...more };
  const after = change(account, "schedule", id, patch, "subscription_schedule.updated");
  arm(account, after);
  return after;
}

function arm(account: Account, { id, phases, customer, current_phase }: Schedule): void {
  const end = phases.at(-1)?.end_date ?? 0;
  schedule(account, "phase", id, current_phase?.end_date ?? end, customer);
  const notice = end - EXPIRING_DAYS * DAY;
  if (notice > timeOf(account, customer)) {
    schedule(account, "schedule-expiring", id, notice, customer);
  }
}

export function tellExpiring(account: Account, id: string): void {
  const found = account.store.get("schedule", id);
  if (found?.status === "active") emit(account, "subscription_schedule.expiring", found);
}

/** A phase is over: the next one begins, or the schedule ends as it was told to. */
export function turnPhase(account: Account, id: string, at: number): void {
  const found = account.store.get("schedule", id);
  const subscription = account.store.get("subscription", found?.subscription ?? "");
  if (!found || !subscription || isEnded(subscription)) return;
  const next = found.phases.find(({ start_date }) => start_date === at);
  if (!next) {
    endSchedule(account, found, subscription, at);
    return;
  }
  // A change that waits for its payment is discarded with its invoice.
  endPendingUpdate(account, subscription.id);
  enter(account, find(account, "subscription", subscription.id), next, at);
  const current = { start_date: next.start_date, end_date: next.end_date };
  const turned = change(
    account,
    "schedule",
    id,
    { current_phase: current },
    "subscription_schedule.updated",
  );
  arm(account, turned);
}

function enter(account: Account, subscription: Subscription, phase: Phase, at: number): void {
  const metadata = { ...subscription.metadata, ...phase.metadata };
  if (nextBoundary(subscription) > at) {
    change(account, "subscription", subscription.id, { metadata });
    const after = changeBilling(account, subscription.id, {
      items: askedItems(subscription, phase),
      prorationBehavior: phase.proration_behavior,
    });
    emit(account, "customer.subscription.updated", after, subscription);
    return;
  }
  // With the period over there is nothing to prorate: the renewal is of the new price.
  const data = phase.items.map(({ price: priceId, quantity = 1 }, index) => {
    const price = find(account, "price", priceId);
    const old = subscription.items.data[index];
    const period = old
      ? { start: old.current_period_start, end: old.current_period_end }
      : { start: at, end: at };
    return old
      ? { ...old, price, plan: planOf(price), quantity }
      : buildItem({ subscription: subscription.id, price, quantity, period, created: at });
  });
  account.store.put("subscription", {
    ...subscription,
    metadata,
    items: withItems(subscription, data),
  });
  renew(account, subscription.id, at, subscription);
}

function askedItems({ items }: Subscription, phase: Phase) {
  const changed = phase.items.map(({ price, quantity }, index) => ({
    id: items.data[index]?.id,
    price,
    quantity: quantity ?? 1,
  }));
  const dropped = items.data.slice(phase.items.length).map(({ id }) => ({ id, deleted: true }));
  return [...changed, ...dropped];
}

function endSchedule(
  account: Account,
  found: Schedule,
  subscription: Subscription,
  at: number,
): void {
  if (found.end_behavior === "cancel") {
    const done = { status: "completed" as const, completed_at: at, current_phase: null };
    emit(account, "subscription_schedule.completed", change(account, "schedule", found.id, done));
    cancelNow(account, subscription.id, {});
  } else release(account, found.id);
}

/** The subscription goes on as it is. */
export function release(account: Account, id: string): Schedule {
  const found = live(account, id);
  const now = timeOf(account, found.customer);
  unschedule(account, "phase", id);
  unschedule(account, "schedule-expiring", id);
  const released = change(account, "schedule", id, {
    status: "released",
    released_at: now,
    released_subscription: found.subscription,
    subscription: null,
    current_phase: null,
  });
  emit(account, "subscription_schedule.released", released);
  change(
    account,
    "subscription",
    found.subscription ?? "",
    { schedule: null },
    "customer.subscription.updated",
  );
  return released;
}

export function cancelSchedule(account: Account, id: string, how: Cancellation): Schedule {
  const found = live(account, id);
  const subscription = cancelNow(account, found.subscription ?? "", how);
  timetable(account, subscription);
  return find(account, "schedule", id);
}

function live(account: Account, id: string): Schedule {
  const found = find(account, "schedule", id);
  if (found.status === "active" || found.status === "not_started") return found;
  throw invalidRequest(
    `You cannot release or cancel a subscription schedule that is currently in the \`${found.status}\` status.`,
  );
}

/** Swaps the price at the end of the period, as the portal does by its own. */
export function switchAtPeriodEnd(account: Account, id: string, price: Price): Schedule {
  const { currency } = find(account, "subscription", id);
  const made = fromSubscription(account, id);
  const [first] = made.phases;
  if (!first) throw new Error("a schedule without a phase");
  const second = buildPhase({
    start: first.end_date,
    end: first.end_date + (first.end_date - first.start_date),
    items: [{ price, quantity: first.items[0]?.quantity ?? 1 }],
    prorationBehavior: "none",
    metadata: {},
    currency,
  });
  return setPhases(account, made.id, [first, second]);
}
