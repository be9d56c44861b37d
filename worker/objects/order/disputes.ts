import type { GatewayName } from "../../domain/order/payway.ts";
import type { Dispute } from "../../payments/port.ts";
import type { OrderContext } from "./context.ts";
import { BY_DISPUTE, type Reversal } from "./reversal.ts";

/** Keeps what a payer's bank says of a payment, each status once. False for a number that was never opened there. */
export function noteDispute(
  { storage, now, write }: OrderContext,
  gateway: GatewayName,
  tradeNo: string,
  { disputeId: dispute, outcome, status }: Dispute,
): boolean {
  return write(() => {
    if (storage.attempts.get(tradeNo)?.gateway !== gateway) return false;
    const isKnown = storage.timeline
      .all()
      .some(
        ({ event, data }) =>
          event === "disputed" && data.dispute === dispute && data.status === status,
      );
    if (isKnown) return true;
    const facts = { number: tradeNo, dispute, outcome, status };
    storage.timeline.noteBounded(now(), "disputed", facts);
    console.warn("a payment is disputed", facts);
    return true;
  });
}

/**
 * A lost dispute is a refund that the bank has made: what the order granted is taken back as far as it is still there. A payment
 * that did not settle the order granted nothing.
 */
export function takeBackDisputed(
  { storage, now, write }: OrderContext,
  reversal: Reversal,
  tradeNo: string,
): void {
  if (storage.payments.settling()?.tradeNo !== tradeNo) return;
  const asked = reversal.ask({ clawBack: "what-is-left", reason: "", by: BY_DISPUTE });
  if (asked.ok) return;
  const facts = { number: tradeNo, why: asked.error.reason };
  write(() => storage.timeline.noteBounded(now(), "dispute-not-taken-back", facts));
  console.error("a lost dispute needs a person", facts);
}
