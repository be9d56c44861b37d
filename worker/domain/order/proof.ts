import type { Money } from "../money.ts";
import type { GatewayName } from "./payway.ts";

/**
 * A gateway's verified word that a number was paid. A signature proves only that the gateway said it: every field is
 * compared with what the order expects before anything is granted (payment-protocols 5, "Identity").
 */
export interface PaymentProof {
  gateway: GatewayName;
  /** WeChat `mchid`, Alipay `seller_id`, Stripe account. Null where the gateway's message carries none. */
  merchantId: string | null;
  /** WeChat `appid`, Alipay `app_id`. Null where the message carries none. */
  appId: string | null;
  /** Our number (`out_trade_no`). */
  tradeNo: string;
  /** The gateway's number (`transaction_id`, `trade_no`). */
  transactionId: string;
  /** What the payer owed: WeChat `amount.total`, Alipay `total_amount`. Coupons lower only the payer's part. */
  amount: Money;
  /** Epoch ms, when the gateway says it. */
  paidAtMs: number | null;
}
