import type { ReversalPolicy } from "../ledger/operations.ts";
import type { OrderState } from "./state.ts";

/** What an operator's refund takes back of what the order granted. The money goes back in full either way. */
export const REVERSAL_SCOPES = ["full", "what-is-left"] as const;
export type ReversalScope = (typeof REVERSAL_SCOPES)[number];

export const POLICY_OF: Record<ReversalScope, ReversalPolicy> = {
  full: "all-or-nothing",
  "what-is-left": "what-is-left",
};

/** `known`: its money is on the way back or there already, so asking changes nothing. */
export type Refundable = "yes" | "known" | "nothing-paid" | "not-yet-fulfilled";

const REFUNDABLE: Record<OrderState, Refundable> = {
  pending: "nothing-paid",
  expired: "nothing-paid",
  cancelled: "nothing-paid",
  // Its grant is under way. Taking back now what comes a moment later would leave the customer both.
  paid: "not-yet-fulfilled",
  completed: "yes",
  refunding: "known",
  refunded: "known",
};

/** How long a grant may take before it counts as stuck: for an operator to look at, and to refund. */
export const STUCK_AFTER_MS = 3_600_000;

/** Whether an operator may refund an order in this state. One that is stuck can always be. */
export const refundable = (state: OrderState, isStuck: boolean): Refundable =>
  state === "paid" && isStuck ? "yes" : REFUNDABLE[state];

/**
 * The account's key of the n-th wish to refund an order. A refused wish keeps its key, so that a slow repeat of it hears
 * the same refusal and can never take back beside the wish that followed.
 */
export const reversalKey = (orderNo: string, ordinal: number): string =>
  ordinal === 1 ? `refund:${orderNo}` : `refund:${orderNo}:${ordinal}`;
