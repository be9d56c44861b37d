import type Stripe from "stripe";
import { err, ok, type Result } from "../../domain/result.ts";
import { type JsonObject, object, text } from "../json.ts";
import type { Dispute, Notice, NotificationRefusal } from "../port.ts";
import { type About, aboutOf } from "./about.ts";
import type { StripeClient } from "./client.ts";
import { refundState } from "./refund.ts";
import { expanded } from "./trade.ts";

/** Event types that orders are settled by. The self-test wants the endpoint to send them. */
export const ORDER_EVENTS = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "refund.created",
  "refund.updated",
  "refund.failed",
  "charge.dispute.created",
  "charge.dispute.closed",
] as const;

type Read = Promise<Result<Notice, NotificationRefusal>>;

interface Event {
  id: string;
  type: string;
  /** What it is about, as it was then. Nothing but ids is taken from it. */
  about: JsonObject;
  ids: About;
}

/**
 * Says what a verified event is about. Sessions are asked about by the order's object itself; refunds and disputes are asked
 * for here, since only their payment names our number. All else is acknowledged: `elsewhere` is where events of
 * subscriptions and customers go on from (worker/actions/takeElsewhere.ts).
 */
export async function readEvent(event: JsonObject, client: StripeClient): Read {
  const id = text(event, "id") ?? "";
  const type = text(event, "type") ?? "";
  const about = object(object(event, "data") ?? {}, "object") ?? {};
  const read: Event = { id, type: type.slice(0, 64), about, ids: aboutOf(event) };
  if (type.startsWith("checkout.session.")) return ok(readSessionEvent(read));
  if (type.startsWith("refund.") || type === "charge.refund.updated")
    return readRefundEvent(read, client);
  if (type.startsWith("charge.dispute.")) return readDisputeEvent(read, client);
  return ok(elsewhere(read));
}

const PAYING = new Set(["checkout.session.completed", "checkout.session.async_payment_succeeded"]);

function readSessionEvent(event: Event): Notice {
  const { id, type: what, about } = event;
  const gatewayId = text(about, "id");
  const tradeNo = text(object(about, "metadata") ?? {}, "trade_no");
  if (about.mode !== "payment" || !tradeNo || !gatewayId) return elsewhere(event);
  return { kind: "ask", id, tradeNo, gatewayId, what, claimsPayment: PAYING.has(what) };
}

async function readRefundEvent(event: Event, client: StripeClient): Read {
  const refundId = text(event.about, "id") ?? "";
  const found = await client.call((stripe) =>
    stripe.refunds.retrieve(refundId, { expand: ["payment_intent"] }),
  );
  if (!found.ok) return unanswered(event, found.error);
  const refund = found.value;
  const tradeNo = refund.metadata?.trade_no ?? tradeNoOf(refund.payment_intent);
  if (!tradeNo) return ok(elsewhere(event));
  // One made in Stripe's dashboard has no number of ours.
  const refundNo = refund.metadata?.refund_no ?? refund.id;
  return ok({ kind: "refund", id: event.id, refundNo, tradeNo, state: refundState(refund) });
}

async function readDisputeEvent(event: Event, client: StripeClient): Read {
  const disputeId = text(event.about, "id") ?? "";
  const found = await client.call((stripe) =>
    stripe.disputes.retrieve(disputeId, { expand: ["payment_intent"] }),
  );
  if (!found.ok) return unanswered(event, found.error);
  const { payment_intent, status } = found.value;
  const tradeNo = tradeNoOf(payment_intent);
  if (!tradeNo) return ok(elsewhere(event));
  return ok({
    kind: "dispute",
    id: event.id,
    tradeNo,
    disputeId,
    outcome: outcomeOf(status),
    status,
  });
}

const tradeNoOf = (intent: string | Stripe.PaymentIntent | null): string | null =>
  expanded(intent)?.metadata.trade_no ?? null;

const WON = new Set<string>(["won", "warning_closed", "prevented"]);

function outcomeOf(status: Stripe.Dispute.Status): Dispute["outcome"] {
  if (status === "lost") return "lost";
  return WON.has(status) ? "won" : "open";
}

/** What Stripe does not know, or not for us, is no refund and no dispute of an order. */
function unanswered(
  event: Event,
  failure: { reason: "unavailable"; detail: string } | { reason: "refused"; status: number },
): Result<Notice, NotificationRefusal> {
  if (failure.reason === "refused" && failure.status === 404) return ok(elsewhere(event));
  const detail = failure.reason === "refused" ? `refused: ${failure.status}` : failure.detail;
  return err({ reason: "unavailable", detail, claimedTradeNo: null });
}

const elsewhere = ({ id, type: what, ids }: Event): Notice => ({
  ...{ kind: "elsewhere", id, what },
  ...ids,
});
