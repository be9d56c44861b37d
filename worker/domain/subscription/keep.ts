import { type PlanCatalog, planOfPrice } from "../plan/catalog.ts";
import type { Plan } from "../plan/plan.ts";
import { isOwedBack } from "./came-back.ts";
import { RENEWAL_PATIENCE_MS } from "./patience.ts";
import type { Proof } from "./proofs.ts";
import type { PendingChange, StripeLink, SubscriptionRecord } from "./state.ts";
import {
  isLive,
  isOver,
  type StripeInvoice,
  type StripePicture,
  type StripeSubscription,
} from "./stripe-picture.ts";

export interface Kept {
  /** The one subscription that counts, or the last one that did; null when Stripe shows none of ours. */
  subscription: StripeSubscription | null;
  surplus: SubscriptionRecord["surplus"];
}

/**
 * Which of a customer's subscriptions counts. Of two that are paid, the one that was first paid; every other
 * live one is surplus from then on, for good, as is one that was paid for time that a prepaid plan had paid already, and
 * one whose money came back to us when it was not to. A subscription for a price that is no plan is not ours and is left alone.
 */
export function keepOne(
  held: SubscriptionRecord,
  picture: StripePicture,
  proofs: readonly Proof[],
  catalog: PlanCatalog,
  nowMs: number,
): Kept {
  const ours = picture.subscriptions.filter(
    (each) =>
      each.items.some(({ price }) => planOfPrice(catalog, price)) ||
      proofs.some(({ subscriptionId }) => subscriptionId === each.id),
  );
  const twice = ours
    .filter(
      (each) =>
        isPaidBefore(each, held, proofs, nowMs) || isOwedBack(each, held, proofs, picture, nowMs),
    )
    .map(({ id }) => id);
  const surplus = new Set([...held.surplus.map(({ subscriptionId }) => subscriptionId), ...twice]);
  const isSurplus = ({ id }: { id: string }) => surplus.has(id);
  const claims = ours
    .filter((each) => isLive(each) && !isSurplus(each))
    .map((each) => claimOf(each, held, proofs, nowMs))
    .sort(byClaim);
  const [first, ...others] = claims;
  // Before one of them has paid or is in its trial, nobody can say which one the customer will pay, unless both were paid once.
  const isDecided = first !== undefined && first.rank < UNPAID;
  const live = (isDecided ? others : secondOf(claims, proofs)).map(
    ({ subscription }) => subscription.id,
  );
  const over = ours.filter((each) => isOver(each) && !isSurplus(each));
  const late = over.filter((each) => wasSecond(each, first, proofs, nowMs)).map(({ id }) => id);
  const rest = ours.filter((each) => !isSurplus(each) && !late.includes(each.id));
  return {
    subscription: first?.subscription ?? lastOf(rest, held),
    surplus: withInvoices(held.surplus, [...twice, ...live, ...late], proofs, nowMs),
  };
}

/** It was paid for time to come while a prepaid plan ran that had been paid before: nobody wants to pay for the same time twice. */
const isPaidBefore = (
  { id }: StripeSubscription,
  { periods }: SubscriptionRecord,
  proofs: readonly Proof[],
  nowMs: number,
): boolean =>
  proofs
    .filter((proof) => proof.subscriptionId === id && proof.kind === "paid")
    .filter((proof) => isOpen(proof, nowMs))
    .some((proof) =>
      periods.some(
        ({ source, standing, standingSinceMs, startMs, endMs }) =>
          source === "prepaid" &&
          standing === "good" &&
          standingSinceMs < proof.paidAtMs &&
          startMs <= proof.paidAtMs &&
          (endMs ?? 0) > proof.paidAtMs,
      ),
    );

/** It is over already, and was paid while the one that counts was paid before it: its money is to go back all the same. */
function wasSecond(
  { id }: StripeSubscription,
  first: Claim | undefined,
  proofs: readonly Proof[],
  nowMs: number,
): boolean {
  if (first?.rank !== PAID) return false;
  const kept = proofs.filter(({ subscriptionId }) => subscriptionId === first.subscription.id);
  return proofs
    .filter((proof) => proof.subscriptionId === id && isOpen(proof, nowMs))
    .some(({ paidAtMs }) =>
      kept.some((each) => each.paidAtMs < paidAtMs && paidAtMs < each.paidUntilMs),
    );
}

