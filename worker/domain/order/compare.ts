import { type Money, sameMoney } from "../money.ts";
import type { AttemptState } from "./attempt.ts";
import type { PaymentProof, RefundedMeaning, TradeState } from "./trade.ts";

/** What our books say of one trade, and how its gateway speaks. */
export interface TradeRecord {
  /** What `refunded` proves when this gateway says it. */
  refundedMeans: RefundedMeaning;
  attempt: AttemptState;
  /** The payment recorded under it. */
  payment: { transactionId: string; amount: Money } | null;
  /** Our refunds of it. */
  refunds: readonly { state: "due" | "accepted" | "done" | "failed"; amountMinor: number }[];
  /** Whether an earlier comparison found the payment: dying before it was counted must not lose that. */
  recovered: boolean;
}

export type DiscrepancyReason =
  /** Our books have a payment that the gateway does not have. */
  | "not-at-gateway"
  /** Both have a payment, of another transaction or amount. */
  | "other-transaction"
  | "other-amount"
  /** Refunded in the gateway's console. */
  | "refunded-outside"
  /** Our books have it refunded, or a refund that failed, and the gateway still has the money. */
  | "not-refunded";

export type Comparison =
  | { kind: "matched" }
  /** The gateway has a payment that our books do not: settle it. */
  | { kind: "recover"; proof: PaymentProof }
  /** The same, done by an earlier comparison. */
  | { kind: "recovered" }
  | { kind: "discrepancy"; reason: DiscrepancyReason };

/** `refunded-outside`: paid and refunded in the gateway's console before we knew of the payment. */
export type OurState =
  | "nothing"
  | "refunded-outside"
  | "paid"
  | "refunding"
  | "part-refunded"
  | "refund-failed"
  | "refunded";

type Verdict = "matched" | "recover" | DiscrepancyReason;

export type GatewayState = Exclude<TradeState["kind"], "refunded"> | RefundedMeaning;

/** A refund that the gateway has accepted may show at once or in days. Alipay calls what was refunded in full closed. */
const VERDICTS: Record<OurState, Record<GatewayState, Verdict>> = {
  nothing: {
    paid: "recover",
    "partly-refunded": "refunded-outside",
    "fully-refunded": "refunded-outside",
    unpaid: "matched",
    closed: "matched",
    unknown: "matched",
  },
  "refunded-outside": {
    paid: "not-refunded",
    "partly-refunded": "refunded-outside",
    "fully-refunded": "refunded-outside",
    unpaid: "not-at-gateway",
    closed: "matched",
    unknown: "not-at-gateway",
  },
  paid: {
    paid: "matched",
    "partly-refunded": "refunded-outside",
    "fully-refunded": "refunded-outside",
    unpaid: "not-at-gateway",
    closed: "not-at-gateway",
    unknown: "not-at-gateway",
  },
  refunding: {
    paid: "matched",
    "partly-refunded": "matched",
    "fully-refunded": "matched",
    unpaid: "not-at-gateway",
    closed: "matched",
    unknown: "not-at-gateway",
  },
  "part-refunded": {
    paid: "matched",
    "partly-refunded": "matched",
    "fully-refunded": "refunded-outside",
    unpaid: "not-at-gateway",
    closed: "refunded-outside",
    unknown: "not-at-gateway",
  },
  "refund-failed": {
    paid: "not-refunded",
    "partly-refunded": "not-refunded",
    "fully-refunded": "refunded-outside",
    unpaid: "not-at-gateway",
    closed: "refunded-outside",
    unknown: "not-at-gateway",
  },
  refunded: {
    paid: "not-refunded",
    "partly-refunded": "matched",
    "fully-refunded": "matched",
    unpaid: "not-at-gateway",
    closed: "matched",
    unknown: "not-at-gateway",
  },
};

export const OUR_STATES = Object.keys(VERDICTS) as OurState[];
export const GATEWAY_STATES = Object.keys(VERDICTS.nothing) as GatewayState[];

/** Compares our books with the gateway's, for one trade. Pure and total: the caller recovers and records. */
export function compareTrade(record: TradeRecord, trade: TradeState): Comparison {
  const difference = differenceOf(record.payment, trade);
  if (difference) return { kind: "discrepancy", reason: difference };
  const theirs = trade.kind === "refunded" ? record.refundedMeans : trade.kind;
  const verdict = VERDICTS[ourStateOf(record)][theirs];
  if (verdict === "matched") return { kind: record.recovered ? "recovered" : "matched" };
  if (verdict !== "recover") return { kind: "discrepancy", reason: verdict };
  return trade.kind === "paid" ? { kind: "recover", proof: trade.proof } : { kind: "matched" };
}

export function ourStateOf({ attempt, payment, refunds }: TradeRecord): OurState {
  if (!payment) return attempt === "refunded" ? "refunded-outside" : "nothing";
  const has = (state: string) => refunds.some((refund) => refund.state === state);
  if (has("due") || has("accepted")) return "refunding";
  if (has("failed")) return "refund-failed";
  if (!has("done")) return "paid";
  const back = refunds
    .filter(({ state }) => state === "done")
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return back < payment.amount.amountMinor ? "part-refunded" : "refunded";
}

function differenceOf(payment: TradeRecord["payment"], trade: TradeState) {
  const proof = "proof" in trade ? trade.proof : null;
  if (!payment || !proof) return null;
  if (proof.transactionId !== payment.transactionId) return "other-transaction";
  return sameMoney(proof.amount, payment.amount) ? null : "other-amount";
}
