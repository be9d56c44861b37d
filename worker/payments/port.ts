import type { Money } from "../domain/money.ts";
import type { GatewayName } from "../domain/order/payway.ts";
import type { PaymentProof } from "../domain/order/proof.ts";
import type { Result } from "../domain/result.ts";
import type { Finding } from "./finding.ts";

/**
 * What the centre asks of a payment gateway. One implementation per gateway; each signs what it sends, verifies what it
 * receives, and turns the gateway's own error codes into the few reasons below. No method throws for anything that the
 * network or the gateway can do.
 */
export interface Gateway {
  readonly name: GatewayName;
  /**
   * How a shown code is replaced. `same-number`: asking again with identical parameters yields a fresh code and voids
   * the old one (WeChat). `new-number`: every code needs a number of its own and the old one stays payable (Alipay).
   */
  readonly refresh: "same-number" | "new-number";

  /** Opens `trade.number` for payment, or re-enters it. Safe to repeat with identical parameters. */
  open(trade: TradeRequest): Promise<Result<{ codeUrl: string }, OpenFailure>>;
  query(trade: TradeReference): Promise<Result<TradeState, Unavailable>>;
  /** Closes an unpaid number. Never call it for a number that was not opened (payment-protocols 1.3). */
  close(trade: TradeReference): Promise<Result<CloseOutcome, Unavailable>>;
  /** Repeats with the same `refund.number` are one refund. `accepted` is not yet `done`. */
  refund(refund: GatewayRefund): Promise<Result<RefundState, RefundFailure>>;
  queryRefund(refund: GatewayRefundRef): Promise<Result<RefundState, Unavailable>>;

  /** Verifies a notification on its raw body. Only what `ok` carries may move an order. */
  readNotification(
    request: RawNotification,
    nowMs: number,
  ): Promise<Result<Notice, NotificationRefusal>>;
  /**
   * Asks about a number that cannot exist and says what the answer shows of the configuration: keys, serials, clock.
   * Moves nothing, and ends within the time of one call.
   */
  probe(): Promise<Finding[]>;
  /** The answer in the gateway's own form: `taken` stops its retries, `retry` asks for them. */
  acknowledge(verdict: "taken" | "retry"): Acknowledgement;
}

export interface TradeRequest {
  /** Our number for the trade: 6 to 32 of `[0-9A-Za-z_]` (`out_trade_no`). */
  tradeNo: string;
  amount: Money;
  /** Shown to the payer. The gateway implementation strips what its protocol forbids. */
  description: string;
  notifyUrl: string;
  /** Last instant at which the payer can pay, epoch ms. Identical on every re-entry of one number. */
  payableUntilMs: number;
}

export interface TradeReference {
  tradeNo: string;
}

export type TradeState =
  | { kind: "paid"; proof: PaymentProof }
  /** Was paid and has been refunded in part or whole. */
  | { kind: "refunded"; proof: PaymentProof | null }
  | { kind: "unpaid" }
  | { kind: "closed" }
  /** The gateway knows no such trade: for Alipay also "not scanned yet". */
  | { kind: "unknown" };

/** `not-scanned`: nothing to close; the code stays payable until its own end (Alipay). */
export type CloseOutcome = "closed" | "paid" | "not-scanned";

/** No proof of anything: no answer in time, a 5xx, a rate limit, or an answer we could not verify. */
export interface Unavailable {
  reason: "unavailable";
  detail: string;
}

export type OpenFailure =
  | Unavailable
  /** A definite no: configuration, parameters, risk rules. `code` is the gateway's own, for logs and timeline. */
  | { reason: "refused"; code: string; detail: string }
  /** The number is paid: query and settle. */
  | { reason: "paid" }
  /** The number can never be opened again: take the next one. */
  | { reason: "dead-number" };

export interface GatewayRefund {
  /** Our number for the refund, the same on every retry (`out_refund_no`, `out_request_no`). */
  refundNo: string;
  tradeNo: string;
  amount: Money;
  tradeTotal: Money;
  reason: string;
  notifyUrl: string;
}

export interface GatewayRefundRef {
  refundNo: string;
  tradeNo: string;
}

export type RefundState =
  | { kind: "done" }
  | { kind: "accepted" }
  /** The gateway knows no such refund. */
  | { kind: "unknown" }
  /**
   * Needs a person: the bank refused, or the gateway closed the refund. `numberIsDead`: closed for good with nothing
   * moved, so that only another number can refund. Any other failure keeps its number (payment-protocols 1.9).
   */
  | { kind: "failed"; detail: string; numberIsDead?: true };

export type RefundFailure = Unavailable | { reason: "refused"; code: string; detail: string };

export interface RawNotification {
  headers: Headers;
  /** The body exactly as received. */
  body: string;
}

/** A verified notification: genuine, and about our merchant or not (`proof` says whose). */
export type Notice =
  | { kind: "payment"; id: string; proof: PaymentProof }
  | { kind: "refund"; id: string; refundNo: string; tradeNo: string; state: RefundState }
  /** Genuine, but moves nothing (closed, waiting, a type we do not use). Record and acknowledge. */
  | { kind: "other"; id: string; tradeNo: string | null; what: string };

export interface NotificationRefusal {
  reason:
    | "headers-missing"
    | "clock-window"
    | "unknown-key"
    | "bad-signature"
    | "undecryptable"
    | "malformed";
  /** For the timeline and the log. Never a key, a whole signature or a body. */
  detail: string;
  /** The number it claims, unproven: only good for noting the refusal on that order's timeline. */
  claimedTradeNo: string | null;
}

export interface Acknowledgement {
  status: number;
  contentType: string;
  body: string;
}
