import type { GatewayName } from "../../domain/order/payway.ts";
import { keepGatewayId } from "./attempts/answers.ts";
import { isLive, type OrderContext } from "./context.ts";

/** What a gateway's message says of a number: where to look, and nothing that is believed. */
export interface Heard {
  tradeNo: string;
  /** The gateway's own id of the trade. */
  gatewayId: string;
  what: string;
  /** Asked about even where we hold the number for closed. */
  claimsPayment: boolean;
}

/**
 * Writes the message down and makes the number due to be asked about now, so that dying afterwards loses nothing. False for a
 * number that was never opened at this gateway. A second trade under one number is none that we opened: for a person to look.
 */
export function hear(context: OrderContext, gateway: GatewayName, heard: Heard): boolean {
  const { storage, now, write } = context;
  const { tradeNo: number, gatewayId, what, claimsPayment } = heard;
  return write(() => {
    const attempt = storage.attempts.get(number);
    if (!attempt || attempt.gateway !== gateway) return false;
    storage.timeline.noteBounded(now(), "notified", { gateway, number, what });
    keepGatewayId(context, number, gatewayId);
    if (attempt.gatewayId !== null && attempt.gatewayId !== gatewayId)
      storage.timeline.noteBounded(now(), "payment-anomaly", {
        ...{ via: "notification", gateway, number },
        ...{ reason: "other-trade", transactionId: gatewayId },
      });
    const current = storage.attempts.get(number);
    if (current && isLive(current)) storage.attempts.save({ ...current, queryAtMs: now() });
    else if (current?.state === "closed" && claimsPayment)
      storage.attempts.save({ ...current, state: "open", queryAtMs: now() });
    return true;
  });
}
