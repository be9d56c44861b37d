import type Stripe from "stripe";
import { ok } from "../domain/result.ts";
import { type Answer, OWN_CODES, type PlanPrice, type PriceChange } from "./calls.ts";
import type { StripeClient } from "./client.ts";
import { refused } from "./failure.ts";
import { idOf } from "./picture-parts.ts";
import type { Prices } from "./prices.ts";
import { isEnded, priceIdOf, readSubscription, type Subscription } from "./subscription.ts";

type Schedule = Stripe.SubscriptionSchedule;

/**
 * Plans another price for the end of the running period. Two calls: the schedule is made from the subscription, then given
 * both phases. Neither needs a key: a subscription takes one schedule only, and phases are set as a whole. Stopped between
 * the two, it is gone on with.
 */
export async function scheduleDowngrade(
  client: StripeClient,
  prices: Prices,
  { subscriptionId, plan }: PriceChange,
): Answer<null> {
  const price = await prices.ofPlan(plan);
  if (!price.ok) return price;
  const subscription = await readSubscription(client, subscriptionId);
  if (!subscription.ok) return subscription;
  const [item] = subscription.value.items.data;
  if (!item || isEnded(subscription.value))
    return refused(OWN_CODES.changed, subscription.value.status);
  const schedule = await scheduleOf(client, subscription.value);
  if (!schedule.ok) return schedule;
  if (isPlanned(schedule.value, price.value)) return ok(null);
  const running = runningPhase(schedule.value);
  if (!running) return refused(OWN_CODES.changed, `schedule ${schedule.value.status}`);
  const { metadata } = subscription.value;
  const phases = [
    {
      items: running.items.map((each) => ({
        price: priceIdOf(each),
        quantity: each.quantity ?? 1,
      })),
      start_date: running.start_date,
      end_date: item.current_period_end,
      // A phase's metadata overwrites the subscription's.
      metadata,
    },
    nextPhase(price.value, plan, metadata),
  ];
  const set = await client.ask((stripe) =>
    stripe.subscriptionSchedules.update(schedule.value.id, { phases, end_behavior: "release" }),
  );
  return set.ok ? ok(null) : set;
}

const nextPhase = (price: string, { interval }: PlanPrice, metadata: Stripe.Metadata) => ({
  items: [{ price, quantity: 1 }],
  duration: { interval: interval === "year" ? "year" : "month", interval_count: 1 } as const,
  proration_behavior: "none" as const,
  metadata,
});

async function scheduleOf(client: StripeClient, before: Subscription): Answer<Schedule> {
  if (before.schedule && typeof before.schedule !== "string") return ok(before.schedule);
  const made = await client.ask((stripe) =>
    stripe.subscriptionSchedules.create({ from_subscription: before.id }),
  );
  if (made.ok || made.error.reason !== "refused") return made;
  // Another request may have made it a moment before.
  const now = await readSubscription(client, before.id);
  if (!now.ok) return now;
  const { schedule } = now.value;
  return schedule && typeof schedule !== "string" ? ok(schedule) : made;
}

const runningPhase = ({ phases, current_phase }: Schedule) =>
  phases.find(({ start_date }) => start_date === current_phase?.start_date);

/** The last phase is for this price, and follows the one that runs. */
function isPlanned({ phases, current_phase }: Schedule, price: string): boolean {
  const last = phases.at(-1);
  if (!last || last.start_date === current_phase?.start_date) return false;
  return last.items.some((each) => idOf(each.price) === price);
}
