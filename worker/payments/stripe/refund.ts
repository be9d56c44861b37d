import type Stripe from "stripe";
import type { GatewayRefundState } from "../../domain/order/refund-state.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type { GatewayRefund, GatewayRefundRef, RefundFailure, Unavailable } from "../port.ts";
import { unavailable } from "../tools.ts";
import type { StripeClient } from "./client.ts";

/** Of a value in metadata. */
const REASON_LENGTH_MAX = 500;

/** Refunds of one payment that are looked through. A payment has one of ours, and seldom a second. */
const LIST_MAX = 100;

/**
 * Refunds a payment under our number, which stands in the refund's metadata. Stripe keeps a key for a day only, so the
 * refund is looked for before it is asked for.
 */
export async function refundPayment(
  client: StripeClient,
  refund: GatewayRefund,
): Promise<Result<GatewayRefundState, RefundFailure>> {
  const known = await queryRefund(client, refund);
  if (!known.ok || known.value.kind !== "unknown") return known;
  const { refundNo, tradeNo, amount, reason, transactionId } = refund;
  if (!transactionId) return unavailable("the payment's id at Stripe is not known");
  const made = await client.call((stripe) =>
    stripe.refunds.create(
      {
        payment_intent: transactionId,
        amount: amount.amountMinor,
        metadata: {
          refund_no: refundNo,
          trade_no: tradeNo,
          reason: reason.slice(0, REASON_LENGTH_MAX),
        },
      },
      { idempotencyKey: `refund-${refundNo}` },
    ),
  );
  if (made.ok) return ok(refundState(made.value));
  if (made.error.reason === "unavailable") return err(made.error);
  const { code, detail } = made.error;
  return err({ reason: "refused", code, detail });
}

export async function queryRefund(
  client: StripeClient,
  { refundNo, transactionId }: GatewayRefundRef,
): Promise<Result<GatewayRefundState, Unavailable>> {
  if (!transactionId) return unavailable("the payment's id at Stripe is not known");
  const listed = await client.call((stripe) =>
    stripe.refunds.list({ payment_intent: transactionId, limit: LIST_MAX }),
  );
  if (!listed.ok)
    return listed.error.reason === "unavailable"
      ? err(listed.error)
      : unavailable(`${listed.error.status} ${listed.error.code}`);
  const own = listed.value.data.find(({ metadata }) => metadata?.refund_no === refundNo);
  return ok(own ? refundState(own) : { kind: "unknown" });
}

/** A refund that failed moved nothing, and the same one never moves anything again. */
export function refundState({ status, failure_reason }: Stripe.Refund): GatewayRefundState {
  if (status === "succeeded") return { kind: "done" };
  if (status !== "failed" && status !== "canceled") return { kind: "accepted" };
  const detail = failure_reason ? `${status}: ${failure_reason}` : status;
  return { kind: "failed", detail, numberIsDead: true };
}
