import type { OrderState } from "./state.ts";

/** "Why is this not credited?" in one sentence, with the one act that moves the order on. Pure. */

/** Each is safe to repeat. `ask`: the gateways and, for what is paid, the account. */
export type OrderAct = "ask" | "refund" | "retry-refund";

export const EXPLANATIONS = [
  "no-code-yet",
  "waits-for-payment",
  "bank-confirming",
  "being-granted",
  "stuck",
  "granted",
  "ended-not-asked",
  "ended-unpaid",
  "refunding",
  "refund-failed",
  "refunded",
] as const;

export interface Explanation {
  code: (typeof EXPLANATIONS)[number];
  /** In words for the operator: why it is stuck, or how the refund failed; empty otherwise. */
  detail: string;
  act: OrderAct | null;
}

export interface ToExplain {
  state: OrderState;
  /** Why a paid order could not be granted. */
  stuck: string | null;
  /** `payable`: a payment may still come by it. */
  attempts: readonly { confirming: boolean; payable: boolean }[];
  /** Those that no other number carries on. */
  refunds: readonly { state: "due" | "accepted" | "done" | "failed"; detail: string }[];
}

export function explainOrder({ state, stuck, attempts, refunds }: ToExplain): Explanation {
  const says = (code: Explanation["code"], act: OrderAct | null, detail = ""): Explanation => ({
    ...{ code, detail, act },
  });
  switch (state) {
    case "pending":
      if (attempts.length === 0) return says("no-code-yet", null);
      if (attempts.some(({ confirming, payable }) => confirming && payable))
        return says("bank-confirming", "ask");
      return says("waits-for-payment", "ask");
    case "paid":
      return stuck === null ? says("being-granted", "ask") : says("stuck", "refund", stuck);
    case "completed":
      return says("granted", null);
    case "expired":
    case "cancelled":
      if (attempts.length === 0) return says("ended-unpaid", null);
      return attempts.some(({ payable }) => payable)
        ? says("ended-not-asked", "ask")
        : says("ended-unpaid", "ask");
    case "refunding": {
      const failed = refunds.find((refund) => refund.state === "failed");
      return failed
        ? says("refund-failed", "retry-refund", failed.detail)
        : says("refunding", "ask");
    }
    case "refunded":
      return says("refunded", null);
  }
}
