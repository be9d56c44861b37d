import { orderNoOf } from "../domain/order/number.ts";
import type { GatewayName } from "../domain/order/payway.ts";
import type { Env } from "../env.ts";
import type { Notice, NotificationRefusal } from "../payments/port.ts";
import { recordAnomaly } from "../store/anomalies.ts";
import { orderObject } from "./objects.ts";
import { type Elsewhere, takeElsewhere } from "./takeElsewhere.ts";

/** `kept`: written down as well, and whose it is has still to be found out (`leadStripeEvents`). */
export type Taken = "written" | "kept";

/**
 * Writes down what a genuine notification says, in the order's object, or among the anomalies when it names no order of
 * ours. Throws when neither could be written: the notification must then not be acknowledged, so that it is sent again.
 */
export async function takeNotice(
  env: Env,
  gateway: GatewayName,
  notice: Notice,
  nowMs: number,
): Promise<Taken> {
  if (notice.kind === "elsewhere")
    return (await takeElsewhere(env, notice, nowMs)) ? "kept" : "written";
  const tradeNo = notice.kind === "payment" ? notice.proof.tradeNo : notice.tradeNo;
  const orderNo = tradeNo === null ? null : orderNoOf(tradeNo);
  if (orderNo !== null && (await writeToOrder(orderObject(env, orderNo), gateway, notice)))
    return "written";
  await recordAnomaly(env.DB, {
    atMs: nowMs,
    gateway,
    reason: "unknown-number",
    detail: `${notice.kind} ${tradeNo ?? ""}`,
  });
  return "written";
}

/** Whether the object holds an order to write it down in. */
async function writeToOrder(
  order: ReturnType<typeof orderObject>,
  gateway: GatewayName,
  notice: Exclude<Notice, Elsewhere>,
): Promise<boolean> {
  if (notice.kind === "refund")
    return (await order.applyRefundStatus(notice.refundNo, notice.state)).ok;
  if (notice.kind === "other") return (await order.noteNotice(gateway, notice.what)).ok;
  if (notice.kind === "ask") {
    const { tradeNo, gatewayId, what, claimsPayment } = notice;
    return (await order.hear(gateway, { tradeNo, gatewayId, what, claimsPayment })).ok;
  }
  if (notice.kind === "dispute") {
    const { tradeNo, disputeId, outcome, status } = notice;
    return (await order.hearDispute(gateway, tradeNo, { disputeId, outcome, status })).ok;
  }
  return (await order.settle(notice.proof, "notification")).ok;
}

/** Puts a message that was turned away on the timeline of the order it names. False when it names none of ours. */
export async function noteRefusal(
  env: Env,
  gateway: GatewayName,
  refusal: NotificationRefusal,
): Promise<boolean> {
  const orderNo = refusal.claimedTradeNo === null ? null : orderNoOf(refusal.claimedTradeNo);
  return orderNo !== null && (await orderObject(env, orderNo).noteRefusal(gateway, refusal)).ok;
}
