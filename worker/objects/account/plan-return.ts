import type { Reversed } from "../../domain/catalog/grants.ts";
import { entitledTo } from "../../domain/subscription/held.ts";
import type { AccountRules } from "../../domain/subscription/rules.ts";
import type { PaidOrder, ProvenPeriod, Purchase } from "../../domain/subscription/state.ts";
import { DAY_MS } from "../../domain/time.ts";
import type { NotEnoughLeft } from "./requests.ts";
import type { AccountSubscription } from "./subscription.ts";

/** Begun days count whole. */
const daysIn = (ms: number): number => Math.ceil(Math.max(0, ms) / DAY_MS);

/** What of a purchase is gone by now, so that it cannot be given back whole: days that passed, or credits that were spent. */
export function planShortfall(
  subscription: AccountSubscription,
  order: PaidOrder,
  rules: AccountRules,
  nowMs: number,
): NotEnoughLeft | null {
  const record = subscription.rows.record();
  const period = record.periods.find(({ key }) => key === `order:${order.orderNo}`);
  if (!period?.granted || period.standing === "taken") return null;
  const { startMs, endMs, cutByOperator } = period;
  // Whose plan an operator has ended has no days to give back: what was spent of its credits is judged alone.
  if (endMs !== null && !cutByOperator) {
    const granted = daysIn(endMs - startMs);
    const left = Math.min(granted, daysIn(endMs - Math.max(startMs, nowMs)));
    if (left < granted) return { unit: "days", left, granted };
  }
  // As it would be without the purchase: what was spent beyond that is gone.
  const without = subscription.without(order, rules, nowMs);
  return subscription.overspent((mark) => entitledTo(mark, without, rules.free, nowMs), nowMs);
}

/**
 * What was taken back with a purchase: its days left, or its credits left of a plan for ever and of one that an operator had ended
 * before. The same whenever it is asked.
 */
export function planReturned(subscription: AccountSubscription, orderNo: string): Reversed {
  const { periods, purchases } = subscription.rows.record();
  const period = periods.find(({ key }) => key === `order:${orderNo}`);
  const purchase = purchases.find((each) => each.orderNo === orderNo);
  const days = { unit: "days", owed: 0 } as const;
  if (!period?.granted || !purchase) return { ...days, amount: 0 };
  const hadNoDays = purchase.cutByOperator && purchase.takenMs === 0;
  if (purchase.endMs === null || hadNoDays)
    return { unit: "credits", amount: subscription.takenFor(orderNo), owed: 0 };
  return { ...days, amount: daysIn(takenMs(purchase, period)) };
}

/** An upgrade for the rest has no time of its own: it ended with the refund. */
const takenMs = (purchase: Purchase, period: ProvenPeriod): number =>
  purchase.buys.kind === "rest"
    ? (period.endMs ?? 0) - Math.max(period.startMs, period.standingSinceMs)
    : purchase.takenMs;
