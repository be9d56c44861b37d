/** Where an order stands (docs/decisions/0001-one-object-per-order.md). */
export type OrderState =
  | "pending"
  | "paid"
  | "completed"
  | "expired"
  | "cancelled"
  | "refunding"
  | "refunded";

/**
 * What can happen to an order. `payment` is a proof that passed every comparison, never a bare notification. `refund-undone`: the
 * money that was called returned came back to us.
 */
export type OrderEvent =
  | "payment"
  | "grant"
  | "expire"
  | "cancel"
  | "refund"
  | "refund-done"
  | "refund-undone";

/** `stays`: known and harmless, a repeat or too late to matter. `refused`: the caller asked for what cannot be. */
type Answer = OrderState | "stays" | "refused";

const TRANSITIONS: Record<OrderState, Record<OrderEvent, Answer>> = {
  pending: {
    payment: "paid",
    grant: "refused",
    expire: "expired",
    cancel: "cancelled",
    refund: "refused",
    "refund-done": "refused",
    "refund-undone": "refused",
  },
  paid: {
    payment: "stays",
    grant: "completed",
    expire: "stays",
    cancel: "refused",
    refund: "refunding",
    "refund-done": "refused",
    "refund-undone": "refused",
  },
  completed: {
    payment: "stays",
    grant: "stays",
    expire: "stays",
    cancel: "refused",
    refund: "refunding",
    "refund-done": "refused",
    "refund-undone": "refused",
  },
  // The money moves when the gateway says so, not when our clock does: late payments are honoured.
  expired: {
    payment: "paid",
    grant: "refused",
    expire: "stays",
    cancel: "stays",
    refund: "refused",
    "refund-done": "refused",
    "refund-undone": "refused",
  },
  cancelled: {
    payment: "paid",
    grant: "refused",
    expire: "stays",
    cancel: "stays",
    refund: "refused",
    "refund-done": "refused",
    "refund-undone": "refused",
  },
  refunding: {
    payment: "stays",
    grant: "refused",
    expire: "stays",
    cancel: "refused",
    refund: "stays",
    "refund-done": "refunded",
    "refund-undone": "stays",
  },
  refunded: {
    payment: "stays",
    grant: "refused",
    expire: "stays",
    cancel: "refused",
    refund: "stays",
    "refund-done": "stays",
    "refund-undone": "refunding",
  },
};

export type Transition =
  | { kind: "moves"; to: OrderState }
  | { kind: "stays" }
  | { kind: "refused" };

/** Pure and total: every state and event has an answer. */
export function transition(state: OrderState, event: OrderEvent): Transition {
  const answer = TRANSITIONS[state][event];
  return answer === "stays" || answer === "refused"
    ? { kind: answer }
    : { kind: "moves", to: answer };
}

export const ORDER_STATES = Object.keys(TRANSITIONS) as OrderState[];
export const ORDER_EVENTS = Object.keys(TRANSITIONS.pending) as OrderEvent[];

const PAYMENT_STATUS: Record<OrderState, "unpaid" | "paid" | "refunding" | "refunded"> = {
  pending: "unpaid",
  expired: "unpaid",
  cancelled: "unpaid",
  paid: "paid",
  completed: "paid",
  refunding: "refunding",
  refunded: "refunded",
};

/** The seeds' second status field, a projection of the state. */
export const paymentStatusOf = (state: OrderState) => PAYMENT_STATUS[state];

/** The seeds' `payStatus`: 1 once the money is in, whatever follows; a refunded order was paid as well. */
export const payStatusOf = (state: OrderState): 0 | 1 =>
  PAYMENT_STATUS[state] === "unpaid" ? 0 : 1;
