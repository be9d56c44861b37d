import type Stripe from "stripe";
import { ok } from "../domain/result.ts";
import { type Answer, OWN_CODES } from "./calls.ts";
import type { StripeClient } from "./client.ts";
import { refused } from "./failure.ts";
import { idOf } from "./picture-parts.ts";
import { isEnded, readSubscription, releaseSchedule, type Subscription } from "./subscription.ts";

/**
 * Ends with the period that is paid. To set an end that is set changes nothing, so these calls need no keys, and with one the
 * second cancellation after an undo would only be answered as the first was.
 */
export async function cancelAtEnd(
  client: StripeClient,
  {
    subscriptionId,
    releaseScheduleId,
  }: { subscriptionId: string; releaseScheduleId: string | null },
): Answer<null> {
  const before = await readSubscription(client, subscriptionId);
  if (!before.ok) return before;
  if (isEnded(before.value) || endsWithPeriod(before.value)) return ok(null);
  const { schedule, billing_mode } = before.value;
  // A schedule refuses an end.
  const released = await releaseSchedule(client, schedule ? idOf(schedule) : releaseScheduleId);
  if (!released.ok) return released;
  const end =
    billing_mode.type === "flexible"
      ? { cancel_at: "max_period_end" as const }
      : { cancel_at_period_end: true };
  const isSo = (now: Subscription) => isEnded(now) || endsWithPeriod(now);
  // The schedule is gone by our own doing.
  return update(client, { ...before.value, schedule: null }, end, isSo);
}

function endsWithPeriod({ cancel_at, cancel_at_period_end, items }: Subscription): boolean {
  const periodEnd = Math.max(...items.data.map(({ current_period_end }) => current_period_end));
  return cancel_at_period_end || (cancel_at !== null && cancel_at <= periodEnd);
}

/**
 * Takes a planned end back, whichever of the two fields says it. A change of plan that was planned beside it, by another call
 * at the same time or in the dashboard, is taken back with it: its schedule refuses any change of the end.
 */
export async function resume(client: StripeClient, subscriptionId: string): Answer<null> {
  const read = await readSubscription(client, subscriptionId);
  if (!read.ok) return read;
  if (goesOn(read.value)) return ok(null);
  const { schedule } = read.value;
  const released = await releaseSchedule(client, schedule && idOf(schedule));
  if (!released.ok) return released;
  const before = schedule ? await readSubscription(client, subscriptionId) : read;
  if (!before.ok) return before;
  if (goesOn(before.value)) return ok(null);
  const undo = before.value.cancel_at_period_end
    ? { cancel_at_period_end: false }
    : { cancel_at: "" as const };
  return update(client, before.value, undo, goesOn);
}

const goesOn = ({ cancel_at, cancel_at_period_end }: Subscription): boolean =>
  !cancel_at_period_end && cancel_at === null;

/** What is refused may have been done meanwhile by another call, or asked of a subscription that is another by now. */
async function update(
  client: StripeClient,
  before: Subscription,
  to: Stripe.SubscriptionUpdateParams,
  isSo: (now: Subscription) => boolean,
): Answer<null> {
  const set = await client.ask((stripe) => stripe.subscriptions.update(before.id, to));
  if (set.ok) return ok(null);
  if (set.error.reason === "unavailable") return set;
  const now = await readSubscription(client, before.id);
  if (!now.ok) return now;
  if (isSo(now.value)) return ok(null);
  return standing(now.value) === standing(before)
    ? set
    : refused(OWN_CODES.changed, `${now.value.status} meanwhile`);
}

/** What decides whether an end can be set or taken back. */
const standing = ({ status, schedule, cancel_at, cancel_at_period_end }: Subscription): string =>
  JSON.stringify([status, schedule && idOf(schedule), cancel_at, cancel_at_period_end]);

/**
 * Nothing is prorated: money goes back by a refund, never to a balance that the customer cannot see. `why` is kept with the
 * subscription, for whoever looks at it there and for us when its money comes back.
 */
export async function cancelNow(
  client: StripeClient,
  subscriptionId: string,
  why?: string,
): Answer<null> {
  const cancelled = await client.ask((stripe) =>
    stripe.subscriptions.cancel(subscriptionId, {
      ...{ invoice_now: false, prorate: false },
      ...(why === undefined ? {} : { cancellation_details: { comment: why } }),
    }),
  );
  if (cancelled.ok) return ok(null);
  if (cancelled.error.reason === "unavailable") return cancelled;
  // One that is over already is refused, or as if it had never been.
  const now = await readSubscription(client, subscriptionId);
  if (!now.ok) return now;
  return isEnded(now.value) ? ok(null) : cancelled;
}
