export interface WechatTrade {
  /** The merchant's out_trade_no. */
  number: string;
  description: string;
  amountMinor: number;
  attach?: string;
  notifyUrl: string;
  /** The order call's parameters in a fixed member order: re-entry must repeat them (section 1.3). */
  parameters: string;
  createdAt: number;
  expiresAt: number;
  state: "NOTPAY" | "SUCCESS" | "REFUND" | "CLOSED";
  transactionId?: string;
  paidAt?: number;
  payerOpenId?: string;
  codes: WechatCode[];
  refunds: WechatRefund[];
}

export interface WechatCode {
  codeUrl: string;
  createdAt: number;
  replaced: boolean;
}

export interface WechatRefund {
  /** The merchant's out_refund_no. */
  number: string;
  refundId: string;
  amountMinor: number;
  state: "PROCESSING" | RefundEnd;
  /** What the bank will say; absent when it never will. */
  endsAs?: RefundEnd;
  createdAt: number;
  succeededAt?: number;
  notifyUrl?: string;
}

type RefundEnd = "SUCCESS" | "CLOSED" | "ABNORMAL";

export const isPaid = (trade: WechatTrade): boolean =>
  trade.state === "SUCCESS" || trade.state === "REFUND";
