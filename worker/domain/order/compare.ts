import { type Money, sameMoney } from "../money.ts";
import type { AttemptState } from "./attempt.ts";
import type { GatewayName } from "./payway.ts";
import type { PaymentProof } from "./proof.ts";

/** What our books say of one gateway number. */
export interface NumberRecord {
  gateway: GatewayName;
  attempt: AttemptState;
  /** The payment recorded under it. */
  payment: { transactionId: string; amount: Money } | null;
  /** Our refunds of it. */
  refunds: readonly { state: "due" | "accepted" | "done" | "failed"; amountMinor: number }[];
  /** Whether an earlier comparison found the payment: dying before it was counted must not lose that. */
  mended: boolean;
}

/** What the gateway says of it, verified. */
export type GatewayWord =
  | { kind: "paid"; proof: PaymentProof }
  | { kind: "refunded"; proof: PaymentProof | null }
  | { kind: "unpaid" | "closed" | "unknown" };

export type DiscrepancyReason =
  /** Our books have a payment that the gateway does not have. */
  | "not-at-gateway"
  /** Both have a payment, of another transaction or amount. */
  | "other-transaction"
  | "other-amount"
  /** Given back at the gateway, past us. */
  | "refunded-outside"
  /** We hold it given back, or failed to, and the gateway still has the money. */
  | "not-refunded";

export type Comparison =
  | { kind: "matched" }
  /** The gateway has a payment that our books do not: settle it. */
  | { kind: "mend"; proof: PaymentProof }
  /** The same, done by an earlier comparison. */
  | { kind: "mended" }
  | { kind: "discrepancy"; reason: DiscrepancyReason };

/** `returned`: paid and given back at the gateway before we had heard of it. */
export type Held =
  | "nothing"
  | "returned"
  | "paid"
  | "refunding"
  | "part-refunded"
  | "refund-failed"
  | "refunded";

type Verdict = "matched" | "mend" | DiscrepancyReason;

/** `touched`: refunds of it exist, which prove nothing of where the money is. `returned`: given back in full. */
export type Said = Exclude<GatewayWord["kind"], "refunded"> | "touched" | "returned";

/**
 * WeChat Pay says `refunded` from the first fen asked back, also while a refund that failed holds the money; Alipay only
 * when all is back (payment-protocols 1.8, 1.9, 2.7).
 */
const REFUNDED_SAYS: Record<GatewayName, Said> = {
  wechat: "touched",
  alipay: "returned",
  stripe: "touched", // What is not known proves the least.
};

export const saidOf = (gateway: GatewayName, { kind }: GatewayWord): Said =>
  kind === "refunded" ? REFUNDED_SAYS[gateway] : kind;

/** A refund that the gateway has accepted may show at once or in days. Alipay calls what was refunded in full closed. */
const VERDICTS: Record<Held, Record<Said, Verdict>> = {
  nothing: {
    paid: "mend",
    touched: "refunded-outside",
    returned: "refunded-outside",
    unpaid: "matched",
    closed: "matched",
    unknown: "matched",
  },
  returned: {
    paid: "not-refunded",
    touched: "refunded-outside",
    returned: "refunded-outside",
    unpaid: "not-at-gateway",
    closed: "matched",
    unknown: "not-at-gateway",
  },
  paid: {
    paid: "matched",
    touched: "refunded-outside",
    returned: "refunded-outside",
    unpaid: "not-at-gateway",
    closed: "not-at-gateway",
    unknown: "not-at-gateway",
  },
  refunding: {
    paid: "matched",
    touched: "matched",
    returned: "matched",
    unpaid: "not-at-gateway",
    closed: "matched",
    unknown: "not-at-gateway",
  },
  "part-refunded": {
    paid: "matched",
    touched: "matched",
    returned: "refunded-outside",
    unpaid: "not-at-gateway",
    closed: "refunded-outside",
    unknown: "not-at-gateway",
  },
  "refund-failed": {
    paid: "not-refunded",
    touched: "not-refunded",
    returned: "refunded-outside",
    unpaid: "not-at-gateway",
    closed: "refunded-outside",
    unknown: "not-at-gateway",
  },
  refunded: {
    paid: "not-refunded",
    touched: "matched",
    returned: "matched",
    unpaid: "not-at-gateway",
    closed: "matched",
    unknown: "not-at-gateway",
  },
};

export const HELD = Object.keys(VERDICTS) as Held[];
export const SAID = Object.keys(VERDICTS.nothing) as Said[];

/** Compares our books with the gateway's, for one number. Pure and total: the caller mends and records. */
export function compareNumber(record: NumberRecord, word: GatewayWord): Comparison {
  const difference = differenceOf(record.payment, word);
  if (difference) return { kind: "discrepancy", reason: difference };
  const verdict = VERDICTS[heldOf(record)][saidOf(record.gateway, word)];
  if (verdict === "matched") return { kind: record.mended ? "mended" : "matched" };
  if (verdict !== "mend") return { kind: "discrepancy", reason: verdict };
  return word.kind === "paid" ? { kind: "mend", proof: word.proof } : { kind: "matched" };
}

export function heldOf({ attempt, payment, refunds }: NumberRecord): Held {
  if (!payment) return attempt === "refunded" ? "returned" : "nothing";
  const has = (state: string) => refunds.some((refund) => refund.state === state);
  if (has("due") || has("accepted")) return "refunding";
  if (has("failed")) return "refund-failed";
  if (!has("done")) return "paid";
  const back = refunds
    .filter(({ state }) => state === "done")
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return back < payment.amount.amountMinor ? "part-refunded" : "refunded";
}

function differenceOf(payment: NumberRecord["payment"], word: GatewayWord) {
  const proof = "proof" in word ? word.proof : null;
  if (!payment || !proof) return null;
  if (proof.transactionId !== payment.transactionId) return "other-transaction";
  return sameMoney(proof.amount, payment.amount) ? null : "other-amount";
}
