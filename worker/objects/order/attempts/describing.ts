import { CENTRES, resultPage } from "../../../config/centres.ts";
import type { GatewayName } from "../../../domain/order/payway.ts";
import type { Result } from "../../../domain/result.ts";
import type {
  Gateway,
  OpenFailure,
  Presented,
  TradeReference,
  TradeRequest,
} from "../../../payments/port.ts";
import { notifyUrlOf } from "../../../payments/registry.ts";
import { type OrderContext, orderIn } from "../context.ts";

/**
 * Opens a number under the name of what is sold. A gateway that refuses the name, for a word in it or a rule that we do not
 * know, is told the order's number instead, for this code and every later one of the order: a refused text is never sent
 * again, and a number is re-entered with what it was opened with.
 */
export async function openTrade(
  context: OrderContext,
  gateway: Gateway,
  tradeNo: string,
): Promise<Result<Presented, OpenFailure>> {
  const { storage, now, write } = context;
  const opened = await gateway.open(tradeRequest(context, gateway.name, tradeNo));
  if (isNameRefused(context, gateway.name)) return opened;
  if (opened.ok || opened.error.reason !== "refused" || !opened.error.aboutText) return opened;
  const { code, detail } = opened.error;
  write(() =>
    storage.timeline.note(now(), "name-refused", {
      gateway: gateway.name,
      number: tradeNo,
      code,
      detail,
    }),
  );
  return gateway.open(tradeRequest(context, gateway.name, tradeNo));
}

/** What a number is opened with, the same each time. */
function tradeRequest(context: OrderContext, name: GatewayName, tradeNo: string): TradeRequest {
  const { storage, env, now } = context;
  const { orderNo, sale, expiresAtMs, customerId } = orderIn(storage).placed;
  const attempt = storage.attempts.get(tradeNo);
  const pageAt = (path: string) => new URL(path, env.PUBLIC_BASE_URL).href;
  return {
    tradeNo,
    amount: sale.price,
    description: isNameRefused(context, name) ? orderNo : sale.grant.name,
    notifyUrl: notifyUrlOf(name, env),
    payableUntilMs: expiresAtMs,
    openedAtMs: attempt?.openedAtMs ?? now(),
    customerId,
    returnTo: { paid: pageAt(resultPage(orderNo)), unpaid: pageAt(CENTRES[sale.kind].page) },
    gatewayId: attempt?.gatewayId ?? null,
  };
}

/** A number as its gateway is asked about it. Only with a gateway in hand, so the variables have been checked. */
export function referenceTo(
  context: OrderContext,
  name: GatewayName,
  tradeNo: string,
): TradeReference {
  const opened = tradeRequest(context, name, tradeNo);
  return { tradeNo, gatewayId: opened.gatewayId ?? null, opened };
}

const isNameRefused = ({ storage }: OrderContext, name: GatewayName): boolean =>
  storage.timeline
    .all()
    .some(({ event, data }) => event === "name-refused" && data.gateway === name);
