import type { Money } from "../money.ts";
import type { GatewayName } from "./payway.ts";

/** What a gateway says of one trade, verified. */
export type TradeState = (
  | { kind: "paid"; proof: PaymentProof }
  /** Was paid and has been refunded in part or whole. */
  | { kind: "refunded"; proof: PaymentProof | null }
  /**
   * `declined`: somebody tried to pay, and was refused. The trade can still be paid. `confirming`: the payer has done all, and
   * their bank answers later, in hours or days; until then the trade can neither be paid again nor closed.
   */
  | { kind: "unpaid"; declined?: true; confirming?: true }
  | { kind: "closed" }
  /** The gateway knows no such trade: for Alipay also "not scanned yet". */
  | { kind: "unknown" }
) & {
  /** The gateway's own id of the trade, where it must be known to ask again. */
  gatewayId?: string;
};

/**
 * What a gateway's `refunded` proves. `partly-refunded`: that a refund exists, which may be a part of the amount, or one
 * that failed and still holds the money. `fully-refunded`: that all of the money went back.
 */
export type RefundedMeaning = "partly-refunded" | "fully-refunded";

/**
 * A gateway's verified statement that a trade was paid. A signature proves only that the gateway said it: every field
 * is compared with what the order expects before anything is granted.
 */
export interface PaymentProof {
  gateway: GatewayName;
  /** WeChat `mchid`, Alipay `seller_id`. Null where the gateway's message carries none, as Stripe's never does. */
  merchantId: string | null;
  /** WeChat `appid`, Alipay `app_id`. Null where the message carries none. */
  appId: string | null;
  /** Our number of the trade (`out_trade_no`). */
  tradeNo: string;
  /** The gateway's number (`transaction_id`, `trade_no`, the id of the payment intent). */
  transactionId: string;
  /** What the payer owed: WeChat `amount.total`, Alipay `total_amount`, Stripe `amount_total`. Coupons lower only the payer's part. */
  amount: Money;
  /** Epoch ms, when the gateway says it. */
  paidAtMs: number | null;
}
