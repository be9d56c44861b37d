import { isCurrency } from "../../domain/money.ts";
import type { PaymentProof, TradeState } from "../../domain/order/trade.ts";
import { fromRfc3339 } from "../beijing.ts";
import { type JsonObject, object, text } from "../json.ts";

/**
 * What a verified transaction object says (WeChat Pay API v3: query order). Null when it lacks what its state must
 * carry, or names a state this protocol version does not know: neither may be guessed at.
 */
export function readTrade(transaction: JsonObject): TradeState | null {
  switch (transaction.trade_state) {
    case "SUCCESS": {
      const proof = readProof(transaction);
      return proof && { kind: "paid", proof };
    }
    case "REFUND":
      return { kind: "refunded", proof: readProof(transaction) };
    case "NOTPAY":
    case "USERPAYING":
    case "ACCEPT":
      return { kind: "unpaid" };
    case "PAYERROR":
      return { kind: "unpaid", declined: true };
    case "CLOSED":
    case "REVOKED":
      return { kind: "closed" };
    default:
      return null;
  }
}

/** Null when a paid transaction lacks a number, an id or an amount in whole fen. */
export function readProof(transaction: JsonObject): PaymentProof | null {
  const tradeNo = text(transaction, "out_trade_no");
  const transactionId = text(transaction, "transaction_id");
  const amount = object(transaction, "amount");
  const total = amount?.total;
  const currency = (amount && text(amount, "currency")) ?? "CNY"; // Absent means CNY (WeChat Pay API v3: Native order).
  if (!tradeNo || !transactionId || !Number.isSafeInteger(total) || !isCurrency(currency))
    return null;

  return {
    gateway: "wechat",
    merchantId: text(transaction, "mchid"),
    appId: text(transaction, "appid"),
    tradeNo,
    transactionId,
    amount: { currency, amountMinor: total as number },
    paidAtMs: fromRfc3339(text(transaction, "success_time") ?? ""),
  };
}
