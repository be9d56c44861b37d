import type { Money } from "../../domain/money.ts";
import type { OrderRefundReason, RefundRecord } from "../../domain/order/refund-state.ts";
import { payStatusOf } from "../../domain/order/state.ts";
import { canStillBePaid, isOver, orderIn } from "./context.ts";
import type { AttemptRecord, Attempts } from "./storage/attempts.ts";
import type { OrderRecord } from "./storage/order.ts";
import type { PaymentRecord } from "./storage/payments.ts";
import type { RefundRequest } from "./storage/refund-requests.ts";
import type { OrderStorage } from "./storage/storage.ts";
import type { TimelineEntry } from "./storage/timeline.ts";

export { canStillBePaid };

/** An order as its owner may see it. */
export interface OrderView
  extends Omit<
    OrderRecord,
    "workAtMs" | "workTries" | "stockReleased" | "stuck" | "expireAtMs" | "askedAtMs"
  > {
  /** What keeps us from calling it unpaid. */
  notKnown: Pick<PayState, "unconfirmed" | "confirming">;
  story: { atMs: number; event: string }[];
  /** Set while the order's money goes back, and afterwards. */
  refund: RefundView | null;
}

/** How an order was given back, as its owner may know it. */
export interface RefundView {
  amountMinor: number;
  why: OrderRefundReason;
  /** The operator's words to the customer; may be empty. */
  reason: string;
  /** What was taken back of what the order granted; null where nothing had been granted. */
  taken: RefundRequest["taken"];
}

/** What the page waits for: also the message on the sockets. */
export interface PayState {
  id: string;
  orderNo: string;
  payStatus: 0 | 1;
  orderStatus: OrderRecord["state"];
  /** The order is over, and the gateways were not asked just now about a number of it that can still be paid. */
  unconfirmed?: true;
  /** The payer has done all, and a bank has yet to confirm the payment: in hours, or days. */
  confirming?: true;
}

export const payState = (
  order: OrderRecord,
  { unconfirmed = false, confirming = false } = {},
): PayState => ({
  id: order.placed.orderNo,
  orderNo: order.placed.orderNo,
  payStatus: payStatusOf(order.state),
  orderStatus: order.state,
  ...(unconfirmed ? { unconfirmed } : {}),
  ...(confirming ? { confirming } : {}),
});

/** As far as it is known without asking anybody. Pages that poll ask for it: two statements with the order's own. */
export function knownPayState(order: OrderRecord, attempts: Attempts): PayState {
  if (payStatusOf(order.state) === 1) return payState(order);
  const payable = attempts.all().filter(canStillBePaid);
  return payState(order, {
    unconfirmed: isOver(order.state) && payable.length > 0,
    confirming: payable.some(isConfirming),
  });
}

/** A bank is about to say whether this number is paid. */
export const isConfirming = (attempt: AttemptRecord): boolean =>
  attempt.confirming && canStillBePaid(attempt);

/** The events worth telling a customer; the rest is for the operator. */
const OWNERS_EVENTS = new Set([
  "created",
  "code-shown",
  "page-shown",
  "payment-received",
  "surplus-received",
  "granted",
  "expired",
  "cancelled",
  "refund-started",
  "refunded",
]);

export function orderView(storage: OrderStorage): OrderView {
  const order = orderIn(storage);
  const { placed, state, payingWith, paidAtMs, completedAtMs, granted, codesShown } = order;
  const { unconfirmed, confirming } = knownPayState(order, storage.attempts);
  const story = storage.timeline.all().filter((entry) => OWNERS_EVENTS.has(entry.event));
  return {
    placed,
    state,
    payingWith,
    paidAtMs,
    completedAtMs,
    granted,
    codesShown,
    notKnown: { ...(unconfirmed && { unconfirmed }), ...(confirming && { confirming }) },
    story: story.map(({ atMs, event }) => ({ atMs, event })),
    refund: isGivenBack(state) ? refundView(storage) : null,
  };
}

const isGivenBack = (state: OrderRecord["state"]): boolean =>
  state === "refunding" || state === "refunded";

type OwnRefund = RefundRecord & { why: OrderRefundReason };
const isOwn = (refund: RefundRecord): refund is OwnRefund => refund.why !== "surplus";

function refundView(storage: OrderStorage): RefundView | null {
  const own = storage.refunds.all().filter(isOwn);
  const last = own.find(({ replacedBy }) => replacedBy === null) ?? own[0];
  const request = storage.refundRequests.all().at(-1);
  if (!last && !request) return null;
  return {
    amountMinor: last?.amountMinor ?? orderIn(storage).placed.sale.price.amountMinor,
    why: last?.why ?? "operator",
    reason: last?.reason ?? request?.reason ?? "",
    taken: request?.taken ?? null,
  };
}

/** Everything that touched the order, for the operator. */
export interface OrderFile {
  order: OrderRecord;
  /** Counts changes of what D1 and the customer see. */
  version: number;
  attempts: AttemptRecord[];
  payments: PaymentRecord[];
  refunds: RefundRecord[];
  requests: RefundRequest[];
  timeline: TimelineEntry[];
}

/** How far the refund of an order is. */
export interface RefundStatus {
  state: OrderRecord["state"];
  price: Money;
  /** The last request; null when no operator asked for a refund. */
  request: RefundRequest | null;
  refunds: RefundRecord[];
}

export function refundStatus(storage: OrderStorage): RefundStatus {
  const { state, placed } = orderIn(storage);
  const request = storage.refundRequests.all().at(-1) ?? null;
  return { state, price: placed.sale.price, request, refunds: storage.refunds.all() };
}
