import type { Proof } from "./proofs.ts";
import type { ProvenPeriod, SubscriptionRecord } from "./state.ts";
import { isOver, type StripePicture, type StripeSubscription } from "./stripe-picture.ts";

/**
 * Money that had gone back to a customer and is ours again: its refund failed, or its dispute was won. What it had paid may have
 * been ended meanwhile, or bought anew.
 */

type Known = Pick<SubscriptionRecord, "periods">;

/** What our cancellation of a subscription says when its money had gone back: Stripe keeps it with the subscription. */
export const MONEY_RETURNED = "money-returned";

/**
 * Its money is to go back once more. What was ended for a refund stays ended, so that the refund is owed still; and of what
 * was paid twice the later purchase counts, which the customer made when the earlier one was gone.
 */
export function isOwedBack(
  subscription: StripeSubscription,
  { periods }: Known,
  proofs: readonly Proof[],
  { disputes }: Pick<StripePicture, "disputes">,
  nowMs: number,
): boolean {
  const bought = isOver(subscription) ? [...periods, ...proofs] : periods;
  return proofs
    .filter((each) => each.subscriptionId === subscription.id && each.standing === "good")
    .some((proof) => {
      const isLost = hasLostTime(proof, subscription);
      if (isLost && !isDisputed(proof, disputes)) return true;
      const known = periods.find(({ key }) => key === proof.key);
      if (!known || (known.standing === "good" && !isLost)) return false;
      return bought.some((each) => isPaidAnew(each, { proof, known, nowMs }));
    });
}

/** A dispute that is won after its loss had ended the plan gives back what is left of the time. */
export function withLostTime(
  proof: Proof,
  { subscriptions, disputes }: Pick<StripePicture, "subscriptions" | "disputes">,
): Proof {
  const own = subscriptions.find(({ id }) => id === proof.subscriptionId);
  const isBack = proof.standing === "good" && isDisputed(proof, disputes);
  return own && isBack && hasLostTime(proof, own) ? { ...proof, endMs: proof.paidUntilMs } : proof;
}

/** Its subscription was cancelled because its money was away. What an operator ended has no time that could come back. */
const hasLostTime = (
  { endMs, paidUntilMs }: Proof,
  { cancelledFor }: StripeSubscription,
): boolean => cancelledFor === MONEY_RETURNED && endMs !== null && endMs < paidUntilMs;

const isDisputed = ({ invoiceId }: Proof, disputes: StripePicture["disputes"]): boolean =>
  disputes.some((dispute) => dispute.invoiceId === invoiceId);

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