/**
 * Of those of which none is paid now, the ones that were paid for time that another had been paid for before: heard of only
 * when both renewals had failed, as after a month without Stripe. One alone may be tried again.
 */
function secondOf(claims: readonly Claim[], proofs: readonly Proof[]): Claim[] {
  const paid = claims
    .map((claim) => ({ claim, own: goodOf(claim.subscription, proofs) }))
    .filter(({ own }) => own.length > 0)
    .sort((a, b) => firstPaid(a.own) - firstPaid(b.own) || byClaim(a.claim, b.claim));
  return paid
    .filter(({ own }, at) =>
      paid
        .slice(0, at)
        .some((before) =>
          own.some(({ paidAtMs }) =>
            before.own.some((each) => each.paidAtMs <= paidAtMs && paidAtMs < each.paidUntilMs),
          ),
        ),
    )
    .map(({ claim }) => claim);
}

const goodOf = ({ id }: StripeSubscription, proofs: readonly Proof[]): Proof[] =>
  proofs.filter(
    ({ subscriptionId, kind, standing }) =>
      subscriptionId === id && kind === "paid" && standing === "good",
  );

const firstPaid = (proofs: readonly Proof[]): number =>
  Math.min(...proofs.map(({ paidAtMs }) => paidAtMs));

interface Claim {
  subscription: StripeSubscription;
  /** The smaller counts more. */
  rank: number;
  sinceMs: number;
}

const PAID = 0;
const TRIAL = 1;
const UNPAID = 2;

function claimOf(
  subscription: StripeSubscription,
  { trialUsedBy }: SubscriptionRecord,
  proofs: readonly Proof[],
  nowMs: number,
): Claim {
  const own = proofs.filter(({ subscriptionId }) => subscriptionId === subscription.id);
  // Between two periods a renewal takes its hour, and counts as the paid one that it is about to be.
  const patienceMs = subscription.status === "active" ? RENEWAL_PATIENCE_MS : 0;
  if (own.some((proof) => isRunning(proof, nowMs, patienceMs)))
    return { subscription, rank: PAID, sinceMs: Math.min(...own.map(({ paidAtMs }) => paidAtMs)) };
  const { createdMs, trialEndMs } = subscription;
  const isTrial =
    subscription.status === "trialing" &&
    (trialEndMs ?? 0) > nowMs &&
    (trialUsedBy === null || trialUsedBy === subscription.id);
  return { subscription, rank: isTrial ? TRIAL : UNPAID, sinceMs: createdMs };
}

const isRunning = (proof: Proof, nowMs: number, patienceMs: number): boolean =>
  proof.standing === "good" && proof.startMs <= nowMs && isAhead(proof, nowMs - patienceMs);

const isAhead = ({ endMs }: Proof, nowMs: number): boolean => endMs !== null && endMs > nowMs;

/** Time to come was paid with it, and the money is there. */
const isOpen = ({ standing, paidUntilMs }: Proof, nowMs: number): boolean =>
  standing === "good" && paidUntilMs > nowMs;

/** It was paid for longer than it ran, and the money is there. */
const isCut = ({ standing, endMs, paidUntilMs }: Proof): boolean =>
  standing === "good" && endMs !== null && endMs < paidUntilMs;

const byClaim = (a: Claim, b: Claim): number =>
  a.rank - b.rank || a.sinceMs - b.sinceMs || bySeniority(a.subscription, b.subscription);

const bySeniority = (a: StripeSubscription, b: StripeSubscription): number =>
  a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1);

/** The one that waits for its first payment, else the one that counted before, else the newest that is over. */
function lastOf(
  ours: StripeSubscription[],
  { link }: SubscriptionRecord,
): StripeSubscription | null {
  const newestFirst = ours.sort(bySeniority).reverse();
  return (
    newestFirst.find((each) => !isOver(each)) ??
    newestFirst.find(({ id }) => id === link?.subscriptionId) ??
    newestFirst[0] ??
    null
  );
}

