import { fromMajor } from "../../domain/money.ts";
import type { PaymentProof, TradeState } from "../../domain/order/trade.ts";
import { fromBeijingClock } from "../beijing.ts";
import { type JsonObject, text } from "../json.ts";

/**
 * What a verified `alipay.trade.query` node says (Alipay Open Platform: `alipay.trade.query`). Null when it lacks what
 * its state must carry or names an unknown state.
 *
 * The node names neither application nor seller. `appId` is filled in with the one that asked, because Alipay answers
 * an application about its own trades only; `merchantId` stays null, so that nothing claims what was not said.
 */
export function readTrade(node: JsonObject, appId: string): TradeState | null {
  switch (node.trade_status) {
    case "TRADE_SUCCESS":
    case "TRADE_FINISHED": {
      const proof = readProof(node, { appId, merchantId: null, paidAt: "send_pay_date" });
      return proof && { kind: "paid", proof };
    }
    case "WAIT_BUYER_PAY":
      return { kind: "unpaid" };
    case "TRADE_CLOSED":
      if (!wasPaid(node)) return { kind: "closed" };
      return {
        kind: "refunded",
        proof: readProof(node, { appId, merchantId: null, paidAt: "send_pay_date" }),
      };
    default:
      return null;
  }
}

/** `send_pay_date` in queries, `gmt_payment` in notifications. Alipay precreate trades in CNY only. */
export function readProof(
  from: JsonObject,
  party: { appId: string | null; merchantId: string | null; paidAt: string },
): PaymentProof | null {
  const tradeNo = text(from, "out_trade_no");
  const transactionId = text(from, "trade_no");
  const amount = fromMajor(text(from, "total_amount") ?? "", "CNY");
  if (!tradeNo || !transactionId || !amount) return null;
  return {
    gateway: "alipay",
    merchantId: party.merchantId,
    appId: party.appId,
    tradeNo,
    transactionId,
    amount,
    paidAtMs: fromBeijingClock(text(from, party.paidAt) ?? ""),
  };
}

/** TRADE_CLOSED means closed unpaid or refunded in full; only a trade that was paid has these. */
function wasPaid(node: JsonObject): boolean {
  const amounts = ["buyer_pay_amount", "receipt_amount", "refund_fee"];
  const hasMoney = amounts.some((name) => isPositive(text(node, name)));
  return hasMoney || text(node, "send_pay_date") !== null || text(node, "gmt_refund") !== null;
}

export const isPositive = (amount: string | null): boolean =>
  (fromMajor(amount ?? "", "CNY")?.amountMinor ?? 0) > 0;
