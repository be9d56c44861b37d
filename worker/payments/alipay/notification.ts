import { fromMajor } from "../../domain/money.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { text } from "../json.ts";
import type { Notice, NotificationRefusal, RawNotification } from "../port.ts";
import { decodeForm, notificationMessage, type Parameters } from "./canonical.ts";
import { verifiesUnderAny } from "./client.ts";
import type { AlipayConfig } from "./config.ts";
import { isPositive, readProof } from "./trade.ts";

/**
 * Verifies and reads a notification (Alipay Open Platform: asynchronous notification). The algorithm is RSA2 whatever
 * the unsigned `sign_type` claims, so that no sender can ask for SHA-1. There is no clock window: a retry a day later
 * carries the first signature.
 */
export async function readNotification(
  request: RawNotification,
  us: Pick<AlipayConfig, "appId" | "sellerId" | "alipayPublicKeys">,
): Promise<Result<Notice, NotificationRefusal>> {
  const form = decodeForm(request.body);
  if (!form) return refuse("malformed", "not a UTF-8 form with distinct fields", null);

  const claimed = text(form, "out_trade_no")?.slice(0, 64) ?? null;
  const sign = text(form, "sign");
  if (!sign) return refuse("bad-signature", "no sign", claimed);
  const genuine = await verifiesUnderAny(us.alipayPublicKeys, notificationMessage(form), sign);
  if (!genuine) return refuse("bad-signature", "no configured key verifies it", claimed);

  const notice = readStatus(form, us);
  return notice ? ok(notice) : refuse("malformed", "paid without number, trade or amount", claimed);
}

function readStatus(form: Parameters, us: Pick<AlipayConfig, "appId" | "sellerId">): Notice | null {
  const id = text(form, "notify_id") ?? text(form, "trade_no") ?? "";
  const tradeNo = text(form, "out_trade_no");
  const status = text(form, "trade_status") ?? text(form, "notify_type") ?? "";

  if (isFullRefund(form)) {
    const refundNo = text(form, "out_biz_no");
    return tradeNo && refundNo && isAboutUs(form, us)
      ? { kind: "refund", id, refundNo, tradeNo, state: { kind: "done" } }
      : { kind: "other", id, tradeNo, what: `${status} after a refund` };
  }
  if (status === "TRADE_SUCCESS" || status === "TRADE_FINISHED") return readPayment(form, id);
  return { kind: "other", id, tradeNo, what: status.slice(0, 64) };
}

/**
 * Alipay signs for every application of every seller: a message about another's money moves none of ours (Alipay Open
 * Platform: asynchronous notification).
 */
const isAboutUs = (form: Parameters, us: Pick<AlipayConfig, "appId" | "sellerId">): boolean =>
  text(form, "app_id") === us.appId && (text(form, "seller_id") ?? us.sellerId) === us.sellerId;

/**
 * A partial refund repeats TRADE_SUCCESS with the refund's marks. It is still read as a payment: it proves that this
 * trade was paid, and it may be the only notification that reaches us. Where the trade is settled already, settling is
 * idempotent by `trade_no` and nothing is granted twice; where the first one was lost, the customer who kept part of
 * the purchase gets it. How far the refund got is `queryRefund`'s to say, because the form's `refund_fee` is a sum
 * over all refunds of the trade.
 */
function readPayment(form: Parameters, id: string): Notice | null {
  const proof = readProof(form, {
    appId: text(form, "app_id"),
    merchantId: text(form, "seller_id"),
    paidAt: "gmt_payment",
  });
  return proof && { kind: "payment", id, proof };
}

/** Nothing of the payment is left to honour: closed by a refund, or as much refunded as was paid. */
function isFullRefund(form: Parameters): boolean {
  const hasRefund = isPositive(text(form, "refund_fee"));
  if (form.trade_status === "TRADE_CLOSED") return hasRefund || text(form, "gmt_refund") !== null;

  const refunded = fromMajor(text(form, "refund_fee") ?? "", "CNY");
  const total = fromMajor(text(form, "total_amount") ?? "", "CNY");
  return hasRefund && refunded !== null && refunded.amountMinor >= (total?.amountMinor ?? Infinity);
}

const refuse = (
  reason: NotificationRefusal["reason"],
  detail: string,
  claimedTradeNo: string | null,
) => err({ reason, detail, claimedTradeNo });
