import { toMajor } from "../../domain/money.ts";
import type { GatewayRefundState } from "../../domain/order/refund-state.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { text } from "../json.ts";
import type { GatewayRefund, GatewayRefundRef, RefundFailure, Unavailable } from "../port.ts";
import { unavailable } from "../tools.ts";
import { cleanSubject, isAboutText } from "./canonical.ts";
import type { AlipayClient } from "./client.ts";

/**
 * `fund_change=Y` alone proves that this call moved money. A repeat of a finished refund answers `N`, as does one that
 * did nothing, so everything else is `accepted` and left to `queryRefund` (Alipay Open Platform:
 * `alipay.trade.refund`).
 */
export async function refundTrade(
  client: AlipayClient,
  refund: GatewayRefund,
): Promise<Result<GatewayRefundState, RefundFailure>> {
  const reason = cleanSubject(refund.reason);
  let answer = await requestRefund(client, refund, reason ?? refund.refundNo);
  // Refused for its text it began nothing: with a text that says nothing it is the same refund.
  if (
    reason !== null &&
    answer.ok &&
    answer.value.kind === "error" &&
    isAboutText(answer.value.code)
  )
    answer = await requestRefund(client, refund, refund.refundNo);
  if (!answer.ok) return answer;
  if (answer.value.kind === "error") {
    const { code, detail } = answer.value;
    return err({ reason: "refused", code, detail });
  }

  const { node } = answer.value;
  if (node.out_trade_no !== refund.tradeNo) return unavailable("answers for another number");
  return ok({ kind: text(node, "fund_change") === "Y" ? "done" : "accepted" });
}

const requestRefund = (client: AlipayClient, refund: GatewayRefund, reason: string) =>
  client.call("alipay.trade.refund", {
    content: {
      out_trade_no: refund.tradeNo,
      out_request_no: refund.refundNo,
      refund_amount: toMajor(refund.amount),
      refund_reason: reason,
    },
  });

/**
 * An answer without `refund_status` means that no such refund took place. Asking again with the same number is then
 * right and harmless, which is what `unknown` tells the caller.
 */
export async function queryRefund(
  client: AlipayClient,
  refund: GatewayRefundRef,
): Promise<Result<GatewayRefundState, Unavailable>> {
  const answer = await client.call("alipay.trade.fastpay.refund.query", {
    content: { out_trade_no: refund.tradeNo, out_request_no: refund.refundNo },
  });
  if (!answer.ok) return answer;
  if (answer.value.kind === "error") {
    const { code, detail } = answer.value;
    return code === "ACQ.TRADE_NOT_EXIST" ? ok({ kind: "unknown" }) : unavailable(detail);
  }

  const { node } = answer.value;
  const status = text(node, "refund_status");
  if (status === null) return ok({ kind: "unknown" });
  const isOurs = node.out_trade_no === refund.tradeNo && node.out_request_no === refund.refundNo;
  if (!isOurs) return unavailable("answers for another refund");
  return ok({ kind: status === "REFUND_SUCCESS" ? "done" : "accepted" });
}
