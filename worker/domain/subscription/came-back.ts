import { DAY_MS } from "../time.ts";
import type { Proof } from "./proofs.ts";
import type { ProvenPeriod, SubscriptionRecord } from "./state.ts";
import {
  isOver,
  type StripeDispute,
  type StripePicture,
  type StripeSubscription,
} from "./stripe-picture.ts";

/**
 * Money that had gone back to a customer and is ours again: its refund failed, or its dispute was won. What it had paid may have
 * been ended meanwhile, or bought anew.
 */

type Known = Pick<SubscriptionRecord, "periods">;
type Returns = Pick<StripePicture, "refunds" | "disputes">;

/** What our cancellation of a subscription says when its money had gone back: Stripe keeps it with the subscription. */
export const MONEY_RETURNED = "money-returned";

/** Stripe: a refund that is made can fail for 30 days. A day more, so that the last look comes after that. */
const REFUND_FAILS_WITHIN_MS = 31 * DAY_MS;

/** Whether what Stripe took back can still come again though no event tells: a dispute is open, a refund is young enough to fail. */
export const mayComeBack = ({ periods }: Known, nowMs: number): boolean =>
  periods.some(
    ({ source, standing, standingSinceMs }) =>
      source === "stripe" &&
      (standing === "frozen" ||
        (standing === "taken" && nowMs < standingSinceMs + REFUND_FAILS_WITHIN_MS)),
  );

/**
 * Its money is to go back once more: a refund had taken it, and failed. What was ended for that refund stays ended; and of what
 * was paid twice the later purchase counts, which the customer made when the earlier one was gone. A dispute that was won asks
 * for no refund, or a small purchase while it is open would bring a whole year back. A raise takes nothing else along.
 */
export function isOwedBack(
  subscription: StripeSubscription,
  { periods }: Known,
  proofs: readonly Proof[],
  returns: Returns,
  nowMs: number,
): boolean {
  const own = paidOf(subscription, proofs);
  const lost = own.filter((each) => hasLostTime(each, subscription));
  if (lost.some((each) => lastTaker(each, subscription, returns) === "dispute")) return false;
  const bought = isOver(subscription) ? [...periods, ...proofs] : periods;
  return own
    .filter((each) => each.standing === "good" && isUnrefunded(each, subscription, returns))
    .some((proof) => {
      if (lost.includes(proof)) return true;
      const known = periods.find(({ key }) => key === proof.key);
      if (!known || known.standing === "good") return false;
      return bought.some((each) => isPaidAnew(each, { proof, known, nowMs }));
    });
}

/** A dispute that is won after its loss had ended the plan gives back what is left of the time, upgrades within it included. */
export function withLostTime(
  proof: Proof,
  proofs: readonly Proof[],
  { subscriptions, ...returns }: Pick<StripePicture, "subscriptions"> & Returns,
): Proof {
  const subscription = subscriptions.find(({ id }) => id === proof.subscriptionId);
  if (!subscription || proof.standing !== "good" || !hasLostTime(proof, subscription)) return proof;
  const isWon = ({ invoiceId }: Proof) =>
    returns.disputes.some((each) => each.invoiceId === invoiceId && each.status === "won");
  const lost = paidOf(subscription, proofs).filter((each) => hasLostTime(each, subscription));
  // The time of a raise ended with that of its base: its own refund ends nothing.
  const isOwed = proof.kind === "paid" && isUnrefunded(proof, subscription, returns);
  return lost.some(isWon) && !isOwed ? { ...proof, endMs: proof.paidUntilMs } : proof;
}

const paidOf = ({ id }: StripeSubscription, proofs: readonly Proof[]): Proof[] =>
  proofs.filter(({ subscriptionId, kind }) => subscriptionId === id && kind === "paid");

/** It was a refund that took the money, and one failed. */
const isUnrefunded = (proof: Proof, subscription: StripeSubscription, returns: Returns): boolean =>
  lastTaker(proof, subscription, returns) === "refund" &&
  returns.refunds.some(
    ({ invoiceId, status }) =>
      invoiceId === proof.invoiceId && (status === "failed" || status === "canceled"),
  );

/** What asked for the money last, and before it ended the plan where it did; an inquiry withdraws nothing. */
function lastTaker(
  { invoiceId }: Proof,
  { endedAtMs, cancelledFor }: StripeSubscription,
  { refunds, disputes }: Returns,
): "refund" | "dispute" | null {
  const isEnd = endedAtMs !== null && cancelledFor === MONEY_RETURNED;
  const untilMs = isEnd ? endedAtMs : Number.MAX_SAFE_INTEGER;
  const latest = (all: { invoiceId: string; createdMs: number }[]) =>
    Math.max(
      ...all
        .filter((each) => each.invoiceId === invoiceId)
        .map(({ createdMs }) => createdMs)
        .filter((atMs) => atMs <= untilMs),
    );
  const withdrawn = disputes.filter(({ status }) => HAS_WITHDRAWN.has(status));
  const [refundMs, disputeMs] = [latest(refunds), latest(withdrawn)];
  if (Math.max(refundMs, disputeMs) === Number.NEGATIVE_INFINITY) return null;
  return disputeMs > refundMs ? "dispute" : "refund";
}

const HAS_WITHDRAWN = new Set<StripeDispute["status"]>([
  ...(["needs_response", "under_review", "lost", "won"] as const),
  ...(["appeal_needs_response", "appeal_under_review"] as const),
]);

/** Its subscription was cancelled because its money was away. What an operator ended has no time that could come back. */
const hasLostTime = (
  { endMs, paidUntilMs }: Proof,
  { cancelledFor }: StripeSubscription,
): boolean => cancelledFor === MONEY_RETURNED && endMs !== null && endMs < paidUntilMs;

interface Back {
  proof: Proof;
  /** As it was while its money was away. */
  known: ProvenPeriod;
  nowMs: number;
}

/** It was paid since the money went away, for time to come that the money had paid as well. */
const isPaidAnew = (
  { source, kind, standing, standingSinceMs, subscriptionId, startMs, endMs }: ProvenPeriod,
  { proof, known, nowMs }: Back,
): boolean =>
  source !== "manual" &&
  kind !== "trial" &&
  standing === "good" &&
  subscriptionId !== proof.subscriptionId &&
  standingSinceMs > known.standingSinceMs &&
  startMs < proof.paidUntilMs &&
  (endMs === null || endMs > nowMs) &&
  proof.paidUntilMs > nowMs;
