import { getPlan } from "../plan/catalog.ts";
import { MONEY_RETURNED } from "./came-back.ts";
import { goesOn, isOverdue } from "./current.ts";
import type { Act, Setting } from "./outcome.ts";
import { isChargedBack, isRefunded, returnedMinor } from "./proofs.ts";
import type { SubscriptionRecord } from "./state.ts";
import { isLive, type StripePicture } from "./stripe-picture.ts";

/**
 * What has to be done at Stripe and for orders. It is worked out from what is so, and not remembered: an act that failed, or
 * whose answer was lost, comes again until the next picture shows it done.
 */
export function actsOf(
  record: SubscriptionRecord,
  picture: StripePicture | null,
  setting: Setting,
): Act[] {
  const orders = record.refusedOrders
    .filter(({ returned }) => !returned)
    .map(
      ({ orderNo, why }): Act => ({ kind: "refund-order", orderNo, why, key: `order:${orderNo}` }),
    );
  if (!picture || picture.deleted) return orders;
  return [
    ...record.surplus.flatMap((each) => surplusActs(each, picture)),
    ...returnedActs(record, picture, setting.nowMs),
    ...paidOtherwiseActs(record, setting.nowMs),
    ...lifetimeActs(record, setting),
    ...orders,
  ];
}

/** Of two subscriptions the second is cancelled and what was paid for it refunded, without a person. */
export function surplusActs(
  { subscriptionId, invoiceIds }: SubscriptionRecord["surplus"][number],
  picture: StripePicture,
): Act[] {
  const live = picture.subscriptions.filter((each) => each.id === subscriptionId && isLive(each));
  return [
    ...live.map(({ id }): Act => cancelNow(id, "second-subscription")),
    ...picture.invoices
      .filter((invoice) => invoiceIds.includes(invoice.id) && invoice.amountPaidMinor > 0)
      .filter((invoice) => !isRefunded(invoice, picture.refunds))
      .filter((invoice) => !isChargedBack(invoice, picture.disputes))
      .map(({ id, amountPaidMinor, currency }): Act => {
        const own = picture.refunds.filter(({ invoiceId }) => invoiceId === id);
        const amountMinor = amountPaidMinor - returnedMinor(own);
        // Stripe answers a repeated key as it did before, so a refund that failed is asked for under another one.
        return {
          kind: "refund-invoice",
          invoiceId: id,
          amountMinor,
          currency,
          key: `refund:${id}:${own.length}`,
        };
      }),
  ];
}

const cancelNow = (
  subscriptionId: string,
  why: Extract<Act, { kind: "cancel-now" }>["why"],
): Act => ({ kind: "cancel-now", subscriptionId, why, key: `cancel:${subscriptionId}` });

/** A refund neither cancels a subscription nor stops its next charge. One that may still fail cancels nothing. */
function returnedActs(
  { link, periods }: SubscriptionRecord,
  { refunds }: StripePicture,
  nowMs: number,
): Act[] {
  if (!link || !isLive(link)) return [];
  const running = periods.filter(
    ({ subscriptionId, kind, startMs, endMs }) =>
      subscriptionId === link.subscriptionId &&
      kind === "paid" &&
      startMs <= nowMs &&
      (endMs ?? 0) > nowMs,
  );
  const isOver = running.length > 0 && running.every(({ standing }) => standing === "taken");
  const isOnTheWay = refunds.some(
    ({ invoiceId, status }) =>
      status === "pending" && running.some((period) => period.invoiceId === invoiceId),
  );
  return isOver && !isOnTheWay ? [cancelNow(link.subscriptionId, MONEY_RETURNED)] : [];
}

/** Who paid the time in another way must not be charged for it when a retry succeeds. */
function paidOtherwiseActs({ link, periods }: SubscriptionRecord, nowMs: number): Act[] {
  const running = periods.filter(
    ({ standing, startMs, endMs }) =>
      standing === "good" && startMs <= nowMs && (endMs ?? nowMs) > nowMs,
  );
  const isPaid = running.some(({ source }) => source === "prepaid");
  const isByCard = running.some(({ source }) => source === "stripe");
  if (!link || !isPaid || isByCard || !isOverdue(link, null, nowMs)) return [];
  return [cancelNow(link.subscriptionId, "paid-otherwise")];
}

/** Who has a plan for ever need not go on paying for a lower one. A schedule has to go first: it would refuse the end. */
function lifetimeActs({ link, periods }: SubscriptionRecord, { catalog, nowMs }: Setting): Act[] {
  const plan = link?.planId ? getPlan(catalog, link.planId) : null;
  if (!link || !plan || !goesOn(link, nowMs) || link.cancelAtMs !== null) return [];
  const isForEver = periods.some(
    ({ source, standing, terms }) =>
      source === "lifetime" && standing === "good" && terms.rank > plan.rank,
  );
  if (!isForEver) return [];
  const { scheduleId, subscriptionId, itemEndMs } = link;
  if (scheduleId !== null)
    return [
      { kind: "release-schedule", scheduleId, why: "lifetime", key: `release:${scheduleId}` },
    ];
  const key = `end:${subscriptionId}:${itemEndMs}`;
  return [{ kind: "cancel-at-period-end", subscriptionId, why: "lifetime", key }];
}
