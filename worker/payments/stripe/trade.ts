import type Stripe from "stripe";
import type { Currency } from "../../domain/money.ts";
import type { PaymentProof, TradeState } from "../../domain/order/trade.ts";

/** What a session is asked for with, so that one answer says all of its payment. */
export const WITH_PAYMENT = { expand: ["payment_intent.latest_charge"] };

export type Session = Stripe.Checkout.Session;

/** An object that was asked for, where the answer holds it. */
export const expanded = <T extends object>(value: string | T | null | undefined): T | null =>
  typeof value === "object" ? value : null;

/**
 * What a session says of its trade (Stripe API: Checkout Sessions). `complete` is no payment: `payment_status` is. Null
 * when it lacks what its state must carry, or names another number.
 */
export function readSession(session: Session, tradeNo: string): TradeState | null {
  if (session.client_reference_id !== tradeNo) return null;
  const gatewayId = session.id;
  if (session.status === "expired") return { kind: "closed", gatewayId };
  if (session.status === "open") return { ...unpaidState(session), gatewayId };
  if (session.payment_status === "unpaid") return { ...confirmingState(session), gatewayId };
  const proof = session.payment_status === "paid" ? readProof(session, tradeNo) : null;
  if (!proof) return null;
  return { kind: isRefunded(session) ? "refunded" : "paid", proof, gatewayId };
}

const intentOf = ({ payment_intent }: Session) => expanded(payment_intent);

const chargeOf = (session: Session) => expanded(intentOf(session)?.latest_charge);

const unpaidState = (session: Session): TradeState =>
  intentOf(session)?.last_payment_error ? { kind: "unpaid", declined: true } : { kind: "unpaid" };

/** Complete and unpaid: by a method that answers later. Once it has failed, nothing more can come of the session. */
function confirmingState(session: Session): TradeState {
  const status = intentOf(session)?.status;
  const isOver = status === "requires_payment_method" || status === "canceled";
  return isOver ? { kind: "closed" } : { kind: "unpaid", confirming: true };
}

const isRefunded = (session: Session): boolean => (chargeOf(session)?.amount_refunded ?? 0) > 0;

function readProof(session: Session, tradeNo: string): PaymentProof | null {
  const { amount_total: amountMinor, currency } = session;
  const intent = intentOf(session);
  if (amountMinor === null || !currency || !intent) return null;
  const created = chargeOf(session)?.created;
  return {
    gateway: "stripe",
    merchantId: null,
    appId: null,
    tradeNo,
    transactionId: intent.id,
    // A currency that we do not sell in is judged as a wrong one.
    amount: { amountMinor, currency: currency.toUpperCase() as Currency },
    paidAtMs: created === undefined ? null : created * 1000,
  };
}
