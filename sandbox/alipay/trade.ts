/** An out_trade_no that the merchant took a QR for. The trade itself begins with the first scan (section 2.7). */
export interface AlipayTrade {
  /** The merchant's out_trade_no. */
  number: string;
  subject: string;
  body?: string;
  passbackParams?: string;
  amountMinor: number;
  notifyUrl?: string;
  createdAt: number;
  /** `time_expire`, or what `timeout_express` comes to. */
  deadline: number;
  codes: { codeUrl: string; expiresAt: number }[];
  scanned?: { tradeNo: string; at: number; buyerId: string };
  state: AlipayState;
  paidAt?: number;
  refunds: AlipayRefund[];
}

type AlipayState =
  | "UNSCANNED"
  | "WAIT_BUYER_PAY"
  | "TRADE_SUCCESS"
  | "TRADE_FINISHED"
  | "TRADE_CLOSED";

export interface AlipayRefund {
  /** The merchant's out_request_no. */
  number: string;
  amountMinor: number;
  at: number;
  /** False while the bank has not paid it: fund_change N, and the query shows no refund_status. */
  done: boolean;
}

export type ScannedTrade = AlipayTrade & {
  scanned: { tradeNo: string; at: number; buyerId: string };
};

export const isScanned = (trade: AlipayTrade): trade is ScannedTrade => trade.scanned !== undefined;

export const isPaid = (trade: AlipayTrade): boolean => trade.paidAt !== undefined;

export const refundedMinor = (trade: AlipayTrade): number =>
  trade.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0);
