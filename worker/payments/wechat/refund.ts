import type { GatewayRefundState } from "../../domain/order/refund-state.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { text } from "../json.ts";
import type { GatewayRefund, GatewayRefundRef, RefundFailure, Unavailable } from "../port.ts";
import { unavailable } from "../tools.ts";
import { isAboutText, isMissing, plainText, REASON_BYTES_MAX } from "./canonical.ts";
import type { WechatClient } from "./client.ts";

/** 200 means accepted; only the status in it says whether the money went back (WeChat Pay API v3: refunds). */
export async function refundTrade(
  client: WechatClient,
  refund: GatewayRefund,
): Promise<Result<GatewayRefundState, RefundFailure>> {
  const reason = plainText(refund.reason, REASON_BYTES_MAX);
  let answer = await requestRefund(client, refund, reason);
  // Refused for its text it began nothing: without the text it is the same refund.
  if (reason !== null && isRefusedForReason(answer))
    answer = await requestRefund(client, refund, null);
  if (!answer.ok) return answer;
  if (answer.value.kind === "error") {
    const { code, detail } = answer.value;
    return err({ reason: "refused", code, detail });
  }
  return stateOf(answer.value.body, refund.refundNo);
}

const isRefusedForReason = (answer: Awaited<ReturnType<typeof requestRefund>>): boolean =>
  answer.ok &&
  answer.value.kind === "error" &&
  isAboutText(answer.value.code, answer.value.field, "/reason");

function requestRefund(client: WechatClient, refund: GatewayRefund, reason: string | null) {
  return client.post("/v3/refund/domestic/refunds", {
    out_trade_no: refund.tradeNo,
    out_refund_no: refund.refundNo,
    ...(reason === null ? {} : { reason }),
    notify_url: refund.notifyUrl,
    amount: {
      refund: refund.amount.amountMinor,
      total: refund.tradeTotal.amountMinor,
      currency: refund.amount.currency,
    },
  });
}

export async function queryRefund(
  client: WechatClient,
  refund: GatewayRefundRef,
): Promise<Result<GatewayRefundState, Unavailable>> {
  const refundNo = encodeURIComponent(refund.refundNo);
  const answer = await client.get(`/v3/refund/domestic/refunds/${refundNo}`);
  if (!answer.ok) return answer;
  if (answer.value.kind === "done") return stateOf(answer.value.body, refund.refundNo);

  const { code, detail } = answer.value;
  return isMissing(code) ? ok({ kind: "unknown" }) : unavailable(detail);
}

/** `status` in answers, `refund_status` in notifications. Null for a status this protocol version does not know. */
export function readRefundStatus(status: string | null): GatewayRefundState | null {
  switch (status) {
    case "SUCCESS":
      return { kind: "done" };
    case "PROCESSING":
      return { kind: "accepted" };
    case "ABNORMAL":
      return { kind: "failed", detail: status };
    case "CLOSED":
      return { kind: "failed", detail: status, numberIsDead: true };
    default:
      return null;
  }
}

function stateOf(
  body: Parameters<typeof text>[0],
  refundNo: string,
): Result<GatewayRefundState, Unavailable> {
  if (text(body, "out_refund_no") !== refundNo) return unavailable("answers for another refund");
  const status = text(body, "status");
  const state = readRefundStatus(status);
  return state ? ok(state) : unavailable(`refund status ${status}`);
}
