import type { Currency, Money } from "../domain/money.ts";
import type { GatewayName } from "../domain/order/payway.ts";
import type { GatewayRefundState } from "../domain/order/refund-state.ts";
import type { PaymentProof, RefundedMeaning, TradeState } from "../domain/order/trade.ts";
import type { Result } from "../domain/result.ts";
import type { Finding } from "./finding.ts";

/**
 * What the centre asks of a payment gateway. One implementation per gateway; each signs what it sends, verifies what it
 * receives, and turns the gateway's own error codes into the few reasons below. No method throws for anything that the
 * network or the gateway can do.
 */
export interface Gateway {
  readonly name: GatewayName;
  readonly capabilities: Capabilities;

  /** Opens `trade.tradeNo` for payment, or re-enters it. Safe to repeat with identical parameters. */
  open(trade: TradeRequest): Promise<Result<Presented, OpenFailure>>;
  query(trade: TradeReference): Promise<Result<TradeState, Unavailable>>;
  /**
   * Closes an unpaid number. Never call it for a number that was not opened: a gateway may answer that it is closed.
   */
  close(trade: TradeReference): Promise<Result<CloseOutcome, Unavailable>>;
  /** Repeats with the same `refund.refundNo` are one refund. `accepted` is not yet `done`. */
  refund(refund: GatewayRefund): Promise<Result<GatewayRefundState, RefundFailure>>;
  queryRefund(refund: GatewayRefundRef): Promise<Result<GatewayRefundState, Unavailable>>;

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

/** What callers decide by. Known whether or not the gateway is set up. */
export interface Capabilities {
  /** What `open` answers. */
  presents: Presented["kind"];
  /**
   * How what was presented is replaced. `same-number`: asking again with identical parameters yields a fresh one and voids
   * the old one. `new-number`: each needs a number of its own, and the old one stays payable.
   */
  refresh: "same-number" | "new-number";
  /** A trade in any other currency is refused before the gateway is asked. */
  currencies: readonly Currency[];
  refundedMeans: RefundedMeaning;
}

/** How the customer pays: by scanning a code, or on a page of the gateway's. */
export type Presented =
  | { kind: "code"; codeUrl: string }
  /** `gatewayId`: the gateway's own id of the trade, to be kept. */
  | { kind: "redirect"; url: string; gatewayId: string };

export interface TradeRequest {
  /** Our number for the trade: 6 to 32 of `[0-9A-Za-z_]` (`out_trade_no`). */
  tradeNo: string;
  amount: Money;
  /** Shown to the payer. The gateway implementation strips and cuts what its protocol forbids. */
  description: string;
  notifyUrl: string;
  /** Last instant at which the payer can pay, epoch ms. Identical on every re-entry of one number. */
  payableUntilMs: number;
  /** When the number was first opened, epoch ms. Identical on every re-entry. */
  openedAtMs: number;
  /** Our customer's id, kept with what is made at the gateway where that has a place for it. */
  customerId: string;
  /** Where a page of the gateway's leads on to: after the payment, and without one. */
  returnTo: { paid: string; unpaid: string };
  /** As in `TradeReference`, on a re-entry. */
  gatewayId?: string | null;
}

export interface TradeReference {
  tradeNo: string;
  /** The gateway's own id of the trade; null while its answer to `open` has not been heard. */
  gatewayId?: string | null;
  /** What the number was opened with: how a gateway that does not know our numbers finds a trade whose id was not heard. */
  opened?: TradeRequest;
}

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
  | {
      reason: "refused";
      code: string;
      detail: string;
      /** Another description may be taken: the gateway refused this text, or does not say what it refused. */
      aboutText?: true;
    }
  /** The number is paid: query and settle. */
  | { reason: "paid" }
  /** Paid as far as the payer can: a bank has yet to confirm it. */
  | { reason: "confirming" }
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
  /** The gateway's id of the payment that is refunded. */
  transactionId?: string | null;
}

export interface GatewayRefundRef {
  refundNo: string;
  tradeNo: string;
  transactionId?: string | null;
}

export type RefundFailure = Unavailable | { reason: "refused"; code: string; detail: string };

export interface RawNotification {
  headers: Headers;
  /** The body exactly as received. */
  body: string;
}

/** A verified notification: genuine, and about our merchant or not (`proof` says whose). */
export type Notice =
  | { kind: "payment"; id: string; proof: PaymentProof }
  | { kind: "refund"; id: string; refundNo: string; tradeNo: string; state: GatewayRefundState }
  /** Something happened to the trade: ask about it. The message itself proves nothing that is used, `claimsPayment` least. */
  | {
      kind: "ask";
      id: string;
      tradeNo: string;
      gatewayId: string;
      what: string;
      claimsPayment: boolean;
    }
  | ({ kind: "dispute"; id: string; tradeNo: string } & Dispute)
  /**
   * About no payment of an order. `customerId` is the gateway's id of whom it is about; null where it names none, and the
   * objects that it names may lead there.
   */
  | {
      kind: "elsewhere";
      id: string;
      what: string;
      customerId: string | null;
      objectIds: string[];
    }
  /** Genuine, but moves nothing (closed, waiting, a type we do not use). Record and acknowledge. */
  | { kind: "other"; id: string; tradeNo: string | null; what: string };

/** A payer asks their bank for the money back. */
export interface Dispute {
  disputeId: string;
  /** `open`: the bank has asked. `lost`: the money is gone. `won`: it stays ours. */
  outcome: "open" | "lost" | "won";
  /** In the gateway's own word. */
  status: string;
}

export interface NotificationRefusal {
  reason:
    | "headers-missing"
    | "clock-window"
    | "unknown-key"
    | "bad-signature"
    | "undecryptable"
    | "malformed"
    /** Genuine, and of the gateway's other mode: test money or live money, whichever ours is not. */
    | "wrong-mode"
    /** The gateway was to be asked what it is about, and did not answer. Let it be sent again. */
    | "unavailable";
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
