import type { TradeState } from "../../domain/order/trade.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type {
  Acknowledgement,
  Capabilities,
  CloseOutcome,
  Gateway,
  OpenFailure,
  Presented,
  TradeReference,
  TradeRequest,
  Unavailable,
} from "../port.ts";
import { type GatewayTools, unavailable } from "../tools.ts";
import { createStripeClient, REPLAYED, type Refused, type StripeClient } from "./client.ts";
import type { StripeConfig } from "./config.ts";
import { readNotification } from "./notification.ts";
import { probeStripe } from "./probe.ts";
import { queryRefund, refundPayment } from "./refund.ts";
import { sessionKey, sessionParams } from "./session.ts";
import { readSession, type Session, WITH_PAYMENT } from "./trade.ts";

export const CAPABILITIES: Capabilities = {
  presents: "redirect",
  // A session's address stays the same and goes on being payable: nothing is voided by asking again.
  refresh: "same-number",
  currencies: ["CNY", "USD", "JPY"],
  // A charge that went back in part says so as well.
  refundedMeans: "partly-refunded",
};

/**
 * Card payment on Stripe's own page: Checkout in payment mode, one session for each of our numbers (Stripe API:
 * Checkout Sessions).
 */
export function createStripeGateway(config: StripeConfig, tools: GatewayTools): Gateway {
  const client = createStripeClient(config, tools);
  const { livemode } = config;

  return {
    name: "stripe",
    capabilities: CAPABILITIES,
    open: (trade) => openSession(client, trade),
    query: (trade) => querySession(client, trade, livemode),
    close: (trade) => closeSession(client, trade, livemode),
    refund: (refund) => refundPayment(client, refund),
    queryRefund: (refund) => queryRefund(client, refund),
    readNotification: (request, nowMs) => readNotification(request, nowMs, config, client),
    probe: () => probeStripe(client, config),
    acknowledge,
  };
}

/** A number whose session is known is not asked for again: the answer kept under its key is as old as the session. */
async function openSession(
  client: StripeClient,
  trade: TradeRequest,
): Promise<Result<Presented, OpenFailure>> {
  if (!CAPABILITIES.currencies.includes(trade.amount.currency))
    return refused("CURRENCY", "Stripe is asked for CNY, USD and JPY only");
  const { gatewayId } = trade;
  const session = gatewayId ? await retrieve(client, gatewayId) : await create(client, trade);
  if (!session.ok) return openFailure(session.error);
  if (session.value.client_reference_id !== trade.tradeNo)
    return unavailable("answers for another number");

  const { status, payment_status, url, id } = session.value;
  if (status === "expired") return err({ reason: "dead-number" });
  if (status === "complete")
    return err({ reason: payment_status === "paid" ? "paid" : "confirming" });
  return url ? ok({ kind: "redirect", url, gatewayId: id }) : unavailable("a session without url");
}

const create = (client: StripeClient, trade: TradeRequest) =>
  client.call((stripe) =>
    stripe.checkout.sessions.create(sessionParams(trade), {
      idempotencyKey: sessionKey(trade.tradeNo),
    }),
  );

const retrieve = (client: StripeClient, id: string) =>
  client.call((stripe) => stripe.checkout.sessions.retrieve(id, WITH_PAYMENT));

const DEAD = new Set(["idempotency_error", "resource_missing", REPLAYED]);

function openFailure(failure: Unavailable | Refused): { ok: false; error: OpenFailure } {
  if (failure.reason === "unavailable") return err(failure);
  const { code, param, detail } = failure;
  // First asked for so long ago that its end has come too near, or with other parameters, or answered by a fault for good.
  if (param === "expires_at" || DEAD.has(code)) return err({ reason: "dead-number" });
  if (param?.includes("product_data"))
    return err({ reason: "refused", code, detail, aboutText: true });
  return refused(code, detail);
}

async function querySession(
  client: StripeClient,
  trade: TradeReference,
  livemode: boolean,
): Promise<Result<TradeState, Unavailable>> {
  const found = await find(client, trade);
  if (!found.ok) return found;
  const session = found.value;
  if (!session) return ok({ kind: "unknown" });
  if (session.livemode !== livemode) return unavailable("a session of the other mode");
  const state = readSession(session, trade.tradeNo);
  return state ? ok(state) : unavailable(`session ${session.status} ${session.payment_status}`);
}

/**
 * The session of a number. Where the answer to its opening was lost, the same request under the same key says which it is;
 * a request that never arrived makes one now, whose address nobody has. Null when there is none.
 */
async function find(
  client: StripeClient,
  { gatewayId, opened }: TradeReference,
): Promise<Result<Session | null, Unavailable>> {
  if (!gatewayId) {
    if (!opened) return ok(null);
    const made = await create(client, opened);
    return made.ok
      ? find(client, { tradeNo: opened.tradeNo, gatewayId: made.value.id })
      : none(made);
  }
  const session = await retrieve(client, gatewayId);
  return session.ok ? session : none(session);
}

/**
 * Nothing can be paid: there is no session, which a refusal shows, or none that anybody was given the address of, which is so
 * when our own request for it is answered by nothing but a fault.
 */
const none = ({ error }: { error: Unavailable | Refused }): Result<null, Unavailable> => {
  if (error.reason === "unavailable") return err(error);
  const isAnswer = error.status === 400 || error.status === 404 || error.code === REPLAYED;
  return isAnswer ? ok(null) : unavailable(`${error.status} ${error.code}`);
};

/** Ends a session that waits. One that is complete cannot be ended, and says what it is. */
async function closeSession(
  client: StripeClient,
  trade: TradeReference,
  livemode: boolean,
): Promise<Result<CloseOutcome, Unavailable>> {
  const found = await find(client, trade);
  if (!found.ok) return found;
  if (!found.value) return ok("not-scanned");
  const { id } = found.value;
  const ended = await client.call((stripe) => stripe.checkout.sessions.expire(id));
  if (ended.ok) return ok("closed");
  if (ended.error.reason === "unavailable") return err(ended.error);

  const now = await querySession(client, { ...trade, gatewayId: id }, livemode);
  if (!now.ok) return now;
  const { kind } = now.value;
  if (kind === "closed") return ok("closed");
  return kind === "unpaid" || kind === "unknown" ? unavailable("not to be closed now") : ok("paid");
}

/** Any 2xx ends the deliveries; for three days everything else is sent again (Stripe API: webhooks). */
const acknowledge = (verdict: "taken" | "retry"): Acknowledgement => ({
  status: verdict === "taken" ? 200 : 500,
  contentType: "application/json",
  body: JSON.stringify({ received: verdict === "taken" }),
});

const refused = (code: string, detail: string) => err({ reason: "refused" as const, code, detail });