/**
 * Notes each invoice that paid a surplus subscription for time to come, before that time is over; or for time that it lost by
 * ending, whenever its money is there: a dispute may be won long after.
 */
function withInvoices(
  before: SubscriptionRecord["surplus"],
  added: string[],
  proofs: readonly Proof[],
  nowMs: number,
): SubscriptionRecord["surplus"] {
  const known = new Set(before.map(({ subscriptionId }) => subscriptionId));
  const fresh = added.filter((id) => !known.has(id));
  const all = [...before, ...fresh.map((subscriptionId) => ({ subscriptionId, invoiceIds: [] }))];
  return all.map(({ subscriptionId, invoiceIds }) => {
    const running = proofs
      .filter((proof) => proof.subscriptionId === subscriptionId)
      .filter((proof) => isOpen(proof, nowMs) || isCut(proof))
      .map(({ invoiceId }) => invoiceId);
    return { subscriptionId, invoiceIds: [...new Set([...invoiceIds, ...running])] };
  });
}

/** The plan that a subscription is for, whether it is paid or not. */
export function planOfItem({ items }: StripeSubscription, catalog: PlanCatalog): Plan | null {
  return (
    items.map(({ price }) => planOfPrice(catalog, price)).find((plan) => plan !== null) ?? null
  );
}

/** What has to be remembered of the subscription that counts, so that time can pass without asking Stripe. */
export function linkOf(
  subscription: StripeSubscription,
  { invoices }: StripePicture,
  catalog: PlanCatalog,
): StripeLink {
  const own = invoices.filter(({ subscriptionId }) => subscriptionId === subscription.id);
  const item = subscription.items.find(({ price }) => planOfPrice(catalog, price));
  const { cancelAtMs, cancelAtPeriodEnd, pendingUpdate, schedule } = subscription;
  const pending = pendingUpdate && planOfPrice(catalog, pendingUpdate.price);
  return {
    subscriptionId: subscription.id,
    status: subscription.status,
    itemId: item?.id ?? null,
    planId: planOfItem(subscription, catalog)?.id ?? null,
    itemEndMs: item?.periodEndMs ?? null,
    cancelAtMs: cancelAtMs ?? (cancelAtPeriodEnd ? (item?.periodEndMs ?? null) : null),
    cancelReason: subscription.cancelReason,
    scheduleId: schedule?.id ?? null,
    scheduled: schedule && item ? scheduledOf(schedule.phases, item, catalog) : null,
    pendingUpdate: pendingUpdate &&
      pending && { planId: pending.id, expiresAtMs: pendingUpdate.expiresAtMs },
    unpaidSinceMs: earliest(own.filter(({ status }) => status === "open")),
    writtenOff: isWrittenOff(own),
  };
}

function scheduledOf(
  phases: { startMs: number; price: StripeSubscription["items"][number]["price"] }[],
  item: StripeSubscription["items"][number],
  catalog: PlanCatalog,
): PendingChange | null {
  const next = phases
    .filter(({ startMs }) => startMs > item.periodStartMs)
    .sort((a, b) => a.startMs - b.startMs)
    .find(({ price }) => planOfPrice(catalog, price)?.id !== planOfPrice(catalog, item.price)?.id);
  const plan = next && planOfPrice(catalog, next.price);
  return plan && next ? { planId: plan.id, atMs: next.startMs } : null;
}

const earliest = (invoices: StripeInvoice[]): number | null =>
  invoices.length > 0 ? Math.min(...invoices.map(({ createdMs }) => createdMs)) : null;

/** The newest invoice for a whole period was given up: Stripe calls such a subscription `active` again. */
function isWrittenOff(own: StripeInvoice[]): boolean {
  const [newest] = own
    .filter(({ billingReason }) => billingReason !== "subscription_update")
    .sort((a, b) => b.createdMs - a.createdMs);
  return newest?.status === "void" || newest?.status === "uncollectible";
}
